"""Two officers at the same table in the same moment: one outcome."""

from collections.abc import Callable

import pytest

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.periods import (
    approve_table,
    lock_table,
    report_table,
    return_table,
)
from niangjia.organizing.models import PeriodStep, PeriodTable
from tests.organizing.joining.test_races import together
from tests.organizing.periods.conftest import told_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_locks_and_one_returns(
    sent: dict[str, PeriodTable], city: Unit, east: Unit, actor: Callable[..., Actor], head: Actor
) -> None:
    table, other = sent["张店区"], actor(city, Role.ORGANISER)
    report_table(table_id=table.pk, told=told_of(table), by=actor(east, Role.ORGANISER))
    approve_table(table_id=table.pk, by=head)

    results = together(
        lambda: lock_table(table_id=table.pk, by=head),
        lambda: return_table(table_id=table.pk, defects={"members": "核对"}, by=other),
    )

    refused = [r for r in results if isinstance(r, NotAllowed)]
    assert len(refused) == 1, results
    assert "可能刚由他人办理" in str(refused[0])
    table.refresh_from_db()
    steps = PeriodStep.objects.unscoped(reason="试验").filter(table=table)
    assert steps.count() == 3
    assert steps[0].to_state == table.state
    assert table.state in ("locked", "returned")


def test_two_report_at_once(
    sent: dict[str, PeriodTable], east: Unit, actor: Callable[..., Actor]
) -> None:
    table = sent["张店区"]
    people = [actor(east, Role.ORGANISER), actor(east, Role.ORGANISER)]
    told = told_of(table)

    results = together(
        *(lambda by=by: report_table(table_id=table.pk, told=told, by=by) for by in people)
    )

    assert sorted(type(r).__name__ for r in results) == ["NotAllowed", "PeriodTable"]
