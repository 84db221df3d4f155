"""Which employers a union covers, and in which federations it sits."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.engine.uscc import check_uscc
from niangjia.kernel.locks import hold
from niangjia.kernel.scope.actions import pinyin_initials
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.standing import check_happened, check_living
from niangjia.organizing.actions.versions import trace
from niangjia.organizing.enums.unions import CountSource
from niangjia.organizing.models import (
    Coverage,
    Employer,
    EmployerCount,
    FederationSeat,
    Union,
    UnionChange,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.policies.unions import HANDS, may_record
from niangjia.organizing.queries.unions import open_version, the, union_for
from niangjia.organizing.rules.unions import may_cover, may_sit

WHY = "工会已按范围取得"
MAY_NOT = "覆盖单位与联合会席位要由组织、窗口、登记或比对岗位办理。"


def find_employer(
    *, union: Union, name: str, uscc: str, by: Actor, trade_code: str = "", address: str = ""
) -> Employer:
    """The employer of this code, else of this name in the same place, else a new one."""
    name = name.strip()
    code = ""
    if uscc.strip():
        found = check_uscc(uscc)
        if not found.ok:
            raise ValueError(f"单位统一社会信用代码：{found.problem}")
        code = found.value
    hold(f"organizing.employer:{code or name}")
    rows = Employer.objects.unscoped(reason="一个用人单位只登记一次")
    known = rows.filter(uscc=code).first() if code else None
    place = union.unit.parent or union.unit
    known = known or rows.filter(name=name, unit=place, uscc="").first()
    if known is not None:
        if code and not known.uscc:
            known.uscc = code
            known.save(update_fields=["uscc"])
        return known
    return Employer.objects.create(
        name=name, initials=pinyin_initials(name), uscc=code, unit=place, trade_code=trade_code,
        address=address, created_by=by.name,
    )  # fmt: skip


@transaction.atomic
def cover_employer(
    *,
    union_id: int,
    name: str,
    on: date,
    by: Actor,
    uscc: str = "",
    employees: int | None = None,
    note: str = "",
) -> Coverage:
    """覆盖单位：一个单位同一天只由一家工会覆盖。"""
    union = union_for(by.scope, union_id, lock=True)
    if not may_record(by, HANDS):
        raise NotAllowed(MAY_NOT)
    check_living(union)
    check_happened("覆盖", on)
    version = open_version(union)
    if not may_cover(version.kind):
        raise NotAllowed(f"{version.get_kind_display()}不单独覆盖单位，请登记到它的上级工会。")
    employer = find_employer(union=union, name=name, uscc=uscc, by=by)
    if employees is not None:
        _count(employer, employees, on, by)
    return _cover(employer, union, on=on, note=note, by=by)


@transaction.atomic
def cover_known(
    *, union_id: int, employer_id: int, on: date, by: Actor, note: str = ""
) -> Coverage:
    """覆盖单位：单位已在册（建会事项里登记过的）。"""
    union = union_for(by.scope, union_id, lock=True)
    if not may_record(by, HANDS):
        raise NotAllowed(MAY_NOT)
    employer = Employer.objects.unscoped(reason="事项里登记过的单位").get(pk=employer_id)
    return _cover(employer, union, on=on, note=note, by=by)


def _cover(employer: Employer, union: Union, *, on: date, note: str, by: Actor) -> Coverage:
    _refuse_second(employer, union, by)
    try:
        with transaction.atomic():
            made = Coverage.objects.create(
                employer=employer, union=union, valid_from=on, note=note, recorded_by=by.name
            )
    except IntegrityError:
        raise NotAllowed(f"{employer.name}在这段时间已由另一家工会覆盖。") from None
    trace("cover", union, by, employer=employer.name, day=on.isoformat())
    return made


def _refuse_second(employer: Employer, union: Union, by: Actor) -> None:
    held = Coverage.objects.unscoped(reason="覆盖在全会只有一条").filter(OPEN, employer=employer)
    other = held.select_related("union__unit").first()
    if other is None:
        return
    if other.union_id == union.pk:
        raise NotAllowed(f"本会自 {other.valid_from:%Y-%m-%d} 起已覆盖{employer.name}。")
    seen = by.account_id is None or by.scope.covers(other.union.unit.path)
    whose = f"“{other.union.unit.name}”" if seen else "本级范围以外的一家工会"
    raise NotAllowed(
        f"{employer.name}已由{whose}覆盖（自 {other.valid_from:%Y-%m-%d}），请先在那里终止。"
    )


def _count(employer: Employer, employees: int, on: date, by: Actor) -> None:
    EmployerCount.objects.unscoped(reason="单位已取得").update_or_create(
        employer=employer, as_of=on, source=CountSource.UNION,
        defaults={"employees": employees, "recorded_by": by.name},
    )  # fmt: skip


@transaction.atomic
def end_coverage(*, coverage_id: int, on: date, note: str, by: Actor) -> Coverage:
    """终止覆盖。"""
    if not may_record(by, HANDS):
        raise NotAllowed(MAY_NOT)
    rows = Coverage.objects.within(by.scope).filter(OPEN).select_related("union__unit", "employer")
    row = the(rows, coverage_id, lock=True)
    if not row.valid_from < on <= timezone.localdate() + timedelta(days=1):
        raise NotAllowed(f"终止日期应在 {row.valid_from:%Y-%m-%d} 之后、不晚于明天。")
    row.valid_to, row.note = on, note or row.note
    row.save(update_fields=["valid_to", "note"])
    trace("cover_end", row.union, by, employer=row.employer.name, day=on.isoformat())
    return row


def move_coverages(union: Union, into: Union, *, on: date, change: UnionChange, by: Actor) -> int:
    """All employers of ``union`` are covered by ``into`` from ``on``. Returns how many."""
    employers = _close_coverages(union, on)
    Coverage.objects.bulk_create(
        Coverage(employer_id=e, union=into, valid_from=on, change=change, recorded_by=by.name)
        for e in employers
    )
    return len(employers)


def stop_coverages(union: Union, *, on: date) -> int:
    """The union covers nobody from ``on``."""
    return len(_close_coverages(union, on))


def _close_coverages(union: Union, on: date) -> list[int]:
    """Closes those begun before ``on``; those begun on the day are superseded."""
    rows = Coverage.objects.unscoped(reason=WHY).filter(OPEN, union=union)
    employers = list(rows.values_list("employer_id", flat=True))
    rows.filter(valid_from__gte=on).update(superseded_at=timezone.now())
    rows.filter(valid_from__lt=on).update(valid_to=on)
    return employers


@transaction.atomic
def seat_union(
    *, union_id: int, federation_id: int, on: date, by: Actor, document_number: str = ""
) -> FederationSeat:
    """加入行业或区域工会联合会；一家基层工会可以加入几家。"""
    if not may_record(by, HANDS):
        raise NotAllowed(MAY_NOT)
    union, federation = union_for(by.scope, union_id), union_for(by.scope, federation_id)
    check_living(union)
    check_living(federation)
    check_happened("加入", on)
    kinds = open_version(union).kind, open_version(federation).kind
    if not may_sit(*kinds):
        raise NotAllowed("只有基层工会、联合基层工会可以加入行业或区域工会联合会。")
    try:
        with transaction.atomic():
            seat = FederationSeat.objects.create(
                union=union, federation=federation, valid_from=on, recorded_by=by.name,
                document_number=document_number,
            )  # fmt: skip
    except IntegrityError:
        raise NotAllowed(f"本会已经在{federation.unit.name}里。") from None
    trace("seat", union, by, federation=federation.unit.name, day=on.isoformat())
    return seat


@transaction.atomic
def leave_seat(*, seat_id: int, on: date, by: Actor) -> FederationSeat:
    """退出联合会。"""
    if not may_record(by, HANDS):
        raise NotAllowed(MAY_NOT)
    rows = FederationSeat.objects.within(by.scope).filter(OPEN)
    seat = the(rows.select_related("union__unit", "federation__unit"), seat_id)
    if not seat.valid_from < on <= timezone.localdate() + timedelta(days=1):
        raise NotAllowed(f"退出日期应在 {seat.valid_from:%Y-%m-%d} 之后、不晚于明天。")
    seat.valid_to = on
    seat.save(update_fields=["valid_to"])
    trace("seat_end", seat.union, by, federation=seat.federation.unit.name, day=on.isoformat())
    return seat


def stop_seats(union: Union, *, on: date) -> None:
    """The union leaves all federations, and all unions leave it."""
    for rows in (
        FederationSeat.objects.unscoped(reason=WHY).filter(OPEN, union=union),
        FederationSeat.objects.unscoped(reason=WHY).filter(OPEN, federation=union),
    ):
        rows.filter(valid_from__gte=on).update(superseded_at=timezone.now())
        rows.filter(valid_from__lt=on).update(valid_to=on)
