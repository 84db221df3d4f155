"""What taking a deed back would do, and what stands in its way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from niangjia.kernel.scope.models import Scope, Unit
from niangjia.organizing.enums.members import HELD, MembershipChange
from niangjia.organizing.enums.unions import ENDED_AS, LIVING, UnionChangeKind
from niangjia.organizing.models import (
    Coverage,
    FederationSeat,
    Membership,
    Officer,
    Term,
    UnionChange,
    UnionVersion,
)
from niangjia.organizing.models.facts import KNOWN, OPEN
from niangjia.organizing.queries.unions import NoSuchRecord, open_version

WHY = "要撤回的办理已按范围取得"
ENDINGS = tuple(ENDED_AS)
NAMED = 3
NOT_NOTED = "办理时没有记下终止了哪些记录，不能整体撤回；请重新登记工会，再逐项恢复"


@dataclass(frozen=True)
class Preview:
    """What goes back, as (what, how much), and why it may not (nothing: it may)."""

    lines: list[tuple[str, str]]
    obstacles: list[str]

    @property
    def told(self) -> str:
        return "；".join(f"{what}：{how}" for what, how in self.lines)


def change_for(scope: Scope, change_id: int, *, lock: bool = False) -> UnionChange:
    """A merge or dissolution whose unions all lie in scope, as the deed itself asked for."""
    rows = UnionChange.objects.within(scope).filter(pk=change_id, kind__in=ENDINGS)
    rows = rows.select_related("union__unit__parent", "other__unit")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None or (found.other and not scope.covers(found.other.unit.path)):
        raise NoSuchRecord(change_id)
    return found


def rows_closed(change: UnionChange, model: type[Any], name: str) -> QuerySet[Any]:
    """The rows that the deed closed, as it noted them."""
    closed = change.details.get("closed", {})
    every: QuerySet[Any] = model.objects.unscoped(reason=WHY)
    return every.filter(pk__in=closed.get(name, []))


def window(change: UnionChange) -> tuple[datetime, datetime]:
    """All that the deed wrote was written between its first row and its last."""
    return change.at, change.hand_over.recorded_at


def memberships_made(change: UnionChange) -> QuerySet[Membership]:
    """The memberships that the deed opened: in the other union, or retained in its own."""
    every = Membership.objects.unscoped(reason=WHY)
    kind = MembershipChange.TRANSFERRED_IN if change.other_id else MembershipChange.RETAINED
    before = every.filter(person=OuterRef("person"), union=change.union_id, pk__lt=OuterRef("pk"))
    return every.filter(
        Exists(before), union=change.other_id or change.union_id, change=kind, state__in=HELD,
        recorded_at__range=window(change), recorded_by=change.by_name,
    )  # fmt: skip


def memberships_before(change: UnionChange, made: list[Membership]) -> dict[int, Membership]:
    """What each of these persons' membership was before, by person."""
    starts = {row.person_id: row.valid_from for row in made}
    every = Membership.objects.unscoped(reason=WHY).filter(union=change.union_id, person__in=starts)
    closed = every.filter(KNOWN, valid_to__isnull=False)
    found = {row.person_id: row for row in closed if row.valid_to == starts[row.person_id]}
    instead = every.filter(valid_to__isnull=True, superseded_at__range=window(change))
    return found | {row.person_id: row for row in instead}  # began on the day of the deed


def versions_ended(change: UnionChange) -> list[UnionVersion]:
    """What the register says of the union since the deed: ended, and perhaps moved with others."""
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(
        KNOWN, union=change.union_id, valid_from__gte=change.effective_on,
        state=ENDED_AS[UnionChangeKind(change.kind)],
    )  # fmt: skip
    return list(rows.order_by("valid_from"))


def version_before(change: UnionChange) -> UnionVersion | None:
    """The version that the deed closed, or superseded when both began on one day."""
    day = change.effective_on
    rows = UnionVersion.objects.unscoped(reason=WHY).filter(union=change.union_id)
    closed = rows.filter(KNOWN, valid_to=day).first()
    return closed or rows.filter(valid_from=day, superseded_at__range=window(change)).first()


