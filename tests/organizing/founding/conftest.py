"""A preparatory group with everything it needs, and the officers who answer it."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from itertools import count as numbers
from typing import Any

import pytest
from django.utils import timezone

from niangjia.kernel.documents import content, layouts, printing
from niangjia.kernel.documents.api import open_code
from niangjia.kernel.documents.models import IssuerCode
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions import (
    founding_apply,
    founding_ballots,
    founding_meeting,
    founding_result,
)
from niangjia.organizing.actions.founding import EmployerFacts, Opening, open_case
from niangjia.organizing.actions.founding_ballots import Count, record_ballot
from niangjia.organizing.actions.founding_papers import add_scan, check_paper, make_paper
from niangjia.organizing.actions.founding_people import Somebody, add_candidate, add_preparer
from niangjia.organizing.actions.founding_steps import AFTER_STEP
from niangjia.organizing.actions.memberships import admit
from niangjia.organizing.models import FoundingCase, FoundingStep
from niangjia.organizing.queries.founding_election import election_of
from niangjia.organizing.rules.members import PersonFacts
from tests.organizing.members.conftest import identity

WHY = "测试核对全部"
TODAY = timezone.localdate
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FIRM = EmployerFacts(
    name="淄博示例化工有限公司", legal_representative="孙大为", address="张店区示例路1号",
    registered_on=date(2026, 3, 2), opened_on=date(2026, 6, 1), first_wage_on=date(2026, 7, 10),
    employees=40, women=15,
)  # fmt: skip


@pytest.fixture
def window(town: Unit, actor: Callable[..., Actor]) -> Actor:
    return actor(town, Role.WINDOW)


@pytest.fixture
def officer(town: Unit, actor: Callable[..., Actor]) -> Actor:
    return actor(town, Role.ORGANISER)


@pytest.fixture
def code(town: Unit, officer: Actor) -> IssuerCode:
    return open_code(
        unit_id=town.pk, word="马工复", valid_from=date(2020, 1, 1), source="启用通知", by=officer
    )


@pytest.fixture
def opened(town: Unit, window: Actor) -> Callable[..., FoundingCase]:
    """``opened(employer=…)``: a case the counter opened for somebody who walked in."""

    def make(firm: EmployerFacts = FIRM, **more: Any) -> FoundingCase:
        opening = Opening(
            unit_id=town.pk, employers=(firm,), applicant="王小凯", applicant_phone="13812345678",
            founding_basis="经公司党支部研究，同意成立工会。", members_expected=30, **more,
        )  # fmt: skip
        return open_case(opening=opening, by=window)

    return make


@pytest.fixture
def group(window: Actor) -> Callable[[FoundingCase], None]:
    def make(case: FoundingCase) -> None:
        for at, name in enumerate(("王小凯", "买买提·艾力", "赵䶮")):
            who = Somebody(name, sex="1", birth_on=date(1988, 5, at + 1), employer_post="技术员")
            add_preparer(case_id=case.pk, who=who, leads=at == 0, by=window)

    return make


@pytest.fixture
def signed(window: Actor, officer: Actor) -> Callable[..., None]:
    """``signed(case, kind)``: made, signed on paper, scanned, checked off."""

    def make(case: FoundingCase, kind: str, check: bool = True) -> None:
        row = make_paper(case_id=case.pk, kind=kind, by=window)
        add_scan(
            case_id=case.pk, paper_id=row.pk, stream=BytesIO(PDF), name="签字.pdf",
            received_on=timezone.localdate(), by=window,
        )  # fmt: skip
        if check:
            check_paper(case_id=case.pk, paper_id=row.pk, by=officer)

    return make


@pytest.fixture
def applied(opened: Any, group: Any, signed: Any, window: Actor) -> Callable[..., FoundingCase]:
    """A complete 请示, sent in, its signed scan checked off."""

    def make(**more: Any) -> FoundingCase:
        case = opened(**more)
        group(case)
        signed(case, "application")
        founding_apply.submit(case_id=case.pk, by=window)
        return fresh(case)

    return make


@pytest.fixture
def preparing(applied: Any, code: IssuerCode, officer: Actor) -> Callable[..., FoundingCase]:
    """The preparatory group is approved and has a union row."""

    def make(**more: Any) -> FoundingCase:
        case = applied(**more)
        founding_apply.approve(case_id=case.pk, code_id=code.pk, by=officer)
        return fresh(case)

    return make


@pytest.fixture
def enrolled(preparing: Any, officer: Actor, window: Actor) -> Callable[..., FoundingCase]:
    """``enrolled(members=30, women=0)``: with so many members."""

    def make(members: int = 30, women: int = 0, **more: Any) -> FoundingCase:
        case = preparing(**more)
        founding_meeting.enrol(case_id=case.pk, by=window)
        men, ladies = numbers(301, 2), numbers(302, 2)
        for at in range(members):
            number = identity(next(ladies if at < women else men))
            facts = PersonFacts(name=member_name(at), number=number)
            admit(union_id=case.union_id, facts=facts, by=officer)
        return fresh(case)

    return make


def member_name(at: int) -> str:
    """``郑甲甲``, ``郑甲乙``: names without digits, two of ten signs."""
    signs = "甲乙丙丁戊己庚辛壬癸"
    return f"郑{signs[at // 10 % 10]}{signs[at % 10]}"


SLATE = (("王小凯", "chair"), ("买买提·艾力", "member"), ("赵䶮", "member"), ("钱进步", "member"),
         ("李红", "audit"), ("周正", "audit"), ("吴迪", "audit"))  # fmt: skip


@pytest.fixture
def nominated(enrolled: Any, window: Actor) -> Callable[..., FoundingCase]:
    """A chair, two of three members, three auditors; the notice began ``ago`` days back."""

    def make(ago: int = 0, members: int = 30, **more: Any) -> FoundingCase:
        case = enrolled(members=members, **more)
        for name, seat in SLATE:
            who = Somebody(name, employer_post="职工")
            add_candidate(case_id=case.pk, seat=seat, who=who, by=window)
        slate = founding_meeting.Slate({"chair": 1, "member": 2, "audit": 3}, 3, "members")
        founding_meeting.nominate(
            case_id=case.pk, slate=slate, notice_from=timezone.localdate(), by=window
        )
        back(case, ago)
        return fresh(case)

    return make


def fresh(case: FoundingCase) -> FoundingCase:
    return (
        FoundingCase.objects.unscoped(reason=WHY)
        .select_related("unit", "union__unit")
        .get(pk=case.pk)
    )


DAYS = ("applied_on", "prepared_on", "notice_from", "notice_to", "assembly_on", "elected_on",
        "reported_on", "established_on", "due_on")  # fmt: skip


def back(case: FoundingCase, days: int) -> None:
    """So many days pass: everything written so far lies that much further back."""
    row = fresh(case)
    for name in DAYS:
        if getattr(row, name):
            setattr(row, name, getattr(row, name) - timedelta(days=days))
    row.save(update_fields=list(DAYS))
    for step in FoundingStep.objects.unscoped(reason=WHY).filter(case=case):
        step.happened_on -= timedelta(days=days)
        step.save(update_fields=["happened_on"])


@pytest.fixture
def heard() -> Any:
    """What the module above is told after commit."""
    told: list[tuple[int, str]] = []

    def listen(case_id: int, step: str) -> None:
        told.append((case_id, step))

    AFTER_STEP.append(listen)
    yield told
    AFTER_STEP.remove(listen)


def plan(case: FoundingCase, window: Actor) -> None:
    founding_meeting.plan_meeting(
        case_id=case.pk, assembly_on=TODAY(), assembly_place="职工食堂", by=window
    )


def ask(case: FoundingCase, window: Actor, **more: Any) -> None:
    told = {"assembly_on": TODAY(), "assembly_place": "职工食堂"} | more
    founding_meeting.ask_meeting(case_id=case.pk, by=window, **told)


@pytest.fixture
def meeting(
    nominated: Any, window: Actor, officer: Actor, signed: Any, code: IssuerCode
) -> Callable[..., FoundingCase]:
    """The superior has agreed to hold the assembly."""

    def make(**more: Any) -> FoundingCase:
        case = nominated(ago=12, **more)
        signed(case, "notice")
        plan(case, window)
        signed(case, "meeting_request")
        ask(case, window)
        founding_meeting.approve_meeting(case_id=case.pk, code_id=code.pk, by=officer)
        return fresh(case)

    return make


def votes(case: FoundingCase, seat: str, *given: tuple[int, int, int]) -> dict[int, Any]:
    turn = election_of(case).next_round(seat)
    assert turn is not None
    return {c.pk: cast for c, cast in zip(turn.candidates, given, strict=True)}


def count(case: FoundingCase, seat: str, *given: tuple[int, int, int], **more: Any) -> Count:
    told = {"held_on": TODAY(), "present": 28, "handed_out": 28, "returned": 28, "invalid": 0}
    return Count(seat, votes=votes(case, seat, *given), **(told | more))


def elect(case: FoundingCase, window: Actor) -> None:
    """The chair, one of two members outright, the three auditors."""
    record_ballot(case_id=case.pk, by=window, count=count(case, "chair", (27, 1, 0)))
    record_ballot(
        case_id=case.pk, by=window, count=count(case, "member", (26, 0, 2), (17, 5, 6), (10, 9, 9))
    )
    record_ballot(
        case_id=case.pk, by=window,
        count=count(case, "audit", (27, 0, 1), (26, 0, 2), (25, 0, 3)),
    )  # fmt: skip


@pytest.fixture
def reported(meeting: Any, window: Actor, signed: Any) -> Callable[..., FoundingCase]:
    def make(check: bool = True) -> FoundingCase:
        case = meeting()
        elect(case, window)
        founding_ballots.hold(case_id=case.pk, by=window)
        signed(case, "result_report", check=check)
        founding_result.report(case_id=case.pk, by=window)
        return fresh(case)

    return make


@pytest.fixture
def established(reported: Any, officer: Actor, code: IssuerCode) -> Callable[..., FoundingCase]:
    """The union stands."""

    def make() -> FoundingCase:
        case = reported()
        founding_result.establish(case_id=case.pk, code_id=code.pk, by=officer)
        return fresh(case)

    return make


@pytest.fixture
def real_print() -> None:
    """Ask for it where the printed file itself is looked at."""


@pytest.fixture(autouse=True)
def quick_print(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests are about steps, and a dozen of printings each would be most of their time.

    What cannot be printed is still found: the values are laid out, only the typesetting is left.
    """
    if "real_print" in request.fixturenames:
        return

    def pdf(document: Any, *, draft: bool = False) -> bytes:
        layouts.values_of(document, draft=draft)
        return PDF + repr(content.to_data(document)).encode()

    monkeypatch.setattr(printing, "pdf", pdf)
    monkeypatch.setattr("django.conf.settings.NIANGJIA_SEAL", "")  # no PDF, nothing to sign
    monkeypatch.setattr(printing, "docx", lambda document, *, draft=False: None)
