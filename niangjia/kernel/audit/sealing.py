"""The chain: ``seal`` closes new lines every second, ``verify`` reads it from the start.

Writers never wait: they only insert. One sealer at a time takes the lines that have become
visible and are not sealed yet, puts an HMAC-SM3 on each and one on the seal, which contains
the seal before. Numbers are given before commit and become visible out of order, so a seal
names its lines one by one. To know that a number can no longer turn up, each seal notes the
last number given out and the next transaction number at that moment; once every transaction
below that one has ended, the floor rises to that number. A trigger makes a transaction take
its transaction number before any line number, and nothing here outlives a restore into
another server: an old transaction number only lets the floor rise later.

What the chain cannot show: lines cut off together with all seals after them. The auditor
therefore keeps the head (number and first characters of its MAC) outside the house.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.db import connection, transaction
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent, AuditSeal
from niangjia.kernel.audit.rules import FIRST, canonical, split_macs
from niangjia.kernel.crypto import check_mac, mac, ring
from niangjia.kernel.locks import try_hold

BATCH = 5000
MOST_PROBLEMS = 20
LINE, SEAL = "audit.line", "audit.seal"  # purposes: each has a working key of its own


@dataclass(frozen=True, slots=True)
class Verification:
    """``checked`` lines were read; ``problem`` names what is wrong, one sentence a line."""

    ok: bool
    checked: int
    problem: str = ""
    head: str = ""


def seal() -> int:
    """Seal all visible lines that are not sealed; returns how many. Safe to call anywhere."""
    total = 0
    while number := _seal_batch():
        total += number
        if number < BATCH:
            break
    return total


@transaction.atomic
def _seal_batch() -> int:
    if not try_hold("audit.seal"):
        return 0  # somebody is at it
    last = AuditSeal.objects.defer("event_ids", "event_macs").order_by("-number").first()
    # in this order: what the floor promises must be visible to the reading that follows
    risen, seen_id, seen_xid = _frontier(last)
    numbers = unsealed_ids(last.floor_id if last else 0)[:BATCH]
    if not numbers:
        return 0
    events = list(AuditEvent.objects.filter(pk__in=numbers).order_by("pk"))
    floor = min(risen, numbers[-1]) if len(numbers) == BATCH else risen
    _write(last, events, floor, seen_id, seen_xid)
    return len(numbers)


def _write(
    last: AuditSeal | None, events: list[AuditEvent], floor: int, seen_id: int, seen_xid: int
) -> None:
    made = [mac(line_bytes(event), LINE) for event in events]
    new = AuditSeal(
        number=last.number + 1 if last else 1, sealed_at=timezone.now(), key_id=made[0][0],
        floor_id=floor, seen_id=seen_id, seen_xid=seen_xid,
        event_ids=[event.pk for event in events], event_macs=b"".join(tag for _, tag in made),
        last_id=max(event.pk for event in events),
        previous_mac=bytes(last.mac) if last else FIRST,
    )  # fmt: skip
    new.mac = mac(seal_bytes(new), SEAL)[1]
    new.save(force_insert=True)


def unsealed_ids(floor: int) -> list[int]:
    """Numbers of the lines above the floor that no seal names yet, in order."""
    named = AuditSeal.objects.filter(last_id__gt=floor).values_list("event_ids", flat=True)
    known = set(chain.from_iterable(named))
    visible = AuditEvent.objects.filter(pk__gt=floor).order_by("pk").values_list("pk", flat=True)
    return [number for number in visible.iterator(chunk_size=BATCH) if number not in known]


def _frontier(last: AuditSeal | None) -> tuple[int, int, int]:
    """The floor now, and the observation (line number, transaction number) to wait for.

    An observation is kept until all transactions older than it have ended; taking a new one
    each second would let a steady stream of slow transactions hold the floor for ever. One
    from another server, ahead of every transaction here, is taken anew.
    """
    oldest_open, next_xid = _snapshot()
    if last is None or last.seen_xid > next_xid:
        return last.floor_id if last else 0, *_observe()
    if oldest_open < last.seen_xid:
        return last.floor_id, last.seen_id, last.seen_xid
    return max(last.floor_id, last.seen_id), *_observe()


def _observe() -> tuple[int, int]:
    """The last line number given to anybody, then the next transaction number: in this order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence('audit_auditevent', 'id')")
        cursor.execute(f"SELECT last_value FROM {cursor.fetchone()[0]}")
        last_value = int(cursor.fetchone()[0])
    return last_value, _snapshot()[1]


