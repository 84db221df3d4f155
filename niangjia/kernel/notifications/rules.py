"""When a message may leave: quiet hours and the daily limit a person (peers X8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Manners:
    """Quiet from ``quiet_from`` to ``quiet_to`` of the next day, local time."""

    quiet_from: time = time(22)
    quiet_to: time = time(8)
    a_day: int = 5
    attempts: int = 3
    pause: timedelta = timedelta(minutes=10)


MANNERS = Manners()


def not_before(
    now: datetime, planned: Mapping[date, int] | None = None, manners: Manners = MANNERS
) -> datetime:
    """The earliest moment at which a message wanted ``now`` (local, aware) may leave.

    Held in quiet hours until they end. ``planned`` counts the person's messages by day: a
    day that has had its share is passed over, and the message waits for the next morning.
    """
    moment = now if now.time() < manners.quiet_from else _morning(now, manners) + ONE_DAY
    moment = max(moment, _morning(moment, manners))
    while (planned or {}).get(moment.date(), 0) >= manners.a_day:
        moment = _morning(moment, manners) + ONE_DAY
    return moment


def _morning(moment: datetime, manners: Manners) -> datetime:
    end = manners.quiet_to
    return moment.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)


def retry_at(now: datetime, attempts: int, manners: Manners = MANNERS) -> datetime | None:
    """When to try again after ``attempts`` failures, each time later; ``None``: give up."""
    if attempts >= manners.attempts:
        return None
    return not_before(now + manners.pause * 2 ** (attempts - 1), None, manners)
