"""What a linkage asks of the machine it runs on."""

from collections.abc import Callable, Iterator
from typing import Protocol

import pyarrow as pa

Batches = Iterator[pa.RecordBatch]
Work = Callable[[pa.Table], pa.Table]


class Engine(Protocol):
    """Named tables, made from Arrow data, from SQL, or by a function over batches of rows.

    SQL is written once for all engines; no string distance is computed in it. The function of
    ``map`` gets a part of the rows and returns rows of ``schema``; parts may be worked on in any
    order and side by side. Where a query is asked for, the name of a table will do.
    """

    def put(self, name: str, table: pa.Table) -> None: ...

    def sql(self, name: str, query: str) -> None: ...

    def map(self, name: str, query: str, work: Work, schema: pa.Schema) -> None: ...

    def fetch(self, query: str) -> pa.Table: ...

    def close(self) -> None: ...
