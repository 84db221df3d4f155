"""Texts of messages. A gateway delivers only wordings that were approved under a number."""

from dataclasses import dataclass
from string import Formatter


@dataclass(frozen=True, slots=True)
class Wording:
    """A text with ``{names}``; ``approval`` is the number under which the gateway knows it."""

    code: str
    text: str
    approval: str = ""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name)

    def fill(self, **values: str | int) -> str:
        """The text; ``ValueError`` names what is missing or too much."""
        if odd := self.names ^ set(values):
            raise ValueError(f"消息模板{self.code}的参数不符：{'、'.join(sorted(odd))}")
        return self.text.format(**values)


_wordings: dict[str, Wording] = {}


def register_wording(wording: Wording) -> Wording:
    """Make a wording known by its code; registered once per code."""
    if _wordings.setdefault(wording.code, wording) != wording:
        raise ValueError(f"消息模板重复：{wording.code}")
    return wording


def wording(code: str) -> Wording:
    return _wordings[code]
