"""Pages of founding: list, case, papers, progress by code; what they cost and what they hide."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.documents.models import IssuerCode
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.founding import EmployerFacts
from niangjia.organizing.models import FoundingCase, FoundingPaper, Preparer
from tests.organizing.founding.conftest import PDF, WHY, back

pytestmark = pytest.mark.django_db
Login = Callable[[Unit, Role], Client]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path / "files"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_walk_in_is_entered_on_one_page(login: Login, town: Unit) -> None:
    client = login(town, Role.WINDOW)
    told = {"unit_id": town.pk, "kind": "basic", "name": "淄博示例化工有限公司", "employees": "40",
            "women": "15", "applicant": "王小凯", "founding_basis": "同意"}  # fmt: skip

    wrong = client.post(reverse("organizing:case_new"), told | {"women": "41"})
    mute = client.post(reverse("organizing:case_new"), told | {"applicant_phone": "12"})
    answer = client.post(reverse("organizing:case_new"), told, follow=True)

    assert "女职工数不能大于职工数" in text_of(wrong)
    assert 'value="淄博示例化工有限公司"' in text_of(wrong)  # nothing typed is lost
    assert "电话应为 11 位手机号" in text_of(mute)
    page = text_of(answer)
    assert "淄博示例化工有限公司工会委员会" in page
    assert "《关于成立工会筹备组的请示》还缺筹备组成员、筹备组组长" in page
    assert "生成关于成立工会筹备组的请示" not in page


def test_each_paper_says_what_is_still_wanted(
    login: Login, town: Unit, opened: Any, group: Any
) -> None:
    case = opened(firm=EmployerFacts("乙厂", employees=40))
    group(case)
    address = reverse("organizing:case_detail", args=[case.pk])

    page = text_of(login(town, Role.WINDOW).get(address))

    assert "可以生成，但没有统一社会信用代码、单位地址、单位法定代表人" in page
    assert "生成关于成立工会筹备组的请示" in page
    assert "材料还缺的事项" not in text_of(login(town, Role.LEADER).get(address))


def test_a_paper_that_lacks_facts_is_refused_and_the_old_one_stays(
    login: Login, town: Unit, opened: Any, group: Any
) -> None:
    case = opened()
    group(case)
    client = login(town, Role.WINDOW)
    make = reverse("organizing:case_paper_make", args=[case.pk, "application"])
    client.post(make)
    rows = FoundingPaper.objects.unscoped(reason=WHY).filter(case=case)
    Preparer.objects.unscoped(reason=WHY).filter(case=case).update(leads=False)

    answer = client.post(make, follow=True)

    assert "《关于成立工会筹备组的请示》还缺：筹备组组长。请先在事项里登记，再生成。" in text_of(
        answer
    )
    assert [row.state for row in rows] == ["issued"]


def test_the_application_is_filled_in_prefilled(login: Login, town: Unit, opened: Any) -> None:
    case = opened()
    page = login(town, Role.WINDOW).get(reverse("organizing:case_amend", args=[case.pk]))

    for known in ("孙大为", "2026-03-02", "王小凯", 'value="40"'):
        assert known in text_of(page)


def test_list_filters_and_marks_what_is_late(
    login: Login, town: Unit, opened: Any, applied: Any
) -> None:
    late = applied()
    back(late, 60)
    opened(firm=EmployerFacts("乙纺织有限公司"))
    client, url = login(town, Role.ORGANISER), reverse("organizing:case_list")

    everything = text_of(client.get(url))
    assert everything.count("逾期</span>") == 1
    for query, found, lost in (
        ("q=示例化工", "示例化工", "乙纺织"), ("late=1", "示例化工", "乙纺织"),
        ("phase=superior", "示例化工", "乙纺织"), ("phase=own", "乙纺织", "示例化工"),
        ("state=applied", "示例化工", "乙纺织"), (f"q={late.code}", "示例化工", "乙纺织"),
    ):  # fmt: skip
        page = text_of(client.get(f"{url}?{query}"))
        assert (found in page, f"{lost}有限公司工会" in page) == (True, False), query
    sheet = client.get(f"{url}?export=xlsx")
    assert sheet.getvalue().startswith(b"PK")


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    login: Login, town: Unit, opened: Any, size: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(size):
        opened(firm=EmployerFacts(f"第{number}机械厂"))
    client, url = login(town, Role.ORGANISER), reverse("organizing:case_list")
    client.get(url)

    with django_assert_max_num_queries(14):
        page = text_of(client.get(url))

    assert page.count("机械厂工会委员会") >= size


def test_a_chair_sees_the_own_case_and_no_other(
    login: Login, preparing: Any, opened: Any, town: Unit
) -> None:
    case, other = preparing(), opened(firm=EmployerFacts("乙纺织有限公司"))
    client = login(case.union.unit, Role.CHAIR)

    page = client.get(reverse("organizing:case_detail", args=[case.pk]))
    listed = text_of(client.get(reverse("organizing:case_list")))

    assert "开始发展会员" in text_of(page)
    assert "批复成立" not in [step.label for step in page.context["page"].buttons]
    assert "乙纺织" not in listed
    assert client.get(reverse("organizing:case_detail", args=[other.pk])).status_code == 404


def test_the_union_s_page_leads_back_to_the_case(login: Login, town: Unit, preparing: Any) -> None:
    case = preparing()
    page = reverse("organizing:union_detail", args=[case.union_id])
    link = reverse("organizing:case_detail", args=[case.pk])

    assert link in login(town, Role.ORGANISER).get(page).content.decode()
    assert link not in login(town, Role.CLERK).get(page).content.decode()


def test_papers_are_handed_out_as_pdf_and_docx(
    login: Login, real_print: None, preparing: Any, town: Unit, west: Unit
) -> None:
    case = preparing()
    reply = FoundingPaper.objects.unscoped(reason=WHY).get(case=case, kind="application_reply")
    chair = login(case.union.unit, Role.CHAIR)

    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = chair.get(reverse("organizing:case_file", args=[case.pk, reply.pk, form]))
        assert answer.getvalue().startswith(start)
    request = FoundingPaper.objects.unscoped(reason=WHY).get(case=case, kind="application")
    scan = chair.get(reverse("organizing:case_file", args=[case.pk, request.pk, "scan"]))
    assert scan.getvalue() == PDF
    stranger = login(west, Role.ORGANISER)
    url = reverse("organizing:case_file", args=[case.pk, reply.pk, "pdf"])
    assert stranger.get(url).status_code == 404


def test_the_officer_approves_on_the_page(
    login: Login, applied: Any, town: Unit, code: IssuerCode
) -> None:
    case = applied()
    client = login(town, Role.ORGANISER)
    url = reverse("organizing:case_step", args=[case.pk, "approve"])

    asked = text_of(client.get(url))
    answer = client.post(url, {"code": code.pk}, follow=True)

    assert "马工复（马尚街道）" in asked
    assert "已办理：同意筹备" in text_of(answer)
    again = text_of(client.get(url))
    assert "现在不能办理“同意筹备”" in again


def test_defects_are_written_a_line_each(login: Login, applied: Any, town: Unit) -> None:
    case = applied()
    client = login(town, Role.ORGANISER)
    url = reverse("organizing:case_step", args=[case.pk, "return"])

    page = text_of(client.post(url, {"text": "筹备组名单：缺学历\n\n落款不符"}, follow=True))

    assert "<b>筹备组名单</b>：缺学历" in page
    rows = case.defects.unscoped(reason=WHY).values_list("item", "text")
    assert list(rows) == [("筹备组名单", "缺学历"), ("", "落款不符")]


# Progress by code


def test_whoever_has_the_code_sees_where_it_stands_and_no_name(
    client: Client, preparing: Any
) -> None:
    case = preparing()

    page = text_of(
        client.get(reverse("organizing:founding_show", args=[case.code.lower()]), follow=True)
    )

    assert "筹备" in page
    assert "王*凯" in page
    assert "王小凯" not in page
    assert "13812345678" not in page
    assert "马工复〔" in page


@pytest.mark.parametrize("code", ["ABCD", "7K3MQ9WD0T2VXNHC", "<script>"])
def test_a_wrong_code_is_answered_in_words(client: Client, code: str, db: None) -> None:
    answer = client.get(reverse("progress:progress_show", args=[code]))

    assert answer.status_code == 404
    assert "没有这个查询码" in text_of(answer)


def test_guessing_is_slowed_down(client: Client, settings: Any, opened: Any) -> None:
    settings.PUBLIC_PAGE_LIMIT = 3
    case: FoundingCase = opened()
    for _ in range(4):
        client.get(reverse("progress:progress_show", args=["WRONG"]))

    answer = client.get(reverse("progress:progress_show", args=[case.code]))

    assert answer.status_code == 429
    assert "查询太频繁" in text_of(answer)


def test_pages_of_the_applicant_are_kept_by_no_cache(client: Client, opened: Any) -> None:
    case = opened()
    answer = client.get(reverse("progress:progress_show", args=[case.code]))

    assert answer["Cache-Control"] == "private, no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_the_window_does_not_see_the_button_to_decide(
    login: Login, applied: Any, town: Unit, window: Actor
) -> None:
    case = applied()
    page = login(town, Role.WINDOW).get(reverse("organizing:case_detail", args=[case.pk]))

    assert [step.name for step in page.context["page"].buttons] == ["recall", "withdraw"]
