"""Terms, officers, seals, certificates, accounts, heads."""

from collections.abc import Callable
from datetime import date

import pytest

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import papers, signs, terms
from niangjia.organizing.models import BankAccount, Certificate, Officer, Term, Union

WHY = "测试"
CARD = "6222020200112233445"


@pytest.fixture
def union(town: Unit, register: Callable[..., Union]) -> Union:
    return register(town, "甲厂工会委员会")


@pytest.fixture
def term(union: Union, keeper: Actor) -> Term:
    return terms.begin_term(union_id=union.pk, elected_on=date(2019, 2, 1), years=3, by=keeper)


def seat(term: Term, by: Actor, name: str, title: str, kind: str = "union") -> Officer:
    return terms.appoint_officer(
        term_id=term.pk, kind=kind, name=name, title=title, on=term.elected_on, by=by
    )


def test_a_new_term_ends_the_last_one_with_its_officers(term: Term, keeper: Actor) -> None:
    chair = seat(term, keeper, "赵甲", "chair")

    new = terms.begin_term(union_id=term.union_id, elected_on=date(2022, 3, 1), years=5, by=keeper)

    term.refresh_from_db()
    chair.refresh_from_db()
    assert (new.number, new.ends_on) == (2, date(2027, 3, 1))
    assert (term.ended_on, chair.valid_to, chair.end_reason) == (
        date(2022, 3, 1), date(2022, 3, 1), "届满",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("elected", "years", "said"),
    [(date(2022, 3, 1), 4, "3或5年"), (date(2018, 3, 1), 3, "晚于"), (date(2999, 1, 1), 3, "今天")],
)
def test_wrong_terms_are_refused(
    term: Term, keeper: Actor, elected: date, years: int, said: str
) -> None:
    with pytest.raises(NotAllowed, match=said):
        terms.begin_term(union_id=term.union_id, elected_on=elected, years=years, by=keeper)


def test_one_chair_and_no_chair_who_audits(term: Term, keeper: Actor) -> None:
    seat(term, keeper, "赵甲", "chair")

    with pytest.raises(NotAllowed, match="已经有主席"):
        seat(term, keeper, "钱乙", "chair")
    with pytest.raises(NotAllowed, match="经费审查"):
        seat(term, keeper, "赵甲", "member", "audit")
    seat(term, keeper, "孙丙", "member", "audit")
    with pytest.raises(NotAllowed, match="经费审查"):
        seat(term, keeper, "孙丙", "vice_chair")


def test_a_chair_who_leaves_makes_room(term: Term, keeper: Actor) -> None:
    chair = seat(term, keeper, "赵甲", "chair")

    terms.end_office(officer_id=chair.pk, on=date(2020, 1, 1), reason="调离", by=keeper)

    assert seat(term, keeper, "钱乙", "chair").valid_to is None
    with pytest.raises(NotAllowed, match="已经登记"):
        terms.end_office(officer_id=chair.pk, on=date(2020, 1, 1), reason="调离", by=keeper)


def test_a_postponed_term_keeps_its_end_beside(term: Term, keeper: Actor) -> None:
    terms.postpone_term(
        term_id=term.pk, until=date(2022, 8, 1), document_number="张工〔2022〕1号", by=keeper
    )

    term.refresh_from_db()
    assert (term.ends_on, term.postponed_to) == (date(2022, 2, 1), date(2022, 8, 1))


def test_a_certificate_lives_as_long_as_the_term(
    union: Union, term: Term, keeper: Actor, registrar: Actor
) -> None:
    seat(term, keeper, "赵甲", "chair")
    facts = {"union_id": union.pk, "kind": "legal_person", "by": registrar}

    first = papers.issue_certificate(issued_on=date(2019, 3, 1), **facts)
    second = papers.issue_certificate(issued_on=date(2020, 3, 1), number="37-001", **facts)

    first.refresh_from_db()
    assert (first.expires_on, first.representative) == (term.ends_on, "赵甲")
    assert (first.state, second.state) == ("replaced", "valid")
    assert first.check_code != second.check_code
    with pytest.raises(NotAllowed, match="晚于现有证书"):
        papers.issue_certificate(issued_on=date(2020, 3, 1), **facts)
    papers.end_certificate(
        certificate_id=second.pk, state="cancelled", on=date(2021, 1, 1), by=registrar
    )
    assert not Certificate.objects.unscoped(reason=WHY).filter(state="valid").exists()


