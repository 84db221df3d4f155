"""ME1: a whole run with no fact typed twice."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.queries.founding import candidates_of, preparers_of
from niangjia.organizing.web import forms_founding as forms
from niangjia.organizing.web.forms_founding_ballot import BallotForm

Login = Callable[..., Client]
ROAD = (
    forms.OpenForm, forms.PreparerForm, forms.SlateForm, forms.MeetingForm, BallotForm,
    forms.SealForm, forms.FileForm, forms.CertifyForm, forms.AccountForm, forms.FundForm,
    forms.OperateForm,
)  # fmt: skip


def test_me1_no_form_of_the_road_asks_for_what_another_asked() -> None:
    asked = Counter(
        str(field.label) for form in ROAD for field in form.base_fields.values()
    )  # fmt: skip

    assert len(asked) > 35
    assert [label for label, times in asked.items() if times > 1] == []


@pytest.mark.django_db
def test_me1_the_contact_is_offered_for_the_group_and_both_for_the_candidates(
    login: Login, town: Unit, opened: Any, enrolled: Any
) -> None:
    desk = login(town, Role.WINDOW)

    def offered(case: Any, what: str) -> str:
        return desk.get(reverse("organizing:case_add", args=[case.pk, what])).content.decode()

    case = enrolled(members=2)
    for name in ("王小凯", "买买提·艾力", "赵䶮", "郑甲甲", "郑甲乙"):
        assert f'<option value="{name}">' in offered(case, "candidate")
    fresh = opened(firm=forms.EmployerFacts(name="淄博另一家有限公司", employees=30))
    assert '<option value="王小凯">' in offered(fresh, "preparer")
    assert "郑甲甲" not in offered(fresh, "preparer")


@pytest.mark.django_db
def test_me1_the_name_alone_makes_a_candidate(login: Login, town: Unit, enrolled: Any) -> None:
    """Everything else of a preparer comes along from the first form."""
    case = enrolled(members=2)
    known = next(row for row in preparers_of(case) if row.name == "买买提·艾力")
    answer = login(town, Role.WINDOW).post(
        reverse("organizing:case_add", args=[case.pk, "candidate"]),
        {"seat": "member", "name": known.name},
    )

    assert answer.status_code == 302
    made = candidates_of(case)[0]
    for fact in ("sex", "birth_on", "employer_post", "political_status", "education"):
        assert getattr(made, fact) == getattr(known, fact), fact
