"""Rows of a list made comparable: names taken apart, codes checked, districts reduced."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from niangjia.engine.columns.chars import Chars
from niangjia.engine.columns.cleaning import clean
from niangjia.engine.columns.codes import codes, phones
from niangjia.engine.columns.names import NameParser
from niangjia.engine.columns.parting import NameColumns
from niangjia.engine.columns.people import persons
from niangjia.engine.columns.sounds import as_spoken, sound_table
from niangjia.engine.columns.words import trade_words
from niangjia.engine.names import parse_name
from niangjia.engine.regions import Regions
from niangjia.engine.text import clean_text

INPUT = ("id", "name", "former_name", "uscc", "district", "address", "legal", "phone")
PART = 50_000  # rows prepared at a time where the whole list is not held
COLUMNS = pa.schema(
    [
        ("id", pa.string()),
        ("plain", pa.string()),  # the firm's name alone, without brackets
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
        ("written", pa.string()),  # the code's eighteen characters though they be wrong
        ("district", pa.string()),  # stem of the most specific division
        ("address", pa.string()),  # without the divisions in front
        ("legal", pa.string()),  # legal person; masked names as 张*
        ("phone", pa.string()),  # digits that tell one line from another
    ]
)


def warm() -> None:
    """Load what every comparison needs, which takes a third of a second: while files are read."""
    pc.fill_null(pa.array([""]), "")  # pyarrow's first array looks for pandas
    clean(Chars.of(pa.array(["娘"])))
    sound_table()
    trade_words()


def with_input_columns(table: pa.Table) -> pa.Table:
    """The input columns as text without nulls; missing ones empty. ``ValueError`` without id, name."""
    for needed in ("id", "name"):
        if needed not in table.column_names:
            raise ValueError(f"缺少 {needed} 列")
    columns = []
    for name in INPUT:
        if name in table.column_names:
            columns.append(table[name].cast(pa.string()).fill_null(""))
        else:
            columns.append(pa.chunked_array([pa.repeat(pa.scalar(""), table.num_rows)]))
    return pa.table(dict(zip(INPUT, columns, strict=True)))


def prepared(table: pa.Table, regions: Regions) -> Iterator[pa.Table]:
    """A whole list made comparable, part by part, in the list's order."""
    preparer = Preparer(regions)
    for batch in with_input_columns(table).combine_chunks().to_batches(max_chunksize=PART):
        yield preparer.prepare(batch)


class Preparer:
    """Makes batches of rows comparable; knows the divisions of one comparison.

    Batches may be prepared side by side in threads, in any order.
    """

    def __init__(self, regions: Regions) -> None:
        self.regions = regions
        self.parser = NameParser(regions)
        self.districts: dict[str, str] = {}

    def prepare(self, batch: pa.RecordBatch) -> pa.Table:
        """The batch, whose columns are ``INPUT``, with the columns of ``COLUMNS``."""
        names = self.parser.parse(batch["name"])
        code, org, written = codes(batch["uscc"])
        generic = pa.array((names.brand_sizes < 2) & (names.core_chars.sizes < 5))
        columns = {
            "id": batch["id"],
            "plain": names.plain,
            "core": names.core, "form": names.form, "tail": names.tail,
            "key": pc.binary_join_element_wise(names.core, names.form, names.tail, "|"),
            "divisions": names.divisions, "brand": names.brand, "trade": names.trade,
            "generic": generic, "formers": self._formers(names, batch["former_name"]),
            "sound": as_spoken(names.core_chars, names.core),
            "code": code, "org": org, "written": written,
            "district": self._districts(batch["district"]),
            "address": self.parser.after_divisions(batch["address"]),
            "legal": persons(batch["legal"]), "phone": phones(batch["phone"]),
        }  # fmt: skip
        return pa.table(columns, schema=COLUMNS)

    def _districts(self, texts: pa.Array) -> pa.Array:
        coded = texts.dictionary_encode()
        plain = []
        for text in coded.dictionary.to_pylist():
            if text not in self.districts:
                self.districts[text] = plain_district(text, self.regions)
            plain.append(self.districts[text])
        return pa.array(plain, pa.string()).take(coded.indices)

    def _formers(self, names: NameColumns, told: pa.Array) -> pa.Array:
        """Keys of the former names in the row's own column and inside the name."""
        present = pc.or_(pc.not_equal(names.former, ""), pc.not_equal(told, ""))
        if not pc.any(present).as_py():
            return pa.repeat(pa.scalar(""), len(told))
        chosen = (
            c.filter(present).to_pylist()
            for c in (names.former, told, names.core, names.form, names.tail)
        )
        keys = [
            former_keys(inside, column, f"{core}|{form}|{tail}", self.regions)
            for inside, column, core, form, tail in zip(*chosen, strict=True)
        ]
        empty = pa.repeat(pa.scalar(""), len(told))
        return pc.replace_with_mask(empty, present, pa.array(keys, pa.string()))


def former_keys(inside: str, told: str, own: str, regions: Regions) -> str:
    """Keys of the former names told in the name and in the row's own column; specific ones only."""
    texts = [inside, *told.replace(";", "、").replace("\uff1b", "、").split("、")]
    formers = (parse_name(text, regions) for text in texts if text.strip())
    keys = {former.key for former in formers if not former.generic} - {own}
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
