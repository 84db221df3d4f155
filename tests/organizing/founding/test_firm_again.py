"""X6 at the counter: a firm's second matter asks for nothing the first one told."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions import founding_apply
from niangjia.organizing.models import Employer, FoundingCase
from niangjia.organizing.queries.founding import employers_of_case, newest_count, preparers_of
from tests.organizing.founding.conftest import FIRM, fresh

Login = Callable[..., Client]
WHY = "测试核对全部"


def asked(html: str) -> set[str]:
    form = html[html.index('class="nj-form') : html.rindex("</form>")]
    names = re.findall(r'<(?:input|select|textarea)\b[^>]*?name="([^"]+)"', form)
    return set(names) - {"csrfmiddlewaretoken"}


@pytest.fixture
def withdrawn(opened: Any, group: Any, window: Actor) -> FoundingCase:
    """Everything was told, then it was taken back."""
    case = opened(registry="张店区市场监督管理局")
    firm = employers_of_case(case)[0]
    firm.trade_code, firm.economic_type, firm.uscc = "2614", "159", "91370303MA3C000017"
    firm.save()
    group(case)
    founding_apply.withdraw(case_id=case.pk, reason="材料再准备", by=window)
    return fresh(case)


@pytest.fixture
def firm(withdrawn: FoundingCase) -> Employer:
    return employers_of_case(withdrawn)[0]


def found_url(firm: Employer) -> str:
    return reverse("organizing:firm_found", args=[firm.pk])


def test_the_second_matter_of_a_firm_asks_for_nothing_known(
    login: Login, town: Unit, withdrawn: FoundingCase, firm: Employer
) -> None:
    desk = login(town, Role.WINDOW)
    html = desk.get(found_url(firm)).content.decode()

    assert asked(html) == {"keep_group"}
    assert "138****5678" in html
    assert "13812345678" not in html
    for known in ("孙大为", "张店区示例路1号", "王小凯", "买买提·艾力", "经公司党支部研究"):
        assert known in html

    answer = desk.post(found_url(firm), {"keep_group": "on"})
    case = FoundingCase.objects.unscoped(reason=WHY).order_by("-pk")[0]
    assert answer["Location"] == reverse("organizing:case_detail", args=[case.pk])
    assert case.pk != withdrawn.pk
    for fact in ("unit_id", "kind", "union_name", "applicant", "applicant_phone",
                 "founding_basis", "members_expected", "employees", "women"):  # fmt: skip
        assert getattr(case, fact) == getattr(withdrawn, fact), fact
    assert case.facts["registry"] == "张店区市场监督管理局"
    assert [(p.name, p.leads, p.birth_on) for p in preparers_of(case)] == [
        (p.name, p.leads, p.birth_on) for p in preparers_of(withdrawn)
    ]
    assert employers_of_case(case) == [firm]
    # Nothing but the papers is left before it can be sent in.
    assert founding_apply.application_problems(case) == []


def test_what_is_known_can_be_corrected_and_the_phone_stays_masked(
    login: Login, town: Unit, firm: Employer
) -> None:
    desk = login(town, Role.WINDOW)
    page = desk.get(found_url(firm) + "?correct=1")
    html = page.content.decode()
    assert {"legal_representative", "address", "applicant", "employees"} <= asked(html)
    assert "13812345678" not in html

    form = page.context["form"]
    sent = {n: form.initial.get(n) or "" for n in form.fields}
    sent |= {"legal_representative": "李新任", "employees": "52", "women": "20"}
    answer = desk.post(found_url(firm) + "?correct=1", sent)
    assert answer.status_code == 302
    firm.refresh_from_db()
    case = FoundingCase.objects.unscoped(reason=WHY).order_by("-pk")[0]
    assert (firm.legal_representative, case.applicant_phone) == ("李新任", "13812345678")
    count = newest_count(firm)
    assert count
    assert (count.employees, case.employees, preparers_of(case)) == (52, 52, [])


def test_only_what_is_missing_is_asked(
    login: Login, town: Unit, make_employer: Callable[..., Employer]
) -> None:
    """Known from the register alone: the case itself has still to be told."""
    firm = make_employer(town, name="淄博另一家有限公司", address="张店区示例路9号")
    html = login(town, Role.WINDOW).get(found_url(firm)).content.decode()

    assert "张店区示例路9号" in html
    assert {"name", "address", "unit_id", "union_name"}.isdisjoint(asked(html))
    assert {"applicant", "employees", "uscc", "kind"} <= asked(html)


def test_a_firm_under_way_or_covered_is_refused_with_the_reason(
    login: Login, town: Unit, opened: Any
) -> None:
    firm = employers_of_case(opened(firm=FIRM))[0]
    html = login(town, Role.WINDOW).post(found_url(firm)).content.decode()

    assert "已有在办的建会事项" in html


def test_the_firm_is_found_by_name_initials_and_code_and_leads_on(
    login: Login, town: Unit, west: Unit, withdrawn: FoundingCase, firm: Employer,
    make_employer: Callable[..., Employer],
) -> None:  # fmt: skip
    elsewhere = make_employer(west, name="淄博示例纺织有限公司")
    desk = login(town, Role.WINDOW)
    for wish in ("示例", "91370303MA3C000017"):
        html = desk.get(reverse("organizing:firm_list"), {"q": wish}).content.decode()
        assert firm.name in html
        assert elsewhere.name not in html
    for standing, there in (("none", True), ("founding", False), ("covered", False)):
        html = desk.get(reverse("organizing:firm_list"), {"standing": standing}).content.decode()
        assert (firm.name in html) is there
    page = desk.get(reverse("organizing:firm_detail", args=[firm.pk])).content.decode()
    assert found_url(firm) in page
    assert "已撤回" in page
    case = desk.get(reverse("organizing:case_detail", args=[withdrawn.pk])).content.decode()
    assert found_url(firm) in case
    assert "单位在册吗" in desk.get(reverse("organizing:case_new")).content.decode()
    for name in ("firm_detail", "firm_found"):
        assert desk.get(reverse(f"organizing:{name}", args=[elsewhere.pk])).status_code == 404
