"""Seals, certificates and bank accounts of a union."""

import secrets
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.duties import settle_duties
from niangjia.organizing.actions.public_checks import publish_certificate, withdraw_certificate
from niangjia.organizing.actions.reminders import settle_steps
from niangjia.organizing.actions.standing import check_happened, check_living
from niangjia.organizing.actions.unions import good_code
from niangjia.organizing.actions.versions import trace
from niangjia.organizing.enums.parameters import ParameterCode
from niangjia.organizing.enums.unions import (
    AccountKind,
    CertificateKind,
    CertificateState,
    SealKind,
    SealState,
)
from niangjia.organizing.models import BankAccount, Certificate, Seal, Union
from niangjia.organizing.policies.unions import CERTIFIERS, OWN, may_record
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.queries.terms import current_chair, current_term
from niangjia.organizing.queries.unions import open_version, the, union_for
from niangjia.organizing.rules.terms import term_end

WHY = "工会已按范围取得"


def certificate_subject(certificate: Certificate) -> str:
    return f"organizing.certificate:{certificate.pk}"


def _own(union_id: int, by: Actor) -> Union:
    if not may_record(by, OWN):
        raise NotAllowed("当前岗位不能登记印章和账户。")
    union = union_for(by.scope, union_id, lock=True)
    check_living(union)
    return union


@transaction.atomic
def add_seal(
    *,
    union_id: int,
    kind: str,
    engraved_on: date,
    by: Actor,
    filing_number: str = "",
    keeper: str = "",
) -> Seal:
    """登记刻章；在用的同类印章只有一枚。"""
    union = _own(union_id, by)
    check_happened("刻制", engraved_on)
    try:
        with transaction.atomic():
            seal = Seal.objects.create(
                union=union, kind=kind, engraved_on=engraved_on, filing_number=filing_number,
                keeper=keeper, recorded_by=by.name,
            )  # fmt: skip
    except IntegrityError:
        raise NotAllowed(f"已有在用的{SealKind(kind).label}，请先登记缴回或销毁。") from None
    trace("seal", union, by, kind=kind, engraved=engraved_on.isoformat())
    return seal


@transaction.atomic
def end_seal(*, seal_id: int, state: str, on: date, note: str, by: Actor) -> Seal:
    """印章缴回、销毁或遗失。"""
    if not may_record(by, OWN):
        raise NotAllowed("当前岗位不能登记印章。")
    rows = Seal.objects.within(by.scope).select_related("union__unit")
    seal = the(rows, seal_id, lock=True)
    if seal.state != SealState.IN_USE:
        raise NotAllowed("这枚印章已经停用。")
    check_happened("停用", on, since=seal.engraved_on, whence="刻制")
    seal.state, seal.ended_on, seal.note = state, on, note
    seal.save(update_fields=["state", "ended_on", "note"])
    trace("seal_end", seal.union, by, kind=seal.kind, state=state, day=on.isoformat())
    return seal


@transaction.atomic
def issue_certificate(
    *,
    union_id: int,
    kind: str,
    issued_on: date,
    by: Actor,
    number: str = "",
    uscc: str = "",
    expires_on: date | None = None,
    representative: str = "",
) -> Certificate:
    """发证或换证：有效期与任期一致，旧证换发，欠办的变更登记随之办结（B.8）。"""
    if not may_record(by, CERTIFIERS):
        raise NotAllowed("法人登记由法人登记员办理。")
    union = union_for(by.scope, union_id, lock=True)
    check_living(union)
    check_happened("发证", issued_on)
    chair = current_chair(union)
    expires = _expiry(union, issued_on, expires_on)
    if uscc:
        union.uscc, union.uscc_problem = good_code(uscc, but=union.pk), ""
        union.save(update_fields=["uscc", "uscc_problem"])
    _replace(union, kind, issued_on, by)
    version = open_version(union)
    made = Certificate.objects.create(
        union=union, kind=kind, number=number, uscc=union.uscc, union_name=version.name,
        address=version.address, representative=representative or (chair.name if chair else ""),
        issued_on=issued_on, expires_on=expires, issuer_id=by.unit_id,
        check_code=secrets.token_urlsafe(12), recorded_by=by.name,
    )  # fmt: skip
    publish_certificate(made, by)
    if kind == CertificateKind.LEGAL_PERSON:
        settle_duties(union, on=issued_on, by=by)
    trace("certificate", union, by, kind=kind, number=number, expires=expires.isoformat())
    return made


