"""Known words, found at the beginning or the end of a span of every row at once.

The words are a tree of characters: all rows go down it together, one character a step, and most
leave it at the first. The tree's branches lie in one array, each node's shifted to where they fit
between those of others, so that a step is one look-up however many words and characters there are.
"""

from collections.abc import Iterable
from functools import cached_property, lru_cache

import numpy as np

from niangjia.engine.columns.chars import Chars, Places, Points
from niangjia.engine.words import TRADES


class WordTable:
    """``words``: sorted. ``sizes``: their characters."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted({word for word in words if word})
        self.sizes = np.array([len(word) for word in self.words], np.int64)

    @cached_property
    def _forwards(self) -> "_Tree":
        return _Tree(self.words)

    @cached_property
    def _backwards(self) -> "_Tree":
        return _Tree([word[::-1] for word in self.words])

    def at_begin(self, chars: Chars, begin: Places, end: Places) -> Places:
        """The longest word that each span begins with (index, or -1)."""
        return self._forwards.longest(chars.points, begin, end - begin, 1)

    def at_end(self, chars: Chars, begin: Places, end: Places) -> Places:
        """The longest word that each span ends with (index, or -1)."""
        return self._backwards.longest(chars.points, end - 1, end - begin, -1)


@lru_cache(maxsize=1)
def trade_words() -> WordTable:
    return WordTable(TRADES)


class _Tree:
    """Node 0 is the root. ``owner`` and ``target`` by ``shift[node] + letter[character]``: which
    node the branch belongs to, and where it leads. ``word``: the word that ends at a node, or -1."""

    def __init__(self, words: list[str]) -> None:
        letters = {c: number for number, c in enumerate(sorted(set("".join(words))), start=1)}
        nodes: list[dict[int, int]] = [{}]
        word = [-1]
        for number, text in enumerate(words):
            node = 0
            for letter in map(letters.__getitem__, text):
                if letter not in nodes[node]:
                    nodes[node][letter] = len(nodes)
                    nodes.append({})
                    word.append(-1)
                node = nodes[node][letter]
            word[node] = number
        self.word = np.array(word, np.int64)
        self.letter = np.zeros(0x110000, np.int32)  # 0 for characters of no word
        self.letter[[ord(c) for c in letters]] = list(letters.values())
        self._place(nodes, len(letters))

    def _place(self, nodes: list[dict[int, int]], letters: int) -> None:
        """Shifts every node's branches to places where all of them are free: those of many one behind
        the other, those of one into the gaps."""
        taken: dict[int, tuple[int, int]] = {}
        self.shift = np.zeros(len(nodes), np.int64)
        free = letters + 1  # so that no shift is negative
        place = 0
        inner = [node for node, branches in enumerate(nodes) if branches]
        for node in sorted(inner, key=lambda node: -len(nodes[node])):
            branches = nodes[node]
            while free in taken:
                free += 1
            place = max(free - min(branches), place if len(branches) > 1 else 0)
            while any(place + letter in taken for letter in branches):
                place += 1
            self.shift[node] = place
            taken |= {place + letter: (node, target) for letter, target in branches.items()}
        self.owner = np.full(max(taken, default=0) + letters + 2, -1, np.int64)
        self.target = np.zeros(len(self.owner), np.int64)
        for at, (node, target) in taken.items():
            self.owner[at], self.target[at] = node, target

    def longest(self, points: Points, first: Places, sizes: Places, way: int) -> Places:
        """The longest word from each ``first`` on, ``way`` 1 or -1, of at most ``sizes`` points.

        A row may be read beyond its end, but no word that ends there counts."""
        found = np.full(len(first), -1, np.int64)
        rows = np.flatnonzero(sizes > 0)
        at, node, length = first.take(rows), np.zeros(len(rows), np.int64), 0
        while len(rows):
            branch = self.shift.take(node)
            branch += self.letter.take(points.take(at, mode="clip"))
            known = np.flatnonzero(self.owner.take(branch) == node)
            if len(known) < len(rows):
                rows, at, branch = rows.take(known), at.take(known), branch.take(known)
            node = self.target.take(branch)
            at += way
            length += 1
            word = self.word.take(node)
            ends = np.flatnonzero(word >= 0)
            inside = ends.compress(sizes.take(rows.take(ends)) >= length)
            found[rows.take(inside)] = word.take(inside)
        return found
