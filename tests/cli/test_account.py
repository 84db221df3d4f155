"""``niangjia account create-admin``: the first people of a fresh house."""

import re

from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.models import Unit
from tests.cli.conftest import Niangjia


def words(username: str = "admin", unit: str = "某市总工会", role: str = "") -> tuple[str, ...]:
    named = ("--username", username, "--name", "许国栋", "--unit", unit)
    return ("account", "create-admin", *named, *(("--role", role) if role else ()))


def test_first_account_comes_with_its_unit_and_a_password_to_change(niangjia: Niangjia) -> None:
    done = niangjia(*words())

    assert done.exit_code == 0, done.output
    account = Account.objects.get(username="admin")
    password = re.search("初始口令：(.+)\n", done.output)
    assert password is not None
    assert account.check_password(password[1])
    assert account.must_change_password
    post = Post.objects.unscoped(reason="试验").get()
    assert (post.unit.name, post.role, post.account) == ("某市总工会", "system_admin", account)
    assert AuditEvent.objects.filter(verb="accounts.create").count() == 1


def test_three_administrators_share_the_unit(niangjia: Niangjia) -> None:
    for username, role in (("a", "system_admin"), ("b", "security_admin"), ("c", "audit_admin")):
        assert niangjia(*words(username, role=role)).exit_code == 0

    posts = Post.objects.unscoped(reason="试验")
    assert {p.role for p in posts} == {"system_admin", "security_admin", "audit_admin"}
    assert Unit.objects.unscoped(reason="试验").count() == 1


def test_mistyped_unit_does_not_plant_a_second_tree(niangjia: Niangjia, city: Unit) -> None:
    done = niangjia(*words(unit="淄博总工会"))

    assert done.exit_code == 1
    assert "最上级工会已经是“淄博市总工会”" in done.output
    assert not Account.objects.exists()


def test_taken_name_is_refused(niangjia: Niangjia) -> None:
    niangjia(*words())
    again = niangjia(*words())

    assert (again.exit_code, again.output) == (1, "Error: 账号 admin 已经存在，请换一个。\n")


def test_other_roles_are_not_given_here(niangjia: Niangjia) -> None:
    assert niangjia(*words(role="clerk")).exit_code == 2
