"""Setting up forms and sending out the tables of a period."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.notifications.actions import Notice, tell_all
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.enums.periods import FEDERATIONS
from niangjia.organizing.models import PeriodForm, PeriodTable
from niangjia.organizing.policies.periods import DEFINERS
from niangjia.organizing.queries.periods import form_for, reporters
from niangjia.organizing.rules.periods import Period, ended_before, period_of

TODO = "organizing.period"


def subject_of(table_id: int) -> str:
    return f"{TODO}:{table_id}"


@transaction.atomic
def define_form(
    *, name: str, cadence: str, reach: str, keys: Iterable[str], due_days: int, valid_from: date,
    source_text: str, by: Actor,
) -> PeriodForm:  # fmt: skip
    """设立报表：对本级以下的工会，自某日起每期填报。"""
    if not by.has(*DEFINERS) or by.unit_id is None:
        raise NotAllowed("报表由本级的组织建设岗位设立。")
    unit = Unit.objects.within(by.scope).get(pk=by.unit_id)
    if unit.kind not in FEDERATIONS:
        raise NotAllowed("报表由市、区县、镇街工会设立，基层工会不设下级报表。")
    wanted = [key for key in FigureKey.values if key in set(keys)]
    if not wanted:
        raise ValueError("至少要选一个指标。")
    rows = PeriodForm.objects.within(unit.scope).filter(unit=unit, name=name, ended_on=None)
    if rows.exists():
        raise ValueError(f"本级已有一张“{name}”，请换一个名称，或先停用原来的。")
    made = PeriodForm.objects.create(
        unit=unit, name=name, cadence=cadence, reach=reach, keys=wanted, due_days=due_days,
        valid_from=valid_from, source_text=source_text, created_by=by.name,
    )  # fmt: skip
    record(
        "organizing.period_form", on=made, by=by, name=name, cadence=cadence, reach=reach,
        keys=wanted, due_days=due_days, source=source_text, valid_from=valid_from.isoformat(),
    )  # fmt: skip
    return made


def _own(form_id: int, by: Actor) -> PeriodForm:
    form = form_for(by.unit_path, form_id, lock=True)
    if not by.has(*DEFINERS) or form.unit_id != by.unit_id:
        raise NotAllowed("只有设立这张报表的工会可以办理。")
    return form


@transaction.atomic
def end_form(*, form_id: int, by: Actor) -> PeriodForm:
    """停用报表：不再下发新的一期，已下发的照常填报。"""
    form = _own(form_id, by)
    if form.ended_on is None:
        form.ended_on = timezone.localdate()
        form.save(update_fields=["ended_on"])
        record("organizing.period_form_end", on=form, by=by, name=form.name)
    return form


@transaction.atomic
def open_period(*, form_id: int, until: date, by: Actor) -> int:
    """下发一期报表：下级每个单位一张，已有的不重复。Returns tables made."""
    form = _own(form_id, by)
    period = period_of(form.cadence, until)
    if form.ended_on is not None:
        raise NotAllowed(f"“{form.name}”已停用，不能再下发。")
    if period.until >= timezone.localdate():
        raise NotAllowed(f"{period.label}还没有结束，{period.until:%Y-%m-%d} 之后才能下发。")
    if period.until < form.valid_from:
        raise NotAllowed(f"这张报表自 {form.valid_from:%Y-%m-%d} 起，{period.label}在它之前。")
    return len(_sent(form, period, by))


def _sent(form: PeriodForm, period: Period, by: Actor) -> list[PeriodTable]:
    rows = PeriodTable.objects.within(form.unit.scope).filter(form=form, until=period.until)
    held = set(rows.values_list("unit_id", flat=True))
    end = current_calendar().add_working_days(period.until, form.due_days)
    made = PeriodTable.objects.bulk_create(
        PeriodTable(
            form=form, unit=unit, label=period.label, since=period.since, until=period.until,
            due_on=end.due, due_basis=f"{form.source_text}，{end.basis_zh}"[:200],
            due_provisional=end.provisional,
        )
        for unit in reporters(form, period.until)
        if unit.pk not in held
    )  # fmt: skip
    if made:
        record(
            "organizing.period_open", on=form, by=by, unit_path=form.unit.path, name=form.name,
            period=period.label, tables=len(made), due=end.due.isoformat(),
        )  # fmt: skip
    tell_all((notice_of(table, table.unit_id) for table in made), by=by)
    return made


def notice_of(table: PeriodTable, unit_id: int) -> Notice:
    """The inbox item of whoever acts next: the reporting desk or the one above."""
    facts: dict[str, Any] = {"due_on": table.due_on, "due_provisional": table.due_provisional}
    return Notice(
        unit_id=unit_id, role=Role.ORGANISER, kind=TODO, subject=subject_of(table.pk),
        title=f"{table.get_state_display()}：{table.unit.short_name}{table.form.name}（{table.label}）",
        url=reverse("organizing:period_detail", args=[table.pk]), **facts,
    )  # fmt: skip


@transaction.atomic
def open_due(*, today: date | None = None) -> int:
    """到期自动下发：每张在用的报表，上一期结束后即下发。Returns tables made."""
    day, made = today or timezone.localdate(), 0
    forms = PeriodForm.objects.unscoped(reason="各级报表一并到期下发").filter(ended_on=None)
    for form in forms.select_related("unit").select_for_update(of=("self",)):
        period = ended_before(form.cadence, day)
        if period.until >= form.valid_from:
            by = Actor.system("到期下发报表", [form.unit.path])
            made += len(_sent(form, period, by))
    return made
