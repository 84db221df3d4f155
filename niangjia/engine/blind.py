"""Blind exchange: a list as HMAC-SM3 tokens under an agreed key, and what two such lists share.

Whoever has the key can still guess (compute the token of a name and look for it): the tokens are
pseudonyms, not anonymous. Without the key they say how many rows there are and which are alike.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from niangjia.engine.prepare import prepared
from niangjia.engine.regions import Regions

FORM = "niangjia-seal-1"
ROUNDS = 100_000
LEAST = 16
STATES = ("code", "name", "near", "differ", "none")
TOKENS = pa.schema(
    [("row", pa.int64()), ("code", pa.string()), ("name", pa.string()), ("near", pa.string())]
)


class NotComparable(ValueError):
    """Two sealed lists that say nothing about each other: the sentence says why."""


@dataclass(frozen=True)
class Sealed:
    """tokens: ``TOKENS``, in the order of the tokens, so that the list's own order is not told.

    check tells whether two lists bear the same key, regions whether the same division words.
    """

    tokens: pa.Table
    check: str
    regions: str


@dataclass(frozen=True)
class Overlap:
    """pairs: left row, right row, state of each left row that has met one. counts: by state, of
    either side; every row is in exactly one state."""

    pairs: list[tuple[int, int, str]]
    left: dict[str, int]
    right: dict[str, int]


class Tokens:
    """Makes tokens; holds key material, so it is never shown."""

    def __init__(self, secret: str) -> None:
        secret = secret.strip()
        if len(secret) < LEAST:
            raise ValueError(f"密钥太短：至少 {LEAST} 个字符")
        kdf = PBKDF2HMAC(hashes.SM3(), length=32, salt=FORM.encode(), iterations=ROUNDS)
        self._start = hmac.HMAC(kdf.derive(secret.encode()), hashes.SM3())

    def __repr__(self) -> str:
        return "<Tokens>"

    def of(self, kind: str, text: str, size: int = 16) -> str:
        """The token of a text for one use, in hexadecimal; no text, no token."""
        if not text:
            return ""
        state = self._start.copy()
        state.update(f"{kind}\x1f{text}".encode())
        return state.finalize()[:size].hex()


def seal(table: pa.Table, secret: str, regions: Iterable[str] = ()) -> tuple[Sealed, list[str]]:
    """The sealed list, and the list's ids in the order of its rows (to be kept at home)."""
    words = sorted(set(regions))
    tokens = Tokens(secret)
    rows: list[tuple[str, str, str, str]] = []
    for part in prepared(table, Regions(words)):
        rows.extend((*_sealed(tokens, row), row["id"]) for row in part.to_pylist())
    rows.sort()
    columns = list(zip(*rows, strict=True)) or [()] * 4
    numbers = pa.array(range(1, len(rows) + 1), pa.int64())
    arrays = [numbers, *(pa.array(column, pa.string()) for column in columns[:3])]
    sealed = Sealed(
        pa.table(arrays, schema=TOKENS), tokens.of("check", FORM), tokens.of("regions", " ".join(words) or "-")
    )  # fmt: skip
    return sealed, [str(row_id) for row_id in columns[3]]


def _sealed(tokens: Tokens, row: dict[str, Any]) -> tuple[str, str, str]:
    """(code, name, near) of one row; a name that says too little gets no token."""
    telling = bool(row["core"]) and not row["generic"]
    near = sorted({tokens.of("near", text, 8) for text in neighbours(row)}) if telling else []
    name = row["key"] if telling else ""
    return tokens.of("code", row["code"]), tokens.of("name", name), " ".join(near)


def neighbours(row: dict[str, Any]) -> Iterator[str]:
    """Texts two names share when one character is wrong, missing or elsewhere, or both sound alike.

    Branch tails must agree: a branch is not near its head office.
    """
    core, tail = row["core"], row["tail"]
    yield f"={core}|{tail}"
    yield f"~{row['sound']}|{tail}"
    if len(core) >= 4:
        for place in range(len(core)):
            yield f"={core[:place]}{core[place + 1 :]}|{tail}"


def overlap(left: Sealed, right: Sealed) -> Overlap:
    """Which rows meet: by code, by name, nearly; ``differ`` where names are equal, codes not."""
    if left.check != right.check:
        raise NotComparable("两份令牌不是用同一把密钥做的，比不出结果；请双方核对密钥后重做")
    if left.regions != right.regions:
        raise NotComparable("两份令牌做的时候给的区划字样（--region）不同；请双方用相同的字样重做")
    theirs = right.tokens.to_pylist()
    index = {kind: _index(theirs, kind) for kind in ("code", "name", "near")}
    codes = {row["row"]: row["code"] for row in theirs}
    pairs: list[tuple[int, int, str]] = []
    mine: Counter[str] = Counter()
    met: dict[int, str] = {}
    for row in left.tokens.to_pylist():
        state, partners = _meeting(row, index, codes)
        mine[state] += 1
        for partner in partners:
            pairs.append((row["row"], partner, state))
            met[partner] = min(met.get(partner, "none"), state, key=STATES.index)
    others = Counter(met.get(row["row"], "none") for row in theirs)
    return Overlap(pairs, {s: mine[s] for s in STATES}, {s: others[s] for s in STATES})


def _index(rows: list[dict[str, str]], kind: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        for token in row[kind].split():
            found.setdefault(token, []).append(int(row["row"]))
    return found


def _meeting(
    row: dict[str, str], index: dict[str, dict[str, list[int]]], codes: dict[int, str]
) -> tuple[str, list[int]]:
    """The best state of a row and its partners in that state."""
    if partners := index["code"].get(row["code"], []):
        return "code", partners
    for kind in ("name", "near"):
        tokens = row[kind].split()
        partners = sorted({p for token in tokens for p in index[kind].get(token, [])})
        free = [p for p in partners if not (row["code"] and codes[p])]
        if free:
            return kind, free
        if partners and kind == "name":
            return "differ", partners
    return "none", []
