"""Columns cut from one array of code points: most from the texts at hand, some from texts added."""

import numpy as np

from niangjia.engine.columns.chars import Chars, Places


class Pool:
    """The points of a column of texts, and behind them those of the texts put in."""

    def __init__(self, chars: Chars) -> None:
        self.chars = chars
        self.size = len(chars.points)
        self._more: list[str] = []

    def put(self, texts: list[str]) -> tuple[Places, Places]:
        """Where each text begins and ends."""
        sizes = np.array([len(text) for text in texts], np.int64)
        ends = self.size + np.cumsum(sizes)
        self.size += int(sizes.sum())
        self._more += texts
        return ends - sizes, ends

    def cut(self, spans: "Spans") -> Chars:
        """The texts of the spans."""
        if self._more:
            more = np.frombuffer("".join(self._more).encode("utf-32-le"), np.uint32)
            self.chars = Chars(np.concatenate([self.chars.points, more]), self.chars.starts)
            self._more = []
        return self.chars.part(spans.begin, spans.end)


class Spans:
    """Of every row where its text begins and ends in a pool."""

    def __init__(self, begin: Places, end: Places) -> None:
        self.begin, self.end = begin.copy(), end.copy()

    def put(self, rows: Places, pool: Pool, texts: list[str]) -> None:
        """Other texts for some of the rows."""
        self.begin[rows], self.end[rows] = pool.put(texts)
