"""Opening a case, its facts, its employers, its preparatory group (ME1, ME11)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.engine.text import clean_text
from niangjia.engine.uscc import check_uscc
from niangjia.kernel.audit.models import record
from niangjia.kernel.documents.codes import new_code
from niangjia.kernel.locks import hold
from niangjia.kernel.scope.actions import pinyin_initials
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import unit_for
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.founding_steps import tell_next
from niangjia.organizing.enums.founding import FoundingOrigin, FoundingState
from niangjia.organizing.enums.unions import BASICS, FEDERATED, CountSource
from niangjia.organizing.models import Employer, EmployerCount, FoundingCase, FoundingEmployer
from niangjia.organizing.policies.founding import acts_for, is_above
from niangjia.organizing.queries.founding import (
    case_for,
    case_of_origin,
    covering_union,
    employers_of_case,
    newest_count,
)
from niangjia.organizing.rules.rosters import trades
from niangjia.organizing.rules.unions import may_hang
from niangjia.organizing.workflow.founding import HANDS

EDITABLE = (FoundingState.APPLYING, FoundingState.RETURNED)
FILLED = ("uscc", "trade_code", "old_trade", "economic_type", "address", "legal_representative",
          "registered_on", "opened_on", "first_wage_on")  # fmt: skip


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    """What the 请示 says of an employer; each fact is asked once in the whole road."""

    name: str
    uscc: str = ""
    trade_code: str = ""
    economic_type: str = ""
    address: str = ""
    legal_representative: str = ""
    registered_on: date | None = None
    opened_on: date | None = None
    first_wage_on: date | None = None
    employees: int | None = None
    women: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A case to be opened. ``origin_ref`` names what it came from, once while it is open."""

    unit_id: int
    employers: Sequence[EmployerFacts] = ()
    union_name: str = ""
    kind: str = UnitKind.BASIC
    origin: str = FoundingOrigin.WALK_IN
    origin_ref: str = ""
    applicant: str = ""
    applicant_phone: str = ""
    founding_basis: str = ""
    members_expected: int | None = None
    registry: str = ""


@transaction.atomic
def open_case(*, opening: Opening, by: Actor) -> FoundingCase:
    """发起建会：登记单位和申请人；一个单位同时只有一件在办。"""
    if not by.has(*HANDS):
        raise NotAllowed("发起建会：由窗口或建会专干办理。")
    unit = unit_for(by.scope, opening.unit_id)
    employers = [employer_of(facts, unit=unit, by=by) for facts in opening.employers]
    return write_case(unit=unit, employers=employers, opening=opening, by=by)


@transaction.atomic
def write_case(
    *, unit: Unit, employers: Sequence[Employer], opening: Opening, by: Actor
) -> FoundingCase:
    """The row itself, also for the house when members of an employer have become many (ME6)."""
    _check_opening(unit, employers, opening)
    known = [newest_count(employer) for employer in employers]
    counts = [(count.employees, count.women) for count in known if count]
    case = FoundingCase(
        code=new_code(), unit=unit, kind=opening.kind, origin=opening.origin,
        origin_ref=opening.origin_ref, applicant=opening.applicant.strip(),
        applicant_phone=opening.applicant_phone.strip(), founding_basis=opening.founding_basis,
        members_expected=opening.members_expected, employees=_sum(c for c, _ in counts),
        women=_sum(w for _, w in counts), created_by=by.name,
        union_name=opening.union_name.strip() or default_name(employers),
        handler=by.name if by.account_id else "", handler_account=by.account_id,
        facts={"registry": opening.registry} if opening.registry else {},
    )  # fmt: skip
    case.acted_for = by.name if by.account_id else ""
    try:
        with transaction.atomic():
            case.save(force_insert=True)
            FoundingEmployer.objects.bulk_create(
                FoundingEmployer(case=case, employer=employer) for employer in employers
            )
    except IntegrityError:
        raise NotAllowed(_busy(employers, opening)) from None
    record("organizing.founding_open", on=case, by=by, origin=case.origin, ref=case.origin_ref,
           employers=[e.pk for e in employers], acted_for=case.applicant)  # fmt: skip
    tell_next(case, by)
    return case


