"""Merging and dissolving: members, employers, offices and funds each find their place."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.coverage import cover_employer, seat_union
from niangjia.organizing.actions.endings import Funds, dissolve_union, merge_union
from niangjia.organizing.actions.papers import add_seal, end_seal, issue_certificate
from niangjia.organizing.actions.signs import record_sign
from niangjia.organizing.actions.terms import appoint_officer, begin_term
from niangjia.organizing.enums.members import MembershipState
from niangjia.organizing.models import (
    Coverage,
    FederationSeat,
    HandOver,
    Membership,
    Officer,
    Person,
    Term,
    Union,
)
from niangjia.organizing.models.facts import OPEN, on_day
from niangjia.organizing.queries.sums import totals
from niangjia.organizing.queries.unions import open_version

DAY, WHY = date(2022, 7, 1), "测试"
FUNDS = Funds(Decimal("1234.50"), "王出纳", "李会计")
PAPER = {"document_number": "张工〔2022〕5号", "reason": "企业合并", "funds": FUNDS}


def states(union: Union, day: date) -> list[str]:
    rows = Membership.objects.unscoped(reason=WHY).filter(on_day(day), superseded_at=None)
    return sorted(rows.filter(union=union).values_list("state", flat=True))


@pytest.fixture
def pair(
    town: Unit, register: Callable[..., Union], enrol: Callable[..., object], keeper: Actor
) -> tuple[Union, Union]:
    one, other = register(town, "甲厂工会委员会"), register(town, "乙厂工会委员会")
    enrol(one, 3)
    enrol(other, 2)
    cover_employer(union_id=one.pk, name="甲厂", employees=30, on=date(2018, 5, 1), by=keeper)
    begin_term(union_id=one.pk, elected_on=date(2021, 5, 1), years=3, by=keeper)
    term = Term.objects.unscoped(reason=WHY).get()
    appoint_officer(term_id=term.pk, kind="union", name="赵主席", title="chair",
                    on=date(2021, 5, 1), by=keeper)  # fmt: skip
    return one, other


def test_members_and_employers_follow_into_the_other_union(
    town: Unit, pair: tuple[Union, Union], keeper: Actor
) -> None:
    one, other = pair
    before = totals(town.scope, date(2022, 6, 30))

    assert merge_union(union_id=one.pk, into_id=other.pk, on=DAY, by=keeper, **PAPER) == 3

    after = totals(town.scope, DAY)
    assert (before.unions, after.unions) == (2, 1)
    assert before.members == after.members == 5
    assert before.employers == after.employers == 1
    assert states(other, DAY) == [MembershipState.ACTIVE] * 5
    assert states(one, DAY) == []
    assert len(states(one, date(2022, 6, 30))) == 3
    assert Coverage.objects.unscoped(reason=WHY).get(OPEN).union == other
    assert {p.unit for p in Person.objects.within(town.scope)} == {other.unit}
    assert open_version(one).get_state_display() == "并入"


def test_a_dissolved_union_leaves_its_members_retained(
    town: Unit, pair: tuple[Union, Union], keeper: Actor
) -> None:
    one, _ = pair

    assert dissolve_union(union_id=one.pk, on=DAY, by=keeper, **PAPER) == 3

    assert states(one, DAY) == [MembershipState.RETAINED] * 3
    assert totals(town.scope, DAY).unions == 1
    assert not Coverage.objects.unscoped(reason=WHY).filter(OPEN).exists()
    assert Officer.objects.unscoped(reason=WHY).get().valid_to == DAY
    assert Term.objects.unscoped(reason=WHY).get().ended_on == DAY
    one.unit.refresh_from_db()
    assert one.unit.valid_to == DAY
    paper = HandOver.objects.unscoped(reason=WHY).get()
    assert (paper.amount, paper.receiver) == (Decimal("1234.50"), town)


def test_a_dissolved_unions_members_may_move(pair: tuple[Union, Union], keeper: Actor) -> None:
    one, other = pair

    dissolve_union(union_id=one.pk, members_to_id=other.pk, on=DAY, by=keeper, **PAPER)

    assert len(states(other, DAY)) == 5


def test_seats_end_with_the_union(
    east: Unit, pair: tuple[Union, Union], register: Callable[..., Union], keeper: Actor
) -> None:
    one, _ = pair
    federation = register(east, "张店区机械行业工会联合会", kind=UnitKind.INDUSTRY)
    seat_union(union_id=one.pk, federation_id=federation.pk, on=date(2020, 1, 1), by=keeper)

    dissolve_union(union_id=one.pk, on=DAY, by=keeper, **PAPER)

    assert FederationSeat.objects.unscoped(reason=WHY).get().valid_to == DAY


def test_a_union_ends_once_and_without_parts(
    pair: tuple[Union, Union], register: Callable[..., Union], keeper: Actor
) -> None:
    one, other = pair
    register(one.unit, "一车间分会", kind=UnitKind.BRANCH)
    with pytest.raises(NotAllowed, match="分会"):
        dissolve_union(union_id=one.pk, on=DAY, by=keeper, **PAPER)

    dissolve_union(union_id=other.pk, on=DAY, by=keeper, **PAPER)
    with pytest.raises(NotAllowed, match="已经撤销"):
        dissolve_union(union_id=other.pk, on=DAY, by=keeper, **PAPER)
    with pytest.raises(NotAllowed, match="不能并入"):
        merge_union(union_id=one.pk, into_id=other.pk, on=DAY, by=keeper, **PAPER)
    with pytest.raises(NotAllowed, match="自己"):
        merge_union(union_id=one.pk, into_id=one.pk, on=DAY, by=keeper, **PAPER)


def test_nothing_new_begins_at_a_union_that_ended(
    pair: tuple[Union, Union], keeper: Actor, registrar: Actor
) -> None:
    one = pair[0]
    seal = add_seal(union_id=one.pk, kind="union", engraved_on=date(2021, 6, 1), by=keeper)
    dissolve_union(union_id=one.pk, members_to_id=None, on=DAY, by=keeper, **PAPER)
    mine = {"union_id": one.pk, "by": keeper}

    for deed in (
        lambda: begin_term(elected_on=date(2022, 8, 1), years=3, **mine),
        lambda: add_seal(kind="finance", engraved_on=date(2022, 8, 1), **mine),
        lambda: record_sign(kind="activity", on=date(2022, 8, 1), title="联欢", **mine),
        lambda: cover_employer(name="丙厂", on=date(2022, 8, 1), **mine),
        lambda: issue_certificate(union_id=one.pk, kind="legal_person", by=registrar,
                                  issued_on=date(2022, 8, 1), expires_on=date(2025, 8, 1)),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="本会已撤销，不再登记新的事项"):
            deed()
    assert end_seal(seal_id=seal.pk, state="returned", on=DAY, note="", by=keeper).ended_on == DAY
