"""Member list, search, a member's page and past days under 20 users, beside an empty page."""

import os
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.crowd import ask
from bench.house import open_house
from bench.pages import EMPTY, FRAME, PAUSE, USERS, WORDS, _cookies, _refuse_errors, _served
from bench.report import Table, ratio


def run(var: Path, *, seconds: float = 20) -> Table:
    """On the city that ``job`` has made."""
    open_house(var)
    groups, rows = pages(), _members()
    table = Table(
        name="members",
        title=f"Members under {USERS} users",
        note=f"A register of {rows:,} persons. {USERS} people with posts in the city and its "
        f"counties ask for {seconds:.0f} s and wait {PAUSE:.0f} s after every answer. Client, "
        "server (granian, 2 workers) and database share the machine. The last three are asked for "
        "by people of the city; each look at a member is written down. "
        f"Load average before: {os.getloadavg()[0]:.1f}.",
        header=["page", "p50 ms", "p95 ms", "p95 against empty", "against the frame"],
    )
    cookies = _cookies("organiser", "leader")  # the city's own come first
    asked = [(*group, cookies) for group in groups]
    asked += [(*group, cookies[:2] * (USERS // 2)) for group in own_pages()]
    with _served(var) as base:
        empty = frame = 0.0
        for label, paths, people in asked:
            ask(base, paths, people[:4], seconds=2, pause=0)
            calm = ask(base, paths, people, seconds=seconds, pause=PAUSE)
            _refuse_errors(label, calm)
            p95 = calm.percentile(0.95)
            empty = empty or p95
            frame = p95 if paths == [FRAME] else frame
            table.add(
                label, f"{calm.percentile(0.5):.0f}", f"{p95:.0f}", ratio(p95, empty),
                ratio(p95, frame) if frame else "–",
            )  # fmt: skip
    _past_days(table)
    _exactly(table)
    _moved(table)
    return table


def _members() -> int:
    from niangjia.organizing.models import Person

    return Person.objects.unscoped(reason="benchmark").count()


def pages() -> list[tuple[str, list[str]]]:
    """Label and the addresses asked for in turn; the empty page comes first."""
    from django.urls import reverse

    some = _spread()
    listed, unions = reverse("organizing:member_list"), reverse("organizing:union_list")

    def asked(name: str, words: list[str]) -> list[str]:
        return [f"{listed}?{urlencode({name: word})}" for word in words]

    return [
        ("empty page", [EMPTY]),
        ("the frame with nothing in it", [FRAME]),
        ("member list, first page", [listed]),
        ("member list, newest first", [f"{listed}?sort=-joined_on"]),
        ("member list, migrant workers", [f"{listed}?migrant=1"]),
        ("search by name", asked("q", [p.name for p in some])),
        ("search by pinyin initials", asked("q", [p.initials for p in some])),
        ("search by union", asked("union", [p.unit.name[:8] for p in some])),
        ("register of unions", [unions]),
        ("tree of unions", [reverse("organizing:union_tree")]),
    ]


def largest_county() -> Any:
    from niangjia.kernel.scope.models import Unit
    from niangjia.organizing.queries.subtrees import weight_of

    counties = Unit.objects.unscoped(reason="benchmark").filter(kind="county")
    return max(counties, key=lambda unit: weight_of(unit.scope).members)


def own_pages() -> list[tuple[str, list[str]]]:
    """The page of one union, and of one member."""
    from django.urls import reverse

    from niangjia.organizing.models import Union

    some = _spread()
    unions = Union.objects.unscoped(reason="benchmark").filter(unit__in=[p.unit for p in some])
    return [
        ("one union's page", [reverse("organizing:union_detail", args=[u.pk]) for u in unions]),
        (
            "tree, a county's towns",
            [reverse("organizing:union_branch", args=[largest_county().pk])],
        ),
        ("one member's page", [reverse("organizing:member_detail", args=[p.pk]) for p in some]),
    ]


def _spread() -> list[Any]:
    """Forty persons from all over the register."""
    from niangjia.organizing.models import Person

    people = Person.objects.unscoped(reason="benchmark").select_related("unit")
    last = people.order_by("-id").values_list("id", flat=True)[0]
    return [people.filter(id__gte=last * n // WORDS).order_by("id")[0] for n in range(WORDS)]


def _exactly(table: Table) -> None:
    """Somebody found by the whole number or phone, which never stand in an address."""
    from niangjia.kernel.scope.models import Unit
    from niangjia.organizing.queries.members import find_exactly

    city = Unit.objects.unscoped(reason="benchmark").get(kind="city")
    some = [person for person in _spread() if person.number and person.phone]
    for label, name in (("identity number", "number"), ("phone", "phone")):
        times = []
        for person in some:
            begun = time.perf_counter()
            found = find_exactly(city.scope, getattr(person, name))
            times.append((time.perf_counter() - begun) * 1000)
            assert found is not None, label
        _alone(table, f"search by {label} (query alone)", times)


def _alone(table: Table, label: str, times: list[float]) -> None:
    times.sort()
    half, most = times[len(times) // 2], times[len(times) * 95 // 100]
    table.add(label, f"{half:.0f}", f"{most:.0f}", "–", "–")


def _moved(table: Table) -> None:
    """The largest county below another city, counts compared, and back again by rolling back."""
    from django.db import connection, transaction
    from django.utils import timezone

    from niangjia.kernel.scope.actions import plant_unit
    from niangjia.kernel.scope.actor import Actor
    from niangjia.organizing.actions.moves import move_unit
    from niangjia.organizing.queries.subtrees import weight_of

    county = largest_county()
    home, weight = weight_of(county.parent.scope), weight_of(county.scope)
    with transaction.atomic():
        other = plant_unit(parent=None, kind="city", name="另一市总工会", short_name="另一市")
        by = Actor.system("bench", [county.parent.path, other.path])
        begun = time.perf_counter()
        move_unit(unit_id=county.pk, superior_id=other.pk, on=timezone.localdate(), by=by)
        seconds = time.perf_counter() - begun
        left, there = weight_of(county.parent.scope).members, weight_of(other.scope).members
        assert (home.members - left, there) == (weight.members, weight.members)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:  # what was rolled back is in the way of the next reader
        cursor.execute("VACUUM organizing_person, matching_ledgerrow, matching_gaphit, scope_unit")
    told = f"a county moved: {weight.unions:,} unions, {weight.members:,} members (one job)"
    table.add(told, f"{seconds * 1000:,.0f}", "–", "–", "–")


def _past_days(table: Table) -> None:
    """A figure of a past day from the tallies: one sum, asked a hundred times."""
    from django.db.models import Sum

    from niangjia.organizing.models import UnionTally
    from niangjia.organizing.models.facts import held_on

    times = []
    for n in range(100):
        begun = time.perf_counter()
        day = date(2022, 12, 31) - timedelta(days=17 * n)
        held_on(UnionTally.objects.unscoped(reason="benchmark"), day).aggregate(
            members=Sum("members"), migrants=Sum("migrants"), new_form=Sum("new_form")
        )
        times.append((time.perf_counter() - begun) * 1000)
    _alone(table, "members of a past day (query alone)", times)
