"""The house's clock, set back for the history of the sample city."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from unittest.mock import patch

from django.utils import timezone

OFFICE_OPENS = time(9, 30)


@contextmanager
def at(day: date) -> Iterator[None]:
    """From half past nine of ``day`` the clock goes on; never beyond the real one."""
    real = timezone.now
    start, opens = real(), datetime.combine(day, OFFICE_OPENS, timezone.get_current_timezone())
    if opens >= start:
        yield
        return
    with patch.object(timezone, "now", lambda: opens + (real() - start)):
        yield
