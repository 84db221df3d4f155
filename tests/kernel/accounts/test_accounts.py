"""Creating, closing and repairing accounts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from niangjia.kernel.accounts import actions, queries
from niangjia.kernel.accounts.models import Account, LoginSession
from niangjia.kernel.accounts.passwords import classes
from niangjia.kernel.accounts.rotation import rotate_everything
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.crypto import blind_indexes, encrypt, key_id_of
from niangjia.kernel.crypto.rotation import stale_rows
from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed

Make = Callable[..., Account]
Act = Callable[[Unit, Role], Actor]
OLD, NEW = "old:" + "11" * 32, "new:" + "22" * 32


@pytest.fixture
def admin(actor: Act, city: Unit) -> Actor:
    return actor(city, Role.SYSTEM_ADMIN)


@pytest.fixture
def county_admin(actor: Act, east: Unit) -> Actor:
    return actor(east, Role.SYSTEM_ADMIN)


def names(scope: Scope, search: str = "") -> list[str]:
    return [a.username for a in queries.accounts_in(scope, search)]


def logged_in(account: Account, minutes_ago: int = 0) -> LoginSession:
    now = timezone.now()
    return LoginSession.objects.create(
        session_key=f"{account.pk}-{minutes_ago}",
        session_data="",
        expire_date=now + timedelta(hours=1),
        account_id=account.pk,
        login_at=now - timedelta(minutes=minutes_ago),
    )


def test_a_new_account_has_a_password_to_be_changed_and_no_post(admin: Actor) -> None:
    account, password = actions.create_account(username="liwen", name="李文", by=admin)

    assert account.check_password(password)
    assert account.must_change_password
    assert queries.posts_of(account) == []
    assert account.initials == "lw"


def test_the_initial_password_keeps_the_rules_and_stays_out_of_the_trail(admin: Actor) -> None:
    _, password = actions.create_account(username="liwen", name="李文", by=admin)

    assert (len(password) >= 10, classes(password)) == (True, 4)
    assert password not in str(AuditEvent.objects.values_list("changes", flat=True))


def test_a_name_taken_in_other_letters_is_refused(admin: Actor) -> None:
    actions.create_account(username="liwen", name="李文", by=admin)

    with pytest.raises(NotAllowed, match="已经存在"):
        actions.create_account(username="LiWen", name="黎雯", by=admin)


def test_the_phone_lies_sealed_in_the_table(admin: Actor) -> None:
    account, _ = actions.create_account(
        username="liwen", name="李文", phone="13812345678", by=admin
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_index FROM accounts_account WHERE id=%s", [account.pk])
        stored, index = cursor.fetchone()
    assert "13812345678" not in stored + index
    assert Account.objects.get(pk=account.pk).phone == "13812345678"
    assert account.masked_phone == "138****5678"


def test_the_phone_is_found_by_its_index_only(admin: Actor) -> None:
    account, _ = actions.create_account(
        username="liwen", name="李文", phone="13812345678", by=admin
    )
    wanted = blind_indexes("13812345678", "phone")

    assert Account.objects.filter(phone_index__in=wanted).get() == account
    with pytest.raises(Exception, match="Unsupported lookup"):
        Account.objects.filter(phone="13812345678").exists()


def test_renaming_without_a_number_keeps_the_old_one(admin: Actor) -> None:
    account, _ = actions.create_account(
        username="liwen", name="李文", phone="13812345678", by=admin
    )

    actions.rename_account(account_id=account.pk, name="李雯", phone="", by=admin)
    account.refresh_from_db()
    assert (account.name, account.initials, account.phone) == ("李雯", "lw", "13812345678")

    actions.rename_account(account_id=account.pk, name="李雯", phone="13900000000", by=admin)
    account.refresh_from_db()
    assert account.phone == "13900000000"
    assert account.phone_index in blind_indexes("13900000000", "phone")


def test_an_administrator_sees_his_subtree_and_those_without_post(
    admin: Actor, county_admin: Actor, make_account: Make, east: Unit, west: Unit
) -> None:
    here = make_account(east, Role.CLERK, "here")
    make_account(west, Role.CLERK, "there")
    Account.objects.create_user("fresh", name="新人")

    seen = names(county_admin.scope)

    assert set(seen) == {"here", "fresh", Account.objects.get(pk=county_admin.account_id).username}
    assert {"there", "here", "fresh"} < set(names(admin.scope))
    assert queries.account_for(county_admin.scope, here.pk) == here


@pytest.mark.parametrize("search", ["liwen", "LIW", "李文", "文", "lw", " lw "])
def test_accounts_are_found_by_part_of_name_and_by_initials(search: str, admin: Actor) -> None:
    actions.create_account(username="liwen", name="李文", by=admin)
    actions.create_account(username="zhaoliu", name="赵柳", by=admin)

    assert names(admin.scope, search) == ["liwen"]


def test_an_account_elsewhere_looks_like_none(
    county_admin: Actor, make_account: Make, west: Unit
) -> None:
    there = make_account(west, Role.CLERK)

    for deed in (actions.reset_password, actions.reset_second_factor):
        with pytest.raises(queries.NoSuchAccount):
            deed(account_id=there.pk, by=county_admin)


def test_an_account_with_a_post_above_is_not_managed_from_below(
    county_admin: Actor, admin: Actor, make_account: Make, actor: Act, city: Unit, east: Unit
) -> None:
    leader = make_account(city, Role.LEADER)
    actions.assign_post(
        account_id=leader.pk, unit_id=east.pk, role=Role.LEADER, by=actor(city, Role.SECURITY_ADMIN)
    )

    with pytest.raises(NotAllowed, match="之外"):
        actions.set_active(account_id=leader.pk, active=False, by=county_admin)
    actions.set_active(account_id=leader.pk, active=False, by=admin)

    leader.refresh_from_db()
    assert not leader.is_active


def test_nobody_closes_his_own_account(admin: Actor) -> None:
    assert admin.account_id is not None
    with pytest.raises(NotAllowed, match="本人"):
        actions.set_active(account_id=admin.account_id, active=False, by=admin)


def test_closing_an_account_ends_its_logins(admin: Actor, make_account: Make, east: Unit) -> None:
    account, other = make_account(east, Role.CLERK), make_account(east, Role.CLERK)
    logged_in(account), logged_in(other)

    actions.set_active(account_id=account.pk, active=False, by=admin)

    assert list(LoginSession.objects.values_list("account_id", flat=True)) == [other.pk]
    event = AuditEvent.objects.get(verb="accounts.deactivate")
    assert event.changes["sessions_ended"] == 1


def test_a_new_initial_password_voids_the_old_one(
    admin: Actor, make_account: Make, east: Unit
) -> None:
    account = make_account(east, Role.CLERK)
    logged_in(account)

    _, password = actions.reset_password(account_id=account.pk, by=admin)

    account.refresh_from_db()
    assert account.check_password(password)
    assert not account.check_password("Liang-2026-wo")
    assert account.must_change_password
    assert queries.open_sessions(account.pk) == []


def test_resetting_the_factor_removes_it(actor: Act, make_account: Make, east: Unit) -> None:
    account = make_account(east, Role.CLERK)
    Authenticator.objects.create(user=account, type="totp", data={"secret": encrypt("A", "mfa")})
    assert queries.has_second_factor(account.pk)

    removed = actions.reset_second_factor(
        account_id=account.pk, by=actor(east, Role.SECURITY_ADMIN)
    )

    assert removed == 1
    assert not queries.has_second_factor(account.pk)


def test_recovery_codes_alone_are_no_second_factor(make_account: Make, east: Unit) -> None:
    account = make_account(east, Role.CLERK)
    Authenticator.objects.create(user=account, type="recovery_codes", data={"seed": "x"})

    assert not queries.has_second_factor(account.pk)


def fail(username: str, times: int, agent: str = "a", minutes_ago: int = 0) -> None:
    row = AccessAttempt.objects.create(
        username=username, ip_address="10.0.0.1", user_agent=agent, failures_since_start=times
    )
    at = timezone.now() - timedelta(minutes=minutes_ago)
    AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=at)


def test_lockouts_add_up_browsers_and_forget_after_the_pause(
    actor: Act, make_account: Make, east: Unit, west: Unit
) -> None:
    for name in ("locked", "nearly", "past"):
        make_account(east, Role.CLERK, name)
    make_account(west, Role.CLERK, "elsewhere")
    fail("locked", 3, "a"), fail("locked", 2, "b"), fail("nearly", 4)
    fail("past", 9, minutes_ago=16), fail("elsewhere", 9), fail("nobody", 9)
    security = actor(east, Role.SECURITY_ADMIN)

    found = queries.lockouts_in(security.scope)

    assert [(lock.username, lock.failures) for lock in found] == [("locked", 5)]
    assert found[0].until - found[0].last_try == timedelta(minutes=15)


def test_unlocking_wipes_the_tries_of_an_account_in_scope(
    actor: Act, make_account: Make, east: Unit, west: Unit
) -> None:
    make_account(east, Role.CLERK, "locked"), make_account(west, Role.CLERK, "elsewhere")
    fail("locked", 5), fail("elsewhere", 5)
    security = actor(east, Role.SECURITY_ADMIN)

    assert actions.release_lockout(username="locked", by=security) == 1
    with pytest.raises(queries.NoSuchAccount):
        actions.release_lockout(username="elsewhere", by=security)

    assert AccessAttempt.objects.get().username == "elsewhere"


def test_rotation_brings_every_row_under_the_new_key(
    settings: Settings, admin: Actor, make_account: Make, east: Unit
) -> None:
    settings.NIANGJIA_KEYS = OLD
    account, _ = actions.create_account(
        username="liwen", name="李文", phone="13812345678", by=admin
    )
    Authenticator.objects.create(user=account, type="totp", data={"secret": encrypt("A", "mfa")})
    settings.NIANGJIA_KEYS = f"{NEW},{OLD}"
    assert stale_rows(Account, "phone") == 1

    done = rotate_everything(by=Actor.system("密钥轮换"))

    settings.NIANGJIA_KEYS = NEW
    account.refresh_from_db()
    assert (account.phone, stale_rows(Account, "phone")) == ("13812345678", 0)
    assert account.phone_index in blind_indexes("13812345678", "phone")
    assert key_id_of(Authenticator.objects.get().data["secret"]) == "new"
    assert done["accounts.Account"] == Account.objects.count()
    assert AuditEvent.objects.get(verb="crypto.rotate").changes["key"] == "new"


def test_other_logins_end_and_this_one_stays(make_account: Make, east: Unit) -> None:
    account = make_account(east, Role.CLERK)
    here, there = logged_in(account, 1), logged_in(account, 5)
    by = queries.actor_for(account, None)

    assert actions.end_other_sessions(account=account, keep=here.session_key, by=by) == 1
    assert [s.session_key for s in queries.open_sessions(account.pk)] == [here.session_key]
    assert there.session_key != here.session_key
