"""The day a page is asked for in its address."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date


def asked_day(request: HttpRequest) -> date | None:
    """``?as_of=`` if it lies before today, else None for today; what is no day is answered 404.

    A day that has not come yet is told, for nothing can be counted for it.
    """
    text = request.GET.get("as_of", "")
    try:
        day = parse_date(text) if text else None
    except ValueError:  # written as a day, but not in the calendar
        day = None
    if text and day is None:
        raise Http404(f"没有“{text[:20]}”这一天，日期请写成 2026-11-23 的样子。")
    today = timezone.localdate()
    if day and day > today:
        messages.warning(request, f"{day:%Y-%m-%d} 还没有到，下面是今天 {today:%Y-%m-%d} 的数字。")
    return day if day and day < today else None
