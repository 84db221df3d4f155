"""Leaflets and guides, and opinions passed on to departments."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Actor, Scope, Unit
from niangjia.kernel.scope.scoped import Absent
from niangjia.matching.models import Material, Opinion, Task

STEP = 4


class NoSuchMaterial(Absent):
    pass


class NoSuchOpinion(Absent):
    pass


def _above(path: str) -> list[str]:
    """The paths of a unit and of everything above it."""
    return [path[:n] for n in range(STEP, len(path) + 1, STEP)]


def materials_for(actor: Actor) -> QuerySet[Any]:
    """What the actor's federation and those above it print, with ``handed`` and ``left``."""
    found = Material.objects.unscoped(reason="上级印制的资料下级共用").filter(
        unit__path__in=_above(actor.unit_path)
    )
    kept = Q(handouts__visit__step__undone_by__isnull=True)
    handed = Coalesce(Sum("handouts__copies", filter=kept), Value(0))
    return found.annotate(handed=handed).annotate(left=F("printed") - F("handed"))


def lock_materials(actor: Actor, ids: Iterable[int]) -> dict[int, Material]:
    """The active materials among ``ids``, locked in one order; raises ``NoSuchMaterial``."""
    wanted = sorted(set(ids))
    rows = Material.objects.unscoped(reason="上级印制的资料下级共用").filter(
        pk__in=wanted, active=True, unit__path__in=_above(actor.unit_path)
    )
    locked = list(rows.order_by("pk").select_for_update(of=("self",)))
    if len(locked) != len(wanted):
        raise NoSuchMaterial(wanted)
    left = {m.pk: m for m in materials_for(actor).filter(pk__in=wanted)}
    return left


def material_for(actor: Actor, material_id: int) -> Any:
    """One of ``materials_for``; raises ``NoSuchMaterial``."""
    material = materials_for(actor).filter(pk=material_id).first()
    if material is None:
        raise NoSuchMaterial(material_id)
    return material


def departments_for(actor: Actor) -> list[Unit]:
    """Departments beside the actor's federation or any above it."""
    found = Unit.objects.unscoped(reason="协作部门名单全市共用").filter(
        kind=UnitKind.DEPARTMENT, parent__path__in=_above(actor.unit_path), valid_to__isnull=True
    )
    return list(found.order_by("path"))


def opinions_to(scope: Scope) -> QuerySet[Opinion]:
    """A department's side: what was passed on to it, unanswered ones first."""
    found = Opinion.objects.within(scope).select_related("unit")
    return found.order_by(F("answered_at").asc(nulls_first=True), "due_on", "id")


def opinions_from(scope: Scope) -> QuerySet[Opinion]:
    """The federation's side: what was passed on for the tasks in scope."""
    tasks = Task.objects.within(scope).values("pk")
    found = Opinion.objects.unscoped(reason="任务已限定范围").filter(task__in=tasks)
    found = found.select_related("unit", "task__unit")
    return found.order_by(F("answered_at").asc(nulls_first=True), "due_on", "id")


def overdue_opinions(found: QuerySet[Opinion], today: date) -> QuerySet[Opinion]:
    return found.filter(answered_at__isnull=True, due_on__lt=today)


def opinion_for(scope: Scope, opinion_id: int, *, lock: bool = False) -> Opinion:
    """A department's own opinion; raises ``NoSuchOpinion``."""
    found = Opinion.objects.within(scope).filter(pk=opinion_id).select_related("unit")
    if lock:
        found = found.select_for_update(of=("self",))
    opinion = found.first()
    if opinion is None:
        raise NoSuchOpinion(opinion_id)
    return opinion


def opinions_seen(actor: Actor) -> QuerySet[Opinion]:
    """A liaison's own department, everybody else's tasks in scope."""
    return opinions_to(actor.scope) if actor.has(Role.LIAISON) else opinions_from(actor.scope)


def opinion_seen(actor: Actor, opinion_id: int) -> Opinion:
    """One of ``opinions_seen``; raises ``NoSuchOpinion``."""
    opinion = opinions_seen(actor).filter(pk=opinion_id).first()
    if opinion is None:
        raise NoSuchOpinion(opinion_id)
    return opinion
