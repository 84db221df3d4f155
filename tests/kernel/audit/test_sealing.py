"""The chain finds what was changed, removed or put in; sealing never waits and never skips."""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.kernel.audit import sealing
from niangjia.kernel.audit.models import AuditEvent, AuditSeal, record
from niangjia.kernel.audit.rules import canonical, split_macs
from niangjia.kernel.audit.sealing import seal, verify
from niangjia.kernel.locks import hold
from niangjia.kernel.scope.actor import Actor

SYSTEM = Actor.system("试验")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def write(*verbs: str) -> list[int]:
    with transaction.atomic():
        return [record(verb, on=AuditEvent(), by=SYSTEM, n=[1, "二"]).pk for verb in verbs]


def forge(statement: str, *values: object) -> None:
    """As somebody who owns the database could: the trigger is switched off."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("audit_auditevent", "audit_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("audit_auditevent", "audit_auditseal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other transaction is open: those of other databases of this server count, too."""
    real = sealing._snapshot
    monkeypatch.setattr(sealing, "_snapshot", lambda: (real()[1], real()[1]))


def in_thread(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@settings(max_examples=40)
@given(st.lists(json_values, max_size=5))
def test_bytes_tell_the_facts_apart(facts: list) -> None:
    """What can be read back whole cannot be the same for two different facts."""
    assert json.loads(canonical(facts)) == facts


def test_time_and_order_of_keys_do_not_matter() -> None:
    noon = datetime(2022, 3, 1, 4, tzinfo=UTC)
    abroad = datetime.fromisoformat("2022-03-01T12:00:00+08:00")

    assert canonical([noon, {"a": 1, "b": 2}]) == canonical([abroad, {"b": 2, "a": 1}])
    assert canonical([b"\x01"]) == b'["01"]'
    assert split_macs(b"a" * 32 + b"b" * 32) == [b"a" * 32, b"b" * 32]


@pytest.mark.django_db
def test_empty_chain_is_whole() -> None:
    assert seal() == 0
    assert verify() == sealing.Verification(ok=True, checked=0)


@pytest.mark.django_db
def test_every_line_is_sealed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    first = write(*"abcdefg")

    assert seal() == 7
    assert seal() == 0
    more = write("h")
    assert seal() == 1

    seals = list(AuditSeal.objects.order_by("number"))
    assert [s.number for s in seals] == [1, 2, 3, 4]
    assert [s.event_ids for s in seals] == [first[:3], first[3:6], first[6:], more]
    found = verify()
    assert (found.ok, found.checked, found.problem) == (True, 8, "")
    assert found.head == f"4-{bytes(seals[-1].mac).hex()[:16]}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "actor = '别人'",
        "actor_id = 7",
        "actor_unit = '别处'",
        "verb = 'c'",
        "target_type = 'x'",
        "target_id = '9'",
        "unit_path = '0009'",
        "at = at + interval '1 microsecond'",
        'changes = \'{"n": [1, "三"]}\'',
        "changes = '{}'",
    ],
)
def test_changed_line_is_named(change: str) -> None:
    _, second, _ = write("a", "b", "c")
    seal()
    forge(f"UPDATE audit_auditevent SET {change} WHERE id = %s", second)

    found = verify()
    assert not found.ok
    assert found.problem.startswith(f"第 {second} 行被改动")
    assert found.problem.count("\n") == 0


@pytest.mark.django_db
def test_missing_line_is_named() -> None:
    first, second = write("a", "b")
    seal()
    forge("DELETE FROM audit_auditevent WHERE id = %s", second)

    assert verify().problem == f"第 {second} 行缺失：曾由封印 1 封存，现已不在。"
    assert AuditEvent.objects.filter(pk=first).exists()


