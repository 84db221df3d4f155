"""Publishing a year's notice."""

from collections.abc import Iterable

from django.db import transaction

from niangjia.kernel.clocks.intake import read_special_days
from niangjia.kernel.clocks.models import SpecialDay


@transaction.atomic
def publish_special_days(lines: Iterable[str]) -> int:
    """Replace the days of every notice year found in ``lines`` (CSV). Returns the days written."""
    days = [SpecialDay(**row) for row in read_special_days(lines)]
    SpecialDay.objects.filter(year__in={d.year for d in days}).delete()
    SpecialDay.objects.bulk_create(days)
    return len(days)
