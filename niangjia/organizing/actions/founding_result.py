"""The result reported, judged once more, and answered: founded, or to be done again (B.6)."""

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.founding_papers import void_paper, write_reply
from niangjia.organizing.actions.founding_register import write_founded
from niangjia.organizing.actions.founding_steps import advance, take
from niangjia.organizing.enums.founding import PaperKind
from niangjia.organizing.models import Ballot, FoundingCase
from niangjia.organizing.queries.founding import WHY, defects_of, paper_of_kind
from niangjia.organizing.queries.founding_election import election_of

OF_THE_ELECTION = (PaperKind.MEETING_REQUEST, PaperKind.NOTICE, PaperKind.MINUTES,
                   PaperKind.RESULT_REPORT, PaperKind.MEETING_REPLY)  # fmt: skip


@transaction.atomic
def report(*, case_id: int, by: Actor) -> FoundingCase:
    """报告选举结果。"""
    case, step = take("report", case_id, by)
    if open_ones := [d for d in defects_of(case) if d.settled_at is None]:
        raise NotAllowed(f"还有{len(open_ones)}处退回的问题没有标为已补正。")
    advance(case, step, by=by, reported_on=timezone.localdate())
    return case


@transaction.atomic
def establish(*, case_id: int, code_id: int | None, by: Actor) -> FoundingCase:
    """批复成立：选举再按规则核一遍，不合规定的批不了；工会、任期、委员会一并入册。"""
    case, step = take("establish", case_id, by)
    election = election_of(case)
    if problems := election.problems:
        raise NotAllowed(f"不能批复成立：{'；'.join(problems)}。")
    today = timezone.localdate()
    reported = paper_of_kind(case, PaperKind.RESULT_REPORT)
    case.established_on = today
    reply = write_reply(case, PaperKind.RESULT_REPLY, code_id=code_id, by=by)
    write_founded(
        case, election.elected, on=today, number=reply.document_number, by=by,
        report=reported.document_number if reported else "",
    )  # fmt: skip
    advance(case, step, by=by, established_on=today, facts={"number": reply.document_number})
    return case


@transaction.atomic
def invalidate(*, case_id: int, reason: str, by: Actor) -> FoundingCase:
    """选举无效：程序违反规定，重新酝酿候选人、重新公示、重新选举。"""
    case, step = take("invalidate", case_id, by)
    Ballot.objects.unscoped(reason=WHY).filter(case=case, void_reason="").update(
        void_reason=f"选举无效：{reason.strip()}"[:200]
    )
    for kind in OF_THE_ELECTION:
        void_paper(case, kind, "选举无效", by)
    advance(
        case, step, by=by, reason=reason, elected_on=None, reported_on=None, assembly_on=None,
        notice_from=None, notice_to=None,
    )  # fmt: skip
    return case
