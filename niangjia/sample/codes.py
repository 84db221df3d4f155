"""Codes that are valid in form and belong to nobody (GB 32100-2015, GB 11714-1997).

Written apart from ``niangjia.engine.uscc``, which checks codes: two independent readings of the
standards must agree, and ``tests/sample`` lets them.
"""

from operator import mul

SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
VALUES = {symbol: value for value, symbol in enumerate(SYMBOLS)}
ORG_VALUES = {symbol: int(symbol, 36) for symbol in SYMBOLS}
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LETTER_SPACE = 31**6
DIGIT_SPACE = 10**8
LETTER_STEP = 387_420_489  # 3^18: prime to 31, so that every counter gives another code
DIGIT_STEP = 38_742_049  # prime to 10


def org_check(first8: str) -> str:
    """Check character of an organisation code."""
    total = sum(ORG_VALUES[c] * w for c, w in zip(first8, ORG_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return "X" if rest == 10 else str(rest % 11)


def uscc_check(first17: str) -> str:
    """Check character of a unified social credit code."""
    total = sum(map(mul, map(VALUES.__getitem__, first17), WEIGHTS))
    return SYMBOLS[-total % 31]


class CodeMaker:
    """Numbers bodies so that no two share an organisation code."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._count = 0

    def make(self, kind: str, registrar: str, *, digits: bool = False) -> str:
        """``kind`` is the first two characters, ``registrar`` six digits.

        ``digits``: an organisation code of the years before 2015, without letters.
        """
        self._count += 1
        base = self._digits() if digits else self._letters("MC" if kind == "81" else "MA")
        first17 = kind + registrar + base + org_check(base)
        return first17 + uscc_check(first17)

    def _digits(self) -> str:
        return f"{(self._start + self._count * DIGIT_STEP) % DIGIT_SPACE:08d}"

    def _letters(self, prefix: str) -> str:
        rest = (self._start + self._count * LETTER_STEP) % LETTER_SPACE
        text = ""
        for _ in range(6):
            rest, value = divmod(rest, 31)
            text += SYMBOLS[value]
        return prefix + text


def spoil_check(code: str) -> str:
    """The same code with another check character."""
    return code[:17] + SYMBOLS[(VALUES[code[17]] + 7) % 31]


def full_width(text: str) -> str:
    """ASCII signs in full width, as some input methods leave them."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