def test_only_a_registrar_certifies(union: Union, term: Term, keeper: Actor) -> None:
    with pytest.raises(NotAllowed, match="法人登记员"):
        papers.issue_certificate(
            union_id=union.pk, kind="legal_person", issued_on=date(2019, 3, 1), by=keeper
        )


def test_without_a_term_there_is_no_certificate(union: Union, registrar: Actor) -> None:
    with pytest.raises(NotAllowed, match="任期"):
        papers.issue_certificate(
            union_id=union.pk, kind="legal_person", issued_on=date(2019, 3, 1), by=registrar
        )


def test_an_account_is_sealed_and_a_look_is_logged(
    union: Union, actor: Callable[..., Actor]
) -> None:
    chair = actor(union.unit, Role.CHAIR)
    account = papers.open_account(
        union_id=union.pk, kind="basic", bank="某银行张店支行", number=CARD, opened_on=date(2019, 4, 1),
        by=chair,
    )  # fmt: skip

    with pytest.raises(ValueError, match="用途"):
        papers.look_at_account(account_id=account.pk, purpose=" ", by=chair)
    assert papers.look_at_account(account_id=account.pk, purpose="核对回单", by=chair) == CARD
    look = AuditEvent.objects.get(verb="organizing.account_look")
    assert (look.changes["purpose"], CARD in str(look.changes)) == ("核对回单", False)
    with pytest.raises(NotAllowed, match="未销户"):
        papers.open_account(union_id=union.pk, kind="basic", bank="x", number=CARD,
                            opened_on=date(2020, 1, 1), by=chair)  # fmt: skip
    papers.close_account(account_id=account.pk, on=date(2020, 1, 1), by=chair)
    assert BankAccount.objects.unscoped(reason=WHY).get().closed_on == date(2020, 1, 1)


