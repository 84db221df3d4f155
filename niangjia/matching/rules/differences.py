"""Where two texts differ, piece by piece, for people who compare them."""

from difflib import SequenceMatcher
from typing import NamedTuple


class Piece(NamedTuple):
    """A run of characters; ``differs`` if the other text has not got it there."""

    text: str
    differs: bool


def differences(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts cut into pieces; joined again they are the texts.

    If either is empty nothing is marked: there is nothing to compare with.
    """
    if not left or not right:
        return ([Piece(left, False)] if left else [], [Piece(right, False)] if right else [])
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    ours: list[Piece] = []
    theirs: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if i2 > i1:
            ours.append(Piece(left[i1:i2], tag != "equal"))
        if j2 > j1:
            theirs.append(Piece(right[j1:j2], tag != "equal"))
    return ours, theirs
