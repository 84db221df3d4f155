"""Two at once: one outcome, decided by the database."""

from typing import Any

import pytest

from niangjia.kernel.documents.models import DocumentNumber, IssuerCode
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import founding_apply
from niangjia.organizing.models import FoundingCase, Union
from tests.organizing.founding.conftest import WHY, fresh
from tests.organizing.joining.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path / "files"


def test_two_officers_approve_at_once(
    applied: Any, officer: Actor, actor: Any, code: IssuerCode
) -> None:
    case = applied()
    second = actor(officer.unit_id and case.unit, Role.ORGANISER)

    results = together(
        lambda: founding_apply.approve(case_id=case.pk, code_id=code.pk, by=officer),
        lambda: founding_apply.approve(case_id=case.pk, code_id=code.pk, by=second),
    )

    refused = [r for r in results if isinstance(r, NotAllowed)]
    assert len(refused) == 1
    assert "可能刚由他人办理" in str(refused[0])
    assert Union.objects.unscoped(reason=WHY).count() == 1
    assert DocumentNumber.objects.unscoped(reason=WHY).count() == 1
    assert fresh(case).state == "preparing"


def test_one_approves_while_the_other_returns(
    applied: Any, officer: Actor, actor: Any, code: IssuerCode
) -> None:
    case = applied()
    second = actor(case.unit, Role.ORGANISER)

    results = together(
        lambda: founding_apply.approve(case_id=case.pk, code_id=code.pk, by=officer),
        lambda: founding_apply.return_application(
            case_id=case.pk, defects=[("", "缺学历")], by=second
        ),
    )

    assert sum(isinstance(r, NotAllowed) for r in results) == 1
    assert fresh(case).state in ("preparing", "returned")


def test_the_same_firm_walks_in_at_two_counters(opened: Any) -> None:
    results = together(opened, opened)

    assert sorted(type(r).__name__ for r in results) == ["FoundingCase", "NotAllowed"]
    assert FoundingCase.objects.unscoped(reason=WHY).count() == 1
