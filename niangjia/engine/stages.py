"""The SQL of a linkage, word for word the same on every engine.

Tables: ``left_rows`` and ``right_rows`` (``prepare.COLUMNS`` and ``row``, the rank of the row's
id, so that the order of the file decides nothing), ``left_tokens`` and ``right_tokens`` (row,
token, weight). No function used here differs between DuckDB and Spark.
"""

MOST_TOKENS, MOST_ROWS, MOST_CANDIDATES, FAR_BEHIND = 9, 100, 10, 0.28

_NO_CONFLICT = """
    NOT (l.district <> '' AND r.district <> '' AND l.district <> r.district)
    AND NOT (l.legal <> '' AND r.legal <> '' AND l.legal <> r.legal)
    AND NOT (l.code <> '' AND r.code <> '' AND l.code <> r.code)
    AND NOT (l.phone <> '' AND r.phone <> '' AND l.phone <> r.phone AND (l.legal = '' OR r.legal = ''))
    AND NOT (l.address <> '' AND r.address <> ''
             AND NOT contains(l.address, r.address) AND NOT contains(r.address, l.address))
    AND (l.divisions = '' OR r.divisions = '' OR l.divisions = r.divisions
         OR (l.legal <> '' AND l.legal = r.legal) OR (l.phone <> '' AND l.phone = r.phone)
         OR (l.address <> '' AND l.address = r.address))
"""

EXACT = f"""
WITH alone AS (
    SELECT code, min(row) AS row FROM right_rows
    WHERE code <> '' AND code IN (SELECT code FROM left_rows) GROUP BY code HAVING count(*) = 1
), coded AS (
    SELECT l.row AS left_row, r.row AS right_row
    FROM alone JOIN right_rows r ON r.row = alone.row JOIN left_rows l ON l.code = alone.code
    WHERE l.tail = r.tail AND (l.core = '' OR l.core = r.core OR l.sound = r.sound)
), holders AS (
    SELECT DISTINCT code FROM right_rows WHERE code <> '' AND code IN (SELECT code FROM left_rows)
), keyed AS (
    SELECT key, min(row) AS row FROM right_rows
    WHERE core <> '' AND NOT generic AND key IN (SELECT key FROM left_rows)
    GROUP BY key HAVING count(*) = 1
), fitting AS (
    SELECT l.row AS left_row, r.row AS right_row, l.code AS left_code, r.code AS right_code
    FROM keyed JOIN right_rows r ON r.row = keyed.row JOIN left_rows l ON l.key = keyed.key
    WHERE {_NO_CONFLICT}
), named AS (
    SELECT left_row, right_row FROM fitting LEFT JOIN holders ON left_code = holders.code
    WHERE holders.code IS NULL OR left_code = right_code
), whole AS (
    SELECT l.row AS left_row, min(r.row) AS right_row
    FROM left_rows l JOIN (
        SELECT plain, code, written, district, legal, phone, address, divisions, formers,
            min(row) AS row
        FROM right_rows WHERE plain IN (SELECT plain FROM left_rows)
        GROUP BY plain, code, written, district, legal, phone, address, divisions, formers
        HAVING count(*) = 1
    ) r ON l.plain = r.plain AND l.code = r.code AND l.written = r.written AND l.district = r.district
        AND l.legal = r.legal AND l.phone = r.phone AND l.address = r.address
        AND l.divisions = r.divisions AND l.formers = r.formers
    WHERE l.code <> ''
        OR (l.plain <> '' AND (NOT l.generic OR l.legal <> '' OR l.phone <> '' OR l.address <> ''))
    GROUP BY l.row
), found AS (
    SELECT left_row, right_row, 1 AS rank FROM coded
    UNION ALL SELECT left_row, right_row, 2 AS rank FROM whole
    UNION ALL SELECT left_row, right_row, 3 AS rank FROM named
)
SELECT o.left_row, o.right_row, o.rank,
    CASE WHEN l.code <> '' AND l.code = r.code THEN 1 ELSE 0 END
    + CASE WHEN l.key <> '||' AND l.key = r.key THEN 2 ELSE 0 END
    + CASE WHEN l.district <> '' AND l.district = r.district THEN 4 ELSE 0 END
    + CASE WHEN l.legal <> '' AND l.legal = r.legal THEN 8 ELSE 0 END
    + CASE WHEN l.phone <> '' AND l.phone = r.phone THEN 16 ELSE 0 END
    + CASE WHEN l.address <> '' AND l.address = r.address THEN 32 ELSE 0 END AS agreeing
FROM (
    SELECT left_row, right_row, rank,
        row_number() OVER (PARTITION BY left_row ORDER BY rank, right_row) AS place
    FROM found
) o JOIN left_rows l ON l.row = o.left_row JOIN right_rows r ON r.row = o.right_row
WHERE o.place = 1
"""
EXACT_RULES = {1: "code", 2: "same", 3: "name"}
AGREEING = (
    "统一社会信用代码一致",
    "名称一致",
    "区县一致",
    "法定代表人一致",
    "电话一致",
    "地址一致",
)

