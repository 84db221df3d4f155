"""Candidates, notice, assembly, ballots: what may be put on notice, recorded, approved."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from niangjia.kernel.documents.models import IssuerCode, PaperVersion
from niangjia.kernel.files.api import open_file
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import (
    founding_apply,
    founding_ballots,
    founding_meeting,
    founding_result,
)
from niangjia.organizing.actions.founding_ballots import Count, record_ballot
from niangjia.organizing.actions.founding_meeting import Slate
from niangjia.organizing.actions.founding_papers import make_paper
from niangjia.organizing.actions.founding_people import (
    Somebody,
    add_candidate,
    withdraw_candidate,
)
from niangjia.organizing.actions.parameters import change_parameter
from niangjia.organizing.models import Ballot, Candidate, FoundingCase, FoundingPaper
from niangjia.organizing.queries.founding import ballots_of, candidates_of
from niangjia.organizing.queries.founding_election import election_of
from niangjia.organizing.queries.founding_facts import facts_of
from niangjia.organizing.queries.founding_rules import sizes_of
from tests.organizing.founding.conftest import (
    TODAY,
    WHY,
    ask,
    back,
    count,
    elect,
    fresh,
    plan,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path / "files"


def candidate(case: FoundingCase, name: str, seat: str = "") -> Candidate:
    rows = [c for c in candidates_of(case) if c.name == name and seat in ("", c.seat)]
    return rows[0]


# Shares


def test_the_shares_of_the_own_federation_are_judged_said_and_printed(
    meeting: Any, window: Actor, officer: Actor
) -> None:
    """Quorum and majority are dated data: what is judged is what page and papers say."""
    case = meeting()
    for code, value in (("quorum", "3/4"), ("majority", "3/5")):
        change_parameter(
            code=code, value=value, valid_from=TODAY() - timedelta(days=1),
            source_text="淄总工发〔2026〕9号", by=officer,
        )  # fmt: skip

    judged = record_ballot(
        case_id=case.pk, by=window, count=count(case, "chair", (17, 1, 4), present=22,
                                                handed_out=22, returned=22),
    )  # fmt: skip
    assert not judged.valid
    assert "不足四分之三（至少23人）" in judged.text
    assert "四分之三" in election_of(fresh(case)).guard
    facts = facts_of(fresh(case), TODAY())
    assert (facts.quorum, facts.majority) == (Fraction(3, 4), Fraction(3, 5))


# Sizes


@pytest.mark.parametrize(
    ("members", "committee", "suggested"),
    [(8, (1, 5), 1), (24, (1, 5), 1), (25, (3, 7), 3), (200, (3, 7), 3), (201, (7, 15), 7),
     (50_001, (37, 45), 37)],
)  # fmt: skip
def test_committee_sizes_follow_the_dated_table(
    opened: Any, members: int, committee: tuple[int, int], suggested: int
) -> None:
    sizes = sizes_of(opened(), members, 0)

    size = sizes.committee
    assert (1 if size.alone else size.least, size.most) == committee
    spread = sizes.suggestion
    assert spread["chair"] + spread["member"] == suggested


@pytest.mark.parametrize(("members", "kinds"), [(99, {"members"}), (100, {"members", "delegates"})])
def test_at_a_hundred_either_assembly_may_meet(opened: Any, members: int, kinds: set[str]) -> None:
    assert set(sizes_of(opened(), members, 0).assembly_kinds) == kinds


def test_ten_women_members_want_a_committee_of_women(opened: Any) -> None:
    case = opened()

    assert sizes_of(case, 30, 9).suggestion["women"] == 1
    assert sizes_of(case, 30, 10).suggestion["women"] == 3


# Candidates


def test_a_preparer_is_not_typed_again(enrolled: Any, window: Actor) -> None:
    case = enrolled(members=2)

    add_candidate(case_id=case.pk, seat="chair", who=Somebody("王小凯"), by=window)
    add_candidate(case_id=case.pk, seat="member", who=Somebody("郑甲甲"), by=window)

    chair, member = candidate(case, "王小凯"), candidate(case, "郑甲甲")
    assert (chair.employer_post, chair.birth_on.year) == ("技术员", 1988)
    assert member.person is not None
    assert member.birth_on == member.person.birth_on


def test_candidates_stand_by_strokes_whoever_came_first(enrolled: Any, window: Actor) -> None:
    case = enrolled(members=1)
    for name in ("赵䶮", "丁一", "王小凯"):
        add_candidate(case_id=case.pk, seat="member", who=Somebody(name), by=window)

    assert [c.name for c in candidates_of(case)] == ["丁一", "王小凯", "赵䶮"]


def test_the_chair_is_named_first_everywhere(nominated: Any) -> None:
    """Not by the alphabet of the code: 主席, 委员, then 经费审查委员."""
    case = nominated()

    assert [row.seat for row in candidates_of(case)] == ["chair", *["member"] * 3, *["audit"] * 3]
    assert [line.role for line in facts_of(case, TODAY()).candidates] == [
        "主席", *["委员"] * 3, *["经费审查委员"] * 3,
    ]  # fmt: skip


def test_the_barred_are_named_with_their_rule_and_not_put_on_notice(
    enrolled: Any, window: Actor
) -> None:
    case = enrolled()
    add_candidate(
        case_id=case.pk, seat="chair", who=Somebody("孙二", bars=("personnel_head",)), by=window
    )
    slate = Slate({"chair": 1, "member": 2, "audit": 3}, 3, "members")

    with pytest.raises(NotAllowed) as refused:
        founding_meeting.nominate(case_id=case.pk, slate=slate, notice_from=TODAY(), by=window)

    for words in ("孙二（主席）是人力资源负责人，不得担任主席", "委员应选2人，候选人至少3人"):
        assert words in str(refused.value)


AGAINST = (
    ({"chair": 1, "member": 7, "audit": 3}, 3, "委员会3至7人"),
    ({"chair": 1, "member": 1, "audit": 3}, 3, "现定2人"),
    ({"chair": 1, "member": 2}, 3, "经费审查委员会应与委员会同时选举"),
    ({"chair": 2, "member": 2, "audit": 3}, 3, "主席应为一人"),
    ({"chair": 1, "member": 2, "audit": 3}, 4, "任期应为3或5年"),
)


def test_a_slate_against_the_rule_book_is_refused(enrolled: Any, window: Actor) -> None:
    case = enrolled()

    for seats, years, said in AGAINST:
        slate = Slate(seats, years, "members")
        with pytest.raises(NotAllowed, match=said):
            founding_meeting.nominate(case_id=case.pk, slate=slate, notice_from=TODAY(), by=window)


def test_without_members_nobody_stands(enrolled: Any, window: Actor) -> None:
    case = enrolled(members=0)
    add_candidate(case_id=case.pk, seat="chair", who=Somebody("王小凯"), by=window)

    with pytest.raises(NotAllowed, match="还没有会员"):
        founding_meeting.nominate(
            case_id=case.pk, slate=Slate({"chair": 1}, 3, "members"), notice_from=TODAY(),
            by=window,
        )  # fmt: skip


def test_a_firm_of_eight_may_elect_a_chair_alone(enrolled: Any, window: Actor) -> None:
    case = enrolled(members=8)
    add_candidate(case_id=case.pk, seat="chair", who=Somebody("王小凯"), by=window)

    founding_meeting.nominate(
        case_id=case.pk, slate=Slate({"chair": 1}, 3, "members"), notice_from=TODAY(), by=window
    )

    assert (fresh(case).state, fresh(case).committee_seats) == ("nominated", 1)


def test_a_chair_does_not_audit(enrolled: Any, window: Actor) -> None:
    case = enrolled()
    for seat in ("chair", "audit"):
        add_candidate(case_id=case.pk, seat=seat, who=Somebody("王小凯"), by=window)

    with pytest.raises(NotAllowed, match="不得兼任经费审查委员"):
        founding_meeting.nominate(
            case_id=case.pk, slate=Slate({"chair": 1, "audit": 1}, 3, "members"),
            notice_from=TODAY(), by=window,
        )  # fmt: skip


# Notice and assembly


def test_the_notice_lasts_seven_days_and_the_assembly_waits(
    nominated: Any, window: Actor, signed: Any
) -> None:
    case = nominated()
    assert case.notice_to >= case.notice_from + timedelta(days=7)
    signed(case, "notice", check=False)
    with pytest.raises(NotAllowed, match="期满后才能请示召开大会"):
        ask(case, window)

    back(case, 12)
    with pytest.raises(ValueError, match="大会日期应在公示期满"):
        ask(case, window, assembly_on=TODAY() - timedelta(days=12))
    with pytest.raises(NotAllowed, match="还没有生成《关于召开第一次会员"):
        ask(case, window)
    plan(case, window)
    signed(case, "meeting_request")
    ask(case, window)

    assert fresh(case).state == "meeting_asked"
    assert fresh(case).due_on is not None


def test_changing_the_candidates_starts_the_notice_anew(
    nominated: Any, window: Actor, signed: Any
) -> None:
    case = nominated(ago=12)
    signed(case, "notice", check=False)
    with pytest.raises(NotAllowed, match="请先“重新酝酿候选人”"):
        withdraw_candidate(case_id=case.pk, candidate_id=candidate(case, "赵䶮").pk, by=window)

    founding_meeting.reopen(case_id=case.pk, reason="收到意见", by=window)
    withdraw_candidate(case_id=case.pk, candidate_id=candidate(case, "赵䶮").pk, by=window)

    case = fresh(case)
    assert (case.state, case.notice_to) == ("enrolling", None)
    states = FoundingPaper.objects.unscoped(reason=WHY).filter(case=case, kind="notice")
    assert [row.state for row in states] == ["void"]


def test_the_reply_quotes_the_request_and_lists_candidates(meeting: Any, real_print: None) -> None:
    from pypdf import PdfReader

    case = meeting()
    reply = FoundingPaper.objects.unscoped(reason=WHY).get(case=case, kind="meeting_reply")
    version = PaperVersion.objects.unscoped(reason=WHY).filter(paper=reply.paper).latest("version")
    with open_file(version.pdf) as content:
        said = "".join(page.extract_text() for page in PdfReader(content).pages)

    plain = "".join(said.split())
    assert f"{case.union_name.removesuffix('委员会')}第一次会员大会的请示》收悉" in plain
    assert "应到会会员30人" in plain
    for name in ("王小凯", "买买提·艾力", "赵䶮"):
        assert name in plain
    assert reply.document_number.endswith("2号")


def test_nineteen_of_thirty_present_is_refused_all_the_way(meeting: Any, window: Actor) -> None:
    """ME3."""
    case = meeting()

    judged = record_ballot(
        case_id=case.pk, by=window,
        count=count(case, "chair", (19, 0, 0), present=19, handed_out=19, returned=19),
    )  # fmt: skip

    assert (judged.valid, judged.elected) == (False, [])
    assert "应到会30人，实到会19人，不足三分之二（至少20人）" in judged.text
    with pytest.raises(NotAllowed, match="主席的投票无效"):
        founding_ballots.hold(case_id=case.pk, by=window)


IMPOSSIBLE = (
    ({"present": 31}, "实到会31不能多于应到会30"),
    ({"present": -1}, "实到会不能是负数"),
    ({"handed_out": 29}, "发出选票29不能多于实到会28"),
    ({"returned": 29}, "收回选票29不能多于发出选票28"),
    ({"invalid": 29}, "废票29不能多于收回选票28"),
    ({"held_on": timezone.localdate() + timedelta(days=1)}, "投票日期应在大会日期"),
)


def test_figures_that_cannot_be_leave_nothing_behind(meeting: Any, window: Actor) -> None:
    case = meeting()

    for figures, said in IMPOSSIBLE:
        with pytest.raises(ValueError, match=said):
            record_ballot(
                case_id=case.pk, by=window, count=count(case, "chair", (10, 0, 0), **figures)
            )
    for cast in ((-1, 0, 0), (28, 1, 0)):
        with pytest.raises(ValueError, match="不能多于有效票28张"):
            record_ballot(case_id=case.pk, by=window, count=count(case, "chair", cast))

    assert Ballot.objects.unscoped(reason=WHY).count() == 0


def test_an_election_by_the_book(meeting: Any, window: Actor) -> None:
    case = meeting()
    elect(case, window)

    founding_ballots.hold(case_id=case.pk, by=window)

    case = fresh(case)
    election = election_of(case)
    assert (case.state, case.elected_on) == ("meeting_held", TODAY())
    assert [c.name for c in election.elected if c.seat == "chair"] == ["王小凯"]
    assert len([c for c in election.elected if c.seat == "member"]) == 2
    assert (election.vacant, election.problems) == (0, [])
    with pytest.raises(NotAllowed, match="投票在上级同意召开大会之后"):
        record_ballot(case_id=case.pk, by=window, count=Count("chair", TODAY(), 1, 1, 1, 0, {}))


def test_a_seat_left_open_does_not_spoil_the_election(meeting: Any, window: Actor) -> None:
    case = meeting()
    record_ballot(case_id=case.pk, by=window, count=count(case, "chair", (27, 1, 0)))
    record_ballot(
        case_id=case.pk, by=window, count=count(case, "member", (26, 0, 2), (15, 5, 8), (10, 9, 9))
    )
    record_ballot(
        case_id=case.pk, by=window,
        count=count(case, "audit", (27, 0, 1), (26, 0, 2), (3, 0, 25)),
    )  # fmt: skip

    founding_ballots.hold(case_id=case.pk, by=window)

    assert election_of(fresh(case)).vacant == 2


def test_a_tie_is_voted_on_among_the_tied_for_the_open_seat_only(
    meeting: Any, window: Actor
) -> None:
    case = meeting()
    record_ballot(case_id=case.pk, by=window, count=count(case, "chair", (27, 1, 0)))
    judged = record_ballot(
        case_id=case.pk, by=window, count=count(case, "member", (20, 0, 8), (18, 5, 5), (18, 4, 6))
    )
    assert (len(judged.elected), len(judged.tied)) == (1, 2)
    with pytest.raises(NotAllowed, match="应在他们之间再投一次"):
        founding_ballots.hold(case_id=case.pk, by=window)

    turn = election_of(case).next_round("member")
    assert (turn.number, turn.seats, len(turn.candidates), turn.needed) == (2, 1, 2, True)
    again = record_ballot(
        case_id=case.pk, by=window, count=count(case, "member", (14, 0, 0), (13, 0, 0))
    )

    assert [c.name for c in again.elected] == [turn.candidates[0].name]
    election = election_of(case)
    assert election.open_seats("member") == 0
    assert election.next_round("member") is None


def test_a_ballot_written_wrongly_is_voided_with_its_reason(meeting: Any, window: Actor) -> None:
    case = meeting()
    record_ballot(case_id=case.pk, by=window, count=count(case, "chair", (2, 1, 0)))
    (ballot,) = ballots_of(case)
    with pytest.raises(ValueError, match="写明作废的原因"):
        founding_ballots.void_ballot(case_id=case.pk, ballot_id=ballot.pk, reason=" ", by=window)

    founding_ballots.void_ballot(case_id=case.pk, ballot_id=ballot.pk, reason="录错", by=window)
    record_ballot(case_id=case.pk, by=window, count=count(case, "chair", (27, 1, 0)))

    reasons = list(Ballot.objects.unscoped(reason=WHY).order_by("pk").values_list("void_reason"))
    assert reasons == [("录错",), ("",)]


def test_an_assembly_without_quorum_meets_another_day(meeting: Any, window: Actor) -> None:
    case = meeting()
    record_ballot(
        case_id=case.pk, by=window,
        count=count(case, "chair", (9, 0, 0), present=9, handed_out=9, returned=9),
    )  # fmt: skip

    founding_meeting.postpone(
        case_id=case.pk, assembly_on=TODAY(), assembly_place="礼堂", reason="到会不足", by=window
    )
    turn = election_of(fresh(case)).next_round("chair")
    record_ballot(case_id=case.pk, by=window, count=count(case, "chair", (27, 0, 0)))

    assert (turn.number, turn.seats, turn.needed) == (2, 1, True)
    assert [c.name for c in election_of(fresh(case)).elected] == ["王小凯"]


# The result at the superior


def test_a_result_that_breaks_the_rules_cannot_be_approved(
    reported: Any, officer: Actor, code: IssuerCode
) -> None:
    """Whoever tampers with the figures afterwards meets the guard again."""
    case = reported()
    Ballot.objects.unscoped(reason=WHY).filter(case=case, seat="chair").update(
        present=19, handed_out=19, returned=19, invalid=0
    )
    for ballot in Ballot.objects.unscoped(reason=WHY).filter(case=case, seat="chair"):
        ballot.votes.unscoped(reason=WHY).update(votes_for=19, against=0)

    with pytest.raises(NotAllowed, match="不能批复成立：主席的投票无效"):
        founding_result.establish(case_id=case.pk, code_id=code.pk, by=officer)

    assert fresh(case).state == "result_reported"


def test_a_chair_without_the_majority_cannot_be_approved(
    reported: Any, officer: Actor, code: IssuerCode
) -> None:
    """Fifteen of thirty are not more than half of those due, whatever the share of those present."""
    case = reported()
    for ballot in Ballot.objects.unscoped(reason=WHY).filter(case=case, seat="chair"):
        ballot.votes.unscoped(reason=WHY).update(votes_for=15, against=0)

    with pytest.raises(NotAllowed, match="不能批复成立：主席没有选出"):
        founding_result.establish(case_id=case.pk, code_id=code.pk, by=officer)

    assert fresh(case).state == "result_reported"


def test_an_invalid_election_goes_back_to_the_candidates(
    reported: Any, officer: Actor, window: Actor
) -> None:
    case = reported()

    founding_result.invalidate(case_id=case.pk, reason="代投选票", by=officer)

    case = fresh(case)
    assert (case.state, case.elected_on, case.notice_to) == ("election_invalid", None, None)
    assert ballots_of(case) == []
    assert Ballot.objects.unscoped(reason=WHY).filter(void_reason="选举无效：代投选票").count() == 3
    founding_meeting.nominate(
        case_id=case.pk, slate=Slate({"chair": 1, "member": 2, "audit": 3}, 3, "members"),
        notice_from=TODAY(), by=window,
    )  # fmt: skip
    assert fresh(case).state == "nominated"


def test_a_report_with_a_defect_comes_back_and_the_election_stands(
    reported: Any, officer: Actor, window: Actor, signed: Any
) -> None:
    case = reported()
    founding_apply.return_result(case_id=case.pk, defects=[("报告", "缺监票人签字")], by=officer)
    assert fresh(case).state == "meeting_held"
    with pytest.raises(NotAllowed, match="还有1处退回的问题"):
        founding_result.report(case_id=case.pk, by=window)

    (defect,) = case.defects.unscoped(reason=WHY)
    founding_apply.settle_defect(case_id=case.pk, defect_id=defect.pk, by=window)
    signed(case, "result_report")
    founding_result.report(case_id=case.pk, by=window)

    assert fresh(case).state == "result_reported"
    assert len(ballots_of(case)) == 3


def test_the_member_roll_is_printed_from_membership(enrolled: Any, window: Actor) -> None:
    case = enrolled(members=3, women=1)

    row = make_paper(case_id=case.pk, kind="member_roll", by=window)

    content = str(row.paper.content)
    assert "郑甲甲" in content
    assert "370303" not in content  # no identity number
    assert "共3人" in content
