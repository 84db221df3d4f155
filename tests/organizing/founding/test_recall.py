"""What was sent up comes back until the superior has answered (X1)."""

from collections.abc import Callable
from typing import Any

import pytest

from niangjia.kernel.notifications.queries import done_items, open_items
from niangjia.kernel.notifications.recalls import recall_label, recall_step
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions import founding_apply
from niangjia.organizing.actions.founding_recall import recall
from niangjia.organizing.models import FoundingStep
from tests.organizing.founding.conftest import WHY, fresh

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path / "files"


def test_a_request_is_taken_back_and_sent_again(
    applied: Any, window: Actor, officer: Actor
) -> None:
    case = applied()
    sent = done_items(window).get()
    assert (sent.outcome, open_items(officer).count()) == ("提交请示", 1)

    assert recall_label(window, sent) == "撤回请示"
    recall_step(item=sent, by=window)

    case = fresh(case)
    assert (case.state, case.applied_on, case.due_on) == ("applying", None, None)
    assert (open_items(window).count(), open_items(officer).count()) == (1, 0)
    steps = FoundingStep.objects.unscoped(reason=WHY).filter(case=case).order_by("pk")
    assert [s.label for s in steps] == ["提交请示", "撤回请示"]
    founding_apply.submit(case_id=case.pk, by=window)
    assert fresh(case).state == "applied"


def test_only_who_sent_it_and_only_before_the_answer(
    applied: Any, window: Actor, officer: Actor, actor: Callable[..., Actor], town: Unit
) -> None:
    case = applied()

    with pytest.raises(NotAllowed, match="只有提交的本人"):
        recall(case_id=case.pk, by=actor(town, Role.WINDOW))
    founding_apply.return_application(case_id=case.pk, defects=[("请示", "缺签字")], by=officer)
    with pytest.raises(NotAllowed, match="上级已经办理"):
        recall(case_id=case.pk, by=window)
