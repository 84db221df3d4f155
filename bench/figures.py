"""Any figure for any past day under 20 users, beside an empty page; and the page's own figures.

The unions of the sample city go through the register's own loading. Their members are put in set by
set and without numbers: what the import costs is measured by ``roster``.
"""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.crowd import ask
from bench.house import open_house
from bench.pages import EMPTY, FRAME, PAUSE, USERS, _cookies, _refuse_errors, _served
from bench.report import Table, ratio
from bench.roster import cast_unions
from niangjia.sample.cast import Union
from niangjia.sample.members import figures_for, people_of
from niangjia.sample.plan import plan_for, scale_of

DAY = date(2022, 11, 30)
DAYS = 40
STAGE = "union_id bigint, name text, sex text, joined date, migrant boolean, trade text"
PERSON = {
    "id": "s.id", "unit_id": "n.id", "path": "n.path", "state": "'active'", "joined_on": "s.joined",
    "name": "s.name", "sex": "s.sex", "migrant": "s.migrant", "trade": "s.trade",
}  # fmt: skip
MEMBERSHIP = {
    "id": "s.id", "person_id": "s.id", "union_id": "s.union_id", "valid_from": "s.joined",
    "migrant": "s.migrant", "trade": "s.trade",
}  # fmt: skip
UNITS = "JOIN organizing_union u ON u.id = s.union_id JOIN scope_unit n ON n.id = u.unit_id"


def run(var: Path, scale: str | int, *, seconds: float = 20) -> Table:
    """On a register of its own, filled once."""
    open_house(var)
    unions = cast_unions(scale, DAY)
    rows = fill(unions)
    table = Table(
        name="figures",
        title=f"Figures of past days under {USERS} users",
        note=f"A register of {len(unions):,} unions and {rows:,} members. {USERS} people with posts "
        f"in the city and its counties ask for {seconds:.0f} s and wait {PAUSE:.0f} s after every "
        f"answer. “Other days”: each address names another of {DAYS} days, so that nearly nothing "
        "has been counted before. Client, server (granian, 2 workers) and database share the "
        f"machine. Load average before: {os.getloadavg()[0]:.1f}.",
        header=["page", "p50 ms", "p95 ms", "p95 against empty", "against the frame"],
    )
    cookies = _cookies("organiser", "leader")
    with _served(var) as base:
        empty = frame = 0.0
        for label, paths in _pages():
            ask(base, paths[:1], cookies[:4], seconds=2, pause=0)  # templates and plans warm
            calm = ask(base, paths, cookies, seconds=seconds, pause=PAUSE)
            _refuse_errors(label, calm)
            p95 = calm.percentile(0.95)
            empty = empty or p95
            frame = p95 if paths == [FRAME] else frame
            table.add(
                label, f"{calm.percentile(0.5):.0f}", f"{p95:.0f}", ratio(p95, empty),
                ratio(p95, frame) if frame else "–",
            )  # fmt: skip
    _page_figures(table, unions, scale)
    return table


def fill(unions: list[Union]) -> int:
    """The register of unions and persons, unless it is there already; returns the members."""
    from django.db import connection

    from niangjia.kernel.scope.actor import Actor
    from niangjia.organizing.actions.memberships_tallies import recount_unions
    from niangjia.organizing.models import Person
    from niangjia.sample.register import plant_unions
    from niangjia.sample.tree import plant_city

    people = Person.objects.unscoped(reason="benchmark").filter(state="active")
    if not people.exists():
        print("register …", flush=True)
        plant_unions(plant_city(), tuple(unions), [DAY - timedelta(days=60), DAY],
                     Actor.system("bench"))  # fmt: skip
        print("members …", flush=True)
        with connection.cursor() as cursor:
            _put_members(cursor, unions)
        recount_unions(_numbers().values())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return people.count()


def _numbers() -> dict[str, int]:
    from niangjia.organizing.models import Union

    return dict(Union.objects.unscoped(reason="benchmark").values_list("uscc", "pk"))


