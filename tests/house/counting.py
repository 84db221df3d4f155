"""A list costs the same number of queries whatever its length."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(ask: Callable[[], Any]) -> list[str]:
    """The SQL of one call."""
    with CaptureQueriesContext(connection) as seen:
        ask()
    return [query["sql"] for query in seen.captured_queries]


def assert_constant_queries(ask: Callable[[], Any], add_row: Callable[[], Any]) -> int:
    """Ask with one row, then with three: the counts must agree. Returns the count.

    ``ask`` runs once before each count, so that totals kept until the next change do not count.
    """
    add_row(), ask()
    one = queries_of(ask)
    add_row(), add_row(), ask()
    three = queries_of(ask)
    assert len(one) == len(three), "\n".join([f"1 行 {len(one)} 次，3 行 {len(three)} 次", *three])
    return len(one)
