"""Any list file as a table for the linkage: columns found by their titles, all text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from niangjia.engine.prepare import INPUT
from niangjia.engine.sheets import BadFile, as_text, find_header, open_sheet
from niangjia.engine.sheets.header import plain_title
from niangjia.engine.sheets.model import Row

# Titles of each role, the likeliest first. A blank cell is filled from the next title present.
TITLES: dict[str, tuple[str, ...]] = {
    "id": ("ID", "编号", "单位编号", "企业编号", "主键", "序号"),
    "name": (
        "NAME", "企业名称", "单位名称", "单位详细名称", "纳税人名称", "建会单位名称", "所属单位名称",
        "机构名称", "公司名称", "名称", "党组织名称", "工会名称",
    ),
    "uscc": (
        "USCC", "统一社会信用代码", "单位统一社会信用代码", "社会信用代码", "信用代码", "纳税人识别号", "税号",
        "组织机构代码",
    ),
    "district": (
        "DISTRICT", "所在区县", "区县", "所属区县", "经办区县", "所在区", "区划", "行政区划", "所在地区",
    ),
    "former_name": ("FORMER_NAME", "曾用名", "曾用名称", "原名称", "原名"),
    "address": (
        "ADDRESS", "地址", "注册地址", "企业地址", "单位地址", "经营地址", "住所", "生产经营地址", "通讯地址", "详细地址",
    ),
    "legal": (
        "LEGAL", "法定代表人", "法人代表", "法定代表人姓名", "法定代表人(负责人)", "法人", "负责人", "经营者", "单位负责人",
    ),
    "phone": ("PHONE", "联系电话", "电话", "固定电话", "手机", "手机号", "单位电话", "联系方式"),
}  # fmt: skip
LABELS = {
    "id": "编号",
    "name": "名称",
    "uscc": "代码",
    "district": "区县",
    "former_name": "曾用名",
    "address": "地址",
    "legal": "法定代表人",
    "phone": "电话",
}
_NOT_A_DIVISION = re.compile(
    r"(?:超|门|集|夜|菜|城|股|上|都)市$|(?:小|社|园|校|景|矿|山|地|特|发|新|厂|街|片)区$"
)
_LEADING_DIVISION = "^[\u4e00-\u9fff]{1,3}?(?:[省市区县镇乡]|街道)"
_LONGEST_LEADING = 5  # characters of what ``_LEADING_DIVISION`` finds


@dataclass(frozen=True)
class ReadList:
    """table: the columns of ``INPUT``, all text. chosen: role → titles used.

    notes: sentences for the person, for example that rows are counted instead of an id column.
    """

    table: pa.Table
    chosen: dict[str, tuple[str, ...]]
    notes: list[str] = field(default_factory=list)


def read_table(path: Path | str) -> pa.Table:
    """The list as a table; see ``read_list``."""
    return read_list(path).table


def read_list(path: Path | str, *, given: Mapping[str, str] | None = None) -> ReadList:
    """Read xlsx, xls, csv (UTF-8, GB18030) or parquet. ``given``: role → title, where the caller knows.

    Raises ``BadFile`` with a Chinese sentence: unreadable, no name column, a given title missing.
    """
    path, told = Path(path), {role: title for role, title in (given or {}).items() if title}
    if not path.is_file():
        raise BadFile(f"找不到文件：{path}")
    with path.open("rb") as file:
        parquet = file.read(4) == b"PAR1"
    found = _from_parquet(path, told) if parquet else _from_sheet(path, told)
    return _with_unique_ids(found, told)


def _from_parquet(path: Path, told: Mapping[str, str]) -> ReadList:
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowInvalid as why:
        raise BadFile("parquet 文件已损坏，打不开") from why
    chosen = choose_columns(file.schema_arrow.names, told)
    wanted = [title for titles in chosen.values() for title in titles]
    try:
        names = list(dict.fromkeys(wanted))
        groups = [file.read_row_group(n, columns=names) for n in range(file.num_row_groups)]
        whole = pa.concat_tables([file.schema_arrow.empty_table().select(names), *groups])
        columns = {role: _filled(whole, titles) for role, titles in chosen.items()}
    except (pa.ArrowException, OSError) as why:
        raise BadFile("parquet 文件已损坏，或有的列不是文字；请重新导出，各列都存成文字") from why
    return ReadList(_table(columns, whole.num_rows), chosen)


def _filled(whole: pa.Table, titles: tuple[str, ...]) -> pa.ChunkedArray:
    """The first column, its blanks filled from the following ones."""
    texts = (whole[title].cast(pa.string()) for title in titles)
    first, *others = (text.fill_null("") if text.null_count else text for text in texts)
    for other in others:
        first = pc.if_else(pc.equal(first, ""), other, first)
    return first


def _from_sheet(path: Path, told: Mapping[str, str]) -> ReadList:
    sheet = open_sheet(path)
    words = [title for titles in TITLES.values() for title in titles]
    header = find_header(sheet.head(), words=[*words, *told.values()])
    chosen = choose_columns(header.titles, told)
    places = {
        role: [header.titles.index(title) for title in titles] for role, titles in chosen.items()
    }
    chunks = [_chunk(batch, places) for batch in sheet.batches(header.last_row, header.titles)]
    if not chunks:
        raise BadFile("表头下面没有数据行")
    return ReadList(pa.concat_tables(chunks), chosen, list(sheet.notes))


def _chunk(batch: list[tuple[int, Row]], places: Mapping[str, list[int]]) -> pa.Table:
    columns = {
        role: pa.array([_first_text(row, where) for _, row in batch], pa.string())
        for role, where in places.items()
    }
    if "id" not in columns:
        columns["id"] = pa.array([str(number) for number, _ in batch], pa.string())
    return _table(columns, len(batch))


def _first_text(row: Row, where: Iterable[int]) -> str:
    for place in where:
        text = as_text(row[place]).strip()
        if text:
            return text
    return ""


def _table(columns: Mapping[str, pa.Array | pa.ChunkedArray], height: int) -> pa.Table:
    def column(role: str) -> pa.Array | pa.ChunkedArray:
        if role in columns:
            return columns[role]
        texts = [str(n) for n in range(1, height + 1)] if role == "id" else [""] * height
        return pa.array(texts, pa.string())

    return pa.table({role: column(role) for role in INPUT})


def choose_columns(titles: list[str], told: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Role → the titles that hold it, by the words of ``TITLES``; what is told goes first."""
    by_word = {plain_title(title): title for title in reversed(titles) if title}
    chosen: dict[str, tuple[str, ...]] = {}
    for role, words in TITLES.items():
        if role in told:
            title = by_word.get(plain_title(told[role]))
            if title is None:
                raise BadFile(
                    f"没有名为“{told[role]}”的列（{LABELS[role]}）；现有的列：{'、'.join(filter(None, titles))}"
                )
            chosen[role] = (title,)
        else:
            found = tuple(by_word[word] for word in words if word in by_word)
            if found:
                chosen[role] = found[:1] if role == "id" else found
    if "name" not in chosen:
        raise BadFile(
            f"没有找到名称列；请指明是哪一列。现有的列：{'、'.join(filter(None, titles))}"
        )
    return chosen


