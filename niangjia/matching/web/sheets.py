"""Small figures pages as workbooks, each entered into the audit trail."""

from django.utils import timezone

from niangjia.matching.actions.task_exports import note_export
from niangjia.ui.columns import Column, Kind
from niangjia.ui.exports import Sheet, workbook_response


def send_sheet(request, sheet):
    """The workbook with who and when below its title."""
    now = f"{timezone.localtime():%Y-%m-%d %H:%M}"
    notes = [*sheet.notes, f"{now} 由{request.actor.name}导出"]
    told = Sheet(sheet.title, sheet.columns, sheet.rows, notes)
    response, count = workbook_response(f"{sheet.title}.xlsx", told)
    note_export(sheet=sheet.title, rows=count, by=request.actor)
    return response


def agreement_sheet(page):
    """A line for the whole, for each two people and for each source."""
    figures = ("both_yes", "first_only", "second_only", "both_no", "total")
    labels = ("都判是", "仅前者判是", "仅后者判是", "都判不是", "合计")
    columns = [Column(name="label", label="复核人或来源", width=30)]
    columns += [Column(name=f"agreement__{n}", label=t, kind=Kind.INT) for n, t in zip(figures, labels, strict=True)]  # fmt: skip
    columns += [
        Column(name="agreement__rate", label="一致率", kind=Kind.PERCENT),
        Column(name="kappa", label="Kappa", value=lambda line: kappa_text(line.agreement.kappa)),
    ]
    rows = [page.whole, *page.people, *page.sources]
    return Sheet("复核一致性", columns, rows, ["Kappa 为扣除偶然一致后的一致程度，1 为完全一致"])


def kappa_text(kappa):
    return "" if kappa is None else f"{kappa:.3f}"


def quality_sheet(sheet):
    """The page's figures one below the other, with the audits and their intervals."""
    columns = [
        Column(name="what", label="项目", width=30),
        Column(name="count", label="行数", kind=Kind.INT),
        Column(name="low", label="区间下限", kind=Kind.PERCENT),
        Column(name="share", label="占比", kind=Kind.PERCENT),
        Column(name="high", label="区间上限", kind=Kind.PERCENT),
        Column(name="note", label="说明", width=50),
    ]
    rows = [_figure(label, count) for label, count in sheet.lines]
    rows += [_figure(f"　按{label}对应", count) for label, count in sheet.by_key]
    rows += [_audited(one) for one in sheet.findings]
    notes = [str(sheet.batch), "区间按威尔逊法，把握 95%；抽查样本按留存的种子随机抽取"]
    return Sheet(f"名册质量单 {sheet.batch.pk}", columns, rows, notes)


def _figure(label, count):
    return {"what": label, "count": count, "low": None, "share": None, "high": None, "note": ""}


def _audited(one):
    low, share, high = one.interval or (None, None, None)
    words = f"总体 {one.sample.population}，抽 {one.sample.size}，已查 {one.done}，种子 {one.sample.seed}"
    return {"what": one.sample.get_kind_display(), "count": one.yes, "low": low, "share": share,
            "high": high, "note": words}  # fmt: skip
