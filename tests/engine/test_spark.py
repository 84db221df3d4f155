"""Spark takes the same SQL and the same functions, and chooses the same pairs as DuckDB."""

import shutil

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


@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"
)
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
