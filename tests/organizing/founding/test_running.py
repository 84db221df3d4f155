"""From 批复成立 to 正常运行, and what stands in the register afterwards."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from niangjia.engine.uscc import org_check_char, uscc_check_char
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import founding_equip as equip
from niangjia.organizing.actions.founding_equip import Engraved
from niangjia.organizing.models import (
    BankAccount,
    Certificate,
    Committee,
    Coverage,
    FoundingCase,
    FoundingPaper,
    Officer,
    Seal,
    Term,
    UnionChange,
    UnionSign,
    UnionVersion,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.founding import employers_of_case
from niangjia.organizing.queries.founding_page import sync_of
from niangjia.organizing.workflow.founding import FOUNDING_FLOW, PLACE
from tests.organizing.founding.conftest import TODAY, WHY, back, fresh

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
CODE = f"81370303MC000000{org_check_char('MC000000')}"
CODE += uscc_check_char(CODE)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path / "files"


@pytest.fixture
def registrar(east: Unit, actor: Callable[..., Actor]) -> Actor:
    return actor(east, Role.REGISTRAR)


@pytest.fixture
def chair(actor: Callable[..., Actor]) -> Callable[[FoundingCase], Actor]:
    return lambda case: actor(case.union.unit, Role.CHAIR)


def rows(model: Any, **found: Any) -> Any:
    return model.objects.unscoped(reason=WHY).filter(**found)


def test_the_reply_writes_union_term_committees_officers_and_coverage(established: Any) -> None:
    case = established()
    union = case.union

    version = rows(UnionVersion, union=union).get(OPEN)
    number = rows(FoundingPaper, case=case, kind="result_reply").get().document_number
    assert (version.state, union.founded_on, union.approval_number) == ("normal", TODAY(), number)
    assert [c.kind for c in rows(UnionChange, union=union).order_by("pk")] == ["prepare", "found"]
    term = rows(Term, union=union).get()
    assert (term.elected_on, term.years, term.number) == (case.elected_on, 3, 1)
    assert (term.approval_number, term.ended_on) == (number, None)
    sizes = dict(rows(Committee, term=term).values_list("kind", "seats"))
    assert sizes == {"union": 3, "audit": 3}
    sitting = rows(Officer, committee__term=term).values_list("committee__kind", "title", "name")
    assert ("union", "chair", "王小凯") in list(sitting)
    assert len([o for o in sitting if o[0] == "audit"]) == 3
    covered = rows(Coverage, union=union).get()
    assert covered.employer == employers_of_case(case)[0]
    numbers = rows(FoundingPaper, case=case).exclude(document_number="").order_by("pk")
    year = TODAY().year
    assert [p.document_number for p in numbers] == [f"马工复〔{year}〕{n}号" for n in (1, 2, 3)]


def finish(
    case: FoundingCase, who: Actor, registrar: Actor, signed: Any, *, seal_first: bool
) -> None:
    engraved = Engraved(TODAY(), ("union", "finance"), "3703-1", "王小凯")
    signed(case, "legal_person_form", check=False)
    if seal_first:
        equip.seal(case_id=case.pk, engraved=engraved, by=who)
    equip.file_legal(case_id=case.pk, filed_on=TODAY(), by=who)
    equip.certify(case_id=case.pk, issued_on=TODAY(), number="法证1", uscc=CODE, by=registrar)
    if not seal_first:
        equip.seal(case_id=case.pk, engraved=engraved, by=who)


@pytest.mark.parametrize("seal_first", [True, False])
def test_the_whole_road_to_a_running_union(
    established: Any, chair: Any, registrar: Actor, signed: Any, seal_first: bool
) -> None:
    """Seal and certificate in either order (B.10)."""
    case = established()
    who = chair(case)
    finish(case, who, registrar, signed, seal_first=seal_first)
    assert fresh(case).state == "equipped"

    equip.account(case_id=case.pk, kind="basic", bank="某银行张店支行", number="3700 1234 5678 9012",
                  opened_on=TODAY(), by=who)  # fmt: skip
    equip.fund(case_id=case.pk, registered_on=TODAY(), amount=Decimal("820.00"), by=who)
    equip.operate(case_id=case.pk, happened_on=TODAY(), title="迎新年健步走", people=28, by=who)

    case = fresh(case)
    union = case.union
    assert (case.state, case.operating_on, case.ended_on) == ("operating", TODAY(), TODAY())
    assert {s.kind for s in rows(Seal, union=union)} == {"union", "finance"}
    certificates = {c.kind: c for c in rows(Certificate, union=union)}
    term = rows(Term, union=union).get()
    assert set(certificates) == {"legal_person", "representative"}
    legal = certificates["legal_person"]
    assert (legal.expires_on, legal.representative, legal.uscc) == (term.ends_on, "王小凯", CODE)
    account = rows(BankAccount, union=union).get()
    assert (account.number, account.holder) == ("3700123456789012", case.union_name)
    assert {s.kind for s in rows(UnionSign, union=union)} == {"contribution", "activity"}
    assert not case.employers.unscoped(reason=WHY).filter(open=True).exists()
    subject = f"organizing.founding:{case.pk}"
    assert not rows(TodoItem, subject=subject, state="open").exists()
    first = case.steps.unscoped(reason=WHY).get(name="seal" if seal_first else "seal_last")
    assert first.acted_for == ""  # the chair acts for the own union


def test_the_certificate_wants_an_application_and_a_good_code(
    established: Any, registrar: Actor, window: Actor, signed: Any
) -> None:
    case = established()
    told = {"case_id": case.pk, "issued_on": TODAY(), "by": registrar}
    with pytest.raises(NotAllowed, match="没有可以决定的申请"):
        equip.certify(number="1", uscc=CODE, **told)
    with pytest.raises(NotAllowed, match="还没有生成《工会法人资格登记申请表》"):
        equip.file_legal(case_id=case.pk, filed_on=TODAY(), by=window)
    signed(case, "legal_person_form", check=False)
    equip.file_legal(case_id=case.pk, filed_on=TODAY(), by=window)

    with pytest.raises(ValueError, match="代码"):
        equip.certify(number="1", uscc="81370303MC00000099", **told)
    with pytest.raises(NotAllowed):
        equip.certify(case_id=case.pk, issued_on=TODAY(), number="1", uscc=CODE, by=window)

    assert rows(Certificate).count() == 0


def test_the_registrars_clock_runs_from_the_application(
    established: Any, registrar: Actor, window: Actor, signed: Any
) -> None:
    case = established()
    assert case.due_on >= case.established_on + timedelta(days=60)
    signed(case, "legal_person_form", check=False)

    equip.file_legal(case_id=case.pk, filed_on=TODAY(), by=window)

    case = fresh(case)
    assert TODAY() + timedelta(days=30) <= case.due_on < TODAY() + timedelta(days=45)
    assert case.due_provisional is not current_calendar().is_settled(case.due_on)
    item = rows(TodoItem, state="open", role="registrar").get()
    assert (item.unit_id, item.due_on) == (registrar.unit_id, case.due_on)


def test_a_union_without_legal_person_goes_on_with_the_superiors_reason(
    established: Any, officer: Actor, window: Actor
) -> None:
    case = established()
    equip.seal(case_id=case.pk, engraved=Engraved(TODAY()), by=window)
    with pytest.raises(ValueError, match="写明原因"):
        equip.waive(case_id=case.pk, reason="", by=officer)

    equip.waive(case_id=case.pk, reason="经费不足六千元", by=officer)
    equip.account(case_id=case.pk, kind="none", opened_on=TODAY(), by=window)

    assert fresh(case).state == "account_opened"
    assert rows(BankAccount).count() == 0


def test_bad_days_and_numbers_are_refused(established: Any, window: Actor) -> None:
    case = established()
    early = TODAY() - timedelta(days=1)
    with pytest.raises(ValueError, match="不能早于批复成立"):
        equip.seal(case_id=case.pk, engraved=Engraved(early), by=window)
    with pytest.raises(NotAllowed, match="不能晚于今天"):
        equip.seal(case_id=case.pk, engraved=Engraved(TODAY() + timedelta(days=1)), by=window)
    with pytest.raises(ValueError, match="至少要登记工会印章"):
        equip.seal(case_id=case.pk, engraved=Engraved(TODAY(), ("finance",)), by=window)
    with pytest.raises(NotAllowed, match="登记开户：事项现在是“成立”"):
        equip.account(case_id=case.pk, kind="basic", bank="某行", number="12345678",
                      opened_on=TODAY(), by=window)  # fmt: skip

    assert rows(Seal).count() == 0


def test_three_synchronous_days_of_firm_and_union(established: Any) -> None:
    case = established()
    employers = employers_of_case(case)

    found = sync_of(case, employers, date(2026, 11, 28))

    assert [s.firm_on for s in found] == [date(2026, 3, 2), date(2026, 6, 1), date(2026, 7, 10)]
    assert [s.union_on for s in found] == [case.prepared_on, case.established_on, None]
    assert {s.pace.label for s in found} == {"滞后"}


def test_every_state_has_a_way_on_or_is_an_end_and_a_place_on_the_road() -> None:
    from niangjia.organizing.enums.founding import ENDED, FoundingState

    left = {state for step in FOUNDING_FLOW.steps.values() for state in step.leaves}
    reached = {step.reaches for step in FOUNDING_FLOW.steps.values()} - {""}
    assert left == set(FoundingState) - set(ENDED)
    assert reached == set(FoundingState)
    assert set(PLACE) == set(FoundingState)


def test_late_is_red_and_a_notice_is_not(nominated: Any, applied: Any) -> None:
    from niangjia.organizing.queries.founding_page import light_of

    case = nominated()
    back(case, 40)
    assert light_of(fresh(case), TODAY()) is None
    case.state, case.due_on = "applied", TODAY() - timedelta(days=1)
    light = light_of(case, TODAY())
    assert light is not None
    assert light.value == "red"
