"""The auditor's page."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.audit.actions import check_if_due
from niangjia.kernel.audit.exports import harmless
from niangjia.kernel.audit.models import AuditCheck, AuditEvent, record
from niangjia.kernel.audit.queries import Wish, events_in, page_of
from niangjia.kernel.audit.sealing import seal
from niangjia.kernel.audit.templatetags.audit import change_text
from niangjia.kernel.audit.texts import name_of
from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.enums import EVERY_ROLE, Role
from niangjia.kernel.scope.models import Unit
from tests.kernel.audit.test_sealing import forge

Login = Callable[..., Client]


def write(
    unit: Unit, verb: str = "files.download", name: str = "王小凯", at: str = "", **changes: object
) -> AuditEvent:
    by = Actor(account_id=1, name=name, unit_name=unit.name)
    event = record(verb, on=unit, by=by, unit_path=unit.path, **changes)
    if at:
        moment = timezone.make_aware(datetime.fromisoformat(at))
        forge("UPDATE audit_auditevent SET at = %s WHERE id = %s", moment, event.pk)
    return event


def found(scope: Scope, **wish: object) -> list[int]:
    return [event.pk for event in events_in(scope, Wish(**wish))]


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(EVERY_ROLE))
def test_only_the_audit_administrator_reads_the_trail(city: Unit, login: Login, role: Role) -> None:
    client = login(city, role)
    expected = 200 if role == Role.AUDIT_ADMIN else 403

    assert client.get("/audit/").status_code == expected
    assert client.get("/audit/export/").status_code == expected
    assert client.get("/audit/check/").status_code == (405 if expected == 200 else 403)


@pytest.mark.django_db
def test_lines_are_shown_in_words(city: Unit, login: Login) -> None:
    write(city, state=["草稿", "提交"], name="<b>甲</b>")

    html = login(city, Role.AUDIT_ADMIN).get("/audit/").content.decode()

    assert "下载文件" in html
    assert "草稿 → 提交" in html
    assert "&lt;b&gt;甲&lt;/b&gt;" in html


@pytest.mark.django_db
def test_scope_of_the_trail(city: Unit, west: Unit, east: Unit) -> None:
    own, other = write(west), write(east)
    with transaction.atomic():
        house = record("crypto.rotate", on=AuditEvent(), by=Actor.system("轮换"))

    assert found(west.scope) == [own.pk]
    assert found(city.scope) == [house.pk, other.pk, own.pk]
    assert found(Scope()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wish", "hit"),
    [
        ({"person": "小凯"}, True),
        ({"person": "淄川"}, True),
        ({"person": "张三"}, False),
        ({"deed": "files."}, True),
        ({"deed": "下载"}, True),
        ({"deed": "收存"}, False),
        ({"target": "scope.unit"}, True),
        ({"target": "files"}, False),
        ({"since": date(2022, 3, 1), "until": date(2022, 3, 1)}, True),
        ({"since": date(2022, 3, 2)}, False),
        ({"until": date(2022, 2, 28)}, False),
    ],
)
def test_filter(west: Unit, wish: dict[str, object], hit: bool) -> None:
    event = write(west, at="2022-03-01T23:59:59")

    assert found(west.scope, **wish) == ([event.pk] if hit else [])


@pytest.mark.django_db
def test_filter_by_target_number(west: Unit, east: Unit) -> None:
    event = write(west)

    assert found(west.scope, target=f"unit {west.pk}") == [event.pk]
    assert found(west.scope, target=str(west.pk)) == [event.pk]
    assert found(west.scope, target=f"unit {east.pk}") == []


@pytest.mark.django_db
def test_pages_cover_everything_once(west: Unit) -> None:
    written = [write(west).pk for _ in range(7)]

    read, before = [], None
    for _ in range(3):
        events, before = page_of(events_in(west.scope, Wish()), before, 3)
        read += [event.pk for event in events]

    assert read == written[::-1]
    assert before is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["before=x", "before=99999999999999999999999", "since=2022-99-99", "before=²"]
)
def test_nonsense_in_the_address_is_borne(city: Unit, login: Login, query: str) -> None:
    assert login(city, Role.AUDIT_ADMIN).get(f"/audit/?{query}").status_code == 200


@pytest.mark.django_db
def test_reversed_days_are_named(city: Unit, login: Login) -> None:
    query = "since=2022-03-02&until=2022-03-01"

    html = login(city, Role.AUDIT_ADMIN).get(f"/audit/?{query}").content.decode()

    assert "止不能早于起" in html


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 5])
def test_list_costs_the_same_whatever_its_length(
    city: Unit, login: Login, size: int, django_assert_max_num_queries
) -> None:
    client = login(city, Role.AUDIT_ADMIN)
    client.get("/audit/")
    for _ in range(size):
        write(city, "files.store")

    with django_assert_max_num_queries(11):
        html = client.get("/audit/?deed=files.store").content.decode()

    assert html.count('data-label="行号"') == size


@pytest.mark.django_db
def test_export_holds_what_the_filter_shows_and_leaves_a_line(city: Unit, login: Login) -> None:
    kept = write(city, name="=cmd|'/c calc'!A1", note="甲,乙")
    write(city, "files.store")

    answer = login(city, Role.AUDIT_ADMIN).get("/audit/export/?deed=下载")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-')
    assert [row[0] for row in rows] == ["行号", str(kept.pk)]
    assert rows[1][2] == "'=cmd|'/c calc'!A1"
    assert rows[1][4:6] == ["下载文件", "files.download"]
    assert "甲,乙" in rows[1][-1]
    line = AuditEvent.objects.get(verb="audit.export")
    assert line.changes["deed"] == "下载"
    assert line.unit_path == city.path


@given(st.text())
def test_no_cell_begins_a_formula(text: str) -> None:
    shown = harmless(text)

    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert shown.removeprefix("'") == text.removeprefix("'") or shown == text


@pytest.mark.django_db
def test_check_by_the_button_is_kept_and_shown(city: Unit, login: Login) -> None:
    client = login(city, Role.AUDIT_ADMIN)
    write(city)
    assert "未核对" in client.get("/audit/").content.decode()

    html = client.post("/audit/check/", follow=True).content.decode()

    check = AuditCheck.objects.get()
    assert check.ok
    assert check.checked >= 1
    assert "留痕链完好" in html
    assert AuditEvent.objects.filter(verb="audit.check", target_id=str(check.pk)).exists()


@pytest.mark.django_db
def test_daily_check_is_made_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_if_due().checked_by == Actor.system("每日核对").name
    assert check_if_due() is None
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr("niangjia.kernel.audit.actions.timezone.now", lambda: tomorrow)
    assert check_if_due() is not None


@pytest.mark.django_db
def test_broken_chain_is_shown_until_it_is_whole_again(city: Unit, login: Login) -> None:
    client, event = login(city, Role.AUDIT_ADMIN), write(city)
    seal()
    forge("UPDATE audit_auditevent SET actor = '别人' WHERE id = %s", event.pk)

    html = client.post("/audit/check/", follow=True).content.decode()

    assert "留痕链有问题" in html
    assert f"第 {event.pk} 行被改动" in html
    with connection.cursor() as cursor:
        cursor.execute("SELECT ok FROM audit_auditcheck")
        assert cursor.fetchall() == [(False,)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["草稿", "提交"], "草稿 → 提交"),
        ([None, "提交"], "空 → 提交"),
        ([1, 2, 3], "[1, 2, 3]"),
        ([["a"], ["b"]], '[["a"], ["b"]]'),
        ("甲", "甲"),
        ({"甲": 1}, '{"甲": 1}'),
    ],
)
def test_changes_are_told(value: object, text: str) -> None:
    assert change_text(value) == text


def test_unnamed_deed_shows_its_code() -> None:
    assert name_of("nobody.named_this") == "nobody.named_this"
