"""The assembly's ballots: recorded as counted, judged by the rules, put right openly (B.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.founding_papers import void_paper
from niangjia.organizing.actions.founding_steps import advance, take
from niangjia.organizing.enums.founding import FoundingState, PaperKind, Seat
from niangjia.organizing.models import Ballot, FoundingCase, VoteCount
from niangjia.organizing.policies.founding import acts_for
from niangjia.organizing.queries.founding import WHY, ballots_of, case_for
from niangjia.organizing.queries.founding_election import (
    Judged,
    election_of,
)
from niangjia.organizing.workflow.founding import HANDS

OF_THE_MEETING = (PaperKind.MINUTES, PaperKind.RESULT_REPORT)


@dataclass(frozen=True, slots=True)
class Count:
    """A ballot as the tellers announced it. ``votes``: candidate → (for, against, abstained)."""

    seat: str
    held_on: date
    present: int
    handed_out: int
    returned: int
    invalid: int
    votes: Mapping[int, tuple[int, int, int]]


@transaction.atomic
def record_ballot(*, case_id: int, count: Count, by: Actor) -> Judged:
    """登记一轮投票：应到会人数由系统给出，结果当场按规则算出。"""
    case = _meeting_case(case_id, by)
    election = election_of(case)
    open_round = election.next_round(count.seat)
    if open_round is None:
        raise NotAllowed(f"{Seat(count.seat).label}不需要再投票。")
    _check_count(case, count, due=election.due, wanted=[c.pk for c in open_round.candidates])
    ballot = Ballot.objects.create(
        case=case, seat=count.seat, round=open_round.number, held_on=count.held_on,
        seats=open_round.seats, due=election.due, present=count.present,
        handed_out=count.handed_out, returned=count.returned, invalid=count.invalid,
        recorded_by=by.name,
    )  # fmt: skip
    VoteCount.objects.bulk_create(
        VoteCount(ballot=ballot, candidate_id=pk, votes_for=f, against=a, abstained=x)
        for pk, (f, a, x) in count.votes.items()
    )
    judged = election_of(case).judged_for(ballot.pk)
    VoteCount.objects.unscoped(reason=WHY).filter(
        ballot=ballot, candidate__in=[c.pk for c in judged.elected]
    ).update(elected=True)
    record("organizing.founding_ballot", on=case, by=by, seat=count.seat, round=ballot.round,
           present=count.present, due=election.due, outcome=judged.text,
           acted_for=acts_for(by, case, HANDS))  # fmt: skip
    return judged


def _meeting_case(case_id: int, by: Actor) -> FoundingCase:
    case = case_for(by.scope, case_id, lock=True)
    if not by.has(*HANDS):
        raise NotAllowed("选举结果由筹备组登记，窗口和建会专干可以代办。")
    if case.state != FoundingState.MEETING_APPROVED:
        raise NotAllowed(
            f"事项现在是“{case.get_state_display()}”，投票在上级同意召开大会之后登记。"
        )
    return case


def _check_count(case: FoundingCase, count: Count, *, due: int, wanted: list[int]) -> None:
    """Numbers that cannot be: each is said with what it contradicts."""
    chain = (("应到会", due), ("实到会", count.present), ("发出选票", count.handed_out),
             ("收回选票", count.returned), ("废票", count.invalid))  # fmt: skip
    for (above, most), (below, number) in pairwise(chain):
        if number < 0:
            raise ValueError(f"{below}不能是负数。")
        if number > most:
            raise ValueError(f"{below}{number}不能多于{above}{most}。")
    if sorted(count.votes) != sorted(wanted):
        raise ValueError("候选人名单已经变动，请刷新后重新填写。")
    valid = count.returned - count.invalid
    for votes in count.votes.values():
        if min(votes) < 0 or sum(votes) > valid:
            raise ValueError(
                f"每名候选人的赞成、反对、弃权合计不能多于有效票{valid}张，也不能是负数。"
            )
    if not (case.assembly_on or count.held_on) <= count.held_on <= timezone.localdate():
        raise ValueError(
            f"投票日期应在大会日期 {case.assembly_on:%Y-%m-%d} 与今天之间；改期的请先登记“大会改期”。"
        )


@transaction.atomic
def void_ballot(*, case_id: int, ballot_id: int, reason: str, by: Actor) -> Ballot:
    """作废一轮投票：登记有误或到会不足，写明原因；此后各轮一并作废。"""
    case = _meeting_case(case_id, by)
    if not reason.strip():
        raise ValueError("请写明作废的原因。")
    found = next((b for b in ballots_of(case) if b.pk == ballot_id), None)
    if found is None:
        raise NotAllowed("这轮投票已经作废。")
    rows = Ballot.objects.unscoped(reason=WHY).filter(
        case=case, seat=found.seat, round__gte=found.round, void_reason=""
    )
    rows.update(void_reason=reason.strip()[:200])
    record("organizing.founding_ballot_void", on=case, by=by, seat=found.seat, round=found.round,
           reason=reason.strip())  # fmt: skip
    return found


@transaction.atomic
def hold(*, case_id: int, by: Actor) -> FoundingCase:
    """登记选举结果：各项投票有效、主席已选出；缺额可以以后补选。"""
    case, step = take("hold", case_id, by)
    election = election_of(case)
    if problems := election.problems:
        raise NotAllowed(f"选举结果还不能登记：{'；'.join(problems)}。")
    held = max(ballot.held_on for ballot in ballots_of(case))
    advance(case, step, by=by, on=held, elected_on=held,
            facts={"elected": len(election.elected), "vacant": election.vacant})  # fmt: skip
    return case


@transaction.atomic
def correct(*, case_id: int, reason: str, by: Actor) -> FoundingCase:
    """更正选举记录：退回登记投票的一步，原来的记录作废留存。"""
    case, step = take("correct", case_id, by)
    for kind in OF_THE_MEETING:
        void_paper(case, kind, "更正选举记录", by)
    advance(case, step, by=by, reason=reason, elected_on=None)
    return case


@transaction.atomic
def set_heads(*, case_id: int, heads: Mapping[str, int], by: Actor) -> FoundingCase:
    """登记分工：经审会主任、女职工委员会主任从当选委员中产生。"""
    case = case_for(by.scope, case_id, lock=True)
    if not by.has(*HANDS) or case.state != FoundingState.MEETING_HELD:
        raise NotAllowed("分工在选举之后、报告结果之前由筹备组登记。")
    elected = {c.pk: c for c in election_of(case).elected}
    for seat, number in heads.items():
        if number not in elected or elected[number].seat != seat:
            raise ValueError(f"{Seat(seat).label}的主任应从当选人中选。")
    case.facts = case.facts | {"heads": dict(heads)}
    case.save(update_fields=["facts"])
    record("organizing.founding_heads", on=case, by=by, heads=dict(heads))
    return case