def _check_opening(unit: Unit, employers: Sequence[Employer], opening: Opening) -> None:
    if not may_hang(opening.kind, unit.kind) or opening.kind not in (*BASICS, *FEDERATED):
        raise NotAllowed(f"{UnitKind(opening.kind).label}不能设在{unit.get_kind_display()}之下。")
    if opening.kind == UnitKind.BASIC and len(employers) != 1:
        raise NotAllowed("单独建会只有一个单位；两个以上单位请选“联合基层工会”。")
    if opening.kind == UnitKind.JOINT and len(employers) == 1:
        raise NotAllowed("联合基层工会至少有两个单位。")
    covered = covering_union(employers)
    if covered is not None:
        raise NotAllowed(
            f"{covered.employer.name}自 {covered.valid_from:%Y-%m-%d} 起已由"
            f"“{covered.union.unit.name}”覆盖，请先在那里终止覆盖再单独建会。"
        )


def _busy(employers: Sequence[Employer], opening: Opening) -> str:
    held = FoundingEmployer.objects.unscoped(reason="一个单位同时只有一件在办").filter(
        employer__in=employers, open=True
    )
    link = held.select_related("employer", "case__unit").first()
    if link is None:
        return "这个来由已经有一件在办的建会事项。"
    return f"{link.employer.name}已有在办的建会事项（{link.case.unit.short_name}），不必重复发起。"


def default_name(employers: Sequence[Employer]) -> str:
    """〈单位全称〉工会委员会; 〈甲、乙〉联合工会委员会 (domain.md B.3)."""
    names = [employer.name for employer in employers]
    if len(names) < 2:
        return f"{names[0] if names else ''}工会委员会"
    return f"{'、'.join(names)}联合工会委员会"[:200]


def _sum(values: Any) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def employer_of(facts: EmployerFacts, *, unit: Unit, by: Actor) -> Employer:
    """The employer of this code, else of this name in the same county, else a new one."""
    name, code = " ".join(facts.name.split()), ""
    if not name:
        raise ValueError("请填写单位名称。")
    if facts.uscc.strip():
        found = check_uscc(facts.uscc)
        if not found.ok:
            raise ValueError(f"{name}的统一社会信用代码：{found.problem}")
        code = found.value
    _check_facts(facts)
    hold(f"organizing.employer:{code or clean_text(name)}")
    employer = _known(name, code, unit) or Employer(
        name=name, initials=pinyin_initials(name)[:300], unit=unit, created_by=by.name
    )
    _fill(employer, facts, code)
    if facts.employees is not None:
        EmployerCount.objects.unscoped(reason="单位已取得").update_or_create(
            employer=employer, as_of=timezone.localdate(), source=CountSource.VISIT,
            defaults={"employees": facts.employees, "women": facts.women, "recorded_by": by.name},
        )  # fmt: skip
    return employer


def _check_facts(facts: EmployerFacts) -> None:
    if facts.employees is not None and (facts.women or 0) > facts.employees:
        raise ValueError(f"{facts.name}：女职工数不能大于职工数。")
    for day, label in ((facts.registered_on, "登记日期"), (facts.opened_on, "开业日期")):
        if day is not None and day > timezone.localdate():
            raise ValueError(f"{facts.name}：{label}不能晚于今天。")


def _known(name: str, code: str, unit: Unit) -> Employer | None:
    rows = Employer.objects.unscoped(reason="一个用人单位只登记一次").select_related("unit")
    if code and (known := rows.filter(uscc=code).first()):
        return known
    place, key = unit.path[:8], clean_text(name)
    for known in rows.filter(name__startswith=name[:2], closed_on__isnull=True):
        same_code = not code or not known.uscc
        if same_code and clean_text(known.name) == key and known.unit.path[:8] == place:
            return known
    return None


def _fill(employer: Employer, facts: EmployerFacts, code: str) -> None:
    """What the application says completes what is known, and never empties it."""
    told: dict[str, Any] = asdict(facts) | {"uscc": code} | trades({"trade_code": facts.trade_code})
    for name in FILLED:
        if told.get(name):
            setattr(employer, name, told[name])
    employer.save()


