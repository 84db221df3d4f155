"""The world of the figures, with a monthly form of the city."""

from collections.abc import Callable
from datetime import date

import pytest

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.periods_forms import define_form, open_period
from niangjia.organizing.models import PeriodForm, PeriodTable
from niangjia.organizing.queries.periods import counted_now
from niangjia.organizing.rules.periods import Told
from tests.organizing.figures.conftest import World, world  # noqa: F401

UNTIL = date(2022, 11, 30)


@pytest.fixture
def head(city: Unit, actor: Callable[..., Actor]) -> Actor:
    return actor(city, Role.ORGANISER)


@pytest.fixture
def form(head: Actor) -> PeriodForm:
    return define_form(
        name="组建会员月报", cadence="month", reach="town", keys=["joined", "members", "founded"],
        due_days=5, valid_from=date(2022, 11, 1), source_text="淄工办〔2022〕8号", by=head,
    )  # fmt: skip


@pytest.fixture
def sent(world: World, form: PeriodForm, head: Actor) -> dict[str, PeriodTable]:  # noqa: F811
    """The tables of November by unit."""
    open_period(form_id=form.pk, until=UNTIL, by=head)
    rows = PeriodTable.objects.unscoped(reason="试验").select_related("unit", "form__unit")
    return {row.unit.short_name: row for row in rows}


def told_of(table: PeriodTable, **changes: Told) -> dict[str, Told]:
    return {cell.key: Told(cell.counted) for cell in counted_now(table)} | changes
