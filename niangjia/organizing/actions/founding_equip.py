"""From 批复 to 正常运行: seals, legal person, account, contributions, first activity (B.8, B.9)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.founding_steps import advance, take
from niangjia.organizing.actions.papers import add_seal, issue_certificate, open_account
from niangjia.organizing.actions.signs import record_sign
from niangjia.organizing.enums.founding import FoundingState
from niangjia.organizing.enums.unions import AccountKind, CertificateKind, SealKind, SignKind
from niangjia.organizing.models import FoundingCase
from niangjia.organizing.queries.founding import case_for


@dataclass(frozen=True, slots=True)
class Engraved:
    """Which seals were cut and filed with public security."""

    on: date
    kinds: tuple[str, ...] = (SealKind.UNION,)
    filing_number: str = ""
    keeper: str = ""


def _either(case_id: int, first: str, last: str, waits: FoundingState, by: Actor) -> str:
    """Seal and certificate come in either order: the name of the step that fits."""
    case = case_for(by.scope, case_id, lock=True)
    return last if case.state == waits else first


@transaction.atomic
def seal(*, case_id: int, engraved: Engraved, by: Actor) -> FoundingCase:
    """登记刻章：工会印章必有，财务章、主席名章可一并登记。"""
    name = _either(case_id, "seal", "seal_last", FoundingState.LEGAL_PERSON, by)
    case, step = take(name, case_id, by)
    if SealKind.UNION not in engraved.kinds:
        raise ValueError("至少要登记工会印章。")
    assert case.union_id
    assert case.established_on
    if engraved.on < case.established_on:
        raise ValueError(f"刻制日期不能早于批复成立的 {case.established_on:%Y-%m-%d}。")
    for kind in engraved.kinds:
        add_seal(union_id=case.union_id, kind=kind, engraved_on=engraved.on, by=by,
                 filing_number=engraved.filing_number, keeper=engraved.keeper)  # fmt: skip
    advance(case, step, by=by, on=engraved.on, facts={"filing": engraved.filing_number})
    return case


@transaction.atomic
def file_legal(*, case_id: int, filed_on: date, by: Actor) -> FoundingCase:
    """申请法人登记：申请表和两件批复交登记机关，决定期限从此起算。"""
    case, step = take("file", case_id, by)
    if case.facts.get("filed_on"):
        raise NotAllowed(f"已于 {case.facts['filed_on']} 申请，正等登记机关决定。")
    case.facts = case.facts | {"filed_on": filed_on.isoformat()}
    advance(case, step, by=by, on=filed_on)
    case.save(update_fields=["facts"])
    return case


@transaction.atomic
def certify(
    *,
    case_id: int,
    issued_on: date,
    number: str,
    uscc: str,
    by: Actor,
    representative_number: str = "",
) -> FoundingCase:
    """发法人证书：资格证书和法定代表人证书一并登记，有效期与任期一致。"""
    name = _either(case_id, "certify", "certify_last", FoundingState.SEALED, by)
    case, step = take(name, case_id, by)
    if not case.facts.get("filed_on"):
        raise NotAllowed("申请一方还没有登记“申请法人登记”，没有可以决定的申请。")
    assert case.union_id
    if not (uscc.strip() and number.strip()):
        raise ValueError("请填写证号和统一社会信用代码。")
    issue_certificate(union_id=case.union_id, kind=CertificateKind.LEGAL_PERSON, by=by,
                      issued_on=issued_on, number=number, uscc=uscc)  # fmt: skip
    issue_certificate(union_id=case.union_id, kind=CertificateKind.REPRESENTATIVE, by=by,
                      issued_on=issued_on, number=representative_number or number)  # fmt: skip
    advance(case, step, by=by, on=issued_on, facts={"number": number, "uscc": uscc})
    return case


@transaction.atomic
def waive(*, case_id: int, reason: str, by: Actor) -> FoundingCase:
    """暂不办理法人登记：不具备条件的写明原因，以后可在工会页面补办。"""
    case, step = take("waive", case_id, by)
    advance(case, step, by=by, reason=reason)
    return case


@transaction.atomic
def account(
    *, case_id: int, kind: str, opened_on: date, by: Actor, bank: str = "", number: str = ""
) -> FoundingCase:
    """登记开户；由上级工会代管经费的不填账号。"""
    case, step = take("account", case_id, by)
    assert case.union_id
    if kind != AccountKind.NONE:
        if not bank.strip():
            raise ValueError("请填写开户银行。")
        open_account(union_id=case.union_id, kind=kind, bank=bank.strip(), number=number,
                     opened_on=opened_on, by=by)  # fmt: skip
    advance(case, step, by=by, on=opened_on, facts={"kind": kind, "bank": bank.strip()})
    return case


@transaction.atomic
def fund(
    *, case_id: int, registered_on: date, by: Actor, amount: Decimal | None = None
) -> FoundingCase:
    """登记经费缴纳：缴费登记和首次拨缴。"""
    case, step = take("fund", case_id, by)
    assert case.union_id
    record_sign(union_id=case.union_id, kind=SignKind.CONTRIBUTION, on=registered_on, by=by,
                title="经费缴纳登记", amount=amount)  # fmt: skip
    advance(case, step, by=by, on=registered_on, facts={"amount": str(amount or "")})
    return case


@transaction.atomic
def operate(
    *, case_id: int, happened_on: date, title: str, by: Actor, people: int | None = None
) -> FoundingCase:
    """登记首次活动：工会进入正常运行，建会一件事办结。"""
    case, step = take("operate", case_id, by)
    assert case.union_id
    if not title.strip():
        raise ValueError("请填写活动内容。")
    record_sign(union_id=case.union_id, kind=SignKind.ACTIVITY, on=happened_on, by=by,
                title=title.strip(), people=people)  # fmt: skip
    advance(case, step, by=by, on=happened_on, operating_on=happened_on, facts={"title": title})
    return case