@transaction.atomic
def amend_case(*, case_id: int, facts: Mapping[str, Any], by: Actor) -> FoundingCase:
    """修改申请事项：只在提交之前和退回以后；改过的请示要重新生成。"""
    case = editable_case(case_id, by)
    names = ("union_name", "applicant", "applicant_phone", "founding_basis", "members_expected")
    for name in names:
        setattr(case, name, facts.get(name, getattr(case, name)))
    if "registry" in facts:
        case.facts = case.facts | {"registry": facts["registry"]}
    if case.handler_account is None:  # the house opened it: whoever fills it in goes on with it
        case.handler, case.handler_account, case.acted_for = by.name, by.account_id, by.name
    firm: EmployerFacts | None = facts.get("employer")
    if firm is not None:
        _amend_employer(case, firm, by)
    case.save(update_fields=[*names, "facts", "handler", "handler_account", "acted_for",
                             "employees", "women"])  # fmt: skip
    record("organizing.founding_amend", on=case, by=by, acted_for=acts_for(by, case, HANDS))
    tell_next(case, by)
    return case


def _amend_employer(case: FoundingCase, firm: EmployerFacts, by: Actor) -> None:
    """The one employer of a basic union; its name and code are the register's."""
    employer = employers_of_case(case)[0]
    _check_facts(firm)
    _fill(employer, firm, employer.uscc or _code_of(firm))
    case.employees, case.women = firm.employees, firm.women
    if firm.employees is not None:
        EmployerCount.objects.unscoped(reason="单位已取得").update_or_create(
            employer=employer, as_of=timezone.localdate(), source=CountSource.VISIT,
            defaults={"employees": firm.employees, "women": firm.women, "recorded_by": by.name},
        )  # fmt: skip


def _code_of(firm: EmployerFacts) -> str:
    if not firm.uscc.strip():
        return ""
    found = check_uscc(firm.uscc)
    if not found.ok:
        raise ValueError(f"统一社会信用代码：{found.problem}")
    taken = Employer.objects.unscoped(reason="一个用人单位只登记一次").filter(uscc=found.value)
    if taken.exists():
        raise ValueError("这个统一社会信用代码已登记在另一个单位名下，请核对。")
    return found.value


def editable_case(case_id: int, by: Actor) -> FoundingCase:
    """The locked case while its application may still be changed."""
    case = case_for(by.scope, case_id, lock=True)
    if not (by.has(*HANDS) and is_above(by, case)):
        raise NotAllowed("修改申请：由窗口或建会专干代申请人办理。")
    if case.state not in EDITABLE:
        raise NotAllowed(f"事项现在是“{case.get_state_display()}”，申请内容不能再改。")
    return case


@transaction.atomic
def add_employer(*, case_id: int, facts: EmployerFacts, by: Actor) -> FoundingEmployer:
    """联合建会：再加一个单位。"""
    case = editable_case(case_id, by)
    if case.kind == UnitKind.BASIC:
        raise NotAllowed("单独建会只有一个单位；两个以上单位请另行发起联合基层工会。")
    employer = employer_of(facts, unit=case.unit, by=by)
    covered = covering_union([employer])
    if covered is not None:
        raise NotAllowed(f"{employer.name}已由“{covered.union.unit.name}”覆盖。")
    try:
        with transaction.atomic():
            link = FoundingEmployer.objects.create(case=case, employer=employer)
    except IntegrityError:
        raise NotAllowed(_busy([employer], Opening(case.unit_id))) from None
    _recount(case)
    record("organizing.founding_employer", on=case, by=by, employer=employer.pk)
    return link


def _recount(case: FoundingCase) -> None:
    """Heads of all employers of the case, as last told."""
    counts = [newest_count(employer) for employer in employers_of_case(case)]
    case.employees = _sum(count.employees for count in counts if count)
    case.women = _sum(count.women for count in counts if count)
    case.save(update_fields=["employees", "women"])


def case_url(case: FoundingCase) -> str:
    return reverse("organizing:case_detail", args=[case.pk])


def running_case(*, origin: str, origin_ref: str) -> FoundingCase | None:
    return case_of_origin(origin, origin_ref)
