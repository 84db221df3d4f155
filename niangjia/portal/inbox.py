"""The inbox of the whole house as lists: 待办, 已办, 办结, 抄送 (X1)."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from niangjia.kernel.notifications.enums import TodoState
from niangjia.kernel.notifications.gate import KIND
from niangjia.kernel.notifications.kinds import kind_of
from niangjia.kernel.notifications.queries import asked_counts, lit
from niangjia.portal.forms import InboxFilter, PastFilter
from niangjia.ui.columns import DASH, Column, Kind, badge
from niangjia.ui.tables import BatchAction, Listing
from niangjia.ui.texts import day

Item = Any


def item_url(item: Item) -> str:
    return str(item.url)


def area(item: Item) -> str:
    return kind_of(item.kind).area


def due_text(item: Item) -> str:
    if item.due_on is None:
        return ""
    return f"{day(item.due_on)}{'（暂定）' if item.due_provisional else ''}"


def due_cell(item: Item) -> SafeString:
    if item.light is None:
        return DASH
    return format_html("{} {}", due_text(item), badge(item.light.value, item.light.label))


def sender(item: Item) -> str:
    return f"{item.handed_by}转办" if item.handed_by else str(item.created_by)


def links(*found: tuple[str, str, str]) -> SafeString:
    """Deeds as links: address, word, and what a reader hears."""
    return format_html_join(" · ", '<a class="text-nowrap" href="{}" aria-label="{}">{}</a>',
                            ((url, f"{word}：{title}", word) for url, word, title in found))  # fmt: skip


def todo_deeds(item: Item) -> SafeString:
    found = [(reverse("notifications:item_hand_over", args=[item.pk]), "转办", item.title)]
    if item.kind != KIND:
        found.append((reverse("notifications:sign_ask", args=[item.pk]), "加签", item.title))
    return links(*found)


def asked_text(item: Item) -> str:
    """How many of those asked have answered."""
    return f"{item.asked[0]}/{item.asked[1]}" if item.asked else ""


def asked_cell(item: Item) -> str:
    if not item.asked:
        return DASH
    answered, asked = item.asked
    return badge("success" if answered == asked else "warning", f"{answered}/{asked} 已答复")


TITLE = Column(name="title", label="事项", fixed=True, url=item_url, sort="title", width=44)
AREA = Column(name="area", label="工作", value=area, sort="kind", width=14)
UNIT = Column(name="unit__short_name", label="单位", sort="unit__path")
SENT = Column(name="created_at", label="送达", kind=Kind.DATETIME, sort="created_at", phone=False)
SENDER = Column(name="sender", label="发送人", value=sender, phone=False)


class TodoListing(Listing):
    code, title = "inbox", "待办"
    definition = "等您本人或您所在岗位办理的事项；期限过后为逾期，剩三个工作日以内为临期。"
    columns = (
        TITLE, AREA, UNIT, SENT, SENDER,
        Column(name="due_on", label="期限", value=due_text, cell=due_cell, sort="due_on",
               nullable=True),
        Column(name="asked", label="会签", value=asked_text, cell=asked_cell),
        Column(name="light", label="红绿灯", value=lambda row: row.light and row.light.label,
               shown=False),
        Column(name="deeds", label="操作", value=lambda row: "", cell=todo_deeds, paper=False),
    )  # fmt: skip
    filter_class, default_sort = InboxFilter, "due_on"
    empty_title, empty_text = "没有待办", "各项工作需要您办理时，会出现在这里。"

    def prepare(self, rows: list[Item]) -> list[Item]:
        asked = asked_counts([row.pk for row in rows])
        for shown in lit(rows, timezone.localdate()):
            shown.item.light = shown.light  # type: ignore[attr-defined]
            shown.item.asked = asked.get(shown.item.pk)  # type: ignore[attr-defined]
        return rows

    def tone(self, row: Item) -> str:
        return {"red": "danger", "yellow": "warning"}.get(row.light.value if row.light else "", "")

    def batch(self) -> list[BatchAction]:
        url = reverse("notifications:batch_confirm")
        return [BatchAction("批量办理", "checks", url, "primary")]


def done_word(item: Item) -> str:
    if item.state == TodoState.OPEN:
        return f"转办给{item.account}"
    return item.outcome or "已办理"


def recall_link(item: Item) -> str:
    """Offered where the kind can be taken back; whether it can now is said on the page."""
    if kind_of(item.kind).recall is None and item.handed_from_id is None:
        return DASH
    return links((reverse("notifications:item_recall", args=[item.pk]), "撤回", item.title))


RECALL = Column(name="deeds", label="操作", value=lambda row: "", cell=recall_link, paper=False)


class DoneListing(Listing):
    code, title = "inbox.done", "已办"
    definition = "您这一步已经办完、整件事还在别人手里办理的事项；同一件事只列一次。"
    columns = (
        TITLE, AREA, UNIT, SENT, SENDER,
        Column(name="outcome", label="我办的一步", value=done_word),
        Column(name="done_at", label="办理时间", kind=Kind.DATETIME, sort="done_at", nullable=True),
        Column(name="done_by", label="办理人"), RECALL,
    )  # fmt: skip
    filter_class, default_sort = PastFilter, "-done_at"
    empty_title, empty_text = "没有在途的已办事项", "您办过、还没有到头的事项会出现在这里。"


def ending(item: Item) -> str:
    return item.ending or "已办理"


class EndedListing(Listing):
    code, title = "inbox.ended", "办结"
    definition = "您办过其中一步、整件事已经到头的事项，连同结果；同一件事只列一次。"
    columns = (
        TITLE, AREA, UNIT, SENT,
        Column(name="ending", label="结果", value=ending),
        Column(name="ended_at", label="办结时间", kind=Kind.DATETIME, sort="ended_at",
               nullable=True),
        Column(name="ended_by", label="办结人"),
        Column(name="outcome", label="我办的一步", value=done_word, shown=False),
        Column(name="done_at", label="我的办理时间", kind=Kind.DATETIME, sort="done_at",
               nullable=True, shown=False),
        RECALL,
    )  # fmt: skip
    filter_class, default_sort = PastFilter, "-ended_at"
    empty_title, empty_text = "没有办结的事项", "您办过的事项全部办完后会出现在这里。"


def read_cell(item: Item) -> SafeString:
    unread = item.state == TodoState.OPEN
    return badge("warning", "未读") if unread else badge("plain", "已阅")


class CopyListing(Listing):
    code, title = "inbox.copies", "抄送"
    definition = "只供知悉、不用办理的事项；勾选后可标为已阅。"
    columns = (
        TITLE, AREA, UNIT, SENT, SENDER,
        Column(name="state", label="状态", sort="state", cell=read_cell,
               value=lambda row: "未读" if row.state == TodoState.OPEN else "已阅"),
        Column(name="done_at", label="阅读时间", kind=Kind.DATETIME, phone=False),
    )  # fmt: skip
    filter_class, default_sort = PastFilter, "-state"
    empty_title, empty_text = "没有抄送", "需要您知悉的事项会出现在这里。"

    def batch(self) -> list[BatchAction]:
        return [BatchAction("标为已阅", "check", reverse("notifications:items_read"))]
