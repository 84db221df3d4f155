"""What a linkage asks of the machine it runs on."""

from collections.abc import Callable
from typing import Protocol

import pyarrow as pa

from niangjia.engine.columns.chars import Places
from niangjia.engine.evidence.sides import Side

Work = Callable[[pa.Table], pa.Table]
Compare = Callable[[Side, Side, Places, Places], pa.Table]


class Engine(Protocol):
    """Named tables, made from Arrow data, from SQL, or by a function over batches of rows.

    SQL is written once for all engines; no string distance is computed in it. The function of
    ``map`` gets a part of the rows and returns rows of ``schema``; parts may be worked on in any
    order and side by side. ``compare`` runs a function over the pairs of the table ``candidates``
    (left_row, right_row), whose rows two queries give; the tables ``spent`` are of no use to it once these
    were read. Where a query is asked for, the name of a table will do.
    """

    filters_tokens: bool  # one machine: functions may carry data along, sums are taken in parts

    def put(self, name: str, table: pa.Table) -> None: ...

    def sql(self, name: str, query: str) -> None: ...

    def map(self, name: str, query: str, work: Work, schema: pa.Schema) -> None: ...

    def compare(
        self,
        name: str,
        left: str,
        right: str,
        work: Compare,
        schema: pa.Schema,
        *,
        spent: tuple[str, ...] = (),
    ) -> None: ...

    def append(self, name: str, more: str) -> None: ...

    def drop(self, name: str) -> None: ...

    def fetch(self, query: str) -> pa.Table: ...

    def close(self) -> None: ...
