"""What the next higher union answers: 批复 under its red head, numbered by its register."""

from niangjia.kernel.documents.api import Grid, Names, Paper, PaperKind, Para
from niangjia.kernel.documents.api import chinese_date as said_day
from niangjia.organizing.letters import founding_phrases as say
from niangjia.organizing.letters.founding_facts import CaseFacts
from niangjia.organizing.letters.founding_requests import application_title, meeting_title


def _reply(
    facts: CaseFacts, title: str, asked: str, body: tuple[Para | Grid | Names, ...]
) -> Paper:
    """``asked``: the 请示 or 报告 answered, quoted by its title: the group has no number."""
    return Paper(
        kind=PaperKind.REPLY, issuer=facts.superior, title=title, addressee=facts.group,
        body=(Para(f"你们《{asked}》收悉。经研究，批复如下："), *body, Para("此复。")),
        dated=facts.today, printer=f"{facts.superior}办公室", printed_on=facts.today,
    )  # fmt: skip


def _point(text: str) -> Para:
    """``一、同意……``: a numbered decision in the body's own font."""
    return Para("", level=1, rest=text)


def application_reply(facts: CaseFacts) -> Paper:
    leader = next((one.name for one in facts.preparers if one.role == "组长"), "")
    head = f"，{leader}任组长" if leader else ""
    body = (
        _point(f"同意成立{facts.group}，由{len(facts.preparers)}人组成：{say.names(facts.preparers)}{head}。"),
        _point("筹备组应依照《中国工会章程》发展会员，酝酿推荐候选人并公示，候选人资格应符合《中华人民共和国工会法》第十条等规定。"),
        _point("条件成熟后，就召开第一次会员（代表）大会另行请示。"),
    )  # fmt: skip
    return _reply(facts, f"关于同意成立{facts.group}的批复", application_title(facts), body)


def meeting_reply(facts: CaseFacts) -> Paper:
    body = (
        _point(f"同意{facts.union}第一次{facts.assembly}于{say.assembly_days(facts)}。"),
        _point(f"同意第一届委员会由{facts.committee}人组成，任期{facts.term_years}年；同意选举{say.seats(facts)}及候选人名单："),
        say.people(facts.candidates, role="候选职务"),
        _point(f"选举应以无记名投票方式进行，{say.guard(facts)}；结果及时报告。"),
    )  # fmt: skip
    title = f"关于同意召开{facts.union}第一次{facts.assembly}的批复"
    return _reply(facts, title, meeting_title(facts), body)


def result_reply(facts: CaseFacts) -> Paper:
    held = said_day(facts.elected_on) if facts.elected_on else ""
    vacant = f"缺额{facts.vacant}人，应在届内补选。" if facts.vacant else ""
    body: tuple[Para | Grid | Names, ...] = (
        _point(f"同意成立{facts.union_name}。"),
        _point(f"{facts.union}{held}第一次{facts.assembly}的选举合法有效，同意选举结果："),
        *say.by_role(facts.elected),
        _point(f"第一届委员会{say.year_span(facts)}。{vacant}"),
        _point("请依照规定办理印章刻制、工会法人资格登记和银行开户，按期拨缴工会经费。"),
    )  # fmt: skip
    title = f"关于{facts.union}第一届委员会选举结果的批复"
    return _reply(facts, title, f"关于{facts.union}第一届委员会选举结果的报告", body)
