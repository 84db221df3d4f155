"""Period tables: one with its cells, those of a unit's part of the tree, and their sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Scope, Unit
from niangjia.kernel.scope.queries import prefixes
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.figures import FigureKey
from niangjia.organizing.enums.periods import DONE, FEDERATIONS, PeriodReach, PeriodState
from niangjia.organizing.models import (
    FigureDefinition,
    PeriodFigure,
    PeriodForm,
    PeriodStep,
    PeriodTable,
)
from niangjia.organizing.policies.periods import may_take
from niangjia.organizing.queries.figures import questions, total
from niangjia.organizing.workflow.periods import PERIOD_FLOW

WHY = "上级设立的报表，下级照报"
Rows = QuerySet[Any]


class NoSuchTable(Absent):
    """Absent or elsewhere."""


def tables(scope: Scope) -> Rows:
    rows: Rows = PeriodTable.objects.within(scope).select_related("form__unit", "unit")
    return rows


def table_for(scope: Scope, table_id: int, *, lock: bool = False) -> PeriodTable:
    rows = tables(scope).filter(pk=table_id)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found: PeriodTable | None = rows.first()
    if found is None:
        raise NoSuchTable(table_id)
    return found


def forms_for(path: str) -> Rows:
    """Forms that bind a unit or that it or one below it set up, newest first."""
    rows = PeriodForm.objects.unscoped(reason=WHY).select_related("unit")
    return rows.filter(Q(unit__path__in=prefixes(path)) | Q(unit__path__startswith=path))


def form_for(path: str, form_id: int, *, lock: bool = False) -> PeriodForm:
    rows = forms_for(path).filter(pk=form_id)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found: PeriodForm | None = rows.first()
    if found is None:
        raise NoSuchTable(form_id)
    return found


def reporters(form: PeriodForm, day: date) -> list[Unit]:
    """Units below the form's that hand in a table for a day: counties, and towns where wanted."""
    rows = Unit.objects.within(form.unit.scope).exclude(pk=form.unit_id)
    rows = rows.filter(kind__in=FEDERATIONS)
    rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=day))
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    if form.reach == PeriodReach.COUNTY:
        rows = rows.filter(parent=form.unit_id)
    return list(rows.select_related("parent").order_by("path"))


@dataclass(frozen=True)
class Cell:
    """A figure of a table as it is shown: counted now, or as reported with its frozen definition."""

    key: str
    label: str
    counted: int
    reported: int
    reason: str
    defect: str
    words: str
    number: int
    definition: FigureDefinition | None = None

    @property
    def differs(self) -> bool:
        return self.reported != self.counted


def counted_now(table: PeriodTable) -> list[Cell]:
    """Every figure from the register, for the table's unit and days, with its definition."""
    asked = questions(
        table.form.keys, table.unit.scope, table.unit.path, day=table.until, since=table.since
    )
    found = []
    for one in asked:
        number = total(one)
        found.append(
            Cell(
                one.key, str(FigureKey(one.key).label), number, number, "", "",
                one.rule.words, one.rule.number, one.rule,
            )
        )  # fmt: skip
    return found


def written(table: PeriodTable) -> list[Cell]:
    """What was reported, in the order of the form."""
    rows = PeriodFigure.objects.unscoped(reason="表已在范围内取出").filter(table=table)
    known = {row.key: row for row in rows}
    return [_cell(known[key]) for key in table.form.keys if key in known]


def _cell(row: PeriodFigure) -> Cell:
    return Cell(
        row.key, str(row.get_key_display()), row.counted, row.reported, row.reason, row.defect,
        row.words, row.number,
    )  # fmt: skip


def cells_of(table: PeriodTable) -> list[Cell]:
    """Frozen once reported. To be reported: counted now, with what was said the last time."""
    if table.state in DONE:
        return written(table)
    before = {cell.key: cell for cell in written(table)}
    found = []
    for now in counted_now(table):
        old = before.get(now.key)
        kept = old is not None and (old.differs or bool(old.defect))
        found.append(_again(now, old) if old and kept else now)
    return found


