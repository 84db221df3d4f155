"""Rows of a list made comparable: names taken apart, codes checked, districts reduced."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import duckdb
import pyarrow as pa

from niangjia.engine.names import EnterpriseName, parse_name
from niangjia.engine.regions import Regions
from niangjia.engine.text import clean_text, sound_key
from niangjia.engine.uscc import usable_codes

INPUT = ("id", "name", "former_name", "uscc", "district")
COLUMNS = pa.schema(
    [
        ("id", pa.string()),
        ("core", pa.string()),  # trade name + trade, numerals made equal
        ("form", pa.string()),  # legal form, variants made equal
        ("tail", pa.string()),  # branch tail, empty for a head office
        ("key", pa.string()),  # the three above
        ("divisions", pa.string()),  # sorted stems, one per line
        ("brand", pa.string()),
        ("trade", pa.string()),
        ("generic", pa.bool_()),  # says too little to identify a firm
        ("formers", pa.string()),  # keys of former names, one per line
        ("sound", pa.string()),  # the core as spoken
        ("code", pa.string()),  # valid unified code of an employer, else empty
        ("org", pa.string()),  # organisation code, bare or inside the code
        ("district", pa.string()),  # stem of the most specific division
    ]
)
CHUNK = 50_000


def with_input_columns(table: pa.Table) -> pa.Table:
    """The five columns as text without nulls; missing ones empty. ``ValueError`` without id, name."""
    for needed in ("id", "name"):
        if needed not in table.column_names:
            raise ValueError(f"缺少 {needed} 列")
    columns = []
    for name in INPUT:
        if name in table.column_names:
            columns.append(table[name].cast(pa.string()).fill_null(""))
        else:
            columns.append(pa.chunked_array([pa.array([""] * table.num_rows, pa.string())]))
    return pa.table(dict(zip(INPUT, columns, strict=True)))


def load_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    table: pa.Table,
    regions: Regions,
    tell: Callable[[int], None],
) -> None:
    """Fill the table ``name`` of the connection; ``tell`` gets the number of rows done so far."""
    connection.register("empty_rows", COLUMNS.empty_table())
    connection.execute(f"CREATE TEMP TABLE {name} AS FROM empty_rows")
    done = 0
    chunks = [table] if table.schema.equals(COLUMNS) else prepared(table, regions)
    for chunk in chunks:
        connection.register("chunk_rows", chunk)
        connection.execute(f"INSERT INTO {name} FROM chunk_rows")
        connection.unregister("chunk_rows")
        done += chunk.num_rows
        tell(done)
    connection.unregister("empty_rows")


def comparable(table: pa.Table, regions: Iterable[str]) -> pa.Table:
    """A list taken apart once, to be given to ``link`` instead of the list as often as needed.

    ``regions`` must be those of the ``LinkOptions`` it is used with.
    """
    return pa.concat_tables([COLUMNS.empty_table(), *prepared(table, Regions(regions))])


def prepared(table: pa.Table, regions: Regions) -> Iterator[pa.Table]:
    """Chunks of comparable rows, in the order given."""

    @cache
    def district_of(text: str) -> str:
        return plain_district(text, regions)

    for batch in with_input_columns(table).to_batches(max_chunksize=CHUNK):
        rows = batch.to_pydict()
        names = [parse_name(text, regions) for text in rows["name"]]
        codes, organisations = usable_codes(rows["uscc"])
        pairs = zip(names, rows["former_name"], strict=True)
        cores = [name.core_key for name in names]
        tails = [name.tail_key for name in names]
        yield pa.table(
            {
                "id": rows["id"],
                "core": cores,
                "form": [name.form for name in names],
                "tail": tails,
                "key": [f"{c}|{n.form}|{t}" for c, n, t in zip(cores, names, tails, strict=True)],
                "divisions": ["\n".join(sorted(name.divisions)) for name in names],
                "brand": [name.brand for name in names],
                "trade": [name.trade for name in names],
                "generic": [name.generic for name in names],
                "formers": [former_keys(name, told, regions) for name, told in pairs],
                "sound": [sound_key(core) for core in cores],
                "code": codes,
                "org": organisations,
                "district": [district_of(text) for text in rows["district"]],
            },
            schema=COLUMNS,
        )


def former_keys(name: EnterpriseName, told: str, regions: Regions) -> str:
    """Keys of the former names in the row's own column and inside the name; specific ones only."""
    if not told and not name.former:
        return ""
    texts = [name.former, *told.replace(";", "、").replace("\uff1b", "、").split("、")]
    formers = (parse_name(text, regions) for text in texts if text.strip())
    keys = {former.key for former in formers if not former.generic} - {name.key}
    return "\n".join(sorted(keys))


def plain_district(text: str, regions: Regions) -> str:
    """淄博市张店区 and 张店 → 张店: the stem of the last known division, else the text itself."""
    word = clean_text(text)
    start, last = 0, ""
    while start < len(word):
        end, stem = regions.at(word, start)
        if not stem:
            break
        start, last = end, stem
    return last if last and start == len(word) else word
