"""Spark takes the same SQL and the same functions, and chooses the same pairs as DuckDB."""

import shutil

import pyarrow as pa
import pytest

from niangjia.engine import LinkOptions, link
from tests.engine.test_linkage import LEFT, REGIONS, RIGHT, register, table

pytest.importorskip("pyspark", reason="extra spark is not installed")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
]


@pytest.fixture(scope="module")
def spark():
    from niangjia.engine.engines.spark import Spark

    engine = Spark(master="local[2]", settings={"spark.sql.shuffle.partitions": "2"})
    yield engine
    engine.session.stop()


quiet = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"
)


@quiet
def test_no_plan_carries_what_was_done_before(spark):
    """A step's plan is its own: with those of all steps before it, a quick check never ended."""
    spark.put("first", pa.table({"row": pa.array(range(9))}))
    for step in range(3):
        spark.sql(
            "first", f"SELECT a.row + {step} AS row FROM first a JOIN first b ON a.row = b.row"
        )
        plan = spark.session.table("first")._jdf.queryExecution().analyzed().toString()
        assert "Join" not in plan
    assert sorted(spark.fetch("first")["row"].to_pylist()) == list(range(3, 12))
    spark.drop("first")
    assert not spark.session.catalog.tableExists("first")


@quiet
def test_rows_lie_in_the_checkpoint_folder_where_there_is_one(spark, tmp_path):
    context = spark.session.sparkContext
    context.setCheckpointDir(str(tmp_path))
    try:
        spark.put("kept", pa.table({"row": pa.array([1, 2])}))
        assert [path for path in tmp_path.rglob("part-*") if path.is_file()]
        assert sorted(spark.fetch("kept")["row"].to_pylist()) == [1, 2]
    finally:
        context._jsc.sc().setCheckpointDir(None)


@quiet
def test_the_same_links_to_the_byte(spark):
    noisy = [
        {**row, "id": f"n{n}", "name": row["name"].replace("有限", "")[:-1], "uscc": ""}
        for n, row in enumerate(register(60))
    ]
    left, right = table([*LEFT, *noisy]), table(RIGHT)
    here = link(left, right, options=LinkOptions(regions=REGIONS))
    there = link(left, right, options=LinkOptions(regions=REGIONS, engine=spark))

    assert here.links.num_rows > 50
    assert there.links.equals(here.links)
    assert there.states.equals(here.states)
    assert there.counts == here.counts
