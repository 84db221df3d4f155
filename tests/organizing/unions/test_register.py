"""Registering, changing, correcting; what a past day answers; who sees what."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.papers import issue_certificate
from niangjia.organizing.actions.terms import begin_term
from niangjia.organizing.actions.unions import change_union, register_union, set_code
from niangjia.organizing.enums.unions import CertificateKind
from niangjia.organizing.models import CertificateDuty, Union, UnionChange, UnionVersion
from niangjia.organizing.queries.unions import (
    NoSuchUnion,
    open_version,
    search,
    union_for,
    versions_on,
)

GOOD, WRONG = "81370303MC0000012Y", "81370303MC0000012X"
WHY = "测试"


def versions(union: Union) -> list[UnionVersion]:
    return list(
        UnionVersion.objects.unscoped(reason=WHY).filter(union=union).order_by("valid_from", "pk")
    )


def test_a_union_is_a_unit_with_a_version(town: Unit, register: Callable[..., Union]) -> None:
    union = register(
        town, "瑞丰机械有限公司工会委员会", uscc=GOOD, document_number="张工〔2018〕3号"
    )

    version = open_version(union)

    assert union.unit.path.startswith(town.path)
    assert union.unit.kind == UnitKind.BASIC
    assert (version.short_name, version.initials[:4]) == ("瑞丰机械有限公司", "rfjx")
    assert (version.town, version.county) == (town, town.parent)
    assert version.lineage == [town.parent.parent_id, town.parent_id, town.pk, union.unit_id]
    assert AuditEvent.objects.get(verb="organizing.register").unit_path == union.unit.path


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"uscc": WRONG}, "校验"),
        ({"kind": UnitKind.GROUP}, "不能设在"),
        ({"founded_on": date(2999, 1, 1)}, "不能晚于今天"),
    ],
)
def test_what_is_wrong_is_refused(
    town: Unit, register: Callable[..., Union], facts: dict[str, object], said: str
) -> None:
    with pytest.raises((ValueError, NotAllowed), match=said):
        register(town, "某某厂工会委员会", **facts)


def test_a_name_and_a_code_are_registered_once(town: Unit, register: Callable[..., Union]) -> None:
    register(town, "甲厂工会委员会", uscc=GOOD)

    with pytest.raises(NotAllowed, match="已经有"):
        register(town, "甲厂工会委员会")
    with pytest.raises(ValueError, match="另一家工会"):
        register(town, "乙厂工会委员会", uscc=GOOD)


def test_a_chair_may_not_keep_the_register(town: Unit, actor: Callable[..., Actor]) -> None:
    with pytest.raises(NotAllowed):
        register_union(
            superior_id=town.pk, kind="basic", name="甲厂工会委员会", founded_on=date(2020, 1, 1),
            by=actor(town, Role.CHAIR),
        )  # fmt: skip


def test_a_new_name_holds_from_its_day(
    town: Unit, register: Callable[..., Union], keeper: Actor
) -> None:
    union = register(town, "甲厂工会委员会")

    change_union(union_id=union.pk, on=date(2021, 6, 1), name="乙厂工会委员会",
                 document_number="张工〔2021〕9号", by=keeper)  # fmt: skip

    def name_on(day: date) -> str:
        return versions_on(town.scope, day).get(union=union).name

    assert name_on(date(2021, 5, 31)) == "甲厂工会委员会"
    assert name_on(date(2021, 6, 1)) == "乙厂工会委员会"
    union.unit.refresh_from_db()
    assert union.unit.name == "乙厂工会委员会"
    assert [v.change.get_kind_display() for v in versions(union)] == ["成立", "更名"]


def test_a_correction_leaves_the_wrong_row_superseded(
    town: Unit, register: Callable[..., Union], keeper: Actor
) -> None:
    union = register(town, "甲厂工会委员会", employees=10)

    change_union(union_id=union.pk, on=timezone.localdate(), employees=100, correct=True, by=keeper)

    wrong, right = versions(union)
    assert (wrong.employees, wrong.superseded_at is None) == (10, False)
    assert (right.employees, right.valid_from) == (100, wrong.valid_from)


def test_nothing_changed_writes_nothing(
    town: Unit, register: Callable[..., Union], keeper: Actor
) -> None:
    union = register(town, "甲厂工会委员会")
    before = list(UnionChange.objects.unscoped(reason=WHY))

    assert (
        change_union(union_id=union.pk, on=date(2022, 1, 1), name="甲厂工会委员会", by=keeper)
        is None
    )
    assert list(UnionChange.objects.unscoped(reason=WHY)) == before


def test_a_change_before_the_version_in_force_is_refused(
    town: Unit, register: Callable[..., Union], keeper: Actor
) -> None:
    union = register(town, "甲厂工会委员会")

    with pytest.raises(NotAllowed, match="更正"):
        change_union(union_id=union.pk, on=date(2017, 1, 1), name="乙厂工会委员会", by=keeper)


def test_a_registered_fact_that_changes_sets_the_thirty_day_clock(
    town: Unit, register: Callable[..., Union], keeper: Actor, registrar: Actor
) -> None:
    union = register(town, "甲厂工会委员会", uscc=GOOD)
    begin_term(union_id=union.pk, elected_on=date(2022, 5, 1), years=5, by=keeper)
    issue_certificate(
        union_id=union.pk, kind=CertificateKind.LEGAL_PERSON, issued_on=date(2022, 6, 1),
        by=registrar,
    )  # fmt: skip

    change_union(union_id=union.pk, on=date(2022, 8, 1), employees=50, by=keeper)
    assert not CertificateDuty.objects.unscoped(reason=WHY).exists()

    change_union(union_id=union.pk, on=date(2022, 9, 1), name="乙厂工会委员会", by=keeper)
    duty = CertificateDuty.objects.unscoped(reason=WHY).get()
    # the thirtieth day is 1 October, the holiday of 2022 ends on the 7th, the 8th is made up
    assert (duty.what, duty.due_on) == ("名称", date(2022, 10, 8))

    issue_certificate(
        union_id=union.pk, kind=CertificateKind.LEGAL_PERSON, issued_on=date(2022, 9, 20),
        by=registrar,
    )  # fmt: skip
    duty.refresh_from_db()
    assert duty.settled_on == date(2022, 9, 20)


def test_the_code_is_given_later(town: Unit, register: Callable[..., Union], keeper: Actor) -> None:
    union = register(town, "甲厂工会委员会")

    assert set_code(union_id=union.pk, uscc=GOOD.lower(), by=keeper).uscc == GOOD


def test_the_chair_of_one_sees_nothing_of_another(
    town: Unit, register: Callable[..., Union], actor: Callable[..., Actor]
) -> None:
    one, other = register(town, "甲厂工会委员会"), register(town, "乙厂工会委员会")
    chair = actor(one.unit, Role.CHAIR)

    assert union_for(chair.scope, one.pk) == one
    with pytest.raises(NoSuchUnion):
        union_for(chair.scope, other.pk)
    assert [v.union for v in versions_on(chair.scope)] == [one]


@pytest.mark.parametrize("text", ["瑞丰", "rfjx", "012y", GOOD])
def test_it_is_found_by_name_initials_and_code_tail(
    town: Unit, register: Callable[..., Union], text: str
) -> None:
    union = register(town, "瑞丰机械有限公司工会委员会", uscc=GOOD)
    register(town, "别的厂工会委员会")

    assert [v.union for v in search(versions_on(town.scope), text)] == [union]
