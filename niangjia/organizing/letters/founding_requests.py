"""What the preparatory group writes: 请示, 公示, 纪要, 报告. It has no red head and no number."""

from dataclasses import replace

from niangjia.kernel.documents.content import Annex, Grid, Names, Paper, Para
from niangjia.kernel.documents.enums import PaperKind
from niangjia.kernel.documents.rules import chinese_date as said_day
from niangjia.organizing.letters import founding_phrases as say
from niangjia.organizing.letters.founding_facts import BallotLine, CaseFacts

Body = tuple[Para | Grid | Names, ...]


def _by_group(facts: CaseFacts, kind: PaperKind, title: str, body: Body) -> Paper:
    return Paper(
        kind=kind, issuer=facts.group, title=title, body=body, addressee=facts.superior,
        plain=True, sealed=False, dated=facts.today,
    )  # fmt: skip


def application_title(facts: CaseFacts) -> str:
    return f"关于成立{facts.group}的请示"


def application(facts: CaseFacts) -> Paper:
    """One matter: the preparatory group; unit facts, the group's list and a plan annexed (B.10)."""
    basis = facts.basis.rstrip("。") or "经征求职工意见"
    expected = f"，预计发展会员{facts.members_expected}人" if facts.members_expected else ""
    body: Body = (
        Para(f"根据{say.LAW}的有关规定，现就成立{facts.group}有关事项请示如下："),
        Para("单位基本情况", level=1),
        *say.firm_lines(facts),
        Para(f"{say.heads(facts)}{expected}。"),
        Para("党组织或行政意见", level=1),
        Para(f"{basis}。"),
        Para("筹备组人选", level=1),
        Para(f"经民主协商，筹备组拟由{len(facts.preparers)}人组成：{say.names(facts.preparers)}。名单附后。"),
        Para("工作安排", level=1),
        Para("筹备组成立后，发展会员，推荐工会委员会和经费审查委员会候选人，召开第一次会员（代表）大会，选举产生第一届工会委员会。"),
        Para("妥否，请批示。"),
    )  # fmt: skip
    roll = say.people(facts.preparers, role="分工")
    paper = _by_group(facts, PaperKind.REQUEST, application_title(facts), body)
    return replace(paper, annexes=(Annex("筹备组成员名单", (roll,)),), note=say.contact(facts))


def notice(facts: CaseFacts) -> Paper:
    """Candidates on public notice, by strokes of the surname."""
    body: Body = (
        Para(f"经会员推荐、充分酝酿，并报党组织同意，现将{facts.union}第一届委员会和经费审查委员会候选人公示如下（按姓氏笔画为序）："),
        say.people(facts.candidates, role="候选职务"),
        Para(f"公示时间：{_days(facts)}。"),
        Para(f"公示期间，对候选人有意见的，可以向筹备组或{facts.superior}反映。{say.contact(facts)}。"),
    )  # fmt: skip
    paper = _by_group(
        facts, PaperKind.PUBLICITY, f"关于{facts.union}第一届委员会委员候选人的公示", body
    )
    return replace(paper, addressee="", dated=facts.notice_from or facts.today)


def _days(facts: CaseFacts) -> str:
    assert facts.notice_from
    assert facts.notice_to  # without them there is no notice: founding_missing
    return f"{said_day(facts.notice_from)}至{said_day(facts.notice_to)}"


def meeting_title(facts: CaseFacts) -> str:
    return f"关于召开{facts.union}第一次{facts.assembly}的请示"


def meeting_request(facts: CaseFacts) -> Paper:
    """The assembly asked for, with the seats and the candidates annexed."""
    women = f"，其中女会员{facts.women_members}人" if facts.women_members else ""
    body: Body = (
        Para(f"{_prepared(facts)}筹备组成立以来，已发展会员{facts.members}人{women}，候选人已公示期满。现就召开第一次{facts.assembly}有关事项请示如下："),
        Para("大会安排", level=1),
        Para(f"大会拟于{say.assembly_days(facts)}。"),
        Para("选举事项", level=1),
        Para(f"第一届委员会由{facts.committee}人组成，任期{facts.term_years}年；拟选举{say.seats(facts)}。"),
        Para(f"委员实行差额选举，以无记名投票方式进行；{say.guard(facts)}。"),
        Para("候选人", level=1),
        Para("候选人名单附后，均经资格审查和公示，按姓氏笔画为序。"),
        Para("妥否，请批示。"),
    )  # fmt: skip
    roll = say.people(facts.candidates, role="候选职务")
    paper = _by_group(facts, PaperKind.REQUEST, meeting_title(facts), body)
    return replace(paper, annexes=(Annex("候选人名单", (roll,)),), note=say.contact(facts))


