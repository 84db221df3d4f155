"""Charts and tile maps: figures first; the picture and the table are drawn from the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

Figure = int | float | None


class Shape(StrEnum):
    LINE = "line"
    COLUMN = "column"
    BAR = "bar"  # lying, for long names; the first label stands on top
    PIE = "pie"


@dataclass(frozen=True)
class Series:
    """One line or one colour: a name and a figure per label."""

    name: str
    values: Sequence[Figure]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """``labels`` along the axis, ``series`` of equal length, ``urls`` (optional) behind each label.

    ``code`` is unique on the page. ``definition`` is the 口径. Raises ValueError if the lengths
    differ.
    """

    code: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    shape: Shape = Shape.COLUMN
    unit: str = ""
    stacked: bool = False
    urls: Sequence[str] = ()
    definition: str = ""
    as_of: date | None = None

    def __post_init__(self) -> None:
        lengths = {len(self.labels), *(len(one.values) for one in self.series)}
        if len(lengths) != 1 or (self.urls and len(self.urls) != len(self.labels)):
            raise ValueError(f"图表“{self.title}”的标签与数值个数不一致")

    @property
    def empty(self) -> bool:
        return not any(value for one in self.series for value in one.values)

    @property
    def data(self) -> dict[str, Any]:
        """What the drawer reads, as JSON."""
        return {
            "shape": self.shape.value,
            "title": self.title,
            "unit": self.unit,
            "stacked": self.stacked,
            "labels": list(self.labels),
            "urls": list(self.urls),
            "series": [{"name": one.name, "values": list(one.values)} for one in self.series],
        }

    @property
    def rows(self) -> list[tuple[str, str, list[Figure]]]:
        """The same figures as a table: label, address behind it, a figure per series."""
        urls = self.urls or [""] * len(self.labels)
        figures = zip(*(one.values for one in self.series), strict=True)
        return [
            (label, url, list(values))
            for label, url, values in zip(self.labels, urls, figures, strict=True)
        ]


@dataclass(frozen=True)
class Tile:
    """A place on the map: where it lies (from 0), what it counts, what opens behind it."""

    name: str
    value: Figure
    url: str = ""
    row: int = -1
    column: int = -1
    note: str = ""


@dataclass(frozen=True)
class PlacedTile:
    tile: Tile
    x: int
    y: int
    level: int


@dataclass(frozen=True)
class TileMap:
    """A map of equal tiles. Tiles without a place are set below, row by row.

    Colours are five steps between nothing and the largest value; every tile carries its
    figure, so that colour is never the only sign.
    """

    title: str
    tiles: Sequence[Tile]
    unit: str = ""
    definition: str = ""
    as_of: date | None = None
    across: int = 4
    size: int = field(default=100)

    @property
    def placed(self) -> list[PlacedTile]:
        top = max((tile.value or 0 for tile in self.tiles), default=0)
        below = max((tile.row for tile in self.tiles if tile.row >= 0), default=-1) + 1
        found, loose = [], 0
        for tile in self.tiles:
            row, column = tile.row, tile.column
            if row < 0 or column < 0:
                row, column = below + loose // self.across, loose % self.across
                loose += 1
            found.append(
                PlacedTile(tile, column * self.size, row * self.size, level(tile.value, top))
            )
        return found

    @property
    def width(self) -> int:
        return max((one.x for one in self.placed), default=0) + self.size

    @property
    def height(self) -> int:
        return max((one.y for one in self.placed), default=0) + self.size


def level(value: Figure, top: float) -> int:
    """0 for nothing, else 1 … 5 in equal steps up to ``top``."""
    if not value or top <= 0 or value < 0:
        return 0
    return min(5, 1 + int(5 * value / top) - (value >= top))


@dataclass(frozen=True)
class CardOnBoard:
    """A card of a board: a title that opens it, a line below, a coloured edge, a badge."""

    title: str
    url: str
    text: str = ""
    badge: str = ""
    tone: str = "plain"


@dataclass(frozen=True)
class Lane:
    """A column of a board. ``count`` may be larger than the cards shown; ``url`` lists all."""

    label: str
    cards: Sequence[CardOnBoard]
    count: int
    url: str = ""
    tone: str = "plain"


@dataclass(frozen=True)
class MappedColumn:
    """A column of somebody's file and the field it is taken for (``kernel.imports``)."""

    name: str
    title: str
    samples: Sequence[str]
    choices: Sequence[tuple[str, str]]
    chosen: str = ""
    reason: str = ""
    problem: str = ""
