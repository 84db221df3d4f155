"""Writing the trail, and that it cannot be rewritten."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from niangjia.kernel.audit.models import AuditEvent, AuditSeal, record, record_many
from niangjia.kernel.audit.sealing import seal
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit

SYSTEM = Actor.system("试验", paths=["0001"])


@pytest.mark.django_db
def test_line_says_who_from_where_did_what(
    west: Unit, east: Unit, actor: Callable[..., Actor]
) -> None:
    clerk = actor(west, Role.CLERK)
    post = east.posts.create(account_id=clerk.account_id, role=Role.LEADER, valid_from="2022-01-01")

    event = record("accounts.post_add", on=post, by=clerk, role=["", "leader"])

    event.refresh_from_db()
    assert (event.actor, event.actor_id) == (clerk.name, clerk.account_id)
    assert (event.actor_unit, event.unit_path) == (west.name, east.path)
    assert (event.target_type, event.target_id) == ("accounts.post", str(post.pk))
    assert event.changes == {"role": ["", "leader"]}


@pytest.mark.django_db
def test_path_may_be_given_and_a_row_need_not_be_saved(west: Unit) -> None:
    event = record("audit.export", on=AuditEvent(), by=SYSTEM, unit_path=west.path)

    assert (event.target_id, event.unit_path) == ("", west.path)


@pytest.mark.django_db
def test_many_lines_cost_few_statements(
    west: Unit, east: Unit, django_assert_max_num_queries
) -> None:
    lines = [(unit, {"n": n}) for n in range(1500) for unit in (west,)]
    with django_assert_max_num_queries(4):
        assert record_many("scope.touch", lines, by=SYSTEM, unit_path=west.path) == 1500

    assert AuditEvent.objects.filter(verb="scope.touch", unit_path=west.path).count() == 1500


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "write",
    [
        lambda: record("a", on=AuditEvent(), by=SYSTEM),
        lambda: record_many("a", [(AuditEvent(), {})], by=SYSTEM),
    ],
)
def test_outside_a_transaction_is_an_error(write: Callable[[], object]) -> None:
    with pytest.raises(RuntimeError, match="同一个事务"):
        write()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET actor = '别人'",
        "UPDATE audit_auditevent SET actor = '别人' WHERE false",
        "DELETE FROM audit_auditevent",
        "TRUNCATE audit_auditevent",
        "UPDATE audit_auditseal SET floor_id = 0",
        "DELETE FROM audit_auditseal",
        "TRUNCATE audit_auditseal",
    ],
)
def test_the_database_refuses_to_rewrite(statement: str) -> None:
    record("a", on=AuditEvent(), by=SYSTEM)
    seal()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL niangjia.audit_flush = ''")
    with (
        pytest.raises(DatabaseError, match="留痕不可修改或删除"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEvent.objects.count() == AuditSeal.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("deed", [lambda e: e.save(), lambda e: e.delete()])
def test_the_model_cannot_rewrite_either(deed: Callable[[AuditEvent], object]) -> None:
    event = record("a", on=AuditEvent(), by=SYSTEM)

    with pytest.raises(DatabaseError, match="留痕"), transaction.atomic():
        deed(event)
