"""What a listing shows, as a workbook."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.audit.models import record
from niangjia.ui.exports import Sheet, TooManyRows, workbook_response
from niangjia.ui.texts import day, file_name, moment

if TYPE_CHECKING:
    from niangjia.ui.tables import Listing


def sheet_of(listing: "Listing") -> Sheet:
    """Exactly the rows and columns on screen, with 口径, conditions, date and author."""
    told = "；".join(str(condition) for condition in listing.conditions) or "全部"
    notes = [f"口径：{listing.definition}"] if listing.definition else []
    notes += [f"数据日期：{day(listing.as_of)}"] if listing.as_of else []
    who, now = listing.request.actor.name, moment(timezone.now())  # type: ignore[attr-defined]
    notes.append(f"条件：{told}。共 {listing.total:,} 条。{now} 由{who}导出")
    notes += ["示例数据：企业、人员与数字均为虚构，仅供演示"] if settings.DEMO else []
    return Sheet(listing.title, listing.shown, listing.every_row(), notes)


def download(listing: "Listing") -> HttpResponseBase:
    """The workbook, entered into the audit trail; too many rows: back with a message."""
    sheet = sheet_of(listing)
    try:
        if listing.total > sheet.room:
            raise TooManyRows(
                f"共 {listing.total:,} 条，一张工作表最多 {sheet.room:,} 条，请先缩小筛选范围"
            )
        name = file_name(listing.title, "xlsx")
        response, count = workbook_response(name, sheet)
    except TooManyRows as full:
        messages.error(listing.request, f"没有导出：{full}")
        return redirect(listing.link())
    note_export(listing, count, form="xlsx")
    return response


def note_export(listing: "Listing", count: int, *, form: str) -> None:
    """Names of the conditions only: what was searched for may be personal."""
    by = listing.request.actor  # type: ignore[attr-defined]
    names = [name for condition in listing.conditions for name in condition.names]
    with transaction.atomic():
        who = Account(pk=by.account_id)
        record(
            "ui.export", on=who, by=by, listing=listing.code, rows=count, filters=names, form=form
        )