def _prepared(facts: CaseFacts) -> str:
    number = facts.numbers.get("application_reply", "")
    return f"根据{facts.superior}批复（{number}），" if number else ""


def minutes(facts: CaseFacts) -> Paper:
    """What the assembly did, ballot by ballot."""
    held = facts.elected_on or facts.assembly_on or facts.today
    body: Body = (
        Para(f"{said_day(held)}，{facts.union}第一次{facts.assembly}{_at(facts)}召开，{_attendance(facts)}，符合规定人数。大会听取了筹备工作报告，通过了选举办法和监票人、计票人名单，以无记名投票方式进行了选举。现纪要如下："),
        Para("选举结果", level=1),
        *[part for ballot in facts.ballots for part in _ballot(ballot)],
        Para("大会决议", level=1),
        Para(_elected(facts)),
        Para("大会主持人（签字）：\u3000\u3000\u3000\u3000\u3000\u3000总监票人（签字）："),
        Para("记录人（签字）："),
    )  # fmt: skip
    paper = _by_group(facts, PaperKind.MINUTES, f"{facts.union}第一次{facts.assembly}纪要", body)
    return replace(paper, addressee="", dated=held)


def _at(facts: CaseFacts) -> str:
    return f"在{facts.assembly_place}" if facts.assembly_place else ""


def _attendance(facts: CaseFacts) -> str:
    who = "代表" if facts.delegates else "会员"
    first = facts.ballots[0] if facts.ballots else None
    if first is None:
        return f"应到{who}{facts.delegates or facts.members}人"
    return f"应到{who}{first.due}人，实到{first.present}人"


def _ballot(ballot: BallotLine) -> Body:
    rows = tuple(
        (name, str(yes), str(no), str(none), "当选" if won else "—")
        for name, yes, no, none, won in ballot.votes
    )
    said = (f"应选{ballot.seats}人；发出选票{ballot.issued}张，收回{ballot.returned}张，"
            f"其中有效票{ballot.returned - ballot.invalid}张、废票{ballot.invalid}张。{ballot.outcome}。")  # fmt: skip
    return (
        Para(f"{ballot.label}。", level=2, rest=said),
        Grid(("姓名", "赞成", "反对", "弃权", "结果"), rows, (1.6, 1, 1, 1, 1)),
    )


def _elected(facts: CaseFacts) -> str:
    by_role: dict[str, list[str]] = {}
    for one in facts.elected:
        by_role.setdefault(one.role, []).append(one.name)
    said = "；".join(f"{'、'.join(who)}当选{role}" for role, who in by_role.items())
    vacant = f"；缺额{facts.vacant}人，以后补选" if facts.vacant else ""
    return f"{said}{vacant}。" if said else "没有人当选。"


def result_report(facts: CaseFacts) -> Paper:
    """The result with votes for each candidate; a report asks for nothing (D.2)."""
    reply = facts.numbers.get("meeting_reply", "")
    lead = f"根据{facts.superior}批复（{reply}），" if reply else ""
    held = facts.elected_on or facts.today
    body: Body = (
        Para(f"{lead}{facts.union}第一次{facts.assembly}于{said_day(held)}{_at(facts)}召开，{_attendance(facts)}。现将选举结果报告如下："),
        *[part for ballot in facts.ballots for part in _ballot(ballot)],
        Para(f"{_elected(facts)}第一届委员会{say.year_span(facts)}。"),
        Para("特此报告。"),
    )  # fmt: skip
    title = f"关于{facts.union}第一届委员会选举结果的报告"
    paper = _by_group(facts, PaperKind.REPORT, title, body)
    signatory = (facts.chair.name,) if facts.chair else ()
    return replace(paper, issuer=facts.union, signatory=signatory, note="")
