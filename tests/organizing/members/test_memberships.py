"""The state machine of membership (domain.md B.11, ME8), and what stands behind it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import memberships as deeds
from niangjia.organizing.actions.memberships_corrections import annul_last, correct_membership
from niangjia.organizing.enums.members import ChangeReason, MembershipState
from niangjia.organizing.enums.unions import UnionState
from niangjia.organizing.models import Membership, Person, Union, UnionTally, UnionVersion
from niangjia.organizing.queries.memberships import (
    membership_on,
    memberships_on,
    timeline,
    whole_history,
)
from niangjia.organizing.rules.members import FactsRefused
from tests.organizing.members.conftest import MAN, WOMAN, facts, identity

pytestmark = pytest.mark.django_db
WHY = "测试"
Join = Callable[..., deeds.Admission]


def told(person: Person) -> list[tuple[str, str, str | None]]:
    return [
        (row.state, row.valid_from.isoformat(), row.valid_to.isoformat() if row.valid_to else None)
        for row in reversed(timeline(person.pk))
    ]


def figures(union: Union, day: date) -> tuple[int, ...]:
    row = UnionTally.objects.unscoped(reason=WHY).filter(union=union, valid_from__lte=day)
    found = row.order_by("-valid_from").first()
    if found is None:
        return (0,) * 5
    assert found.valid_to is None or found.valid_to > day
    return (found.members, found.women, found.migrants, found.new_form, found.retained)


def test_somebody_joins(union: Union, chair: Actor) -> None:
    wanted = facts(phone="+86 138 1234 5678", migrant=True, trade="rider", sex="2")

    done = deeds.admit(union_id=union.pk, facts=wanted, by=chair, on=date(2022, 6, 1))

    person = Person.objects.within(chair.scope).get()
    assert done.outcome == "admitted"
    assert (person.state, person.joined_on, person.unit_id) == (
        "active",
        date(2022, 6, 1),
        union.unit_id,
    )
    assert (person.number, person.phone, person.initials) == (MAN, "13812345678", "wxk")
    assert (person.sex, person.birth_on) == ("1", date(1990, 5, 6))
    assert person.doubts == ["填写的性别是女，与证件号码不符；以号码为准"]
    assert told(person) == [("active", "2022-06-01", None)]
    assert figures(union, date(2022, 6, 1)) == (1, 0, 1, 1, 0)
    assert figures(union, date(2022, 5, 31)) == (0, 0, 0, 0, 0)


def test_all_that_is_wrong_is_said_at_once(union: Union, chair: Actor) -> None:
    bad = facts("35058119000229001X", "王3", phone="1064812345678")

    with pytest.raises(FactsRefused) as refused:
        deeds.admit(union_id=union.pk, facts=bad, by=chair)

    assert set(refused.value.problems) == {"name", "number", "phone"}
    assert not Person.objects.unscoped(reason=WHY).exists()


def test_the_same_union_again_changes_nothing(union: Union, chair: Actor, join: Join) -> None:
    first = join(MAN)
    before = AuditEvent.objects.count()

    again = deeds.admit(union_id=union.pk, facts=facts(), by=chair)

    assert (again.outcome, again.membership) == ("already", first.membership)
    assert AuditEvent.objects.count() == before


def test_a_second_admission_becomes_a_transfer(
    join: Join, other: Union, other_chair: Actor, union: Union
) -> None:
    person = join(MAN).person

    done = deeds.admit(union_id=other.pk, facts=facts(), by=other_chair)

    assert (done.outcome, done.person) == ("transfer", person)
    assert done.transfer is not None
    assert (done.transfer.state, done.transfer.received_by) == ("proposed", other_chair.name)
    assert membership_on(person.pk, timezone.localdate()).union == union  # nothing moved yet


def test_a_number_under_another_name_is_refused(
    join: Join, other: Union, other_chair: Actor
) -> None:
    """Whoever takes somebody else's number learns nothing about them."""
    join(MAN, "王小凯")

    with pytest.raises(FactsRefused, match="另一姓名") as refused:
        deeds.admit(union_id=other.pk, facts=facts(name="李四"), by=other_chair)

    assert "王小凯" not in str(refused.value)


def test_only_the_own_staff_admits(union: Union, other: Union, chair: Actor, actor: Any) -> None:
    with pytest.raises(NotAllowed):
        deeds.admit(union_id=other.pk, facts=facts(), by=chair)
    for role in (Role.LEADER, Role.CLERK, Role.LIAISON):
        with pytest.raises(NotAllowed):
            deeds.admit(union_id=union.pk, facts=facts(), by=actor(union.unit, role))
    with pytest.raises(NotAllowed):
        deeds.admit(union_id=union.pk, facts=facts(), by=Actor(None, ""))


