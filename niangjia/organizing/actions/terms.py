"""Terms, committees and officers of a union."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.engine.persons import check_person_name
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import ScopedQuerySet
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.duties import owe_registration
from niangjia.organizing.actions.reminders import settle_steps
from niangjia.organizing.actions.standing import check_happened, check_living
from niangjia.organizing.actions.vacancies import fill_vacancy, open_vacancy
from niangjia.organizing.actions.versions import note_change, trace
from niangjia.organizing.enums.members import Sex
from niangjia.organizing.enums.parameters import ParameterCode
from niangjia.organizing.enums.unions import CommitteeKind, OfficerTitle, UnionChangeKind
from niangjia.organizing.models import Committee, Officer, Term, Union
from niangjia.organizing.policies.unions import HANDS, may_record
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.queries.unions import the, union_for
from niangjia.organizing.rules.months import months_after
from niangjia.organizing.rules.terms import term_end

MAY_NOT = "届次和职务要由组织、窗口、登记或比对岗位办理。"


def term_subject(term: Term) -> str:
    return f"organizing.term:{term.pk}"


def _may(by: Actor) -> None:
    if not may_record(by, HANDS):
        raise NotAllowed(MAY_NOT)


@transaction.atomic
def begin_term(
    *,
    union_id: int,
    elected_on: date,
    years: int,
    by: Actor,
    report_number: str = "",
    approval_number: str = "",
    approved_on: date | None = None,
) -> Term:
    """登记换届：任期自选举之日起算，上一届同日结束（B.6）。"""
    _may(by)
    union = union_for(by.scope, union_id, lock=True)
    check_living(union)
    check_happened("选举", elected_on)
    if approved_on is not None:
        check_happened("批复", approved_on, since=elected_on, whence="选举")
    allowed = parameters_for(union.unit.path, elected_on)[ParameterCode.TERM_YEARS]
    if years not in allowed.choices:
        said = "或".join(str(choice) for choice in allowed.choices)
        raise NotAllowed(f"任期应为{said}年（{allowed.source}）。")
    last = _terms(union).order_by("-number").first()
    if last is not None:
        _close(last, elected_on, by)
    term = Term.objects.create(
        union=union, number=last.number + 1 if last else 1, elected_on=elected_on, years=years,
        ends_on=term_end(elected_on, years), report_number=report_number,
        approval_number=approval_number, approved_on=approved_on, recorded_by=by.name,
    )  # fmt: skip
    trace("term", union, by, number=term.number, elected=elected_on.isoformat(), years=years)
    return term


def _terms(union: Union) -> ScopedQuerySet[Term]:
    return Term.objects.unscoped(reason="工会已按范围取得").filter(union=union)


def _close(last: Term, on: date, by: Actor) -> None:
    if on <= last.elected_on:
        raise NotAllowed(f"选举日期应晚于上一届的 {last.elected_on:%Y-%m-%d}。")
    if last.ended_on is None:
        last.ended_on = on
        last.save(update_fields=["ended_on"])
    sitting = Officer.objects.unscoped(reason="届满离任").filter(
        committee__term=last, valid_to__isnull=True
    )
    sitting.update(valid_to=on, end_reason="届满")
    settle_steps(matter=term_subject(last), by=by, outcome="已换届")
    fill_vacancy(last.union, by=by, outcome="已换届")


@transaction.atomic
def postpone_term(*, term_id: int, until: date, document_number: str, by: Actor) -> Term:
    """批准延期换届，一次一般不超过半年（B.6，参数可改）；再延，另行批准。"""
    _may(by)
    term = _open_term(term_id, by)
    end = term.postponed_to or term.ends_on
    values = parameters_for(term.union.unit.path, timezone.localdate())
    months = values[ParameterCode.TERM_POSTPONED].number
    latest = months_after(end, months)
    if not end < until <= latest:
        raise NotAllowed(
            f"延期应晚于届满的 {end:%Y-%m-%d}，一次不超过{months}个月，即不晚于 {latest:%Y-%m-%d}。"
        )
    term.postponed_to = until
    term.save(update_fields=["postponed_to"])
    trace("term_postpone", term.union, by, until=until.isoformat(), document=document_number)
    return term


def _open_term(term_id: int, by: Actor) -> Term:
    rows = Term.objects.within(by.scope).select_related("union__unit")
    term = the(rows, term_id, lock=True)
    if term.ended_on is not None:
        raise NotAllowed("这一届已经结束。")
    return term


@transaction.atomic
def set_committee(*, term_id: int, kind: str, seats: int, by: Actor) -> Committee:
    """登记届内机构及人数。"""
    _may(by)
    term = _open_term(term_id, by)
    committee, _ = Committee.objects.unscoped(reason="届已按范围取得").update_or_create(
        term=term, kind=kind, defaults={"seats": seats}
    )
    trace("committee", term.union, by, kind=CommitteeKind(kind).label, seats=seats)
    return committee


@transaction.atomic
def appoint_officer(
    *,
    term_id: int,
    kind: str,
    name: str,
    title: str,
    on: date,
    by: Actor,
    sex: str = Sex.UNKNOWN,
    full_time: bool = False,
    employer_post: str = "",
) -> Officer:
    """登记任职；经费审查委员不得由主席、副主席、常委担任（B.4）。"""
    _may(by)
    term = _open_term(term_id, by)
    name = _good_name(name)
    if (kind, title, sex) == (CommitteeKind.WOMEN, OfficerTitle.HEAD, Sex.MALE):
        raise NotAllowed("女职工委员会主任由女职工担任。")
    check_happened("任职", on, since=term.elected_on, whence="本届选举")
    _keep_audit_apart(term, kind, name, title)
    committee = _committee(term, kind)
    _refuse_twice(committee, name, employer_post)
    try:
        with transaction.atomic():
            officer = Officer.objects.create(
                committee=committee, name=name, sex=sex, title=title, full_time=full_time,
                employer_post=employer_post, valid_from=on, recorded_by=by.name,
            )  # fmt: skip
    except IntegrityError:
        raise NotAllowed(f"{committee}已经有{OfficerTitle(title).label}，请先登记离任。") from None
    trace("officer", term.union, by, title=title, committee=kind, day=on.isoformat())
    if title == OfficerTitle.CHAIR:
        fill_vacancy(term.union, by=by, outcome="已补选")
        if term.elected_on != on:
            _new_chair(term, on, by)
    return officer


def _committee(term: Term, kind: str) -> Committee:
    rows = Committee.objects.unscoped(reason="届已按范围取得")
    seats = 1 if kind in (CommitteeKind.WOMAN_COMMISSIONER, CommitteeKind.ORGANISER) else 3
    return rows.get_or_create(term=term, kind=kind, defaults={"seats": seats})[0]


def _good_name(text: str) -> str:
    """As founding keeps it: every dot one, nothing that is no name."""
    found = check_person_name(text)
    if found.problem:
        raise ValueError(found.problem)
    return found.value


def _refuse_twice(committee: Committee, name: str, post: str) -> None:
    """One seat each; namesakes are told apart by their posts with the employer."""
    rows = Officer.objects.unscoped(reason="届已按范围取得").filter(
        committee=committee, name=name, employer_post=post, valid_to__isnull=True
    )
    if held := rows.first():
        raise NotAllowed(
            f"{name}已是{committee}的{held.get_title_display()}，改任的请先登记离任；"
            "同名的两人请写明各自的行政职务。"
        )


def _keep_audit_apart(term: Term, kind: str, name: str, title: str) -> None:
    """Chair, vice-chairs and standing members do not audit themselves."""
    heads = (OfficerTitle.CHAIR, OfficerTitle.VICE_CHAIR, OfficerTitle.STANDING)
    rows = Officer.objects.unscoped(reason="届已按范围取得").filter(
        committee__term=term, valid_to__isnull=True, name=name
    )
    leads = rows.filter(committee__kind=CommitteeKind.UNION, title__in=heads).exists()
    audits = rows.filter(committee__kind=CommitteeKind.AUDIT).exists()
    if (kind == CommitteeKind.AUDIT and leads) or (
        kind == CommitteeKind.UNION and title in heads and audits
    ):
        raise NotAllowed("主席、副主席和常务委员不得兼任经费审查委员。")


def _new_chair(term: Term, on: date, by: Actor) -> None:
    """The legal representative changed during the term: the certificates must follow."""
    union = term.union
    change = note_change(union, UnionChangeKind.AMEND, on=on, by=by, reason="主席变更")
    owe_registration(union, change, labels=["法定代表人"], by=by)


@transaction.atomic
def end_office(*, officer_id: int, on: date, reason: str, by: Actor) -> Officer:
    """登记离任；主席缺额应在三个月内补选（B.4）。"""
    _may(by)
    rows = Officer.objects.within(by.scope).select_related("committee__term__union__unit")
    officer = the(rows, officer_id, lock=True)
    if officer.valid_to is not None:
        raise NotAllowed("已经登记过离任。")
    check_happened("离任", on, since=officer.valid_from, whence="任职")
    officer.valid_to, officer.end_reason = on, reason
    officer.save(update_fields=["valid_to", "end_reason"])
    union = officer.committee.term.union
    trace("officer_end", union, by, title=officer.title, day=on.isoformat(), reason=reason)
    if officer.title == OfficerTitle.CHAIR:
        open_vacancy(union, by=by)
    return officer