def _with_unique_ids(found: ReadList, told: Mapping[str, str]) -> ReadList:
    """Ids as found when they are unique; otherwise row numbers, unless the caller named the column."""
    ids = found.table["id"]
    whole = len(pc.unique(ids)) == len(ids) and pc.min(pc.binary_length(ids)).as_py() != 0
    if whole:
        if "id" not in found.chosen:
            found.notes.append("没有编号列，以行号作编号")
        return found
    if "id" in told:
        raise BadFile(f"编号列“{told['id']}”有空白或重复，不能作编号")
    found.notes.append(f"“{found.chosen['id'][0]}”列有空白或重复，改以行次作编号")
    numbers = pa.array([str(n) for n in range(1, len(ids) + 1)], pa.string())
    return ReadList(found.table.set_column(0, "id", numbers), found.chosen, found.notes)


def regions_in(*tables: pa.Table) -> tuple[str, ...]:
    """Division words of the lists themselves: the district columns, and what many names begin with.

    A leading word such as 淄博市 counts when at least 20 names and one in a thousand begin with it.
    """
    with ThreadPoolExecutor() as pool:
        return tuple(sorted(set().union(*pool.map(_division_words, tables))))


def _division_words(table: pa.Table) -> set[str]:
    words = {word for word in pc.unique(table["district"]).to_pylist() if _is_division(word)}
    return words | set(_leading_words(table["name"]))


def _is_division(word: str | None) -> bool:
    return bool(word) and re.fullmatch(r"[\u4e00-\u9fff]{2,12}", word or "") is not None


def _leading_words(names: pa.ChunkedArray) -> Iterator[str]:
    begins = pc.utf8_slice_codeunits(names, 0, _LONGEST_LEADING)
    begins = begins.filter(pc.match_substring_regex(begins, _LEADING_DIVISION))
    found = pc.extract_regex(begins, f"(?P<word>{_LEADING_DIVISION})")
    counts = pc.value_counts(pc.struct_field(found, "word"))
    for word, count in zip(*(counts.field(n).to_pylist() for n in (0, 1)), strict=True):
        if count >= max(20, len(names) / 1000) and not _NOT_A_DIVISION.search(word):
            yield word
