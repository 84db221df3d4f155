"""A task goes over into a founding case and is closed when its union stands."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.files.api import store
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.founding import start_case
from niangjia.matching.models import TaskStep, ThreeSync
from niangjia.organizing.actions.founding_news import tell_tasks
from niangjia.organizing.models import Employer, FoundingCase, FoundingPaper
from tests.matching.tasks.conftest import PNG

pytestmark = pytest.mark.django_db
WHY = "测试核对全部"


def case_of(task):
    return FoundingCase.objects.unscoped(reason=WHY).get(origin_ref=f"task:{task.pk}")


def test_what_the_ledger_knows_is_not_typed_again(make_task, organiser, town):
    task = make_task(address="示例路1号", headcount=64, registered_on=date(2026, 3, 2))
    task.registered_on = date(2026, 3, 2)
    task.save(update_fields=["registered_on"])

    where = start_case(task_id=task.pk, by=organiser)

    case = case_of(task)
    assert where == reverse("organizing:case_detail", args=[case.pk])
    assert (case.origin, case.unit_id, case.employees) == ("task", town.pk, 64)
    employer = Employer.objects.unscoped(reason=WHY).get()
    assert (employer.name, employer.address) == (task.name, "示例路1号")
    assert employer.registered_on == date(2026, 3, 2)


def test_only_the_owner_starts_it_and_only_once(make_task, organiser, actor, town):
    task = make_task()
    with pytest.raises(NotAllowed, match="只有承办人本人"):
        start_case(task_id=task.pk, by=actor(town, Role.ORGANISER))
    start_case(task_id=task.pk, by=organiser)

    with pytest.raises(NotAllowed, match="已有在办的建会事项"):
        start_case(task_id=task.pk, by=organiser)

    assert FoundingCase.objects.unscoped(reason=WHY).count() == 1


def test_the_task_page_leads_to_the_case(make_task, organiser, client):
    task = make_task()
    client.force_login(
        type(task.owner).objects.get(pk=organiser.account_id),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    page = reverse("matching:task_detail", args=[task.pk])
    assert "发起建会" in client.get(page).content.decode()

    answer = client.post(reverse("matching:task_found", args=[task.pk]))

    case = case_of(task)
    assert answer["Location"] == reverse("organizing:case_detail", args=[case.pk])
    shown = client.get(page).content.decode()
    assert "建会一件事办理中：填写请示" in shown
    assert answer["Location"] in shown


def test_the_reply_closes_the_task_with_itself_as_proof(make_task, organiser, town):
    task = make_task()
    ThreeSync.objects.create(task=task, planned_on=date(2026, 3, 2))
    start_case(task_id=task.pk, by=organiser)
    case, today = case_of(task), timezone.localdate()
    case.prepared_on = case.established_on = today
    case.save(update_fields=["prepared_on", "established_on"])
    file = store(BytesIO(PNG), name="批复.png", by=organiser, unit=town, purpose="测试")
    FoundingPaper.objects.create(
        case=case, kind="result_reply", state="issued", title="批复", document_number="马工复〔2026〕3号",
        file=file, made_by="测试",
    )  # fmt: skip

    tell_tasks(case.pk, "establish")
    tell_tasks(case.pk, "seal")  # told again: nothing more happens

    task.refresh_from_db()
    assert (task.state, task.close_reason, task.closed_on) == ("established", "single", today)
    assert (task.union_name, task.established_on) == (case.union_name, today)
    step = TaskStep.objects.unscoped(reason=WHY).get(task=task, name="establish")
    assert (step.by_name, step.note) == ("系统：建会一件事", "批复马工复〔2026〕3号")
    assert step.evidence.sha256 == file.sha256
    sync = ThreeSync.objects.unscoped(reason=WHY).get()
    assert (sync.preparing_on, sync.established_on, sync.operating_on) == (today, today, None)


def test_a_case_of_another_origin_moves_no_task(make_task, organiser):
    task = make_task()
    start_case(task_id=task.pk, by=organiser)
    FoundingCase.objects.unscoped(reason=WHY).update(origin="walk_in")

    tell_tasks(case_of(task).pk, "establish")

    task.refresh_from_db()
    assert task.state == "assigned"
