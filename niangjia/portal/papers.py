"""Lists of papers, of document numbers and of public checks."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from niangjia.kernel.documents.codes import shown_code
from niangjia.kernel.documents.enums import CheckState, NumberState, PaperState
from niangjia.portal.forms import CheckFilter, NumberFilter, PaperFilter
from niangjia.ui.columns import Column, Kind, OwnPage, badge
from niangjia.ui.tables import Listing

TONES: dict[str, str] = {
    PaperState.DRAFT: "warning", PaperState.ISSUED: "success", PaperState.VOID: "danger",
    NumberState.USED: "success", CheckState.VALID: "success", CheckState.REVOKED: "danger",
}  # fmt: skip


def state_text(row: Any) -> str:
    return str(row.get_state_display())


def state_badge(row: Any) -> str:
    """The state in words, coloured."""
    return badge(TONES[row.state], state_text(row))


paper_url = OwnPage("documents:paper_detail")


def taken_url(number: Any) -> str | None:
    """The paper of a number, where it was made here."""
    return reverse("documents:paper_detail", args=[number.paper_id]) if number.paper_id else None


def void_link(number: Any) -> str:
    """Numbers of papers made here are voided together with the paper."""
    if number.state == NumberState.VOID:
        return format_html("{}", number.reason)
    url = taken_url(number) or reverse("documents:number_void", args=[number.pk])
    return format_html('<a href="{}">{}</a>', url, "查看公文" if number.paper_id else "作废")


def revoke_link(check: Any) -> str:
    if check.state == CheckState.REVOKED:
        return format_html("{}", check.reason)
    return format_html('<a href="{}">撤销</a>', reverse("documents:check_revoke", args=[check.pk]))


class PaperListing(Listing):
    code, title = "papers", "公文"
    definition = (
        "由本系统按数据生成的公文、申请表、证书、报表和海报；同一份文件的各个版次只算一份。"
    )
    columns = (
        Column(name="title", label="标题", sort="title", fixed=True, url=paper_url, width=50),
        Column(name="number", label="文号", sort="number", width=22),
        Column(name="kind", label="文种", value=lambda row: row.get_kind_display()),
        Column(name="state", label="状态", value=state_text, cell=state_badge),
        Column(name="issuer", label="发文机关", width=26),
        Column(name="unit__short_name", label="单位", sort="unit__path", phone=False),
        Column(name="created_by", label="拟稿人", phone=False),
        Column(name="created_at", label="拟稿时间", kind=Kind.DATETIME, sort="created_at"),
        Column(
            name="issued_at", label="印发时间", kind=Kind.DATETIME, sort="issued_at",
            nullable=True, shown=False,
        ),
    )  # fmt: skip
    filter_class, default_sort = PaperFilter, "-created_at"
    empty_title, empty_text = "还没有公文", "各项业务办理到需要公文的环节时，会在这里生成草稿。"


class NumberListing(Listing):
    code, title = "numbers", "文号登记"
    definition = (
        "每个机关代字每年从启用时的起始序号起连续编号，不跳号、不重号；作废的号保留并写明原因。"
    )
    columns = (
        Column(name="text", label="文号", value=str, fixed=True, width=24),
        Column(name="title", label="标题", url=taken_url, width=50),
        Column(name="year", label="年份", sort="year", shown=False),
        Column(name="number", label="序号", kind=Kind.INT, sort="number", shown=False),
        Column(name="state", label="状态", value=state_text, cell=state_badge),
        Column(name="unit__short_name", label="单位", sort="unit__path"),
        Column(name="taken_by", label="取号人", phone=False),
        Column(name="taken_at", label="取号时间", kind=Kind.DATETIME, sort="taken_at"),
        Column(name="reason", label="作废（原因）", cell=void_link, width=30),
    )
    filter_class, default_sort = NumberFilter, "-taken_at"
    empty_title, empty_text = "还没有取过文号", "先启用机关代字；公文印发时会自动取号。"

    def tone(self, row: Any) -> str:
        return "danger" if row.state == NumberState.VOID else ""


class CheckListing(Listing):
    code, title = "checks", "公开查验"
    definition = "已登记、可以凭二维码或查验码公开核对的文件和证书。"
    columns = (
        Column(name="label", label="名称", fixed=True, sort="label", width=24),
        Column(name="code", label="查验码", value=lambda row: shown_code(row.code), width=22),
        Column(name="state", label="状态", value=state_text, cell=state_badge),
        Column(
            name="valid_until", label="有效期至", kind=Kind.DATE, sort="valid_until", nullable=True
        ),
        Column(name="unit__short_name", label="单位", sort="unit__path"),
        Column(name="created_at", label="登记时间", kind=Kind.DATETIME, sort="created_at"),
        Column(name="reason", label="撤销（原因）", cell=revoke_link, width=30),
    )
    filter_class, default_sort = CheckFilter, "-created_at"
    empty_title, empty_text = "还没有可查验的文件", "发出证书或公开的文件时会自动登记。"
