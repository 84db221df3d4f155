"""PostgreSQL's advisory locks, held until the transaction ends, whichever way it ends."""

import hashlib

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

DEFAULT_TIMEOUT = 10.0


class Busy(RuntimeError):
    """Somebody else holds the lock and did not let go in time. The message is for the user."""


def lock_number(key: str) -> int:
    """The signed 64-bit number that PostgreSQL knows this key by."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)


def hold(key: str, timeout: float = DEFAULT_TIMEOUT) -> None:
    """Wait at most ``timeout`` seconds for ``key`` and keep it until the transaction ends.

    Outside a transaction the lock would be gone at once: ``RuntimeError``. ``Busy`` when
    the time is up; the transaction can go on after it.
    """
    _inside_transaction()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # lock_timeout counts for this one lock; what the caller had set comes back
            cursor.execute("SELECT current_setting('lock_timeout')")
            before = cursor.fetchone()[0]
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true)", [f"{max(1, int(timeout * 1000))}ms"]
            )
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(key)])
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [before])
    except OperationalError as problem:
        if isinstance(problem.__cause__, LockNotAvailable):
            raise Busy("其他人正在办理同一事项，请稍后再试。") from problem
        raise


def try_hold(key: str) -> bool:
    """Take ``key`` until the transaction ends if nobody has it; never waits."""
    _inside_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock_number(key)])
        return bool(cursor.fetchone()[0])


def _inside_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("加锁必须在事务里")