def test_a_union_that_ended_takes_nobody(union: Union, chair: Actor) -> None:
    rows = UnionVersion.objects.unscoped(reason=WHY)
    rows.filter(union=union).update(state=UnionState.DISSOLVED)

    with pytest.raises(NotAllowed, match="撤销"):
        deeds.admit(union_id=union.pk, facts=facts(), by=chair)


def test_a_life_as_a_member(union: Union, chair: Actor, join: Join) -> None:
    person = join(WOMAN, "李红", on=date(2020, 3, 1), migrant=True).person
    deeds.retain(person_id=person.pk, reason=ChangeReason.UNEMPLOYED, note="失业登记", by=chair,
                 on=date(2020, 9, 1))  # fmt: skip
    deeds.resume(person_id=person.pk, by=chair, on=date(2021, 2, 1))
    deeds.leave(person_id=person.pk, by=chair, on=date(2022, 1, 5), note="本人申请")
    back = deeds.admit(union_id=union.pk, facts=facts(WOMAN, "李红"), by=chair, on=date(2022, 8, 1))

    person.refresh_from_db()
    assert told(person) == [
        ("active", "2020-03-01", "2020-09-01"),
        ("retained", "2020-09-01", "2021-02-01"),
        ("active", "2021-02-01", "2022-01-05"),
        ("left_voluntary", "2022-01-05", "2022-08-01"),
        ("active", "2022-08-01", None),
    ]
    assert [figures(union, day) for day in (
        date(2020, 3, 1), date(2020, 9, 1), date(2021, 2, 1), date(2022, 1, 5), date(2022, 8, 1)
    )] == [(1, 1, 1, 0, 0), (1, 1, 1, 0, 1), (1, 1, 1, 0, 0), (0,) * 5, (1, 1, 0, 0, 0)]  # fmt: skip
    assert (back.person.pk, person.joined_on, person.retention) == (
        person.pk,
        date(2022, 8, 1),
        "member",
    )


@pytest.mark.parametrize(
    "day", ["2020-02-29", "2020-03-01", "2020-08-31", "2020-09-01", "2021-06-30"]
)
def test_state_on_any_past_day(join: Join, chair: Actor, union: Union, day: str) -> None:
    """ME8."""
    person = join(on=date(2020, 3, 1)).person
    deeds.retain(person_id=person.pk, reason="3", note="失业", by=chair, on=date(2020, 9, 1))
    deeds.leave(person_id=person.pk, by=chair, on=date(2021, 6, 30))
    asked = date.fromisoformat(day)
    expected = {
        "2020-02-29": None, "2020-03-01": "active", "2020-08-31": "active",
        "2020-09-01": "retained", "2021-06-30": "left_voluntary",
    }[day]  # fmt: skip

    found = membership_on(person.pk, asked)

    assert (found.state if found else None) == expected
    held = memberships_on(chair.scope, asked).count()
    assert held == (1 if expected in ("active", "retained") else 0)


def backdate(moment: datetime) -> None:
    """What was written until now was written at that moment."""
    Membership.objects.unscoped(reason=WHY).filter(recorded_at__gt=moment).update(
        recorded_at=moment
    )


def test_as_known_on_any_past_day(join: Join, chair: Actor) -> None:
    """ME8: what the house said in March about June, and what it says today."""
    now = timezone.now()
    march, june = now - timedelta(days=300), now - timedelta(days=200)
    person = join(on=date(2020, 3, 1)).person
    backdate(march)
    deeds.leave(person_id=person.pk, by=chair, on=date(2021, 6, 30))

    day = date(2022, 1, 1)
    assert membership_on(person.pk, day).state == "left_voluntary"
    assert membership_on(person.pk, day, known_at=june).state == "active"
    assert membership_on(person.pk, day, known_at=march - timedelta(days=1)) is None
    assert memberships_on(chair.scope, day, known_at=june).count() == 1
    assert memberships_on(chair.scope, day).count() == 0


def test_a_correction_supersedes_and_keeps_what_was_said(
    join: Join, chair: Actor, union: Union
) -> None:
    before = timezone.now()
    person = join(on=date(2020, 3, 1)).person
    deeds.retain(person_id=person.pk, reason="3", note="失业", by=chair, on=date(2020, 9, 1))
    known = timezone.now()
    wrong = timeline(person.pk)[0]

    correct_membership(
        membership_id=wrong.pk, by=chair, why="失业证日期为10月", valid_from=date(2020, 10, 8)
    )

    assert told(person) == [
        ("active", "2020-03-01", "2020-10-08"),
        ("retained", "2020-10-08", None),
    ]
    assert membership_on(person.pk, date(2020, 9, 20)).state == "active"
    assert membership_on(person.pk, date(2020, 9, 20), known_at=known).state == "retained"
    assert membership_on(person.pk, date(2020, 9, 20), known_at=before) is None
    assert len(whole_history(person.pk)) == 4
    assert figures(union, date(2020, 9, 20)) == (1, 0, 0, 0, 0)
    assert figures(union, date(2020, 10, 8)) == (1, 0, 0, 0, 1)


