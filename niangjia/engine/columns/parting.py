"""A batch of names taken apart by array arithmetic, step by step."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from niangjia.engine.columns.chars import Chars, Flags, Places, Points
from niangjia.engine.columns.divisions import LONGEST_CHAIN, Divisions
from niangjia.engine.columns.pool import Pool, Spans
from niangjia.engine.columns.words import WordTable, trade_words
from niangjia.engine.names import BRANCH_ENDS, FORMS, OTHER_HEAD, EnterpriseName, parse_name
from niangjia.engine.wording import UNION_LAST
from niangjia.engine.words import NUMERALS

_BEFORE_COMPANY = ("有限责任", "责任有限", "有限", "股份", "集团", "总")
_UNUSUAL = "()-党"
_UNUSUAL_PAIRS = [
    "曾用",
    "原名",
    "更名",
    "旧名",
    "现名",
    "现用",
    "变更",
    "改名",
    "现为",
    "中共",
    "支部",
]
_PAIRS = np.array([ord(pair[0]) << 32 | ord(pair[1]) for pair in _UNUSUAL_PAIRS], np.int64)
_ALONE = 1


@dataclass(frozen=True)
class NameColumns:
    """Columns of the parts of names; texts as in ``EnterpriseName``, ``divisions`` one a line, ``plain``
    without brackets.

    ``core_chars`` is ``core`` once more, ``brand_sizes`` the characters of each brand."""

    plain: pa.Array
    core: pa.Array
    form: pa.Array
    tail: pa.Array
    brand: pa.Array
    trade: pa.Array
    divisions: pa.Array
    former: pa.Array
    union: Flags
    core_chars: Chars
    brand_sizes: Places


@lru_cache(maxsize=1)
def _unusual_marks() -> NDArray[np.uint8]:
    """Characters that make a name unusual alone, and those that may together with the next one."""
    table = np.zeros(0x110000, np.uint8)
    table[[ord(pair[0]) for pair in _UNUSUAL_PAIRS]] = _ALONE + 1
    table[[ord(c) for c in _UNUSUAL]] = _ALONE
    return table


@lru_cache(maxsize=1)
def _numerals() -> Points:
    table = np.arange(0x110000, dtype=np.uint32)
    for old, new in NUMERALS.items():
        table[old] = ord(new) if isinstance(new, str) else new
    return table


@lru_cache(maxsize=1)
def _forms() -> WordTable:
    return WordTable([*FORMS, "分公司", "支公司"])


@lru_cache(maxsize=1)
def _before_company() -> WordTable:
    return WordTable(_BEFORE_COMPANY)


@lru_cache(maxsize=1)
def _branch_ends() -> WordTable:
    return WordTable(BRANCH_ENDS)


class Parting:
    """Spans of one batch: ``begin``/``end`` of the name, ``head`` where a branch's tail begins."""

    def __init__(self, divisions: Divisions, chars: Chars) -> None:
        self.divisions, self.chars = divisions, chars
        self.begin, self.end = chars.starts[:-1].copy(), chars.starts[1:].copy()
        size = len(chars)
        self.head = self.end.copy()
        self.form = np.full(size, -1, np.int64)
        self.core = self.begin.copy()
        self.core_end = self.end.copy()
        self.trade = self.end.copy()
        self.chain = np.full((LONGEST_CHAIN, size), -1, np.int64)
        self.union = np.zeros(size, np.bool_)

    def unusual(self) -> Flags:
        points, chars = self.chars.points, self.chars
        found = np.zeros(len(chars), np.bool_)
        marks = _unusual_marks().take(points, mode="clip")
        places = np.flatnonzero(marks)
        rows = np.searchsorted(chars.starts, places, side="right") - 1
        found[rows.compress(marks.take(places) == _ALONE)] = True
        paired = places + 1 < chars.starts.take(rows + 1)
        places, rows = places.compress(paired), rows.compress(paired)
        pairs = points[places].astype(np.int64) << 32 | points[places + 1]
        found[rows[np.isin(pairs, _PAIRS)]] = True
        filled = np.flatnonzero(self.end > self.begin)
        first = points.take(self.begin.take(filled))
        found[filled] |= (first >= ord("0")) & (first <= ord("9"))
        return found

    def _pair(self, first: str, second: str) -> Flags:
        """Where in the whole array two characters stand side by side (at the first one)."""
        points = self.chars.points
        found = np.zeros(len(points), np.bool_)
        if len(points) > 1:
            found[:-1] = (points[:-1] == ord(first)) & (points[1:] == ord(second))
            inner = self.chars.starts[1:-1]
            found[inner.compress(inner > 0) - 1] = False
        return found

    def strip_union(self) -> Flags:
        """Takes union endings off. Returns the rows where hardly anything would remain."""
        rows = np.flatnonzero(self.chars.any_in_row(self._pair("工", "会")))
        slow = np.zeros(len(self.chars), np.bool_)
        if not len(rows):
            return slow
        texts = self.chars.rows_at(rows).to_arrow()
        rest = pc.replace_substring_regex(texts, UNION_LAST.pattern, "", max_replacements=1)
        sizes = pc.utf8_length(rest).to_numpy(zero_copy_only=False).astype(np.int64)
        cut = sizes < self.chars.sizes[rows]
        rows, sizes = rows[cut], sizes[cut]
        end = self.begin[rows] + sizes
        after = self.divisions.behind(self.chars, self.begin[rows], end)
        slow[rows[end - after < 2]] = True
        self.end[rows] = end
        self.union[rows] = True
        return slow

    def split(self) -> Flags:
        self._split_branch()
        self._split_form()
        self.core = self.divisions.behind(
            self.chars, self.begin, self.core_end, chain=self.chain, least=2
        )
        empty = self.core >= self.core_end
        self.core[empty] = self.begin[empty]
        self._split_trade()
        self.named_by_place = (self.trade == self.core) & (self.chain[0] >= 0)
        several = self.named_by_place & (self.chain[1] >= 0)
        slow: Flags = several | (self.chain[-1] >= 0)
        return slow

    def _split_branch(self) -> None:
        """Finds where the tails of branches begin."""
        places, start, plain = self._heads()
        rows = np.searchsorted(self.chars.starts, places, side="right") - 1
        ends = places + 2 + self._cooperative.take(places)
        fits = np.flatnonzero(ends < self.end.take(rows))
        places, start, plain = places.take(fits), start.take(fits), plain.take(fits)
        rows, ends = rows.take(fits), ends.take(fits)
        first_rows, first = _firsts(rows)
        too_early = np.zeros(len(self.chars), np.bool_)
        too_early[first_rows] = start.take(first) - self.begin.take(first_rows) < 2
        before = self.chars.points.take(np.maximum(places - 1, 0))
        nested = plain & ((before == ord("分")) | (before == ord("支")))
        good = np.flatnonzero(~nested & ~too_early.take(rows))
        hit_rows, hit = _firsts(rows.take(good))
        self.head[:] = self.end
        self.head[hit_rows] = ends.take(good.take(hit))
        has = too_early.copy()
        has[hit_rows] = True
        self._other_heads(np.flatnonzero(~has))

    def _heads(self) -> tuple[Places, Places, Flags]:
        """Every 公司 and 合作社: (where it stands, where its form begins, is it 公司 alone)."""
        company = self._pair("公", "司")
        triple = self._pair("合", "作")
        triple[:-2] &= self.chars.points[2:] == ord("社")
        triple[-2:] = False
        last = self.chars.starts[1:] - 2
        triple[last[(last >= 0) & (last < len(triple))]] = False
        self._cooperative = triple.astype(np.int64)
        places = np.flatnonzero(company | triple)
        rows = np.searchsorted(self.chars.starts, places, side="right") - 1
        word = _before_company().at_end(self.chars, self.begin.take(rows), places)
        sizes = np.where(word >= 0, _before_company().sizes.take(word), 0)
        special = triple.take(places)
        professional = special & (places - self.begin.take(rows) >= 2)
        before = np.flatnonzero(professional)
        at = places.take(before) - 2
        points = self.chars.points
        professional[before] = (points.take(at) == ord("专")) & (points.take(at + 1) == ord("业"))
        start = places - np.where(special, 2 * professional, sizes)
        return places, start, ~special & (sizes == 0)

    def _other_heads(self, rows: Places) -> None:
        ends = _branch_ends().at_end(self.chars, self.begin.take(rows), self.end.take(rows))
        rows = rows.compress(ends >= 0)
        texts = self.chars.part(self.begin[rows], self.end[rows]).to_arrow().to_pylist()
        for row, text in zip(rows.tolist(), texts, strict=True):
            if not text.endswith("公司") or "分公司" in text:
                found = OTHER_HEAD.match(text)
                if found:
                    self.head[row] = self.begin[row] + found.end("head")

    def _split_form(self) -> None:
        table = _forms()
        word = table.at_end(self.chars, self.begin, self.head)
        is_branch = np.array([w in ("分公司", "支公司") for w in table.words])
        size = np.where(word >= 0, table.sizes.take(word), 0)
        good = (word >= 0) & ~is_branch.take(word) & (self.head - size - self.begin >= 2)
        self.form = np.where(good, word, -1)
        self.core_end = self.head - np.where(good, size, 0)

    def _split_trade(self) -> None:
        table, end = trade_words(), self.core_end.copy()
        open_rows = np.arange(len(end))
        while len(open_rows):
            word = table.at_end(self.chars, self.core.take(open_rows), end.take(open_rows))
            known = np.flatnonzero(word >= 0)
            open_rows, word = open_rows.take(known), word.take(known)
            end[open_rows] -= table.sizes.take(word)
        self.trade = end

    def columns(self, texts: pa.Array, slow: Places) -> NameColumns:
        pool = Pool(self.chars)
        spans = {
            "plain": Spans(self.begin, self.end), "core": Spans(self.core, self.core_end),
            "tail": Spans(self.head, self.end), "brand": Spans(self.core, self.trade),
            "trade": Spans(self.trade, self.core_end),
        }  # fmt: skip
        self._make_tails_plain(spans["tail"], pool)
        self._name_by_place(spans, pool)
        told = texts.take(pa.array(slow)).to_pylist()
        names = [parse_name(text, self.divisions.regions) for text in told]
        self.union[slow] = [bool(name.union_suffix) for name in names]
        for column, values in _spelt(names).items():
            spans[column].put(slow, pool, values)
        chars = {column: pool.cut(span) for column, span in spans.items()}
        chars["core"] = chars["core"].through(_numerals())
        return NameColumns(
            **{column: cut.to_arrow() for column, cut in chars.items()},
            form=self._forms([name.form for name in names], slow),
            divisions=self._divisions(names, slow),
            former=_former([name.former for name in names], slow, len(self.chars)),
            union=self.union, core_chars=chars["core"], brand_sizes=chars["brand"].sizes,
        )  # fmt: skip

    def _name_by_place(self, spans: dict[str, Spans], pool: Pool) -> None:
        """博山电机厂: where the division is all that tells a firm from others, it is its brand."""
        rows = np.flatnonzero(self.named_by_place)
        stems = [self.divisions.stem_of[word] for word in self.chain[0, rows]]
        cores = self.chars.part(self.core[rows], self.core_end[rows]).to_arrow().to_pylist()
        spans["core"].put(rows, pool, [s + c for s, c in zip(stems, cores, strict=True)])
        spans["brand"].put(rows, pool, stems)

    def _make_tails_plain(self, span: Spans, pool: Pool) -> None:
        rows = np.flatnonzero(self.head < self.end)
        texts = self.chars.part(self.head[rows], self.end[rows]).to_arrow()
        changed = self.divisions.tails_to_change(texts)
        values = texts.take(pa.array(changed)).to_pylist()
        span.put(rows[changed], pool, [self.divisions.tail(value) for value in values])

    def _forms(self, told: list[str], slow: Places) -> pa.Array:
        values = [FORMS.get(word, "") for word in _forms().words]
        index = np.where(self.form < 0, len(values), self.form)
        index[slow] = len(values) + 1 + np.arange(len(slow))
        return pa.array([*values, "", *told], pa.string()).take(pa.array(index))

    def _divisions(self, names: list[EnterpriseName], slow: Places) -> pa.Array:
        stems = self.divisions.stem_of
        keys = np.zeros(len(self.chars), np.int64)
        for step in range(LONGEST_CHAIN):  # the rows of a batch share few chains
            if step and not (self.chain[step] >= 0).any():
                break
            keys = keys * 1_000_003 + self.chain[step] + 1
        coded = pa.array(keys).dictionary_encode()
        which = coded.indices.to_numpy().astype(np.int64)
        first = np.zeros(len(coded.dictionary), np.int64)
        first[which] = np.arange(len(which))
        kinds = self.chain[:, first].T.tolist()
        lines = ["\n".join(sorted({stems[w] for w in kind if w >= 0})) for kind in kinds]
        which[slow] = len(lines) + np.arange(len(slow))
        lines += ["\n".join(sorted(name.divisions)) for name in names]
        return pa.array(lines, pa.string()).take(pa.array(which))


def _firsts(ordered: Places) -> tuple[Places, Places]:
    """(every value once, where it stands first)."""
    flags = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=flags[1:])
    first = np.flatnonzero(flags)
    return ordered.take(first), first


def _former(told: list[str], slow: Places, height: int) -> pa.Array:
    if not any(told):
        return pa.repeat(pa.scalar(""), height)
    index = np.zeros(height, np.int64)
    index[slow] = 1 + np.arange(len(slow))
    return pa.array(["", *told], pa.string()).take(pa.array(index))


def _spelt(names: list[EnterpriseName]) -> dict[str, list[str]]:
    return {
        "plain": [name.plain.replace("(", "").replace(")", "") for name in names],
        "core": [name.core_key for name in names],
        "tail": [name.tail_key for name in names],
        "brand": [name.brand for name in names],
        "trade": [name.trade for name in names],
    }
