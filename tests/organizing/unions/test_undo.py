"""Deeds done by mistake: a merge, a dissolution or a move is taken back, and both stay in sight."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.audit.texts import name_of
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.coverage import cover_employer, end_coverage, seat_union
from niangjia.organizing.actions.endings import Funds, dissolve_union, merge_union
from niangjia.organizing.actions.memberships import leave
from niangjia.organizing.actions.moves import move_unit
from niangjia.organizing.actions.papers import issue_certificate
from niangjia.organizing.actions.terms import appoint_officer, begin_term
from niangjia.organizing.actions.undo import undo_ending
from niangjia.organizing.actions.undo_moves import undo_move
from niangjia.organizing.actions.unions import change_union
from niangjia.organizing.models import (
    CertificateDuty,
    Coverage,
    FederationSeat,
    Membership,
    Officer,
    Person,
    Term,
    Union,
    UnionChange,
    UnionVersion,
    UnitMove,
)
from niangjia.organizing.models.facts import KNOWN, OPEN
from niangjia.organizing.queries.subtrees import by_county, weight_of
from niangjia.organizing.queries.sums import totals
from niangjia.organizing.queries.tally_check import tally_differences
from niangjia.organizing.queries.unions import NoSuchRecord, open_version

DAY, WHY, REASON = date(2022, 7, 1), "测试", "文件发错单位，实为乙厂并入"
BEFORE = DAY - timedelta(days=1)
FUNDS = Funds(Decimal("1234.50"), "王出纳", "李会计")
PAPER = {"document_number": "张工〔2022〕5号", "reason": "企业合并", "funds": FUNDS}


def known(model: type, union: Union) -> list[tuple[object, ...]]:
    """What the house says today of a union in this table, without who recorded it and when."""
    hidden = {"id", "recorded_at", "recorded_by", "superseded_at"}
    names = sorted(f.attname for f in model._meta.concrete_fields if f.name not in hidden)
    rows = model.objects.unscoped(reason=WHY).filter(KNOWN, union=union)
    return sorted((tuple(row.values()) for row in rows.values(*names)), key=str)


def picture(*unions: Union) -> dict[str, object]:
    """Everything that an ended union loses, and what its people repeat."""
    found: dict[str, object] = {}
    for union in unions:
        for model in (UnionVersion, Membership, Coverage, FederationSeat):
            found[f"{model.__name__} {union.pk}"] = known(model, union)
        offices = Officer.objects.unscoped(reason=WHY).filter(committee__term__union=union)
        terms = Term.objects.unscoped(reason=WHY).filter(union=union)
        found[f"offices {union.pk}"] = [
            *offices.values_list("name", "valid_to", "end_reason"),
            *terms.values_list("number", "ended_on"),
        ]
        unit = Unit.objects.unscoped(reason=WHY).get(pk=union.unit_id)
        found[f"unit {union.pk}"] = (unit.name, unit.parent_id, unit.valid_to)
        held = Membership.objects.unscoped(reason=WHY).filter(KNOWN, union=union)
        people = Person.objects.unscoped(reason=WHY).filter(pk__in=held.values("person"))
        found[f"people {union.pk}"] = sorted(people.values_list("pk", "unit", "path", "state"))
    return found


def entries(union: Union) -> list[str]:
    rows = UnionChange.objects.unscoped(reason=WHY).filter(union=union).order_by("pk")
    return [row.get_kind_display() for row in rows]


def deed_of(union: Union, kind: str) -> UnionChange:
    return UnionChange.objects.unscoped(reason=WHY).get(union=union, kind=kind)


@pytest.fixture
def pair(
    town: Unit, east: Unit, register: Callable[..., Union], enrol: Callable[..., list[Person]],
    keeper: Actor, registrar: Actor,
) -> tuple[Union, Union]:  # fmt: skip
    """One union with members of every kind, a firm, a seat, a term and a certificate; another."""
    one, other = register(town, "甲厂工会委员会"), register(town, "乙厂工会委员会")
    enrol(one, 3)
    enrol(other, 2)
    enrol(one, 1, on=DAY)  # joined on the very day of the deed
    retained = enrol(one, 1)[0]
    Membership.objects.unscoped(reason=WHY).filter(person=retained).update(state="retained")
    Person.objects.unscoped(reason=WHY).filter(pk=retained.pk).update(state="retained")
    mine = {"union_id": one.pk, "by": keeper}
    cover_employer(name="甲厂", employees=30, on=date(2018, 5, 1), **mine)
    cover_employer(name="甲厂分公司", on=date(2019, 5, 1), **mine)
    ended = Coverage.objects.unscoped(reason=WHY).get(employer__name="甲厂分公司")
    end_coverage(coverage_id=ended.pk, on=DAY, note="关闭", by=keeper)  # on the day, by hand
    federation = register(east, "张店区机械行业工会联合会", kind=UnitKind.INDUSTRY)
    seat_union(federation_id=federation.pk, on=date(2020, 1, 1), **mine)
    begin_term(elected_on=date(2021, 5, 1), years=3, **mine)
    term = Term.objects.unscoped(reason=WHY).get()
    appoint_officer(term_id=term.pk, kind="union", name="赵主席", title="chair",
                    on=date(2021, 5, 1), by=keeper)  # fmt: skip
    issue_certificate(union_id=one.pk, kind="legal_person", issued_on=date(2021, 6, 1),
                      by=registrar)  # fmt: skip
    return one, other


def end(union: Union, kind: str, by: Actor, into: Union | None = None) -> UnionChange:
    if kind == "merge":
        assert into
        merge_union(union_id=union.pk, into_id=into.pk, on=DAY, by=by, **PAPER)
    else:
        to = into.pk if into else None
        dissolve_union(union_id=union.pk, members_to_id=to, on=DAY, by=by, **PAPER)
    return deed_of(union, kind)


@pytest.mark.parametrize(
    ("kind", "into"), [("merge", True), ("dissolve", False), ("dissolve", True)]
)
def test_an_ending_taken_back_leaves_everything_as_it_was(
    town: Unit, pair: tuple[Union, Union], keeper: Actor, kind: str, into: bool
) -> None:
    one, other = pair
    before = picture(one, other)
    figures = [(totals(town.scope, d), weight_of(town.scope)) for d in (BEFORE, DAY)]

    change = end(one, kind, keeper, other if into else None)
    assert picture(one, other) != before
    assert undo_ending(change_id=change.pk, reason=REASON, by=keeper) == 5

    assert picture(one, other) == before
    assert [(totals(town.scope, d), weight_of(town.scope)) for d in (BEFORE, DAY)] == figures
    assert tally_differences() == []
    assert entries(one)[-2:] == [change.get_kind_display(), "撤回办理"]
    undone = deed_of(one, "undo")
    assert (undone.undoes, undone.reason) == (change, REASON)


def test_the_wrong_versions_stay_readable_and_the_trail_names_the_deed(
    pair: tuple[Union, Union], keeper: Actor
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)

    undo_ending(change_id=change.pk, reason=REASON, by=keeper)

    rows = UnionVersion.objects.unscoped(reason=WHY).filter(union=one, superseded_at__isnull=False)
    assert sorted(rows.values_list("state", "valid_to")) == [("merged", None), ("normal", DAY)]
    line = AuditEvent.objects.filter(verb="organizing.undo").get()
    assert name_of(line.verb) == "撤回合并、撤销或调整隶属"
    assert (line.changes["members"], line.changes["reason"]) == (5, REASON)


def test_what_the_certificate_owed_is_owed_no_more(
    pair: tuple[Union, Union], keeper: Actor
) -> None:
    change = end(pair[0], "dissolve", keeper)
    duties = CertificateDuty.objects.unscoped(reason=WHY).filter(settled_on__isnull=True)
    assert duties.count() == 1

    undo_ending(change_id=change.pk, reason=REASON, by=keeper)

    assert duties.count() == 0


def test_those_who_joined_the_other_union_since_stay_there(
    pair: tuple[Union, Union], enrol: Callable[..., list[Person]], keeper: Actor
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)
    fresh = enrol(other, 2, on=DAY + timedelta(days=3))

    undo_ending(change_id=change.pk, reason=REASON, by=keeper)

    people = Person.objects.unscoped(reason=WHY)
    assert people.filter(unit=other.unit).count() == 4
    assert {p.unit_id for p in people.filter(pk__in=[p.pk for p in fresh])} == {other.unit_id}
    assert tally_differences() == []


def test_a_union_ended_by_mistake_may_be_ended_rightly_afterwards(
    pair: tuple[Union, Union], keeper: Actor
) -> None:
    one, other = pair
    undo_ending(change_id=end(one, "merge", keeper, other).pk, reason=REASON, by=keeper)

    dissolve_union(union_id=one.pk, on=DAY, by=keeper, **PAPER)
    again = deed_of(one, "dissolve")
    undo_ending(change_id=again.pk, reason=REASON, by=keeper)

    assert open_version(one).state == "normal"
    assert entries(one)[-4:] == ["合并", "撤回办理", "撤销", "撤回办理"]


def test_a_union_that_moved_since_comes_back_to_life_where_it_stands_now(
    city: Unit, east: Unit, west: Unit, town: Unit, pair: tuple[Union, Union], keeper: Actor
) -> None:
    """The town moved on the very day, and another time later; all is taken back in any order."""
    one, other = pair
    before, home = picture(one, other), subtree(east, west, town)
    merged = end(one, "merge", keeper, other)
    first = move_town(town, west, keeper)
    second = move_town(town, east, keeper, on=date(2022, 8, 1))

    undo_ending(change_id=merged.pk, reason=REASON, by=keeper)

    rows = UnionVersion.objects.unscoped(reason=WHY).filter(KNOWN, union=one)
    said = rows.order_by("valid_from").values_list("valid_from", "state", "county")
    assert list(said) == [
        (date(2018, 5, 1), "normal", east.pk), (DAY, "normal", west.pk),
        (date(2022, 8, 1), "normal", east.pk),
    ]  # fmt: skip
    assert counts(city, DAY)["淄川区"] == (2, 7)
    for move in (second, first):
        undo_move(move_id=move.pk, reason=REASON, by=keeper)
    # paths are those of a second place below the county; all else is as it was
    again = {k: v for k, v in picture(one, other).items() if not k.startswith("people")}
    assert again == {k: v for k, v in before.items() if not k.startswith("people")}
    assert subtree(east, west, town) == home
    assert tally_differences() == []


def _left(one: Union, other: Union, keeper: Actor) -> None:
    person = Person.objects.unscoped(reason=WHY).filter(unit=other.unit).order_by("pk")
    moved = person.filter(memberships__union=one).first()
    leave(person_id=moved.pk, by=keeper, on=DAY + timedelta(days=9))


def _covered(one: Union, other: Union, keeper: Actor) -> None:
    row = Coverage.objects.unscoped(reason=WHY).get(OPEN, union=other)
    end_coverage(coverage_id=row.pk, on=DAY + timedelta(days=9), note="", by=keeper)


def _ended(one: Union, other: Union, keeper: Actor) -> None:
    dissolve_union(union_id=other.pk, on=DAY + timedelta(days=9), by=keeper, **PAPER)


def _named(one: Union, other: Union, keeper: Actor) -> None:
    change_union(union_id=other.pk, on=DAY + timedelta(days=9), name="甲厂工会委员会", by=keeper)


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (_left, "1 名会员此后另有转接、离会等变动，请先在会员页面撤销这些变动"),
        (_covered, "甲厂此后另行登记过覆盖"),
        (_ended, "乙厂工会委员会此后也已终止，请先撤回它的终止"),
        (_named, "同一上级下已另有“甲厂工会委员会”，请先给它更名"),
    ],
)
def test_later_changes_stand_in_the_way_and_nothing_moves(
    pair: tuple[Union, Union], keeper: Actor, later: Callable[..., None], said: str
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)
    later(one, other, keeper)
    before = picture(one, other)

    with pytest.raises(NotAllowed, match=said):
        undo_ending(change_id=change.pk, reason=REASON, by=keeper)

    assert picture(one, other) == before
    assert entries(one)[-1] == "合并"


def test_a_deed_is_taken_back_once_and_with_a_reason(
    pair: tuple[Union, Union], keeper: Actor
) -> None:
    change = end(pair[0], "dissolve", keeper)
    with pytest.raises(ValueError, match="事由"):
        undo_ending(change_id=change.pk, reason=" ", by=keeper)
    undo_ending(change_id=change.pk, reason=REASON, by=keeper)

    with pytest.raises(NotAllowed, match="已经撤回过"):
        undo_ending(change_id=change.pk, reason=REASON, by=keeper)


def test_scope_and_right_are_those_of_the_deed(
    city: Unit, west: Unit, east: Unit, town: Unit, register: Callable[..., Union],
    pair: tuple[Union, Union], keeper: Actor, actor: Callable[..., Actor],
) -> None:  # fmt: skip
    one, _ = pair
    far = register(west, "丙厂工会委员会")
    change = end(one, "merge", keeper, far)
    move_unit(unit_id=pair[1].unit_id, superior_id=west.pk, on=DAY, by=keeper)
    move = UnitMove.objects.unscoped(reason=WHY).get()

    for unit in (east, west):  # each sees one side only
        with pytest.raises(NoSuchRecord):
            undo_ending(change_id=change.pk, reason=REASON, by=actor(unit, Role.ORGANISER))
        with pytest.raises(NoSuchRecord):
            undo_move(move_id=move.pk, reason=REASON, by=actor(unit, Role.ORGANISER))
    for role in (Role.LEADER, Role.WINDOW):
        with pytest.raises(NotAllowed, match="岗位"):
            undo_ending(change_id=change.pk, reason=REASON, by=actor(city, role))
        with pytest.raises(NotAllowed, match="岗位"):
            undo_move(move_id=move.pk, reason=REASON, by=actor(city, role))
    assert undo_ending(change_id=change.pk, reason=REASON, by=actor(city, Role.REGISTRAR)) == 5
    assert undo_move(move_id=move.pk, reason=REASON, by=actor(city, Role.CLERK)) == 1


# moves


@pytest.fixture
def unions(
    town: Unit, register: Callable[..., Union], enrol: Callable[..., list[Person]]
) -> list[Union]:
    """Two unions in the eastern town with three and two members; a branch of the first."""
    found = [register(town, f"{n}厂工会委员会", employees=10) for n in "甲乙"]
    register(found[0].unit, "一车间分会", kind=UnitKind.BRANCH)
    enrol(found[0], 3)
    enrol(found[1], 2)
    return found


def move_town(town: Unit, west: Unit, by: Actor, on: date = DAY) -> UnitMove:
    move_unit(unit_id=town.pk, superior_id=west.pk, on=on, document_number="淄工〔2022〕7号",
              reason="区划调整", by=by)  # fmt: skip
    return UnitMove.objects.unscoped(reason=WHY).order_by("-pk").first()


def counts(city: Unit, day: date) -> dict[str, tuple[int, int]]:
    return {row.name: (row.unions, row.members) for row in by_county(city.scope, day)}


def subtree(*units: Unit) -> list[tuple[int, int, int, int]]:
    """What hangs below each unit, by the tree and by the register, right now."""
    found = []
    for unit in units:
        unit.refresh_from_db()
        weight, people = weight_of(unit.scope), Person.objects.within(unit.scope).count()
        found.append((weight.units, weight.unions, weight.members, people))
    return found


def test_a_town_moved_by_mistake_goes_back_with_every_count(
    city: Unit, east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    today = timezone.localdate()
    home = subtree(city, east, west, town)
    assert home[1:3] == [(5, 2, 5, 5), (1, 0, 0, 0)]
    versions = [known(UnionVersion, union) for union in unions]

    move = move_town(town, west, keeper)
    assert move.unions == 3
    assert subtree(east, west) == [(1, 0, 0, 0), (5, 2, 5, 5)]
    assert counts(city, DAY) == counts(city, today) == {"淄川区": (2, 5)}
    assert undo_move(move_id=move.pk, reason=REASON, by=keeper) == 3

    assert subtree(city, east, west, town) == home
    for day in (BEFORE, DAY, today):
        assert counts(city, day) == {"张店区": (2, 5)}
    assert [known(UnionVersion, union) for union in unions] == versions
    assert [entries(union)[-2:] for union in unions] == [["随上级调整", "撤回办理"]] * 2
    move.refresh_from_db()
    assert (move.undone_by, move.undone_reason) == (keeper.name, REASON)
    line = AuditEvent.objects.filter(verb="organizing.undo").get()
    assert (line.changes["deed"], line.changes["unions"]) == ("调整隶属", 3)


def test_a_move_on_the_day_of_founding_is_taken_back_too(
    city: Unit, east: Unit, west: Unit, town: Unit, register: Callable[..., Union], keeper: Actor
) -> None:
    union = register(town, "新厂工会委员会", founded_on=DAY)
    before = known(UnionVersion, union)

    undo_move(move_id=move_town(town, west, keeper).pk, reason=REASON, by=keeper)

    assert known(UnionVersion, union) == before
    assert counts(city, DAY) == {"张店区": (1, 0)}


def test_what_was_registered_and_changed_below_since_is_kept(
    city: Unit, east: Unit, west: Unit, town: Unit, unions: list[Union],
    register: Callable[..., Union], enrol: Callable[..., list[Person]], keeper: Actor,
) -> None:  # fmt: skip
    move = move_town(town, west, keeper)
    later = date(2022, 9, 1)
    fresh = register(town, "丙厂工会委员会", founded_on=date(2022, 8, 1))
    enrol(fresh, 4, on=date(2022, 8, 1))
    change_union(union_id=unions[0].pk, on=later, name="甲集团工会委员会", employees=77, by=keeper)

    assert undo_move(move_id=move.pk, reason=REASON, by=keeper) == 4

    assert counts(city, BEFORE) == counts(city, DAY) == {"张店区": (2, 5)}
    assert counts(city, later) == {"张店区": (3, 9)}
    version = open_version(unions[0])
    assert (version.name, version.employees) == ("甲集团工会委员会", 77)
    assert (version.valid_from, version.county, version.town) == (later, east, town)
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(KNOWN, union=unions[0])
    assert [v.valid_from for v in rows.order_by("valid_from")] == [date(2018, 5, 1), later]
    assert entries(fresh) == ["成立", "撤回办理"]
    assert subtree(east, west) == [(6, 3, 9, 9), (1, 0, 0, 0)]


def test_one_union_moved_by_mistake_goes_back_with_its_branch(
    city: Unit, east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    move_unit(unit_id=unions[0].unit_id, superior_id=west.pk, on=DAY, by=keeper)
    move = UnitMove.objects.unscoped(reason=WHY).get()
    assert counts(city, DAY) == {"张店区": (1, 2), "淄川区": (1, 3)}

    assert undo_move(move_id=move.pk, reason=REASON, by=keeper) == 2

    assert counts(city, DAY) == {"张店区": (2, 5)}
    branch = UnionVersion.objects.unscoped(reason=WHY).get(OPEN, kind=UnitKind.BRANCH)
    assert (branch.superior, branch.town) == (unions[0].unit, town)
    assert entries(unions[0])[-2:] == ["调整隶属", "撤回办理"]


def test_moves_are_taken_back_the_last_first(
    city: Unit, east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    first = move_town(town, west, keeper)
    second = move_town(town, east, keeper, on=date(2022, 8, 1))

    with pytest.raises(NotAllowed, match="此后又移到了张店区之下，请先撤回后来的一次"):
        undo_move(move_id=first.pk, reason=REASON, by=keeper)
    undo_move(move_id=second.pk, reason=REASON, by=keeper)
    assert counts(city, date(2022, 8, 1)) == {"淄川区": (2, 5)}
    undo_move(move_id=first.pk, reason=REASON, by=keeper)

    assert counts(city, date(2022, 8, 1)) == counts(city, DAY) == {"张店区": (2, 5)}
    with pytest.raises(NotAllowed, match="已经撤回过"):
        undo_move(move_id=first.pk, reason=REASON, by=keeper)


def test_an_old_superior_that_has_ended_takes_nobody_back(
    east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    move = move_town(town, west, keeper)
    Unit.objects.unscoped(reason=WHY).filter(pk=east.pk).update(valid_to=date(2022, 12, 1))

    with pytest.raises(NotAllowed, match="原上级张店区总工会已经撤销"):
        undo_move(move_id=move.pk, reason=REASON, by=keeper)

    town.refresh_from_db()
    assert town.parent == west


# pages


@pytest.fixture
def client(city: Unit, login: Callable[..., Client]) -> Client:
    return login(city, Role.REGISTRAR)


def show(client: Client, name: str, number: int) -> str:
    answer = client.get(reverse(f"organizing:{name}", args=[number]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_shows_what_goes_back_asks_again_and_then_does_it(
    client: Client, pair: tuple[Union, Union], keeper: Actor
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)
    url = reverse("organizing:change_undo", args=[change.pk])
    assert f'href="{url}"' in show(client, "union_detail", one.pk)

    page = show(client, "change_undo", change.pk)
    for text in ("张工〔2022〕5号", "企业合并", "5 人转回本会", "1 项恢复", "撤回的事由"):
        assert text in page
    assert "请先改正标出的内容" in client.post(url, {"reason": ""}).content.decode()
    asked = client.post(url, {"reason": REASON}).content.decode()
    assert "确定撤回" in asked
    assert "会员：5 人转回本会" in asked
    assert open_version(one).state == "merged"

    done = client.post(url, {"reason": REASON, "confirmed": "1"}, follow=True).content.decode()
    assert "已撤回，5 名会员恢复原样" in done
    assert open_version(one).state == "normal"
    history = show(client, "union_history", one.pk)
    for text in ("撤回办理", REASON, "已撤回", "作废的版本", "并入"):
        assert text in history
    assert url not in history
    assert "经费移交" not in show(client, "union_detail", one.pk)


def test_the_page_says_what_stands_in_the_way_and_offers_no_form(
    client: Client, pair: tuple[Union, Union], keeper: Actor
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)
    _ended(one, other, keeper)
    url = reverse("organizing:change_undo", args=[change.pk])

    page = client.get(url).content.decode()
    assert "现在不能撤回" in page
    assert "乙厂工会委员会此后也已终止" in page
    assert "撤回的事由" not in page
    client.post(url, {"reason": REASON, "confirmed": "1"})
    assert open_version(one).state == "merged"


def test_a_towns_move_is_taken_back_from_its_own_page(
    client: Client, east: Unit, west: Unit, town: Unit, unions: list[Union], keeper: Actor
) -> None:
    move = move_town(town, west, keeper)
    url = reverse("organizing:move_undo", args=[move.pk])
    assert url in show(client, "union_branch", town.pk)
    assert url in show(client, "union_detail", unions[0].pk)

    asked = client.post(url, {"reason": REASON}).content.decode()
    assert "马尚街道总工会移回张店区总工会之下" in asked
    assert "5 人" in asked
    done = client.post(url, {"reason": REASON, "confirmed": "1"}, follow=True).content.decode()

    assert "已移回张店区总工会之下，3 家工会随之更正" in done
    assert f"撤回：{REASON}" in done
    assert url not in done


def test_who_may_not_take_back_sees_the_history_without_the_link(
    east: Unit, west: Unit, pair: tuple[Union, Union], keeper: Actor, login: Callable[..., Client]
) -> None:
    one, other = pair
    change = end(one, "merge", keeper, other)
    url = reverse("organizing:change_undo", args=[change.pk])

    for client in (login(east, Role.LEADER), login(one.unit, Role.CHAIR)):
        assert url not in show(client, "union_history", one.pk)
        assert client.get(url).status_code == 403
    assert login(west, Role.REGISTRAR).get(url).status_code == 404
