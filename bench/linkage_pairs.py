"""A left list as long as the register, made of a pair of lists that is at hand.

The rows at hand stay; the others are rows of the register, edited in the shares in which the pair's
own truth tells its edits. Everything is drawn by hashes: the same pair gives the same list.
"""

from pathlib import Path

import duckdb

UNION = "工会委员会"


def stretched(pair: Path, folder: Path) -> Path:
    """A folder with ``a.parquet``, ``b.parquet``, ``truth.parquet``; made once."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "truth.parquet").exists():
        return folder
    a, b, truth = (f"'{pair / name}.parquet'" for name in ("a", "b", "truth"))
    with duckdb.connect() as base:
        chances = _edits(base, truth) | _blanks(base, a)
        chosen = CHOSEN.format(a=a, b=b, truth=truth)
        base.execute(f"CREATE TABLE rest AS {_edited(chosen, chances)}")
        base.execute(f"COPY (FROM {b}) TO '{folder / 'b.parquet'}'")
        base.execute(
            f"COPY (SELECT * FROM (SELECT id, name, uscc, district, address, legal, phone FROM {a} "
            "UNION ALL SELECT * EXCLUDE (bid) FROM rest) ORDER BY hash(id)) "
            f"TO '{folder / 'a.parquet'}'"
        )
        base.execute(
            f"COPY (SELECT aid, bid, kind, ops FROM {truth} UNION ALL "
            f"SELECT id, bid, 'made', '' FROM rest) TO '{folder / 'truth.parquet'}'"
        )
    return folder


CHOSEN = """
    SELECT *, lead(name) OVER (ORDER BY hash(id)) AS other FROM {b}
    WHERE id NOT IN (SELECT bid FROM {truth} WHERE bid IS NOT NULL)
    ORDER BY hash(id || 'chosen')
    LIMIT greatest((SELECT count(*) FROM {b}) - (SELECT count(*) FROM {a}), 0)
"""
"""Register rows without a counterpart at hand, as many as the left list lacks."""


def _edits(base: duckdb.DuckDBPyConnection, truth: str) -> dict[str, float]:
    """Kind of edit → its share of the pair's rows."""
    rows = base.execute(
        f"SELECT edit, count(*) / (SELECT count(*) FROM {truth}) FROM "
        f"(SELECT unnest(string_split(ops, '+')) AS edit FROM {truth}) GROUP BY edit"
    ).fetchall()
    return dict(rows)


def _blanks(base: duckdb.DuckDBPyConnection, a: str) -> dict[str, float]:
    """Column → its share of empty cells."""
    columns = ("address", "legal", "phone")
    shares = ", ".join(f"avg((coalesce({one}, '') = '')::INT)" for one in columns)
    found = base.execute(f"SELECT {shares} FROM {a}").fetchone()
    return dict(zip(columns, found or (), strict=True))


def _edited(chosen: str, chances: dict[str, float]) -> str:
    """The chosen rows with their edits, one after another, as SQL."""

    def drawn(word: str) -> str:
        return f"(hash(id || '{word}') % 100000 < {chances.get(word, 0) * 100_000:.0f})"

    place = "(2 + hash(id || 'place') % greatest(length(name) - 4, 1))::BIGINT"
    return f"""
    WITH r AS ({chosen}), t AS (
        SELECT id, CASE WHEN {drawn("typo")}
            THEN substr(name, 1, {place} - 1) || substr(coalesce(other, name), 3, 1)
                || substr(name, {place} + 1)
            ELSE name END AS name, uscc, district, address, legal, phone FROM r
    ), f AS (
        SELECT * REPLACE (CASE
            WHEN {drawn("short_name")} THEN regexp_replace(name, '(股份|有限|责任)*公司$', '')
            WHEN {drawn("form_change")} THEN regexp_replace(name, '有限(责任)?公司$', '公司')
            ELSE name END AS name) FROM t
    ), s AS (
        SELECT * REPLACE (CASE WHEN {drawn("region_drop")}
            THEN regexp_replace(name, '^.{{2,3}}[省市区县](.{{4,}})$', '\\1')
            ELSE name END AS name) FROM f
    ), u AS (
        SELECT * REPLACE (
            CASE WHEN {drawn("spaces")} THEN substr(name, 1, 4) || ' ' || substr(name, 5)
            ELSE name END || CASE WHEN {drawn("union_suffix")} THEN '{UNION}' ELSE '' END
            AS name) FROM s
    )
    SELECT 'S' || id AS id, name,
        CASE WHEN {drawn("no_uscc")} THEN ''
            WHEN {drawn("uscc_wrong")}
            THEN substr(uscc, 1, 9) || (hash(id) % 10)::TEXT || substr(uscc, 11)
            ELSE uscc END AS uscc, district,
        CASE WHEN {drawn("address")} THEN '' ELSE address END AS address,
        CASE WHEN {drawn("legal")} THEN '' ELSE legal END AS legal,
        CASE WHEN {drawn("phone")} THEN '' ELSE phone END AS phone, id AS bid
    FROM u"""