def ending_preview(change: UnionChange) -> Preview:
    """For a merge or dissolution, in a constant number of queries."""
    if change.kind in ENDINGS and "closed" not in change.details:
        return Preview([], [NOT_NOTED])
    members = memberships_made(change)
    whole, standing = members.count(), members.filter(OPEN).count()
    counted = {
        "覆盖单位": rows_closed(change, Coverage, "coverages").count(),
        "联合会席位": rows_closed(change, FederationSeat, "seats").count(),
        "届次": rows_closed(change, Term, "terms").count(),
        "任职": rows_closed(change, Officer, "officers").count(),
    }
    said = "转回本会" if change.other_id else "恢复原会籍"
    lines = [("工会", f"{change.union.unit.name}恢复为{change.get_kind_display()}前的登记")]
    lines.append(("会员", f"{standing:,} 人{said}"))
    lines += [(what, f"{number:,} 项恢复") for what, number in counted.items() if number]
    return Preview(lines, list(_in_the_way(change, whole - standing)))


def _in_the_way(change: UnionChange, gone: int) -> Iterator[str]:
    """Later changes that would be lost or contradicted, each with what to do first."""
    unit, other = change.union.unit, change.other
    if UnionChange.objects.unscoped(reason=WHY).filter(undoes=change).exists():
        yield "这次办理已经撤回过"
        return
    if open_version(change.union).state != ENDED_AS[UnionChangeKind(change.kind)]:
        yield "这家工会此后又另行登记为正常，请在登记册里核对"
    if unit.parent and unit.parent.valid_to is not None:
        yield f"原上级{unit.parent.name}已经撤销，请先恢复上级或重新登记"
    if other and open_version(other).state not in LIVING:
        yield f"{other.unit.name}此后也已终止，请先撤回它的终止"
    elif gone:
        yield f"{gone:,} 名会员此后另有转接、离会等变动，请先在会员页面撤销这些变动"
    alike = Unit.objects.unscoped(reason="同级不重名").filter(parent=unit.parent, name=unit.name)
    if alike.filter(valid_to__isnull=True).exclude(pk=unit.pk).exists():
        yield f"同一上级下已另有“{unit.name}”，请先给它更名"
    yield from _elsewhere(change)
    yield from _seats_gone(change)
    if Term.objects.unscoped(reason=WHY).filter(union=change.union, ended_on=None).exists():
        yield "此后又登记了新的届次，请先更正届次"


def _elsewhere(change: UnionChange) -> Iterator[str]:
    """Employers that somebody else has covered since."""
    closed = rows_closed(change, Coverage, "coverages")
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=change.effective_on)
    since = Coverage.objects.unscoped(reason=WHY).filter(
        KNOWN, lasting, employer__in=closed.values("employer")
    )
    moved = Q(change=change) & Q(valid_to__isnull=True)
    later = since.exclude(moved).exclude(pk__in=closed.values("pk"))
    names = list(
        later.order_by("employer__name").values_list("employer__name", flat=True).distinct()
    )
    if names:
        yield f"{_few(names)}此后另行登记过覆盖，请先在覆盖的工会终止或更正"


def _seats_gone(change: UnionChange) -> Iterator[str]:
    """Seats whose other side has ended since."""
    seats = rows_closed(change, FederationSeat, "seats").select_related(
        "federation__unit", "union__unit"
    )
    both = {seat.federation.unit for seat in seats} | {seat.union.unit for seat in seats}
    ended = [u.name for u in both if u.valid_to is not None and u.pk != change.union.unit_id]
    if ended:
        yield f"{_few(sorted(ended))}此后已终止，原来的席位不能恢复，请先撤回它的终止"


def _few(names: list[str]) -> str:
    more = f"等 {len(names)} 家" if len(names) > NAMED else ""
    return f"{'、'.join(names[:NAMED])}{more}"
