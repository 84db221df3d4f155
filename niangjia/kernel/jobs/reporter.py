"""The side line of a run: progress that is seen while the work's own transaction is open."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import psycopg
from django.db import connection

from niangjia.kernel.jobs.enums import RunState
from niangjia.kernel.jobs.progress import Cancelled, Stopping
from niangjia.kernel.locks import lock_number

PAUSE = 0.25  # seconds between two writes
WRITE = """
UPDATE jobs_jobrun SET done = %(done)s, total = %(total)s, message = %(message)s,
       heartbeat = clock_timestamp()
 WHERE id = %(id)s AND state = %(running)s RETURNING cancel_requested
"""


def life_key(run_id: int) -> str:
    """The lock that is held as long as somebody works on this run: free means dead."""
    return f"jobs.run:{run_id}"


def _never() -> bool:
    return False


class Reporter:
    """A ``Progress`` with a connection of its own, which also shows that the run is alive.

    PostgreSQL frees the session's lock the moment the process dies, kill -9 included; a
    heartbeat would need a guess how long silence may last.
    """

    def __init__(self, run_id: int, stopping: Callable[[], bool] = _never) -> None:
        self.run_id, self.stopping = run_id, stopping
        self.done, self.total, self.message = 0, None, ""  # type: tuple[int, int | None, str]
        self._written = float("-inf")
        self._line: psycopg.Connection[Any] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def take(self) -> bool:
        """Claim the run; False if somebody is already at work on it."""
        row = (
            self._open()
            .execute("SELECT pg_try_advisory_lock(%s)", [lock_number(life_key(self.run_id))])
            .fetchone()
        )
        return bool(row and row[0])

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        """Keep the figures, write them at most four times a second, hear whether to stop."""
        self.done, self.total = done, self.total if total is None else total
        self.message = (message or self.message)[:200]
        if self.stopping():
            raise Stopping
        if time.monotonic() - self._written >= PAUSE:
            self._written = time.monotonic()
            if self._write():
                raise Cancelled

    def _write(self) -> bool:
        """True if the user has asked to stop."""
        values = {
            "id": self.run_id, "running": RunState.RUNNING.value,
            "done": self.done, "total": self.total, "message": self.message,
        }  # fmt: skip
        try:
            row = self._open().execute(WRITE, values).fetchone()
        except psycopg.errors.LockNotAvailable:
            return False  # somebody is pressing 取消 at this moment; the next write hears it
        except psycopg.OperationalError:
            self._hang_up()  # the work itself will notice if the database is gone
            return False
        return bool(row and row[0])

    def _open(self) -> "psycopg.Connection[Any]":
        if self._line is None:
            self._line = psycopg.connect(**_parameters(), autocommit=True)
            self._line.execute("SET lock_timeout = '1s'")
            if self._written > 0:  # the line was lost: show again that the run is alive
                self.take()
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _parameters() -> dict[str, Any]:
    """Django's own connection parameters, without what only its wrapper understands."""
    given = connection.get_connection_params()
    return {k: v for k, v in given.items() if k not in ("cursor_factory", "context")}
