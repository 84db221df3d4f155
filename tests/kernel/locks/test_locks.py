"""One at a time, by name."""

import threading
import time

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.locks import Busy, hold, lock_number, try_hold


def in_thread(work) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@given(st.text())
def test_numbers_fit_postgresql_and_do_not_change(key: str) -> None:
    assert -(2**63) <= lock_number(key) < 2**63
    assert lock_number(key) == lock_number(key)


def test_numbers_differ_and_are_fixed_for_all_versions() -> None:
    assert lock_number("relief:1") == -7543500425734650565
    assert lock_number("relief:1") != lock_number("relief:2")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("take", [hold, try_hold])
def test_outside_a_transaction_is_an_error(take) -> None:
    with pytest.raises(RuntimeError, match="事务"):
        take("a")


@pytest.mark.django_db(transaction=True)
def test_two_threads_do_not_overlap() -> None:
    """Without the lock both read 0 before either writes."""
    seen: list[int] = []
    inside = [0]
    most = [0]

    def work() -> None:
        with transaction.atomic():
            hold("counter")
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            before = len(seen)
            time.sleep(0.05)
            seen.append(before)
            inside[0] -= 1

    for thread in [in_thread(work) for _ in range(4)]:
        thread.join()

    assert seen == [0, 1, 2, 3]
    assert most == [1]


@pytest.mark.django_db(transaction=True)
def test_waiting_ends_in_time_and_the_transaction_goes_on() -> None:
    held, done = threading.Event(), threading.Event()

    def other() -> None:
        with transaction.atomic():
            hold("town")
            held.set()
            done.wait(5)

    thread = in_thread(other)
    held.wait(5)
    with transaction.atomic():
        started = time.monotonic()
        with pytest.raises(Busy, match="稍后再试"):
            hold("town", timeout=0.1)
        assert time.monotonic() - started < 2
        assert not try_hold("town")
        assert try_hold("village")
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone()[0] == "0"
    done.set()
    thread.join()
    with transaction.atomic():
        assert try_hold("town")


@pytest.mark.django_db(transaction=True)
def test_lock_is_kept_to_the_end_of_the_outermost_transaction() -> None:
    free: list[bool] = []

    def ask() -> None:
        with transaction.atomic():
            free.append(try_hold("case"))

    with transaction.atomic():
        with transaction.atomic():
            hold("case")
        in_thread(ask).join()
    in_thread(ask).join()

    assert free == [False, True]