def _expiry(union: Union, issued_on: date, wish: date | None) -> date:
    """The wished day, else the end of the term; never longer than the longest term (B.8)."""
    term = current_term(union)
    if wish is None and term is None:
        raise NotAllowed("请先登记本届任期：证书有效期与任期一致。")
    if wish is None and term is not None:
        wish = term.postponed_to or term.ends_on
        if wish <= issued_on:
            raise NotAllowed(f"本届任期已于 {wish:%Y-%m-%d} 届满，请先登记换届或批准延期，再发证。")
    assert wish is not None
    years = max(parameters_for(union.unit.path, issued_on)[ParameterCode.TERM_YEARS].choices)
    if not issued_on < wish <= term_end(issued_on, years):
        raise NotAllowed(f"有效期至应晚于发证日期，最长{years}年，与任期一致。")
    return wish


def _replace(union: Union, kind: str, on: date, by: Actor) -> None:
    rows = Certificate.objects.unscoped(reason=WHY)
    for old in rows.filter(union=union, kind=kind, state=CertificateState.VALID):
        if old.issued_on >= on:
            raise NotAllowed(f"发证日期应晚于现有证书的 {old.issued_on:%Y-%m-%d}。")
        old.state, old.ended_on = CertificateState.REPLACED, on
        old.save(update_fields=["state", "ended_on"])
        withdraw_certificate(old, by)
        settle_steps(matter=certificate_subject(old), by=by, outcome="已换证")


@transaction.atomic
def end_certificate(*, certificate_id: int, state: str, on: date, by: Actor) -> Certificate:
    """注销或声明作废。"""
    if not may_record(by, CERTIFIERS):
        raise NotAllowed("法人登记由法人登记员办理。")
    rows = Certificate.objects.within(by.scope).select_related("union__unit")
    row = the(rows, certificate_id, lock=True)
    if row.state != CertificateState.VALID:
        raise NotAllowed("这张证书已经停用。")
    check_happened("停用", on, since=row.issued_on, whence="发证")
    row.state, row.ended_on = state, on
    row.save(update_fields=["state", "ended_on"])
    withdraw_certificate(row, by)
    settle_steps(matter=certificate_subject(row), by=by, outcome=row.get_state_display())
    if state == CertificateState.CANCELLED and row.kind == CertificateKind.LEGAL_PERSON:
        settle_duties(row.union, on=on, by=by)
    trace("certificate_end", row.union, by, kind=row.kind, state=state, day=on.isoformat())
    return row


@transaction.atomic
def open_account(
    *,
    union_id: int,
    kind: str,
    bank: str,
    number: str,
    opened_on: date,
    by: Actor,
    holder: str = "",
) -> BankAccount:
    """登记开户；账号加密保存。"""
    union = _own(union_id, by)
    digits = number.replace(" ", "").replace("-", "")
    if not (digits.isdigit() and 8 <= len(digits) <= 30):
        raise ValueError("账号应为 8 至 30 位数字。")
    check_happened("开户", opened_on)
    try:
        with transaction.atomic():
            made = BankAccount.objects.create(
                union=union, kind=kind, bank=bank, holder=holder or open_version(union).name,
                number=digits, opened_on=opened_on, recorded_by=by.name,
            )  # fmt: skip
    except IntegrityError:
        raise NotAllowed(f"已有未销户的{AccountKind(kind).label}。") from None
    trace("account", union, by, kind=kind, bank=bank)
    return made


@transaction.atomic
def close_account(*, account_id: int, on: date, by: Actor) -> BankAccount:
    """登记销户。"""
    if not may_record(by, OWN):
        raise NotAllowed("当前岗位不能登记账户。")
    rows = BankAccount.objects.within(by.scope).select_related("union__unit")
    row = the(rows, account_id, lock=True)
    if row.closed_on is not None or on < row.opened_on or on > timezone.localdate():
        raise NotAllowed(f"销户日期应在 {row.opened_on:%Y-%m-%d} 与今天之间，且只登记一次。")
    row.closed_on = on
    row.save(update_fields=["closed_on"])
    trace("account_end", row.union, by, kind=row.kind, day=on.isoformat())
    return row


@transaction.atomic
def look_at_account(*, account_id: int, purpose: str, by: Actor) -> str:
    """查看完整账号：写明用途，留痕。"""
    if not purpose.strip():
        raise ValueError("请写明查看用途。")
    if not may_record(by, OWN):
        raise NotAllowed("当前岗位不能查看账号。")
    row = the(BankAccount.objects.within(by.scope).select_related("union__unit"), account_id)
    trace("account_look", row.union, by, account=row.pk, purpose=purpose.strip())
    return str(row.number)
