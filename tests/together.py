"""Several people at one moment, with real transactions: the database leaves one outcome."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from niangjia.kernel.workflow import NotAllowed


def together(*deeds: Callable[[], Any], refusals: tuple[type[Exception], ...] = ()) -> list[Any]:
    """Begin all at once, each on a connection of its own: what each returned or was refused with.

    ``NotAllowed``, ``ValueError`` and ``refusals`` are answers; anything else fails the test.
    """
    start = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return deed()
        except (NotAllowed, ValueError, *refusals) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as people:
        return list(people.map(run, deeds))


def refused(answers: list[Any]) -> list[str]:
    """The words of those that were not allowed."""
    return [str(answer) for answer in answers if isinstance(answer, NotAllowed)]