def _again(now: Cell, old: Cell) -> Cell:
    return Cell(
        now.key, now.label, now.counted, old.reported if old.differs else now.counted, old.reason,
        old.defect, now.words, now.number, now.definition,
    )  # fmt: skip


def steps_of(table: PeriodTable) -> list[PeriodStep]:
    return list(PeriodStep.objects.unscoped(reason="表已在范围内取出").filter(table=table))


def open_steps(actor: Actor, table: PeriodTable) -> list[Any]:
    """The steps this actor may take now."""
    found = PERIOD_FLOW.open_to(table.state, actor.roles)
    return [step for step in found if may_take(actor, table, step)]


@dataclass(frozen=True)
class Line:
    """One unit of a summary: its table (None: not sent out) and its figures in the form's order."""

    unit: Unit
    table: PeriodTable | None
    values: list[int | None]

    @property
    def handed_in(self) -> bool:
        return self.table is not None and self.table.state in DONE

    @property
    def state(self) -> str:
        return str(self.table.get_state_display()) if self.table else "未下发"


@dataclass(frozen=True)
class Summary:
    """The units directly below one unit for one period: their figures, sums, and who is missing."""

    form: PeriodForm
    top: Unit
    label: str
    since: date
    until: date
    heads: list[str]
    lines: list[Line]
    sums: list[int]
    own: PeriodTable | None

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if not line.handed_in]


def summary(form: PeriodForm, top: Unit, until: date, scope: Scope) -> Summary | None:
    """Roll-up of the tables directly below ``top``; None where nothing was sent out."""
    rows = tables(scope).filter(form=form, until=until, unit__path__startswith=top.path)
    held = {table.unit_id: table for table in rows}
    if not held:
        return None
    below = [unit for unit in reporters(form, until) if unit.parent_id == top.pk]
    below += [t.unit for t in held.values() if t.unit.parent_id == top.pk and t.unit not in below]
    values = _values(t for t in held.values() if t.state in DONE)
    lines = [
        Line(unit, held.get(unit.pk), [values.get((unit.pk, key)) for key in form.keys])
        for unit in sorted(below, key=lambda unit: unit.path)
    ]
    sums = [sum(line.values[at] or 0 for line in lines) for at in range(len(form.keys))]
    heads, some = [str(FigureKey(key).label) for key in form.keys], next(iter(held.values()))
    return Summary(
        form, top, some.label, some.since, until, heads, lines, sums, held.get(top.pk)
    )  # fmt: skip


def _values(found: Iterable[PeriodTable]) -> dict[tuple[int, str], int]:
    by_table = {table.pk: table.unit_id for table in found}
    rows = PeriodFigure.objects.unscoped(reason="表已在范围内取出").filter(table__in=by_table)
    return {(by_table[t], key): n for t, key, n in rows.values_list("table", "key", "reported")}


def sent_out(form: PeriodForm, scope: Scope) -> list[dict[str, Any]]:
    """The periods of a form in scope, newest first, with how many tables stand where."""
    rows = tables(scope).filter(form=form).order_by("-until", "pk")
    found: dict[date, dict[str, Any]] = {}
    for until, label, state in rows.values_list("until", "label", "state"):
        one = found.setdefault(
            until, {"until": until, "label": label, "sent": 0, "done": 0, "locked": 0}
        )
        one["sent"] += 1
        one["done"] += state in DONE
        one["locked"] += state == PeriodState.LOCKED
    return list(found.values())


def top_for(actor: Actor, form: PeriodForm, wish: str) -> Unit:
    """The unit whose part is summed up: the wished one in scope, else the own or the form's."""
    rows = Unit.objects.within(actor.scope).filter(path__startswith=form.unit.path)
    if wish:
        found = rows.filter(pk=int(wish)).first() if wish.isdecimal() and len(wish) < 19 else None
    else:
        start = max(actor.unit_path, form.unit.path, key=len)
        found = rows.filter(path=start).first()
    if found is None:
        raise NoSuchTable(wish)
    return found


def has_below(table: PeriodTable, scope: Scope) -> bool:
    """Whether units below the table's own hand in the same one."""
    rows = tables(scope).filter(form=table.form_id, until=table.until, unit__parent=table.unit_id)
    return bool(rows.exists())
