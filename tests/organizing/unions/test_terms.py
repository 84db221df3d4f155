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
