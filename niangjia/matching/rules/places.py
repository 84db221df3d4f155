"""Where a row says a firm is, brought to a unit of the federation tree."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

COUNTY_DEPTH = 8
TAIL = re.compile(r"(总工会|工会联合会|街道办事处|办事处|街道|镇|乡|区|县|市)$")
ZONES = {"高新": "高新区", "经济开发": "经开区", "经开": "经开区", "文昌湖": "文昌湖区"}
"""Words by which functional zones are named; they have no code (domain.md A.3)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that stands for a territory."""

    unit: int
    path: str
    name: str
    code: str = ""


def _bare(name: str) -> str:
    return TAIL.sub("", name)


class Places:
    """Finds the unit of a row; the widest place (the importer's own) where nothing fits.

    ``root`` is the importing unit. Counties are two levels of path deep, towns three.
    """

    def __init__(self, root: Place, places: Iterable[Place]) -> None:
        self.root = root
        self._by_unit = {place.unit: place for place in places} | {root.unit: root}
        self._counties = [p for p in self._by_unit.values() if len(p.path) == COUNTY_DEPTH]
        self._by_code = {p.code: p for p in self._by_unit.values() if p.code}
        self._towns: dict[str, list[Place]] = {}
        for place in self._by_unit.values():
            if len(place.path) > COUNTY_DEPTH:
                self._towns.setdefault(place.path[:COUNTY_DEPTH], []).append(place)
        self.county = lru_cache(maxsize=20_000)(self._county)
        self.town = lru_cache(maxsize=20_000)(self._town)

    def locate(self, *, code: str = "", county: str = "", town: str = "", text: str = "") -> Place:
        """The narrowest place that the code, the named county and town, or an address give."""
        found = self._coded(code) if code else None
        if found is None and county:
            found = self.county(county)
        if found is None and text:
            found = self.county(text)
        if found is None:
            return self.root
        return self.town(found.path[:COUNTY_DEPTH], town or text) or found

    def district(self, place: Place) -> str:
        """The county's short name, or ``""`` where only the city is known."""
        county = place.path[:COUNTY_DEPTH]
        return next((p.name for p in self._counties if p.path == county), "")

    def _coded(self, code: str) -> Place | None:
        return self._by_code.get(code[:9]) or self._by_code.get(code) or self._by_code.get(code[:6])

    def _county(self, text: str) -> Place | None:
        for word, zone in ZONES.items():
            if word in text:
                return next((p for p in self._counties if p.name == zone), None)
        full = [(text.find(p.name), p) for p in self._counties if p.name in text]
        if not full:
            full = [(text.find(_bare(p.name)), p) for p in self._counties if _bare(p.name) in text]
        return min(full, key=lambda pair: pair[0])[1] if full else None

    def _town(self, county: str, text: str) -> Place | None:
        if not text:
            return None
        towns = self._towns.get(county, ())
        named = [p for p in towns if p.name in text]
        if not named and len(text) < 12:
            named = [p for p in towns if len(_bare(p.name)) > 1 and _bare(p.name) in text]
        return max(named, key=lambda p: len(p.name)) if named else None
