"""The linkage on a cluster: the same SQL and the same functions, run by Spark (extra ``spark``)."""

import os
import sys
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.storagelevel import StorageLevel

from niangjia.engine.engines.base import Compare, Work
from niangjia.engine.evidence.sides import Side

BATCH = 40_000
_TYPES = {
    pa.string(): "string", pa.int64(): "bigint", pa.int32(): "int", pa.int8(): "tinyint",
    pa.bool_(): "boolean", pa.float64(): "double",
}  # fmt: skip


class Spark:
    """Tables are temporary views, each computed once when it is made, and from then on rows without
    a past: plans that carry all that was done before take longer than the work itself.

    The rows lie with the executors, and a lost executor ends the run; with ``spark.checkpoint.dir``
    they lie there and outlive it.
    """

    filters_tokens = False

    def __init__(self, *, master: str = "local[2]", settings: dict[str, str] | None = None) -> None:
        local = master.startswith("local")
        if local:  # the workers are this machine's: let them have this Python
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.appName("niangjia")
        if not master.startswith("spark-submit"):
            builder = builder.master(master)
        defaults = {
            "spark.sql.execution.arrow.maxRecordsPerBatch": str(BATCH),
            "spark.sql.execution.arrow.useLargeVarTypes": "false",
            "spark.ui.enabled": "false",
            "spark.sql.ansi.enabled": "true",
            "spark.sql.shuffle.partitions": "8" if local else "200",
        }
        if local:  # driver and executor are one; Spark's own 1 GB is too little for a city
            defaults["spark.driver.memory"] = "4g"
        for key, value in (defaults | (settings or {})).items():
            builder = builder.config(key, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self._names: set[str] = set()

    def _keep(self, name: str, frame: DataFrame) -> None:
        if self.session.sparkContext.getCheckpointDir():
            rows = frame.checkpoint()
        else:
            rows = frame.localCheckpoint(storageLevel=StorageLevel.MEMORY_AND_DISK)
        rows.createOrReplaceTempView(name)
        self._names.add(name)

    def put(self, name: str, table: pa.Table) -> None:
        self._keep(name, self.session.createDataFrame(table))

    def drop(self, name: str) -> None:
        """Forget a table; Spark frees what nothing refers to."""
        self._names.discard(name)
        self.session.catalog.dropTempView(name)

    def sql(self, name: str, query: str) -> None:
        self._keep(name, self.session.sql(query))

    def append(self, name: str, more: str) -> None:
        self._keep(name, self._frame(name).unionByName(self._frame(more)))

    def map(self, name: str, query: str, work: Work, schema: pa.Schema) -> None:
        def worked(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                yield from work(pa.Table.from_batches([batch])).to_batches()

        self._keep(name, self._frame(query).mapInArrow(worked, _ddl(schema)))

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
        """Both rows travel with each pair, so that every executor can compare alone."""
        frames = {side: self.session.sql(query) for side, query in (("l", left), ("r", right))}
        for side, frame in frames.items():
            renamed = frame.toDF(*(f"{side}_{column}" for column in frame.columns))
            renamed.createOrReplaceTempView(f"compared_{side}")
        joined = self.session.sql(
            "SELECT l.*, r.* FROM candidates c JOIN compared_l l ON c.left_row = l.l_row "
            "JOIN compared_r r ON c.right_row = r.r_row"
        )

        def worked(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                places = np.arange(batch.num_rows)
                sides = _side(batch, "l_"), _side(batch, "r_")
                yield from work(sides[0], sides[1], places, places).to_batches()

        self._keep(name, joined.mapInArrow(worked, _ddl(schema)))
        for done in spent:
            self.drop(done)

    def fetch(self, query: str) -> pa.Table:
        return self._frame(query).toArrow()

    def _frame(self, query: str) -> DataFrame:
        return self.session.sql(query) if " " in query else self.session.table(query)

    def close(self) -> None:
        for name in [*self._names]:
            self.drop(name)


def _side(batch: pa.RecordBatch, prefix: str) -> Side:
    names = [name for name in batch.schema.names if name.startswith(prefix)]
    return Side(pa.table({name[len(prefix) :]: batch[name] for name in names}))


def _ddl(schema: pa.Schema) -> str:
    return ", ".join(f"{field.name} {_TYPES[field.type]}" for field in schema)