def _snapshot() -> tuple[int, int]:
    """The oldest transaction number still open on the server, and the next to be given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text"
            " FROM pg_current_snapshot() s"
        )
        xmin, xmax = cursor.fetchone()
        return int(xmin), int(xmax)


def line_bytes(event: AuditEvent) -> bytes:
    """What the MAC of a line covers: all of it."""
    return canonical(
        [
            event.pk, event.at, event.actor_id, event.actor, event.actor_unit, event.verb,
            event.target_type, event.target_id, event.unit_path, event.changes,
        ]
    )  # fmt: skip


def seal_bytes(seal: AuditSeal) -> bytes:
    """What the MAC of a seal covers: all of it, the seal before included."""
    return canonical(
        [
            seal.number, seal.sealed_at, seal.key_id, seal.floor_id, seal.seen_id, seal.seen_xid,
            seal.event_ids, bytes(seal.event_macs), bytes(seal.previous_mac),
        ]
    )  # fmt: skip


def verify() -> Verification:
    """Read every seal and every line; name the changed, missing and added ones."""
    problems: list[str] = []
    checked, last = 0, None
    for current in AuditSeal.objects.order_by("number").iterator(chunk_size=50):
        problems += _problems_of_seal(current, last)
        problems += _problems_of_lines(current)
        checked, last = checked + len(current.event_ids), current
        if len(problems) >= MOST_PROBLEMS:
            break
    if last is not None and len(problems) < MOST_PROBLEMS:
        problems += _added(last.floor_id)
    head = f"{last.number}-{bytes(last.mac).hex()[:16]}" if last else ""
    return Verification(not problems, checked, "\n".join(problems[:MOST_PROBLEMS]), head)


def _problems_of_seal(current: AuditSeal, last: AuditSeal | None) -> Iterator[str]:
    expected, before = (last.number + 1, bytes(last.mac)) if last else (1, FIRST)
    if current.number != expected:
        yield f"封印 {expected} 到 {current.number - 1} 缺失。"
    elif bytes(current.previous_mac) != before:
        yield f"封印 {current.number} 接不上封印 {expected - 1}。"
    if current.key_id not in ring().ids:
        yield f"封印 {current.number} 用的密钥 {current.key_id} 不在 NIANGJIA_KEYS 里，无法核对。"
    elif not check_mac(seal_bytes(current), SEAL, current.key_id, bytes(current.mac)):
        yield f"封印 {current.number} 被改动（{current.sealed_at:%Y-%m-%d %H:%M} UTC）。"


def _problems_of_lines(current: AuditSeal) -> Iterator[str]:
    if current.key_id not in ring().ids:
        return
    events = AuditEvent.objects.in_bulk(current.event_ids)
    for number, tag in zip(current.event_ids, split_macs(bytes(current.event_macs)), strict=False):
        event = events.get(number)
        if event is None:
            yield f"第 {number} 行缺失：曾由封印 {current.number} 封存，现已不在。"
        elif not check_mac(line_bytes(event), LINE, current.key_id, tag):
            yield f"第 {number} 行被改动：现在写着“{event}”。"


def _added(floor: int) -> list[str]:
    """Lines below the floor that no seal names."""
    rows = AuditEvent.objects.raw(
        """
        SELECT * FROM audit_auditevent event
         WHERE id <= %s AND NOT EXISTS (
               SELECT FROM (SELECT unnest(event_ids) AS id FROM audit_auditseal) sealed
                WHERE sealed.id = event.id)
         ORDER BY id LIMIT %s
        """,
        [floor, MOST_PROBLEMS],
    )
    return [f"第 {event.pk} 行是后来添加的：“{event}”。" for event in rows]
