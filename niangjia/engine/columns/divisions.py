"""Divisions at the beginning of whole columns of spans, and in the tails of branches."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from niangjia.engine.columns.chars import Chars, Places
from niangjia.engine.columns.words import WordTable
from niangjia.engine.names import plain_tail, tail_key
from niangjia.engine.regions import Regions

LONGEST_CHAIN = 12
_LEVELS = np.array([ord(level) for level in "省市区县"], np.uint32)


class Divisions:
    """The divisions of one comparison as tables."""

    def __init__(self, regions: Regions) -> None:
        self.regions = regions
        pairs = [pair for words in regions.by_head.values() for pair in words]
        stems = dict(pairs)
        self.places = WordTable(stems)
        self.stem_of = [stems[word] for word in self.places.words]
        self.is_stem = np.array(
            [word == stem for word, stem in zip(self.places.words, self.stem_of, strict=True)], bool
        )
        self._tails: dict[str, str] = {}
        heads = "|".join(map(re.escape, regions.by_head))
        self._not_plain = rf"[一二三四五六七八九十\p{{Nd}}]{'|' if heads else ''}{heads}"

    def behind(
        self,
        chars: Chars,
        begin: Places,
        end: Places,
        *,
        chain: Places | None = None,
        least: int = 0,
    ) -> Places:
        """Where each span goes on behind its leading divisions; at least ``least`` points remain.

        ``chain``: a line for each step, told which division (of ``places``) was found by each span.
        """
        now, rows = begin.copy(), np.arange(len(begin))
        for step in range(LONGEST_CHAIN):
            word = self.places.at_begin(chars, now.take(rows), end.take(rows))
            known = np.flatnonzero(word >= 0)
            rows, word = rows.take(known), word.take(known)
            if not len(rows):
                break
            after, last = now.take(rows) + self.places.sizes.take(word), end.take(rows)
            stems = np.flatnonzero(self.is_stem.take(word) & (after < last))
            after[stems] += np.isin(chars.points.take(after.take(stems)), _LEVELS)
            if least:
                fits = np.flatnonzero(last - after >= least)
                rows, word, after = rows.take(fits), word.take(fits), after.take(fits)
            now[rows] = after
            if chain is not None:
                chain[step, rows] = word
        return now

    def tails_to_change(self, texts: pa.Array) -> Places:
        """The tails (without brackets) that have a number or a division, so that ``tail`` may change
        them."""
        may = pc.match_substring_regex(texts, self._not_plain)
        return np.flatnonzero(may.to_numpy(zero_copy_only=False))

    def tail(self, text: str) -> str:
        """The comparable tail of a branch, remembered: branches share many of these tails."""
        known = self._tails.get(text)
        if known is None:
            known = self._tails[text] = tail_key(plain_tail(text, self.regions))
        return known