def test_a_correction_may_not_cross_its_neighbours(join: Join, chair: Actor) -> None:
    person = join(on=date(2020, 3, 1)).person
    deeds.retain(person_id=person.pk, reason="3", note="失业", by=chair, on=date(2020, 9, 1))
    joined = timeline(person.pk)[1]

    with pytest.raises(ValueError, match="下一次变化"):
        correct_membership(membership_id=joined.pk, by=chair, why="错", valid_from=date(2020, 9, 1))
    with pytest.raises(ValueError, match="原因"):
        correct_membership(membership_id=joined.pk, by=chair, why=" ", valid_from=date(2020, 2, 1))


def test_the_day_of_joining_is_put_right_everywhere(join: Join, chair: Actor, union: Union) -> None:
    person = join(on=date(2020, 3, 1), migrant=False).person

    correct_membership(
        membership_id=timeline(person.pk)[0].pk, by=chair, why="原始登记表", migrant=True,
        valid_from=date(2019, 7, 1),
    )  # fmt: skip

    person.refresh_from_db()
    assert (person.joined_on, person.migrant) == (date(2019, 7, 1), True)
    assert figures(union, date(2019, 7, 1)) == figures(union, date(2022, 1, 1)) == (1, 0, 1, 0, 0)


def test_the_last_change_is_taken_back(join: Join, chair: Actor, union: Union) -> None:
    person = join(on=date(2020, 3, 1)).person
    deeds.leave(person_id=person.pk, by=chair, on=date(2021, 6, 30))

    annul_last(person_id=person.pk, by=chair, why="误登记，本人未退会")
    assert told(person) == [("active", "2020-03-01", None)]
    assert figures(union, date(2022, 1, 1)) == (1, 0, 0, 0, 0)

    annul_last(person_id=person.pk, by=chair, why="重复建档")
    person.refresh_from_db()
    assert (told(person), person.state, person.joined_on) == ([], "", None)
    assert figures(union, date(2022, 1, 1)) == (0, 0, 0, 0, 0)


def test_two_changes_on_one_day(join: Join, chair: Actor) -> None:
    """The day belongs to the later one; nothing is lost from the history."""
    today = timezone.localdate()
    person = join().person

    deeds.leave(person_id=person.pk, by=chair, note="当日反悔")

    assert told(person) == [("left_voluntary", today.isoformat(), None)]
    assert [row.state for row in whole_history(person.pk)] == ["active", "left_voluntary"]


@pytest.mark.parametrize(
    ("on", "said"), [(date(2019, 1, 1), "早于上一次变化"), (date(2999, 1, 1), "晚于今天")]
)
def test_days_that_cannot_be(join: Join, chair: Actor, on: date, said: str) -> None:
    person = join(on=date(2020, 3, 1)).person

    with pytest.raises(ValueError, match=said):
        deeds.leave(person_id=person.pk, by=chair, on=on)


def test_steps_that_are_not_open(join: Join, chair: Actor, actor: Any, union: Union) -> None:
    person = join(on=date(2020, 3, 1)).person
    with pytest.raises(NotAllowed, match="恢复会籍"):
        deeds.resume(person_id=person.pk, by=chair)
    with pytest.raises(NotAllowed, match="除名"):  # the window does not expel
        deeds.expel(person_id=person.pk, note="判决", by=actor(union.unit, Role.WINDOW))
    with pytest.raises(ValueError, match="写明"):
        deeds.expel(person_id=person.pk, note=" ", by=chair)
    with pytest.raises(ValueError, match="从列表中"):
        deeds.leave(person_id=person.pk, by=chair, reason=ChangeReason.CRIME)
    deeds.register_death(person_id=person.pk, by=chair, on=date(2022, 1, 1))
    with pytest.raises(NotAllowed, match="死亡"):
        deeds.leave(person_id=person.pk, by=chair)


