"""Two at once: one outcome, decided by the database."""

from collections.abc import Callable

import pytest

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions.catchall import after_change, tip_over
from niangjia.organizing.actions.join_apply import AlreadyApplied, apply_to_join
from niangjia.organizing.actions.join_decide import approve_application
from niangjia.organizing.models import (
    Employer,
    FoundingCase,
    JoinApplication,
    Membership,
    Person,
    Union,
)
from niangjia.organizing.queries.join_codes import Entry
from niangjia.organizing.rules.join import Work
from tests.organizing.joining.filling import AGREED, WHO, draft, identity
from tests.together import refused, together

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "测试核对全部"


def test_two_clerks_approve_the_same_application(
    entry: Entry, chair: Actor, actor: Callable[..., Actor], union: Union
) -> None:
    second = actor(union.unit, Role.ORGANISER)
    made = apply_to_join(entry=entry, draft=draft(entry), agreed=AGREED)

    results = together(
        lambda: approve_application(application_id=made.pk, by=chair),
        lambda: approve_application(application_id=made.pk, by=second),
    )

    assert len(refused(results)) == 1
    assert "已于" in refused(results)[0]
    assert Membership.objects.unscoped(reason=WHY).count() == 1


def test_the_same_person_applies_at_two_unions_in_the_same_second(
    entry: Entry, other: Union
) -> None:
    elsewhere = Entry(f"u{other.pk}", other, other.unit.name)

    results = together(
        lambda: apply_to_join(entry=entry, draft=draft(entry), agreed=AGREED),
        lambda: apply_to_join(entry=elsewhere, draft=draft(elsewhere), agreed=AGREED),
        refusals=(AlreadyApplied,),
    )

    assert sorted(type(r).__name__ for r in results) == ["AlreadyApplied", "JoinApplication"]
    assert any(isinstance(r, AlreadyApplied) for r in results)
    assert JoinApplication.objects.unscoped(reason=WHY).count() == 1


def test_the_same_sending_arrives_twice_at_once(entry: Entry) -> None:
    told = draft(entry)

    first, second = together(
        lambda: apply_to_join(entry=entry, draft=told, agreed=AGREED),
        lambda: apply_to_join(entry=entry, draft=told, agreed=AGREED),
    )

    assert first.pk == second.pk


def test_the_25th_and_the_26th_open_one_case(
    entry: Entry, chair: Actor, member: Callable[..., Person], make_employer: Callable[..., Employer],
    union: Union,
) -> None:  # fmt: skip
    """ME6: 24 are in, two are approved in the same moment."""
    employer = make_employer(union.unit.parent)
    for sequence in range(24):
        member(number=identity(500 + sequence), employer_id=employer.pk)
    assert FoundingCase.objects.unscoped(reason=WHY).count() == 0
    work = Work(employer_id=employer.pk, employer_name=employer.name)
    made = [
        apply_to_join(entry=entry, draft=draft(entry, n, work=work), agreed=AGREED)
        for n in (WHO["number"], identity(120))
    ]

    together(*(lambda a=a: approve_application(application_id=a.pk, by=chair) for a in made))

    case = FoundingCase.objects.unscoped(reason=WHY).get()
    assert (case.origin, case.origin_ref) == ("tipping", f"employer:{employer.pk}")
    assert case.unit_id == employer.unit_id
    last = Membership.objects.unscoped(reason=WHY).latest("pk")
    after_change(membership_id=last.pk, step="admit")  # told once more: nothing happens
    results = together(*[lambda: tip_over(employer_id=employer.pk)] * 2)
    assert results == [None, None]
    assert FoundingCase.objects.unscoped(reason=WHY).count() == 1
