"""Make the sample city: the departments' files of two days, and what is true of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from niangjia.sample.cast import Cast, Union
from niangjia.sample.casting import Casting
from niangjia.sample.departments import Departments, newcomers_file
from niangjia.sample.firms import Firm, FirmMaker
from niangjia.sample.organisations import party_rows, union_row, write_party, write_union
from niangjia.sample.plan import Plan, plan_for, scale_of
from niangjia.sample.truth import truth_of, write_truth

SEED = 20221231
TELL_EVERY = 5_000
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class ListFile:
    """A department's file. ``source`` and ``extent`` are words of ``matching.enums``."""

    path: Path
    source: str
    as_of: date
    extent: str


@dataclass(frozen=True)
class CityFiles:
    """``files`` in the order of hand-over: first the earlier day, then today's.

    ``increment`` holds the registrations of today, to be sent in after the main job (三同步);
    ``truth`` must not be read by anything but checks; ``unions`` is the federation's own register,
    planted beside the lists.
    """

    folder: Path
    files: list[ListFile]
    increment: ListFile
    truth: Path
    unions: tuple[Union, ...] = ()

    def of_day(self, day: date) -> list[ListFile]:
        """The files handed over as of one day."""
        return [file for file in self.files if file.as_of == day]

    @property
    def days(self) -> list[date]:
        """The days of the lists, earliest first."""
        return sorted({file.as_of for file in self.files})


def make_city(
    folder: Path,
    *,
    scale: str | int,
    today: date,
    seed: int = SEED,
    tell: Tell = lambda done, total: None,
) -> CityFiles:
    """Write the lists and ``truth.json`` into ``folder``; the same seed gives the same bytes.

    ``scale``: ``'demo'`` (10,000 market entities), ``'city'`` (700,000) or a number.
    ``tell`` is called with entities done and in all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plan = plan_for(scale_of(scale), today)
    rng = Random(seed)
    maker = FirmMaker(Random(rng.random()), today)
    cast = Casting(plan, maker, Random(rng.random())).run()
    departments = Departments(folder, plan, maker, Random(rng.random()))
    _populate(departments, plan, maker, cast, rng=Random(rng.random()), tell=tell)
    departments.close()
    files = _business_files(departments, plan)
    files += _organisation_files(folder, plan, cast, Random(rng.random()))
    files.sort(key=lambda file: file.as_of)
    newcomers = [maker.newcomer(plan.entities + n) for n in range(plan.today_registrations)]
    path = newcomers_file(folder, today, [departments.registration_row(f) for f in newcomers])
    increment = ListFile(path, "registration", today, "increment")
    truth = truth_of(plan, cast, departments.counts())
    return CityFiles(folder, files, increment, write_truth(folder, truth), tuple(cast.unions))


def _populate(
    departments: Departments, plan: Plan, maker: FirmMaker, cast: Cast, *, rng: Random, tell: Tell
) -> None:
    """The cast stands scattered among the crowd; institutions come in between."""
    places = rng.sample(range(plan.entities), len(cast.firms))
    placed = dict(zip(places, cast.firms, strict=True))
    beside = dict(zip(rng.sample(places, len(cast.institutions)), cast.institutions, strict=True))
    for index in range(plan.entities):
        firm = placed.get(index) or maker.ordinary(index)
        firm.index = index
        departments.add(firm)
        if index in beside:
            departments.add(_numbered(beside[index], plan.entities + index))
        if index % TELL_EVERY == 0:
            tell(index, plan.entities)
    tell(plan.entities, plan.entities)


def _numbered(firm: Firm, index: int) -> Firm:
    firm.index = index
    return firm


def _business_files(departments: Departments, plan: Plan) -> list[ListFile]:
    paths, first = departments.paths, plan.first_as_of
    full = [ListFile(paths[s], s, first, "full") for s in ("registration", "tax", "statistics", "social")]  # fmt: skip
    return full + [
        ListFile(paths[f"{s}_today"], s, plan.today, "increment")
        for s in ("registration", "social")
    ]


def _organisation_files(folder: Path, plan: Plan, cast: Cast, rng: Random) -> list[ListFile]:
    """Party office and federation hand over whole lists on both days."""
    party = party_rows(cast, plan, rng)
    unions = [(union, union_row(rng, union)) for union in cast.unions]
    rng.shuffle(unions)
    files = []
    for day in (plan.first_as_of, plan.today):
        earlier = day != plan.today
        files.append(ListFile(write_party(folder, day, party), "party", day, "full"))
        path = write_union(folder, day, unions, earlier=earlier)
        files.append(ListFile(path, "union", day, "full"))
    return files
