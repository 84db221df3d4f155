"""The peers of the linkage, each a way to link that people use today.

``python -m bench.linkage_peers WAY PAIR OUT.csv TRAIN`` writes left_id, right_id,
probability. All get what the engine itself reads off the rows (codes checked, names cleaned of
divisions and union endings), except ``vlookup``, which takes the cells as written. A valid code that
one register row holds decides first. Where a library is not installed the caller leaves it out.
"""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

WAYS = {
    "physical": ("duckdb", "read both files, one exact hash join"),
    "vlookup": ("duckdb", "exact code, then exact name (VLOOKUP)"),
    "cleaned": ("duckdb", "exact code, then exact cleaned name"),
    "tfidf": ("sparse-dot-topn", "code, then TF-IDF of characters, sparse top-n"),
    "rapidfuzz": ("rapidfuzz", "code, then rapidfuzz within the district"),
    "splink": ("splink", "Splink, the engine's columns, m from labels"),
}
TUNED = ("tfidf", "rapidfuzz", "splink")
FEWEST = 40
"""Similarities below are of no use to any threshold (of 100)."""


def installed(way: str) -> str:
    """``splink 5.0.0``; an empty word where it is not there."""
    try:
        return f"{WAYS[way][0]} {version(WAYS[way][0])}"
    except ModuleNotFoundError:
        return ""


def physical(base: Any, pair: Path, _train: Path) -> str:
    """The least any linkage must do: every cell read, one join."""
    for name in "ab":
        base.execute(f"CREATE TABLE {name} AS FROM '{pair / name}.parquet'")
    return (
        "SELECT a.id AS left_id, min(b.id) AS right_id, 1.0 AS probability "
        "FROM a JOIN b ON a.name = b.name GROUP BY a.id"
    )


def vlookup(base: Any, pair: Path, _train: Path) -> str:
    for name in "ab":
        base.execute(f"CREATE TABLE {name} AS FROM '{pair / name}.parquet'")
    return _first_of("uscc", "name")


def cleaned(base: Any, pair: Path, _train: Path) -> str:
    _prepare(base, pair)
    return _first_of("code", "key")


def tfidf(base: Any, pair: Path, _train: Path) -> str:
    """Characters and pairs of characters of the cleaned name; cosine, the best of each row."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    _prepare(base, pair)
    rest, register = _left_over(base)
    maker = TfidfVectorizer(
        analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32
    )
    known = maker.fit_transform(_texts(register))
    asked = maker.transform(_texts(rest))
    found = sp_matmul_topn(asked, known.T.tocsr(), top_n=1, threshold=0.4, n_threads=2).tocoo()
    base.register("scored", pa.table({
        "left_id": rest["id"].take(pa.array(found.row)),
        "right_id": register["id"].take(pa.array(found.col)), "probability": found.data,
    }))  # fmt: skip
    return _with_codes("scored")


def rapidfuzz(base: Any, pair: Path, _train: Path) -> str:
    """Each row against the register rows of its district: the usual loop, as a matrix on two cores."""
    import numpy as np
    from rapidfuzz import fuzz, process

    _prepare(base, pair)
    rest, register = _left_over(base)
    homes = np.array(register["district"].to_pylist(), dtype=object)
    asked = np.array(rest["district"].to_pylist(), dtype=object)
    texts, names = (np.array(_texts(side), dtype=object) for side in (rest, register))
    pairs: list[tuple[int, int, float]] = []
    for district in sorted(set(asked) - {""}):
        here, there = np.flatnonzero(asked == district), np.flatnonzero(homes == district)
        for begin in range(0, len(here), 200) if len(there) else ():
            rows = here[begin : begin + 200]
            worth = process.cdist(
                texts[rows], names[there], scorer=fuzz.ratio, score_cutoff=FEWEST, workers=2,
                dtype=np.uint8,
            )  # fmt: skip
            best = worth.argmax(axis=1)
            pairs += [
                (row, there[k], worth[n, k] / 100)
                for n, (row, k) in enumerate(zip(rows, best, strict=True))
                if worth[n, k]
            ]
    left, right, worth = zip(*pairs, strict=True) if pairs else ((), (), ())
    base.register("scored", pa.table({
        "left_id": rest["id"].take(pa.array(left, pa.int64())),
        "right_id": register["id"].take(pa.array(right, pa.int64())),
        "probability": pa.array(map(float, worth), pa.float64()),
    }))  # fmt: skip
    return _with_codes("scored")


def splink(base: Any, pair: Path, train: Path) -> str:
    """m from the training pair's truth, u from random pairs; eight comparisons, seven blocking rules."""
    trained = _linker(train, _settings())
    trained.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    trained.training.estimate_m_from_label_column("label")
    model = trained.misc.save_model_to_json()
    # a left row has about one counterpart among all rows of the register
    model["probability_two_random_records_match"] = (
        0.87 / pq.read_metadata(pair / "b.parquet").num_rows
    )
    scored = _linker(pair, model).inference.predict(threshold_match_probability=0.01)
    base.register("pairs", scored.as_pyarrow_table() if hasattr(scored, "as_pyarrow_table")
                  else scored.as_duckdbpyrelation().to_arrow_table())  # fmt: skip
    return (
        "SELECT id_l AS left_id, id_r AS right_id, match_probability AS probability FROM pairs "
        "QUALIFY row_number() OVER (PARTITION BY id_l ORDER BY match_weight DESC, id_r) = 1"
    )


