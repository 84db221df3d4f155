"""Who may give which post to whom (X12, X14)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.accounts import actions, policies
from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.accounts.queries import NoSuchAccount, actor_for, current_posts
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import THREE_ADMINISTRATORS, Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import NoSuchUnit
from niangjia.kernel.workflow import NotAllowed

Make = Callable[..., Account]
Act = Callable[[Unit, Role], Actor]
APART = sorted(THREE_ADMINISTRATORS)


@pytest.fixture
def officer(city: Unit) -> Account:
    return Account.objects.create_user("liwen", name="李文")


@pytest.fixture
def security(actor: Act, city: Unit) -> Actor:
    return actor(city, Role.SECURITY_ADMIN)


def test_assigning_opens_a_post_today_and_leaves_a_trace(
    officer: Account, security: Actor, east: Unit
) -> None:
    post = actions.assign_post(
        account_id=officer.pk, unit_id=east.pk, role=Role.ORGANISER, by=security
    )

    assert current_posts(officer.pk) == [post]
    assert post.valid_from == timezone.localdate()
    event = AuditEvent.objects.get(verb="accounts.assign")
    assert (event.actor, event.unit_path) == (security.name, east.path)
    assert event.changes == {"username": "liwen", "role": "organiser", "unit": "张店区总工会"}


def test_nobody_gives_himself_a_post(security: Actor, east: Unit) -> None:
    assert security.account_id is not None
    with pytest.raises(NotAllowed, match="本人"):
        actions.assign_post(
            account_id=security.account_id, unit_id=east.pk, role=Role.CLERK, by=security
        )


def test_nobody_ends_his_own_post(security: Actor) -> None:
    assert security.post_id is not None
    with pytest.raises(NotAllowed, match="本人"):
        actions.end_post(post_id=security.post_id, by=security)


def test_posts_are_given_in_the_own_subtree_only(
    officer: Account, actor: Act, west: Unit, east: Unit
) -> None:
    with pytest.raises(NoSuchUnit):
        actions.assign_post(
            account_id=officer.pk,
            unit_id=west.pk,
            role=Role.CLERK,
            by=actor(east, Role.SECURITY_ADMIN),
        )

    assert current_posts(officer.pk) == []


def test_a_post_elsewhere_cannot_be_ended(
    actor: Act, make_account: Make, west: Unit, east: Unit
) -> None:
    post = current_posts(make_account(west, Role.CLERK).pk)[0]

    with pytest.raises(NoSuchAccount):
        actions.end_post(post_id=post.pk, by=actor(east, Role.SECURITY_ADMIN))


@pytest.mark.parametrize("held", APART)
@pytest.mark.parametrize("wanted", APART)
def test_no_account_joins_two_of_the_three_powers(
    held: str, wanted: str, make_account: Make, security: Actor, city: Unit, east: Unit
) -> None:
    account = make_account(city, Role(held))

    with pytest.raises(NotAllowed, match="三员分立" if held != wanted else "三员分立|已经在"):
        actions.assign_post(account_id=account.pk, unit_id=east.pk, role=wanted, by=security)

    assert [p.role for p in current_posts(account.pk)] == [held]


def test_an_ended_administrator_does_not_become_another(
    make_account: Make, security: Actor, city: Unit
) -> None:
    account = make_account(city, Role.SYSTEM_ADMIN)
    actions.end_post(post_id=current_posts(account.pk)[0].pk, by=security)

    with pytest.raises(NotAllowed, match="担任过系统管理员"):
        actions.assign_post(
            account_id=account.pk, unit_id=city.pk, role=Role.AUDIT_ADMIN, by=security
        )


def test_the_database_itself_keeps_the_powers_apart(make_account: Make, city: Unit) -> None:
    account = make_account(city, Role.SYSTEM_ADMIN)

    with pytest.raises(IntegrityError, match="administrators_apart"), transaction.atomic():
        Post.objects.create(
            account=account, unit=city, role=Role.AUDIT_ADMIN, valid_from=date(2026, 1, 1)
        )


def test_an_ended_post_is_opened_again_and_not_doubled(
    officer: Account, security: Actor, east: Unit
) -> None:
    facts = {"account_id": officer.pk, "unit_id": east.pk, "role": Role.CLERK, "by": security}
    first = actions.assign_post(**facts)
    actions.end_post(post_id=first.pk, by=security)
    assert current_posts(officer.pk) == []

    again = actions.assign_post(**facts)

    assert again.pk == first.pk
    assert current_posts(officer.pk) == [again]
    with pytest.raises(NotAllowed, match="已经在"):
        actions.assign_post(**facts)


def test_ending_twice_is_refused(officer: Account, security: Actor, east: Unit) -> None:
    post = actions.assign_post(account_id=officer.pk, unit_id=east.pk, role=Role.CLERK, by=security)
    actions.end_post(post_id=post.pk, by=security)

    with pytest.raises(NotAllowed, match="已经免去"):
        actions.end_post(post_id=post.pk, by=security)


def test_a_closed_account_gets_no_post(officer: Account, security: Actor, east: Unit) -> None:
    Account.objects.filter(pk=officer.pk).update(is_active=False)

    with pytest.raises(NotAllowed, match="停用"):
        actions.assign_post(account_id=officer.pk, unit_id=east.pk, role=Role.CLERK, by=security)


@given(st.sampled_from(UnitKind.values), st.sampled_from(Role.values))
def test_liaisons_and_departments_belong_together(kind: str, role: str) -> None:
    fits = policies.role_fits(kind, role)

    assert fits == ((kind == "department") == (role == "liaison"))


def test_a_clerk_is_not_put_into_a_department(
    officer: Account, security: Actor, city: Unit
) -> None:
    tax = plant_unit(parent=city, kind=UnitKind.DEPARTMENT, name="淄博市税务局")

    with pytest.raises(NotAllowed, match="协作部门"):
        actions.assign_post(account_id=officer.pk, unit_id=tax.pk, role=Role.CLERK, by=security)


def test_the_actor_stands_in_the_chosen_post(make_account: Make, east: Unit, west: Unit) -> None:
    account = make_account(east, Role.CLERK)
    second = Post.objects.create(
        account=account, unit=west, role=Role.LEADER, valid_from=date(2020, 1, 1)
    )

    chosen = actor_for(account, second.pk)

    assert (chosen.unit_path, chosen.roles) == (west.path, {"leader"})
    assert chosen.scope.covers(west.path)
    assert not chosen.scope.covers(east.path)


def test_a_post_not_held_falls_back_to_the_first(
    make_account: Make, east: Unit, west: Unit
) -> None:
    account, other = make_account(east, Role.CLERK), make_account(west, Role.CLERK)
    foreign = current_posts(other.pk)[0].pk

    assert actor_for(account, foreign).unit_path == east.path
    with pytest.raises(NoSuchAccount):
        actions.choose_post(account=account, post_id=foreign, by=actor_for(account, None))


@pytest.mark.parametrize(("begins", "ends", "held"), [
    (0, None, True), (1, None, False), (-9, 1, True), (-9, 0, False),
])  # fmt: skip
def test_posts_count_from_their_first_day_until_the_day_before_their_last(
    begins: int, ends: int | None, held: bool, officer: Account, east: Unit
) -> None:
    today = timezone.localdate()
    Post.objects.create(
        account=officer,
        unit=east,
        role=Role.CLERK,
        valid_from=today + timedelta(begins),
        valid_to=None if ends is None else today + timedelta(ends),
    )

    assert bool(current_posts(officer.pk)) is held


def test_an_account_without_posts_may_do_nothing(officer: Account) -> None:
    nobody = actor_for(officer, None)

    assert nobody.roles == frozenset()
    assert nobody.scope.paths == ()
