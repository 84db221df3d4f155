"""The linkage on one machine: DuckDB for the joins, threads for the functions over batches."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from niangjia.engine.engines.base import Compare, Work
from niangjia.engine.evidence.sides import Side, warming

BATCH = 40_000


class Duck:
    """One database in memory that may spill to ``folder``; closed with ``close``."""

    filters_tokens = True

    def __init__(self, *, threads: int = 2, memory: str = "2GB", folder: Path | str) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": threads, "memory_limit": memory, "temp_directory": str(folder),
            "preserve_insertion_order": False,
        }  # fmt: skip
        self.connection = duckdb.connect(config=settings)
        self.threads = threads
        self._kept: dict[str, pa.Table] = {}

    def put(self, name: str, table: pa.Table) -> None:
        self._kept[name] = table
        self.connection.register(name, table)

    def drop(self, name: str) -> None:
        """Forget a table made by ``put`` or ``map``."""
        if self._kept.pop(name, None) is not None:
            self.connection.unregister(name)
        else:
            self.connection.execute(f"DROP TABLE IF EXISTS {name}")

    def sql(self, name: str, query: str) -> None:
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def append(self, name: str, more: str) -> None:
        """Add the rows of one table made by ``sql`` to another."""
        self.connection.execute(f"INSERT INTO {name} FROM {more}")
        self.connection.execute(f"DROP TABLE {more}")

    def map(self, name: str, query: str, work: Work, schema: pa.Schema) -> None:
        parts = list(self._worked(self._parts(query), work))
        self.put(name, pa.concat_tables([schema.empty_table(), *parts]))

    def compare(
        self,
        name: str,
        left: str,
        right: str,
        work: Compare,
        schema: pa.Schema,
        *,
        spent: tuple[str, ...] = (),
    ) -> None:
        first, second = (Side(self.fetch(query).combine_chunks()) for query in (left, right))
        for done in spent:
            self.drop(done)
        with ThreadPoolExecutor(self.threads) as pool:
            list(pool.map(lambda one: one(), [*warming(second), *warming(first)]))
        places = [_places(side.column("row").to_numpy()) for side in (first, second)]

        def compared(part: pa.Table) -> pa.Table:
            at_left = places[0].take(part["left_row"].to_numpy())
            at_right = places[1].take(part["right_row"].to_numpy())
            return work(first, second, at_left, at_right)

        self.map(name, "SELECT * FROM candidates ORDER BY left_row, right_row", compared, schema)

    def _parts(self, query: str) -> Iterator[pa.Table]:
        whole = self.fetch(query)
        for begin in range(0, whole.num_rows, BATCH):
            yield whole.slice(begin, BATCH)

    def _worked(self, parts: Iterator[pa.Table], work: Work) -> Iterator[pa.Table]:
        """In order, with no more parts in the making than there are threads."""
        with ThreadPoolExecutor(self.threads) as pool:
            waiting: deque[Future[pa.Table]] = deque()
            for part in parts:
                waiting.append(pool.submit(work, part))
                if len(waiting) > self.threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def fetch(self, query: str) -> pa.Table:
        kept = self._kept.get(query)
        if kept is not None:
            return kept
        whole = query if " " in query else f"SELECT * FROM {query}"
        return self.connection.sql(whole).to_arrow_table()

    def close(self) -> None:
        self.connection.close()
        self._kept.clear()


def _places(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each row stands, by its number."""
    places = np.zeros(rows.max(initial=-1) + 1, np.int64)
    places[rows] = np.arange(len(rows))
    return places