def test_a_seal_in_use_is_one(union: Union, keeper: Actor) -> None:
    facts = {"union_id": union.pk, "kind": "union", "engraved_on": date(2019, 4, 1), "by": keeper}
    seal = papers.add_seal(**facts)

    with pytest.raises(NotAllowed, match="在用"):
        papers.add_seal(**facts)
    papers.end_seal(seal_id=seal.pk, state="lost", on=date(2020, 1, 1), note="登报声明", by=keeper)
    assert papers.add_seal(**facts).state == "in_use"


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ({"employees": 10, "members": 11}, "会员数不能大于职工数"),
        ({"members": 5, "migrants": 6}, "农民工"),
        ({"members": 5, "women_members": 6}, "女会员"),
    ],
)
def test_a_part_is_not_larger_than_its_whole(
    union: Union, keeper: Actor, heads: dict[str, int], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        signs.report_counts(union_id=union.pk, as_of=date(2022, 6, 30), by=keeper, **heads)


@pytest.mark.parametrize("on", [date(2999, 1, 1), date(2019, 1, 31)])
def test_nobody_takes_office_before_the_election_or_tomorrow(
    term: Term, keeper: Actor, on: date
) -> None:
    with pytest.raises(NotAllowed, match="任职日期不能"):
        terms.appoint_officer(
            term_id=term.pk, kind="union", name="赵甲", title="chair", on=on, by=keeper
        )


def test_nobody_sits_twice_in_a_committee(term: Term, keeper: Actor) -> None:
    seat(term, keeper, "艾力·买买提", "chair")

    with pytest.raises(NotAllowed, match="艾力·买买提已是第1届工会委员会的主席"):
        seat(term, keeper, "艾力·买买提", "member")
    assert seat(term, keeper, "艾力·买买提", "head", kind="women").title == "head"
    namesake = terms.appoint_officer(
        term_id=term.pk, kind="union", name="艾力·买买提", title="member", on=term.elected_on,
        employer_post="二车间主任", by=keeper,
    )  # fmt: skip
    assert namesake.title == "member"


def test_nobody_leaves_tomorrow(term: Term, keeper: Actor) -> None:
    chair = seat(term, keeper, "赵甲", "chair")

    with pytest.raises(NotAllowed, match="离任日期不能晚于今天"):
        terms.end_office(officer_id=chair.pk, on=date(2999, 1, 1), reason="调离", by=keeper)


def test_the_reply_follows_the_election(union: Union, keeper: Actor) -> None:
    with pytest.raises(NotAllowed, match="批复日期不能早于选举"):
        terms.begin_term(union_id=union.pk, elected_on=date(2019, 2, 1), years=3, by=keeper,
                         approved_on=date(2019, 1, 31))  # fmt: skip


def test_an_election_is_put_off_by_half_a_year_at_a_time(term: Term, keeper: Actor) -> None:
    def put_off(until: date) -> Term:
        return terms.postpone_term(
            term_id=term.pk, until=until, document_number="张工〔2022〕1号", by=keeper
        )

    with pytest.raises(NotAllowed, match="不晚于 2022-08-01"):
        put_off(date(2045, 1, 1))
    assert put_off(date(2022, 8, 1)).postponed_to == date(2022, 8, 1)
    with pytest.raises(NotAllowed, match="晚于届满的 2022-08-01"):
        put_off(date(2022, 6, 1))
    assert put_off(date(2023, 2, 1)).postponed_to == date(2023, 2, 1)


def test_seals_and_accounts_are_not_of_tomorrow(union: Union, keeper: Actor) -> None:
    tomorrow = date(2999, 1, 1)
    seal = papers.add_seal(union_id=union.pk, kind="union", engraved_on=date(2019, 4, 1), by=keeper)

    with pytest.raises(NotAllowed, match="刻制日期"):
        papers.add_seal(union_id=union.pk, kind="finance", engraved_on=tomorrow, by=keeper)
    with pytest.raises(NotAllowed, match="停用日期不能早于刻制"):
        papers.end_seal(seal_id=seal.pk, state="lost", on=date(2019, 3, 1), note="", by=keeper)
    with pytest.raises(NotAllowed, match="开户日期"):
        papers.open_account(union_id=union.pk, kind="basic", bank="某银行", number=CARD,
                            opened_on=tomorrow, by=keeper)  # fmt: skip


@pytest.mark.parametrize(
    ("issued", "expires", "said"),
    [
        (date(2999, 1, 1), date(2999, 2, 1), "发证日期不能晚于今天"),
        (date(2019, 3, 1), date(2019, 3, 1), "晚于发证日期"),
        (date(2019, 3, 1), date(2024, 3, 2), "最长5年"),
        (date(2022, 3, 1), None, "2022-02-01 届满，请先登记换届"),
    ],
)
def test_a_certificate_lives_no_longer_than_a_term(
    union: Union, term: Term, registrar: Actor, issued: date, expires: date | None, said: str
) -> None:
    with pytest.raises(NotAllowed, match=said):
        papers.issue_certificate(union_id=union.pk, kind="legal_person", issued_on=issued,
                                 expires_on=expires, by=registrar)  # fmt: skip


def test_a_name_is_kept_as_founding_keeps_it(term: Term, keeper: Actor) -> None:
    assert seat(term, keeper, " 艾力•买买提", "chair").name == "艾力·买买提"
    with pytest.raises(ValueError, match="不能有“<”"):
        seat(term, keeper, "<b>李䶮</b>", "member")


def test_a_woman_heads_the_womens_committee(term: Term, keeper: Actor) -> None:
    facts = {"term_id": term.pk, "kind": "women", "title": "head", "on": term.elected_on}

    with pytest.raises(NotAllowed, match="女职工"):
        terms.appoint_officer(name="赵甲", sex="1", by=keeper, **facts)
    assert terms.appoint_officer(name="钱乙", sex="2", by=keeper, **facts).title == "head"