@pytest.mark.django_db
def test_added_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that was given out, rolled back and then used by a forger."""
    numbers = write("a", "b", "c")
    forge("DELETE FROM audit_auditevent WHERE id = %s", numbers[1])
    seal()
    nobody_else(monkeypatch)
    write("d")
    seal()
    assert verify().ok
    forge(
        "INSERT INTO audit_auditevent (id, at, actor, actor_unit, verb, target_type, target_id, "
        "unit_path, changes) VALUES (%s, now(), '某人', '', 'z', '', '', '', '{}')",
        numbers[1],
    )

    seal()
    found = verify()
    assert found.problem.startswith(f"第 {numbers[1]} 行是后来添加的：“")
    assert "某人 z" in found.problem


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("forgery", "problem"),
    [
        ("UPDATE audit_auditseal SET floor_id = 99 WHERE number = 2", "封印 2 被改动"),
        ("UPDATE audit_auditseal SET event_ids = '{}' WHERE number = 2", "封印 2 被改动"),
        ("UPDATE audit_auditseal SET key_id = 'k9' WHERE number = 2", "封印 2 用的密钥 k9 不在"),
        ("DELETE FROM audit_auditseal WHERE number = 1", "封印 1 到 1 缺失"),
        ("DELETE FROM audit_auditseal WHERE number = 2", "封印 2 到 2 缺失"),
        ("UPDATE audit_auditseal SET number = 9 WHERE number = 3", "封印 3 到 8 缺失"),
        (
            "UPDATE audit_auditseal SET previous_mac = '\\x00' WHERE number = 2",
            "封印 2 接不上封印 1",
        ),
    ],
)
def test_touched_seal_is_named(forgery: str, problem: str) -> None:
    for verb in "abc":
        write(verb)
        seal()
    forge(forgery)

    assert problem in verify().problem


@pytest.mark.django_db
def test_key_rotation_keeps_old_seals_readable(settings) -> None:
    settings.NIANGJIA_KEYS = "k1:" + "11" * 32
    write("a")
    seal()
    settings.NIANGJIA_KEYS = f"k2:{'22' * 32},k1:{'11' * 32}"
    write("b")
    seal()

    assert list(AuditSeal.objects.order_by("number").values_list("key_id", flat=True)) == [
        "k1",
        "k2",
    ]
    assert verify().ok
    settings.NIANGJIA_KEYS = "k2:" + "22" * 32
    assert "密钥 k1 不在 NIANGJIA_KEYS 里" in verify().problem


@pytest.mark.django_db
def test_report_of_a_wrecked_chain_stays_readable() -> None:
    write(*["a"] * 60)
    seal()
    forge("UPDATE audit_auditevent SET actor = '别人'")

    assert verify().problem.count("\n") == sealing.MOST_PROBLEMS - 1


@pytest.mark.django_db(transaction=True)
def test_line_committed_out_of_order_is_sealed_later_and_the_floor_waits() -> None:
    """One transaction takes its number first and commits last."""
    written, commit = threading.Event(), threading.Event()
    early: list[int] = []

    def slow() -> None:
        with transaction.atomic():
            early.append(record("slow", on=AuditEvent(), by=SYSTEM).pk)
            written.set()
            commit.wait(10)

    thread = in_thread(slow)
    assert written.wait(10)
    [late] = write("quick")
    assert early[0] < late

    assert seal() == 1
    write("quick")
    assert seal() == 1
    last = AuditSeal.objects.latest("number")
    assert last.floor_id < early[0]
    assert verify().ok

    commit.set()
    thread.join()
    assert seal() == 1
    assert AuditSeal.objects.latest("number").event_ids == early
    assert verify() == sealing.Verification(ok=True, checked=3, head=verify().head)


@pytest.mark.django_db(transaction=True)
def test_floor_rises_when_all_earlier_transactions_have_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nobody_else(monkeypatch)
    [first] = write("a")
    seal()
    [second] = write("b")
    seal()

    floors = list(AuditSeal.objects.order_by("number").values_list("floor_id", flat=True))
    assert floors == [0, first]
    write("c")
    seal()
    assert AuditSeal.objects.latest("number").floor_id == second
    assert verify().ok


@pytest.mark.django_db(transaction=True)
def test_slow_transactions_one_after_the_other_do_not_hold_the_floor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is always one open, but never one older than what was observed first."""
    xmin = [0]
    real = sealing._snapshot
    monkeypatch.setattr(sealing, "_snapshot", lambda: (xmin[0], real()[1]))
    [first] = write("a")
    seal()
    observed = AuditSeal.objects.get(number=1).seen_xid
    write("b")
    seal()
    waiting = AuditSeal.objects.get(number=2)
    assert (waiting.floor_id, waiting.seen_id, waiting.seen_xid) == (0, first, observed)

    xmin[0] = observed
    write("c")
    seal()
    assert AuditSeal.objects.get(number=3).floor_id == first


@pytest.mark.django_db(transaction=True)
def test_chain_goes_on_in_another_server_after_a_restore(monkeypatch: pytest.MonkeyPatch) -> None:
    """There transaction numbers begin anew: the old one is far ahead of all to come."""
    nobody_else(monkeypatch)
    write("a")
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(sealing, "_snapshot", lambda: (2**40, 2**40))
        seal()
    numbers = []
    for verb in "bc":
        numbers += write(verb)
        assert seal() == 1

    floors = list(AuditSeal.objects.order_by("number").values_list("floor_id", flat=True))
    assert floors == [0, 0, numbers[0]]
    assert (verify().ok, verify().checked) == (True, 3)


@pytest.mark.django_db(transaction=True)
def test_writers_do_not_wait_for_the_sealer_nor_sealers_for_each_other() -> None:
    write("a")
    busy, done = threading.Event(), threading.Event()

    def sealer() -> None:
        with transaction.atomic():
            hold("audit.seal")
            seal()
            busy.set()
            done.wait(10)

    thread = in_thread(sealer)
    assert busy.wait(10)
    started = time.monotonic()
    write("b")
    assert seal() == 0
    assert time.monotonic() - started < 2
    done.set()
    thread.join()

    assert seal() == 1
    assert verify().checked == 2


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_two_sealers_lose_nothing() -> None:
    def writer() -> None:
        for _ in range(15):
            write("a", "b")

    stop = threading.Event()

    def sealer() -> None:
        while not stop.is_set():
            seal()

    writers = [in_thread(writer) for _ in range(3)]
    sealers = [in_thread(sealer) for _ in range(2)]
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    seal()

    found = verify()
    assert (found.ok, found.checked) == (True, 90)
    named = [n for s in AuditSeal.objects.all() for n in s.event_ids]
    assert sorted(named) == sorted(AuditEvent.objects.values_list("pk", flat=True))
