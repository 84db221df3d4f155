"""The yearly form as a table for download and print, and the list behind a number."""

from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from niangjia.organizing.web.tables_plain import PlainTable
from niangjia.ui.columns import Column, Kind

WIDE = 30


def behind(line, found):
    """The unions that the numbers of this year and of the year before are the sums of."""
    if not line.row.key:
        return "", ""
    return _listed(line, found.day), _listed(line, date(found.year - 1, 12, 31))


def _listed(line, day):
    days = {"as_of": day.isoformat(), "since": day.replace(month=1, day=1).isoformat()}
    return f"{reverse('organizing:figure_unions', args=[line.row.key])}?{urlencode(days)}"


def said(line):
    """The definition, or why there is no number."""
    if line.rule is None:
        return line.row.note
    told = f"{line.rule.edition}：{line.rule.words}"
    return (
        f"{told}上年按{line.rule_before.edition}：{line.rule_before.words}"
        if line.redefined
        else told
    )


def year_table(request, found):
    columns = (
        Column(name="row__code", label="代码", width=8),
        Column(name="row__label", label="指标", width=26, fixed=True),
        Column(name="row__measure", label="单位", width=8),
        Column(name="value", label=f"{found.year}年", kind=Kind.INT),
        Column(name="before", label=f"{found.year - 1}年", kind=Kind.INT),
        Column(name="change", label="增减", kind=Kind.INT),
        Column(name="said", label="口径或说明", width=WIDE, value=said),
        Column(name="row__source", label="依据", width=WIDE),
    )
    told = "由登记册计数；登记册没有的项目空着，不估算"
    told += f"。年度未满，数字截至 {found.day:%Y-%m-%d}" if found.running else ""
    title = f"{request.actor.unit_name}工会统计年报（{found.year}年）"
    return PlainTable(request, "organizing.yearly", title, columns, found.lines,
                      definition=told, as_of=found.day)  # fmt: skip
