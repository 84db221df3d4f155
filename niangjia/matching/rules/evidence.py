"""Why this pair: the engine's evidence field by field, adding up to its total (MA4)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Part(NamedTuple):
    """What one field speaks for (points above 0) or against a pair, in words."""

    field: str
    label: str
    points: int


class DoesNotAddUp(ValueError):
    """The parts of an engine's evidence are not its total."""


def parts_of(stored: Iterable[Mapping[str, Any]]) -> list[Part]:
    """Stored parts, the weightiest first."""
    parts = [Part(str(p.get("field", "")), str(p["label"]), int(p["points"])) for p in stored]
    return sorted(parts, key=lambda part: (-abs(part.points), part.field, part.label))


def total(parts: Iterable[Part]) -> int:
    return sum(part.points for part in parts)


def checked(points: int | None, stored: list[dict[str, Any]]) -> None:
    """Raise ``DoesNotAddUp`` unless the parts give the total; no total asks for no parts."""
    if points is None and not stored:
        return
    found = total(parts_of(stored))
    if points is None or found != points:
        raise DoesNotAddUp(f"各项合计 {found} 分，引擎给出的总分是 {points} 分")


def signed(points: int) -> str:
    """+5, 0 or −3, as it stands beside the words."""
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"