def _settings() -> Any:
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="link_only", unique_id_column_name="id", retain_matching_columns=False,
        comparisons=[
            cl.JaroWinklerAtThresholds("core", [0.96, 0.92, 0.86, 0.78]).configure(
                term_frequency_adjustments=True
            ),
            cl.LevenshteinAtThresholds("tail", [3]), cl.ExactMatch("form"),
            cl.ExactMatch("code"), cl.ExactMatch("district"),
            cl.ExactMatch("legal").configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone"), cl.JaroWinklerAtThresholds("address", [0.95, 0.85]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("code"), block_on("core"), block_on("sound"), block_on("phone"),
            block_on("brand", "district"), block_on("legal", "district"),
            block_on("substr(core, 1, 3)", "district"),
        ],
    )  # fmt: skip


def _linker(folder: Path, made: Any) -> Any:
    """A linker over both lists of the folder, with the truth as label."""
    from splink import DuckDBAPI, Linker

    space = duckdb.connect(config={"threads": 2})
    _prepare(space, folder)
    api, sides = DuckDBAPI(connection=space), []
    for name in "ab":
        columns = ", ".join(
            f"nullif({c}, '') AS {c}" for c in
            ("core", "form", "code", "sound", "brand", "district", "legal", "phone", "address")
        )  # fmt: skip
        label = "id" if name == "b" else "coalesce(nullif(t.bid, ''), 'none ' || id)"
        more = f"LEFT JOIN '{folder / 'truth.parquet'}' t ON aid = id" if name == "a" else ""
        table = space.sql(
            f"SELECT id, tail, {columns}, {label} AS label FROM {name} {more}"
        ).to_arrow_table()
        sides.append(api.register(table, table_name=f"side_{name}"))
    return Linker(sides, made, log_level=None)


def _prepare(base: Any, pair: Path) -> None:
    """Tables ``a`` and ``b`` with the engine's columns (``prepare.COLUMNS``)."""
    from niangjia.engine.prepare import Preparer, with_input_columns
    from niangjia.engine.regions import Regions
    from niangjia.engine.tables import read_list, regions_in

    lists = {name: read_list(pair / f"{name}.parquet").table for name in "ab"}
    preparer = Preparer(Regions(regions_in(*lists.values())))
    for name, table in lists.items():
        parts = [
            preparer.prepare(batch)
            for batch in with_input_columns(table).combine_chunks().to_batches(40_000)
        ]
        base.register(f"{name}_made", pa.concat_tables(parts))
        base.execute(f"CREATE TABLE {name} AS FROM {name}_made")
        base.unregister(f"{name}_made")


def _alone(column: str) -> str:
    return (
        f"SELECT {column} AS word, min(id) AS id FROM b WHERE {column} <> '' "
        "GROUP BY word HAVING count(*) = 1"
    )


def _first_of(code: str, name: str) -> str:
    return (
        f"SELECT a.id AS left_id, coalesce(c.id, n.id) AS right_id, 1.0 AS probability FROM a "
        f"LEFT JOIN ({_alone(code)}) c ON a.{code} = c.word "
        f"LEFT JOIN ({_alone(name)}) n ON a.{name} = n.word WHERE coalesce(c.id, n.id) IS NOT NULL"
    )


def _left_over(base: Any) -> tuple[pa.Table, pa.Table]:
    """Left rows that no code decides, and the register."""
    base.execute(
        "CREATE TABLE coded AS SELECT a.id AS left_id, c.id AS right_id FROM a "
        f"JOIN ({_alone('code')}) c ON a.code = c.word"
    )
    columns = "id, core, tail, district"
    rest = base.sql(
        f"SELECT {columns} FROM a WHERE id NOT IN (SELECT left_id FROM coded) ORDER BY id"
    )
    register = base.sql(f"SELECT {columns} FROM b ORDER BY id")
    return rest.to_arrow_table().combine_chunks(), register.to_arrow_table().combine_chunks()


def _texts(table: pa.Table) -> list[str]:
    return [
        core + tail
        for core, tail in zip(table["core"].to_pylist(), table["tail"].to_pylist(), strict=True)
    ]


def _with_codes(scored: str) -> str:
    return (
        "SELECT left_id, right_id, 1.0 AS probability FROM coded UNION ALL "
        f"SELECT left_id, right_id, probability FROM {scored}"
    )


def main(way: str, pair: str, out: str, train: str) -> None:
    with duckdb.connect(config={"threads": 2}) as base:
        links = globals()[way](base, Path(pair), Path(train))
        base.execute(f"COPY ({links}) TO '{out}' (HEADER)")


if __name__ == "__main__":
    main(*sys.argv[1:])