REST = """
SELECT l.* FROM left_rows l LEFT JOIN exact e ON e.left_row = l.row WHERE e.left_row IS NULL
"""


def most_rows(right_height: int) -> int:
    """A token that more right rows have leads nowhere."""
    return max(60, min(MOST_ROWS, int(right_height**0.5 / 3)))


def rare(right_height: int) -> str:
    """The rarest tokens of each left row that some right row has, and what sharing one is worth.

    Weights and logarithms are whole numbers: sums come out equal in whatever order they are taken.
    """
    return f"""
SELECT row, token, worth FROM (
    SELECT l.row, l.token, CAST(round(l.weight * (16 - log2(f.rows))) AS INTEGER) AS worth,
        row_number() OVER (PARTITION BY l.row ORDER BY f.rows, l.weight DESC, l.token) AS place
    FROM left_tokens l JOIN (
        SELECT token, count(*) AS rows FROM right_tokens GROUP BY token HAVING count(*) <= {most_rows(right_height)}
    ) f ON l.token = f.token
) ordered WHERE place <= {MOST_TOKENS}
"""


ASKED = "SELECT row, token FROM right_tokens WHERE token IN (SELECT token FROM rare)"


def candidates(part: int = 0, parts: int = 1) -> str:
    """The likeliest right rows of each left row by the rare tokens they share; one part of the rows.

    Most pairs share one token of many and fall behind: they are left out before the others are put
    in order.
    """
    return f"""
WITH shared AS (
    SELECT s.row AS left_row, r.row AS right_row, CAST(sum(s.worth) AS INTEGER) AS worth
    FROM rare s JOIN asked r ON s.token = r.token
    WHERE s.row % {parts} = {part} GROUP BY s.row, r.row
), best AS (
    SELECT left_row, max(worth) AS most FROM shared GROUP BY left_row
)
SELECT left_row, right_row FROM (
    SELECT s.left_row, s.right_row,
        row_number() OVER (PARTITION BY s.left_row ORDER BY s.worth DESC, s.right_row) AS place
    FROM shared s JOIN best b ON s.left_row = b.left_row WHERE s.worth >= {FAR_BEHIND} * b.most
) ordered WHERE place <= {MOST_CANDIDATES}
"""


BRANDS = "SELECT brand, count(*) AS rows FROM right_rows WHERE brand <> '' GROUP BY brand"
CORES = "SELECT core, count(*) AS rows FROM right_rows WHERE core <> '' GROUP BY core"


_COMPARED = [
    "row",
    "core",
    "form",
    "tail",
    "key",
    "divisions",
    "brand",
    "trade",
    "formers",
    "sound",
    "code",
    "org",
    "written",
    "district",
    "address",
    "legal",
    "phone",
]


def counted(rows: str) -> str:
    """The rows with the number of right rows of the same trade name and of the same name."""
    return f"""
SELECT {", ".join(f"x.{name}" for name in _COMPARED)}, coalesce(b.rows, 0) AS brand_rows, coalesce(c.rows, 0) AS core_rows
FROM {rows} x LEFT JOIN brands b ON x.brand = b.brand LEFT JOIN cores c ON x.core = c.core
"""


USED = "(SELECT * FROM right_rows WHERE row IN (SELECT right_row FROM candidates))"

BEST = """
SELECT * FROM (
    SELECT scored.*,
        row_number() OVER (PARTITION BY left_row ORDER BY points DESC, right_row) AS place,
        lead(points) OVER (PARTITION BY left_row ORDER BY points DESC, right_row) AS runner_up,
        max(points) OVER (PARTITION BY left_row) AS leader,
        min(code) OVER (PARTITION BY left_row) AS nearest_code
    FROM scored
) ordered WHERE place <= {most}
"""
