"""From 请示 to 批复: the case, its papers, its clock, its defects, who may what."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.documents.models import DocumentNumber, IssuerCode, Paper
from niangjia.kernel.files.api import FileRefused
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import founding, founding_apply
from niangjia.organizing.actions.founding import EmployerFacts, Opening, open_case
from niangjia.organizing.actions.founding_papers import add_scan, check_paper, make_paper
from niangjia.organizing.actions.founding_people import Somebody, add_preparer
from niangjia.organizing.actions.founding_steps import clock_of
from niangjia.organizing.models import (
    Coverage,
    Employer,
    FoundingCase,
    FoundingPaper,
    FoundingStep,
    Preparer,
    UnionChange,
    UnionVersion,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.founding import NoSuchCase, case_for
from tests.organizing.founding.conftest import FIRM, PDF, WHY, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path / "files"


def steps(case: FoundingCase) -> list[FoundingStep]:
    return list(FoundingStep.objects.unscoped(reason=WHY).filter(case=case).order_by("pk"))


def todo(case: FoundingCase) -> list[TodoItem]:
    rows = TodoItem.objects.unscoped(reason=WHY).filter(state="open")
    return list(rows.filter(subject=f"organizing.founding:{case.pk}"))


# Opening


def test_the_counter_opens_a_case_and_the_history_names_both(
    opened: Any, window: Actor, town: Unit
) -> None:
    case = opened()

    assert (case.state, case.union_name) == ("applying", "淄博示例化工有限公司工会委员会")
    assert (case.applicant, case.acted_for) == ("王小凯", window.name)
    assert (case.employees, case.women) == (40, 15)
    event = AuditEvent.objects.get(verb="organizing.founding_open")
    assert event.changes["acted_for"] == "王小凯"
    employer = Employer.objects.unscoped(reason=WHY).get()
    assert (employer.name, employer.unit_id) == (FIRM.name, town.pk)
    assert [item.account_id for item in todo(case)] == [window.account_id]


def test_a_known_employer_is_completed_not_doubled(
    opened: Any, make_employer: Callable[..., Employer], town: Unit
) -> None:
    known = make_employer(town, name="淄博示例化工有限公司", address="老地址")

    opened()

    row = Employer.objects.unscoped(reason=WHY).get()
    assert row.pk == known.pk
    assert (row.legal_representative, row.registered_on) == ("孙大为", date(2026, 3, 2))


def test_an_employer_has_one_open_case(opened: Any) -> None:
    opened()

    with pytest.raises(NotAllowed, match="已有在办的建会事项"):
        opened()

    assert FoundingCase.objects.unscoped(reason=WHY).count() == 1


def test_a_covered_employer_needs_no_union_of_its_own(
    opened: Any, make_employer: Any, make_union: Any, town: Unit
) -> None:
    union, employer = make_union(town), make_employer(town, name=FIRM.name)
    Coverage.objects.create(
        union=union, employer=employer, valid_from=date(2020, 1, 1), recorded_by="测试"
    )

    with pytest.raises(NotAllowed, match=r"已由.*覆盖"):
        opened()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": ""}, "单位名称"),
        ({"name": "甲厂", "uscc": "91370303MA3C1234X"}, "统一社会信用代码"),
        ({"name": "甲厂", "employees": 3, "women": 4}, "女职工数不能大于职工数"),
        ({"name": "甲厂", "opened_on": date(2099, 1, 1)}, "开业日期不能晚于今天"),
    ],
)
def test_bad_facts_of_a_firm_are_refused(
    town: Unit, window: Actor, facts: dict[str, Any], said: str
) -> None:
    opening = Opening(unit_id=town.pk, employers=(EmployerFacts(**facts),), applicant="王")

    with pytest.raises(ValueError, match=said):
        open_case(opening=opening, by=window)


def test_a_joint_union_has_two_employers_or_more(town: Unit, window: Actor) -> None:
    one = Opening(unit_id=town.pk, employers=(FIRM,), kind="joint", applicant="王")
    two = Opening(unit_id=town.pk, employers=(FIRM, EmployerFacts("乙厂", employees=8)),
                  kind="joint", applicant="王")  # fmt: skip

    with pytest.raises(NotAllowed, match="至少有两个单位"):
        open_case(opening=one, by=window)
    case = open_case(opening=two, by=window)
    founding.add_employer(case_id=case.pk, facts=EmployerFacts("丙厂", employees=5), by=window)

    assert case.union_name == "淄博示例化工有限公司、乙厂联合工会委员会"
    assert fresh(case).employees == 53


def test_others_see_nothing_of_the_case(
    opened: Any, west: Unit, actor: Callable[..., Actor]
) -> None:
    case = opened()
    stranger = actor(west, Role.ORGANISER)

    with pytest.raises(NoSuchCase):
        case_for(stranger.scope, case.pk)
    with pytest.raises(NoSuchCase):
        founding_apply.refuse(case_id=case.pk, reason="x", by=stranger)


# The preparatory group and the paper


def test_the_group_has_three_to_five_and_one_head(opened: Any, window: Actor) -> None:
    case = opened()
    for at, name in enumerate("甲乙丙丁戊"):
        add_preparer(case_id=case.pk, who=Somebody(f"王{name}"), leads=at < 2, by=window)

    with pytest.raises(ValueError, match="至多5人"):
        add_preparer(case_id=case.pk, who=Somebody("王己"), leads=False, by=window)
    with pytest.raises(ValueError, match="已经在筹备组"):
        add_preparer(case_id=case.pk, who=Somebody("王甲"), leads=False, by=window)

    heads = Preparer.objects.unscoped(reason=WHY).filter(case=case, leads=True)
    assert [one.name for one in heads] == ["王乙"]


def test_an_incomplete_application_is_not_sent_and_says_what_lacks(
    town: Unit, window: Actor
) -> None:
    case = open_case(
        opening=Opening(unit_id=town.pk, employers=(EmployerFacts("甲厂"),), applicant="王"),
        by=window,
    )

    with pytest.raises(NotAllowed) as refused:
        founding_apply.submit(case_id=case.pk, by=window)

    for words in ("筹备组应有3至5人", "党组织或行政意见没有填写", "职工数没有填写"):
        assert words in str(refused.value)
    assert fresh(case).state == "applying"


def test_a_firm_of_eight_needs_no_group_of_three(opened: Any, signed: Any, window: Actor) -> None:
    case = opened(firm=EmployerFacts("小店", employees=2))
    add_preparer(case_id=case.pk, who=Somebody("王小凯"), leads=True, by=window)
    signed(case, "application")

    founding_apply.submit(case_id=case.pk, by=window)

    assert fresh(case).state == "applied"


def test_the_request_must_be_made_before_it_is_sent(opened: Any, group: Any, window: Actor) -> None:
    case = opened()
    group(case)

    with pytest.raises(NotAllowed, match="还没有生成《关于成立工会筹备组的请示》"):
        founding_apply.submit(case_id=case.pk, by=window)


def test_made_again_the_old_paper_stays_as_void(opened: Any, group: Any, window: Actor) -> None:
    case = opened()
    group(case)
    first = make_paper(case_id=case.pk, kind="application", by=window)

    second = make_paper(case_id=case.pk, kind="application", by=window)

    states = dict(FoundingPaper.objects.unscoped(reason=WHY).values_list("pk", "state"))
    assert states == {first.pk: "void", second.pk: "issued"}
    assert Paper.objects.unscoped(reason=WHY).get(pk=first.paper_id).state == "void"


def test_a_scan_is_a_pdf_or_picture_and_checked_once(
    opened: Any, group: Any, window: Actor, officer: Actor
) -> None:
    case = opened()
    group(case)
    row = make_paper(case_id=case.pk, kind="application", by=window)
    told = {"case_id": case.pk, "paper_id": row.pk, "received_on": timezone.localdate()}

    with pytest.raises(NotAllowed, match="还没有可以核对的扫描件"):
        check_paper(case_id=case.pk, paper_id=row.pk, by=officer)
    with pytest.raises(FileRefused):
        add_scan(stream=BytesIO(b"1,2\n"), name="a.csv", by=window, **told)
    add_scan(stream=BytesIO(PDF), name="a.pdf", by=window, **told)
    with pytest.raises(NotAllowed, match="由上级工会"):
        check_paper(case_id=case.pk, paper_id=row.pk, by=window)
    done = check_paper(case_id=case.pk, paper_id=row.pk, by=officer)

    assert (done.state, done.checked_by) == ("checked", officer.name)
    with pytest.raises(NotAllowed, match="不能再换"):
        add_scan(stream=BytesIO(PDF), name="a.pdf", by=window, **told)


# Submitting, deciding


def test_the_superior_is_told_with_a_due_date(applied: Any, town: Unit, officer: Actor) -> None:
    case = applied()

    assert case.state == "applied"
    (item,) = todo(case)
    assert (item.unit_id, item.role, item.due_on) == (town.pk, "organiser", case.due_on)
    assert "十五日" in case.due_basis
    assert steps(case)[-1].acted_for == "王小凯"


def test_a_town_without_an_officer_is_answered_by_the_county(
    opened: Any, group: Any, window: Actor, east: Unit, actor: Callable[..., Actor]
) -> None:
    county = actor(east, Role.ORGANISER)
    case = opened()
    group(case)
    make_paper(case_id=case.pk, kind="application", by=window)
    founding_apply.submit(case_id=case.pk, by=window)

    assert [(item.unit_id, item.role) for item in todo(case)] == [(county.unit_id, "organiser")]


@pytest.mark.parametrize(
    ("start", "due", "provisional"),
    [
        (
            date(2026, 9, 16),
            date(2026, 10, 8),
            False,
        ),  # 15 days end on 1 October: after the holiday
        (date(2026, 9, 5), date(2026, 9, 20), False),  # a Sunday of work (调休)
        (date(2026, 12, 20), date(2027, 1, 4), True),  # 2027 is not published: provisional
    ],
)
def test_the_clock_knows_holidays_and_says_what_it_does_not_know(
    town: Unit, start: date, due: date, provisional: bool
) -> None:
    case = FoundingCase(unit=town, state="applied", applied_on=start)

    found = clock_of(case)

    assert (found["due_on"], found["due_provisional"]) == (due, provisional)


def test_returned_with_defects_and_mended_one_by_one(
    applied: Any, officer: Actor, window: Actor, signed: Any
) -> None:
    case = applied()
    told = [("筹备组名单", "缺学历"), ("", "请示日期与落款不符")]

    founding_apply.return_application(case_id=case.pk, defects=told, by=officer)

    case = fresh(case)
    assert (case.state, case.due_on) == ("returned", None)
    with pytest.raises(NotAllowed, match="还有2处退回的问题"):
        founding_apply.submit(case_id=case.pk, by=window)
    for defect in case.defects.unscoped(reason=WHY):
        founding_apply.settle_defect(case_id=case.pk, defect_id=defect.pk, by=window)
    signed(case, "application")
    founding_apply.submit(case_id=case.pk, by=window)
    assert fresh(case).state == "applied"
    assert "筹备组名单：缺学历" in steps(case)[1].reason


def test_a_return_without_a_defect_is_refused(applied: Any, officer: Actor) -> None:
    case = applied()

    with pytest.raises(ValueError, match="至少一条"):
        founding_apply.return_application(case_id=case.pk, defects=[("x", " ")], by=officer)


def test_the_counter_does_not_decide(applied: Any, window: Actor, code: IssuerCode) -> None:
    case = applied()

    with pytest.raises(NotAllowed):
        founding_apply.approve(case_id=case.pk, code_id=code.pk, by=window)


def test_approval_wants_the_signed_scan_checked_off(
    opened: Any, group: Any, signed: Any, window: Actor, officer: Actor, code: IssuerCode
) -> None:
    case = opened()
    group(case)
    signed(case, "application", check=False)
    founding_apply.submit(case_id=case.pk, by=window)

    with pytest.raises(NotAllowed, match="签字扫描件还没有上传并核对"):
        founding_apply.approve(case_id=case.pk, code_id=code.pk, by=officer)

    assert fresh(case).state == "applied"
    assert DocumentNumber.objects.unscoped(reason=WHY).count() == 0


def test_approval_writes_a_numbered_reply_and_a_preparatory_union(
    preparing: Any, officer: Actor, town: Unit
) -> None:
    case = preparing()
    year = timezone.localdate().year

    assert (case.state, case.prepared_on) == ("preparing", timezone.localdate())
    reply = FoundingPaper.objects.unscoped(reason=WHY).get(case=case, kind="application_reply")
    assert reply.document_number == f"马工复〔{year}〕1号"
    version = UnionVersion.objects.unscoped(reason=WHY).get(OPEN, union=case.union)
    assert (version.state, version.name) == ("preparatory", case.union_name)
    assert case.union.unit.parent_id == town.pk
    assert case.union.founded_on is None
    change = UnionChange.objects.unscoped(reason=WHY).get(union=case.union)
    assert (change.kind, change.document_number) == ("prepare", reply.document_number)
    told = {(i.account_id, i.role, i.unit_id) for i in todo(case)}
    assert (None, "chair", case.union.unit_id) in told


def test_a_failed_approval_spends_no_number(
    applied: Any, officer: Actor, code: IssuerCode, make_union: Any, town: Unit
) -> None:
    case = applied()
    make_union(town, name=case.union_name)  # the name is taken meanwhile

    with pytest.raises(NotAllowed, match="已经有"):
        founding_apply.approve(case_id=case.pk, code_id=code.pk, by=officer)

    assert DocumentNumber.objects.unscoped(reason=WHY).count() == 0
    assert fresh(case).state == "applied"


def test_refusing_and_taking_back_free_the_employer(
    applied: Any, opened: Any, officer: Actor, window: Actor
) -> None:
    case = applied()
    with pytest.raises(ValueError, match="写明原因"):
        founding_apply.refuse(case_id=case.pk, reason=" ", by=officer)
    founding_apply.refuse(case_id=case.pk, reason="已由行业联合会覆盖", by=officer)
    assert (fresh(case).state, fresh(case).ended_on) == ("refused", timezone.localdate())
    assert todo(case) == []

    again = opened()
    founding_apply.withdraw(case_id=again.pk, reason="企业改期", by=window)

    assert fresh(again).state == "withdrawn"
    assert opened().pk


def test_stopping_takes_the_preparatory_union_off_the_register(
    preparing: Any, officer: Actor, opened: Any
) -> None:
    case = preparing()

    founding_apply.stop(case_id=case.pk, reason="企业停产", by=officer)

    version = UnionVersion.objects.unscoped(reason=WHY).get(OPEN, union=case.union)
    assert (fresh(case).state, version.state) == ("withdrawn", "dissolved")
    assert opened().pk


def test_listeners_hear_of_steps_after_commit(
    applied: Any, heard: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        case = applied()

    assert heard == [(case.pk, "submit")]
