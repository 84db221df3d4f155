"""Members, candidates on public notice, the assembly asked for and agreed to (B.4, B.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.founding_papers import void_paper, write_reply
from niangjia.organizing.actions.founding_steps import advance, take
from niangjia.organizing.enums.founding import AssemblyKind, PaperKind, Seat
from niangjia.organizing.models import FoundingCase
from niangjia.organizing.queries.founding import candidates_of, defects_of
from niangjia.organizing.queries.founding_rules import nomination_problems, sizes_of

AFTER_NOMINATION = (PaperKind.NOTICE, PaperKind.MEETING_REQUEST, PaperKind.MEETING_REPLY,
                    PaperKind.MINUTES, PaperKind.RESULT_REPORT)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slate:
    """How many of each seat are to be elected, for how long, in which assembly."""

    seats: Mapping[str, int]
    term_years: int
    assembly_kind: str
    delegates: int | None = None

    @property
    def committee(self) -> int:
        return sum(self.seats.get(s, 0) for s in (Seat.CHAIR, Seat.VICE_CHAIR, Seat.MEMBER))


@transaction.atomic
def enrol(*, case_id: int, by: Actor) -> FoundingCase:
    """开始发展会员。"""
    case, step = take("enrol", case_id, by)
    advance(case, step, by=by)
    return case


@transaction.atomic
def nominate(*, case_id: int, slate: Slate, notice_from: date, by: Actor) -> FoundingCase:
    """公示候选人：人数、资格、差额先核对，公示期满才可以请示召开大会。"""
    case, step = take("nominate", case_id, by)
    if notice_from > timezone.localdate():
        raise ValueError("公示起始日不能晚于今天：先张贴，再登记。")
    sizes = sizes_of(case)
    problems = nomination_problems(case, slate.seats, candidates_of(case), sizes)
    problems += assembly_problems(slate, sizes.members, sizes.assembly_kinds)
    if slate.term_years not in sizes.term_years:
        problems.append(f"任期应为{'或'.join(map(str, sizes.term_years))}年")
    if problems:
        raise NotAllowed(f"还不能公示：{'；'.join(problems)}。")
    for kind in AFTER_NOMINATION:
        void_paper(case, kind, "重新公示", by)
    case.notice_from = notice_from
    case.facts = case.facts | {"seats": dict(slate.seats), "delegates": slate.delegates,
                               "members": sizes.members, "women_members": sizes.women}  # fmt: skip
    advance(
        case, step, by=by, on=notice_from, notice_from=notice_from, facts={"seats": dict(slate.seats)},
        term_years=slate.term_years, committee_seats=slate.committee,
        audit_seats=slate.seats.get(Seat.AUDIT, 0), assembly_kind=slate.assembly_kind,
    )  # fmt: skip
    case.notice_to = case.due_on
    case.save(update_fields=["notice_to", "facts"])
    return case


def assembly_problems(
    slate: Slate, members: int, kinds: Mapping[str, tuple[int, int]]
) -> list[str]:
    """Whether this kind of assembly may be held, with so many delegates."""
    if slate.assembly_kind not in kinds:
        return [f"会员{members}人，不能召开{AssemblyKind(slate.assembly_kind).label}"]
    least, most = kinds[slate.assembly_kind]
    if (
        slate.assembly_kind == AssemblyKind.DELEGATES
        and not least <= (slate.delegates or 0) <= most
    ):
        return [f"会员{members}人，代表应为{least}至{most}人"]
    return []


@transaction.atomic
def reopen(*, case_id: int, reason: str, by: Actor) -> FoundingCase:
    """重新酝酿候选人：公示收到意见或人选有变，公示重新起算。"""
    case, step = take("reopen", case_id, by)
    for kind in AFTER_NOMINATION:
        void_paper(case, kind, "重新酝酿候选人", by)
    advance(case, step, by=by, reason=reason, notice_from=None, notice_to=None)
    return case


@transaction.atomic
def ask_meeting(*, case_id: int, assembly_on: date, assembly_place: str, by: Actor) -> FoundingCase:
    """请示召开大会：公示满期之后。"""
    case, step = take("ask_meeting", case_id, by)
    today = timezone.localdate()
    if case.notice_to is None or today <= case.notice_to:
        raise NotAllowed(f"公示到 {case.notice_to:%Y-%m-%d} 为止，期满后才能请示召开大会。")
    open_ones = [d for d in defects_of(case) if d.settled_at is None]
    if open_ones:
        raise NotAllowed(f"还有{len(open_ones)}处退回的问题没有标为已补正。")
    _check_assembly(case, assembly_on, assembly_place)
    case.facts = case.facts | {"asked_on": today.isoformat()}
    advance(case, step, by=by, assembly_on=assembly_on, assembly_place=assembly_place.strip())
    case.save(update_fields=["facts"])
    return case


def _check_assembly(case: FoundingCase, on: date, place: str) -> None:
    if case.notice_to is not None and on <= case.notice_to:
        raise ValueError(f"大会日期应在公示期满的 {case.notice_to:%Y-%m-%d} 之后。")
    if not place.strip():
        raise ValueError("请填写大会地点。")


@transaction.atomic
def plan_meeting(
    *, case_id: int, assembly_on: date, assembly_place: str, by: Actor
) -> FoundingCase:
    """拟定大会日期和地点：请示由此生成。"""
    case, _ = take("ask_meeting", case_id, by)
    _check_assembly(case, assembly_on, assembly_place)
    case.assembly_on, case.assembly_place = assembly_on, assembly_place.strip()
    case.save(update_fields=["assembly_on", "assembly_place"])
    return case


@transaction.atomic
def approve_meeting(*, case_id: int, code_id: int | None, by: Actor) -> FoundingCase:
    """同意召开大会：出批复、编文号。"""
    case, step = take("approve_meeting", case_id, by)
    sizes = sizes_of(case)
    seats = case.facts.get("seats", {})
    problems = nomination_problems(case, seats, candidates_of(case), sizes)
    if problems:
        raise NotAllowed(f"候选人不合规定：{'；'.join(problems)}。")
    reply = write_reply(case, PaperKind.MEETING_REPLY, code_id=code_id, by=by)
    advance(case, step, by=by, facts={"number": reply.document_number})
    return case


@transaction.atomic
def postpone(
    *, case_id: int, assembly_on: date, assembly_place: str, reason: str, by: Actor
) -> FoundingCase:
    """大会改期：到会人数不够选举的，另定日期再开。"""
    case, step = take("postpone", case_id, by)
    _check_assembly(case, assembly_on, assembly_place)
    advance(case, step, by=by, reason=reason, assembly_on=assembly_on,
            assembly_place=assembly_place.strip())  # fmt: skip
    return case