def _put_members(cursor: Any, unions: list[Union]) -> None:
    """Like a template made by the models, with what differs from a staged table."""
    from niangjia.organizing.models import Membership, Person

    number = _numbers()
    person = Person.objects.create(
        unit_id=1, path="", name="样", employment="1", created_by="bench", retention="member"
    )
    union_id = next(iter(number.values()))
    row = Membership.objects.create(
        person=person, union_id=union_id, state="active", change="1", valid_from=DAY,
        recorded_by="bench",
    )  # fmt: skip
    cursor.execute("SELECT max(id) FROM organizing_person")
    start = cursor.fetchone()[0] + 1
    cursor.execute(f"CREATE TEMP TABLE stage (id bigserial, {STAGE})")
    cursor.execute("SELECT setval(pg_get_serial_sequence('stage', 'id'), %s)", [start])
    with cursor.copy("COPY stage (union_id, name, sex, joined, migrant, trade) FROM STDIN") as copy:
        for one in _people(unions):
            copy.write_row((number[one[0]], *one[1:]))
    for model, template, differs in ((Person, person, PERSON), (Membership, row, MEMBERSHIP)):
        columns = [field.column for field in model._meta.concrete_fields]
        chosen = ", ".join(differs.get(column, f"t.{column}") for column in columns)
        table = model._meta.db_table
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM stage s {UNITS}"
            f" JOIN {table} t ON t.id = %s ORDER BY s.id",
            [template.pk],
        )
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )
    cursor.execute("DELETE FROM organizing_membership WHERE id = %s", [row.pk])
    cursor.execute("DELETE FROM organizing_person WHERE id = %s", [person.pk])


def _people(unions: list[Union]) -> Iterator[tuple[Any, ...]]:
    """(union's code, name, sex, joined, migrant, trade) of every member, as the rosters list them."""
    from niangjia.organizing.enums.members import NewFormTrade
    from niangjia.sample.members import HEADER

    trades = {str(trade.label): trade.value for trade in NewFormTrade}
    name, sex, trade = (HEADER.index(word) for word in ("姓名", "性别", "新就业形态"))
    for one in people_of(unions, DAY):
        cells = one.cells
        yield (one.union.code, cells[name], "1" if cells[sex] == "男" else "2", one.joined,
               one.migrant, trades[cells[trade]] if cells[trade] else "")  # fmt: skip


def _pages() -> list[tuple[str, list[str]]]:
    from django.urls import reverse

    days = [DAY - timedelta(days=23 * n) for n in range(DAYS)]

    def asked(name: str, *args: Any, on: list[date], **more: str) -> list[str]:
        return [
            f"{reverse(f'organizing:{name}', args=args)}?"
            + urlencode({"as_of": day, "since": day - timedelta(days=99)} | more)
            for day in on
        ]

    return [
        ("empty page", [EMPTY]),
        ("the frame with nothing in it", [FRAME]),
        ("all figures, 2022-11-30", asked("figure_home", on=[DAY])),
        ("all figures, other days", asked("figure_home", on=days)),
        ("members by county, other days", asked("figure_detail", "members", on=days, by="county")),
        ("members by town, other days", asked("figure_detail", "members", on=days, by="town")),
        ("joined by trade, other days", asked("figure_detail", "joined", on=days, by="trade")),
        ("employees by county, other days",
         asked("figure_detail", "employees", on=days, by="county")),
        ("unions behind the members, other days", asked("figure_unions", "members", on=days)),
        ("unions behind the joined, other days", asked("figure_unions", "joined", on=days)),
    ]  # fmt: skip


def _page_figures(table: Table, unions: list[Union], scale: str | int) -> None:
    """What the figures say beside what the sample holds."""
    from niangjia.sample.proof import page_figures
    from niangjia.sample.tree import plant_city

    plan, held = plan_for(scale_of(scale), DAY), figures_for(unions)
    due = {
        "unions": plan.unions, "members": held.members, "founded": plan.new_unions,
        "joined": held.joined, "joined_migrants": held.joined_migrants,
        "new_form_unions": plan.new_form_unions, "new_form_members": plan.new_form_members,
    }  # fmt: skip
    found = page_figures(plant_city().city.path, DAY, plan.hundred_from.isoformat())
    for key, number in found.items():
        said = "as the sample holds" if number == due[key] else f"the sample holds {due[key]:,}"
        table.add(f"{key} on {DAY}: {number:,}", "–", "–", said, "–")
    if found != due:
        raise SystemExit("figures differ from what the sample holds")