def test_who_was_expelled_comes_back_by_decision_only(
    join: Join, chair: Actor, actor: Any, union: Union
) -> None:
    person = join(MAN, on=date(2020, 3, 1)).person
    deeds.expel(person_id=person.pk, note="〔2021〕3号决定", by=chair, on=date(2021, 1, 1))
    row = membership_on(person.pk, date(2022, 1, 1))
    assert (row.state, row.change, row.reason) == ("expelled", "5", "6")
    window = actor(union.unit, Role.WINDOW)

    with pytest.raises(NotAllowed):
        deeds.admit(union_id=union.pk, facts=facts(), by=window, note="再次申请")
    with pytest.raises(ValueError, match="写明"):
        deeds.admit(union_id=union.pk, facts=facts(), by=chair)
    assert (
        deeds.admit(union_id=union.pk, facts=facts(), by=chair, note="委员会决定").outcome
        == "admitted"
    )


def test_who_leaves_is_kept_for_five_years(join: Join, chair: Actor) -> None:
    person = join(on=date(2016, 2, 29)).person

    deeds.leave(person_id=person.pk, by=chair, on=date(2020, 2, 29))

    person.refresh_from_db()
    assert (person.retention, person.purge_after) == ("former", date(2025, 2, 28))


class TestDeemedLeft:
    def refused(self, person: Person, by: Actor, last: date, reminders: list[date]) -> str:
        with pytest.raises(ValueError, match="视为退会") as problem:
            deeds.deem_left(person_id=person.pk, last_sign=last, reminders=reminders, by=by,
                            on=date(2022, 8, 31))  # fmt: skip
        return str(problem.value)

    def test_six_months_without_a_sign(self, join: Join, chair: Actor) -> None:
        """28 February is six months before 31 August's last day."""
        person = join(on=date(2020, 1, 1)).person
        assert "最早 2022-09-01" in self.refused(
            person, chair, date(2022, 3, 1), [date(2022, 6, 1)]
        )
        assert "催告" in self.refused(person, chair, date(2022, 2, 28), [])
        assert "催告" in self.refused(person, chair, date(2022, 2, 28), [date(2022, 2, 1)])

        row = deeds.deem_left(
            person_id=person.pk, last_sign=date(2022, 2, 28), by=chair, on=date(2022, 8, 31),
            reminders=[date(2022, 6, 1), date(2022, 5, 1)],
        )  # fmt: skip

        assert row.state == MembershipState.LEFT_DEEMED
        assert row.note == "最后缴费或活动 2022-02-28，催告 2022-05-01、2022-06-01。"

    def test_the_months_are_those_of_the_rule_book(self, join: Join, chair: Actor) -> None:
        from niangjia.organizing.models import Parameter

        rules = Parameter.objects.unscoped(reason=WHY).filter(code="deemed_left_months")
        rules.update(value="9")
        person = join(on=date(2020, 1, 1)).person

        assert "未满 9 个月" in self.refused(person, chair, date(2022, 2, 28), [date(2022, 6, 1)])


def test_somebody_known_comes_back_with_new_facts(union: Union, chair: Actor, join: Join) -> None:
    person = join(MAN, on=date(2020, 1, 1), phone="13812345678").person
    deeds.leave(person_id=person.pk, by=chair, on=date(2021, 1, 1))

    deeds.admit(union_id=union.pk, facts=facts(phone="13912345678", education="2"), by=chair)

    person = Person.objects.within(chair.scope).get()
    assert (person.phone, person.education) == ("13912345678", "2")
    found = Person.objects.within(chair.scope).filter(phone_index=person.phone_index)
    assert found.count() == 1
    line = AuditEvent.objects.get(verb="members.learn")
    assert line.changes == {"fields": ["education", "phone"]}


def test_no_number_in_the_trail(join: Join, chair: Actor) -> None:
    person = join(MAN, phone="13812345678").person
    deeds.leave(person_id=person.pk, by=chair)

    told_all = str(list(AuditEvent.objects.values_list("changes", "target_id", "actor")))
    assert MAN not in told_all
    assert "13812345678" not in told_all


def test_a_card_number_belongs_to_one(join: Join) -> None:
    join(card_number="3703000001")

    with pytest.raises(FactsRefused, match="会员卡号"):
        join(card_number="3703000001")


def test_listeners_hear_after_commit(
    join: Join, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[tuple[int, str]] = []
    monkeypatch.setattr(deeds, "AFTER_CHANGE", deeds.AFTER_CHANGE)
    deeds.AFTER_CHANGE.append(lambda *, membership_id, step: heard.append((membership_id, step)))
    try:
        with django_capture_on_commit_callbacks(execute=True):
            done = join()
    finally:
        deeds.AFTER_CHANGE.pop()

    assert heard == [(done.membership.pk, "admit")]


def test_no_two_numbers_alike() -> None:
    assert identity(1) != identity(2)
