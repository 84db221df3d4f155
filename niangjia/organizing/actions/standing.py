"""Whether something may still be written on a union, and for which day."""

from datetime import date

from django.utils import timezone

from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.enums.unions import LIVING
from niangjia.organizing.models import Union
from niangjia.organizing.queries.unions import open_version


def check_living(union: Union) -> None:
    """Nothing new begins at a union that was dissolved or merged; what it had can still end."""
    version = open_version(union)
    if version.state not in LIVING:
        raise NotAllowed(f"本会已{version.get_state_display()}，不再登记新的事项。")


def check_happened(what: str, on: date, *, since: date | None = None, whence: str = "") -> None:
    """A record tells of what has happened: not after today, not before ``since`` (``whence``)."""
    if on > timezone.localdate():
        raise NotAllowed(f"{what}日期不能晚于今天。")
    if since is not None and on < since:
        raise NotAllowed(f"{what}日期不能早于{whence}的 {since:%Y-%m-%d}。")
