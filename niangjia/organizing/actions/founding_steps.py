"""The way every step of a case is taken: lock, may, write, trace, tell (principle 3)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import DayKind
from niangjia.kernel.notifications.actions import Notice, pass_on
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed, Step
from niangjia.organizing.enums.founding import (
    ENDED,
    FoundingOrigin,
    FoundingState,
    PaperKind,
    PaperState,
)
from niangjia.organizing.enums.parameters import Measure
from niangjia.organizing.models import FoundingCase, FoundingEmployer, FoundingStep
from niangjia.organizing.policies.founding import acts_for, may_take
from niangjia.organizing.queries.founding import (
    WHY,
    case_for,
    desk_for,
    last_step,
    papers_of,
)
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.workflow.founding import (
    CLOCKS,
    FILED,
    FOUNDING_FLOW,
    NEEDED,
    WAITS_FOR,
)

TODO = "organizing.founding"
Listener = Callable[[int, str], None]
AFTER_STEP: list[Listener] = []
"""Called after commit with the number of the case and the name of the step."""


def subject_of(case_id: int) -> str:
    return f"{TODO}:{case_id}"


def for_case(by: Actor, case: FoundingCase) -> Actor:
    """The same person, looking at the superior's papers because the case was found in scope."""
    return replace(by, scope=case.unit.scope)


def take(name: str, case_id: int, by: Actor) -> tuple[FoundingCase, Step]:
    """The locked case and the step; ``NotAllowed`` says where the case stands meanwhile."""
    case = case_for(by.scope, case_id, lock=True)
    step = FOUNDING_FLOW.steps[name]
    if case.state not in step.leaves:
        raise NotAllowed(
            f"{step.label}：事项现在是“{case.get_state_display()}”，可能刚由他人办理，请刷新后再看。"
        )
    FOUNDING_FLOW.take(name, case.state, by.roles)
    if not may_take(by, case, step):
        raise NotAllowed(f"{step.label}：由上级工会办理。")
    return case, step


def advance(
    case: FoundingCase,
    step: Step,
    *,
    by: Actor,
    on: date | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
    **changes: Any,
) -> FoundingStep:
    """Write the step: state, dates and clock of the case, its history, the trail, the inbox."""
    day, before = on or timezone.localdate(), case.state
    check_step(case, step, day, reason)
    for name, value in changes.items():
        setattr(case, name, value)
    case.state = step.reaches or case.state
    clock = clock_of(case)
    for name, value in clock.items():
        setattr(case, name, value)
    if case.state in ENDED:
        case.ended_on = day
        FoundingEmployer.objects.unscoped(reason=WHY).filter(case=case).update(open=False)
    case.save(update_fields=[*changes, *clock, "state", "ended_on"])
    told = {"happened_on": day, "reason": reason.strip()[:500], "facts": dict(facts or {})}
    return _written(case, step, before, by, told)


def check_step(case: FoundingCase, step: Step, day: date, reason: str) -> None:
    """Reason, papers and day: what every step asks."""
    if step.needs_reason and not reason.strip():
        raise ValueError(f"{step.label}：请写明原因。")
    if day > timezone.localdate():
        raise ValueError(f"{step.label}：日期不能晚于今天。")
    _in_order(case, step, day)
    problems = missing_papers(case, step.name)
    if problems:
        raise NotAllowed(f"{step.label}：{'；'.join(problems)}。")


def _in_order(case: FoundingCase, step: Step, day: date) -> None:
    """No step before the one it follows; seal and certificate may come in either order."""
    last = last_step(case)
    if case.established_on is not None:
        earliest, after = case.established_on, "批复成立"
    elif last is not None:
        earliest, after = last.happened_on, last.label
    else:
        return
    if day < earliest:
        raise ValueError(f"{step.label}：日期不能早于“{after}”的 {earliest:%Y-%m-%d}。")


def missing_papers(case: FoundingCase, step_name: str) -> list[str]:
    """What is still wanted before the step, in words."""
    wanted = NEEDED.get(step_name, ())
    held = {paper.kind: paper.state for paper in papers_of(case)} if wanted else {}
    said = []
    for kind, how in wanted:
        label = PaperKind(kind).label
        if kind not in held:
            said.append(f"还没有生成《{label}》")
        elif how == "checked" and held[kind] != PaperState.CHECKED:
            said.append(f"《{label}》的签字扫描件还没有上传并核对")
    return said


def _written(
    case: FoundingCase, step: Step, before: str, by: Actor, told: dict[str, Any]
) -> FoundingStep:
    acted_for = acts_for(by, case, step.roles)
    written = FoundingStep.objects.create(
        case=case, by_account=by.account_id, by_name=by.name, by_unit=by.unit_name[:100],
        acted_for=acted_for[:80], name=step.name, label=step.label, from_state=before,
        to_state=case.state, **told,
    )  # fmt: skip
    record(
        f"organizing.founding_{step.name}", on=case, by=by, state=[before, case.state],
        day=told["happened_on"].isoformat(), reason=told["reason"], acted_for=acted_for,
    )  # fmt: skip
    tell_next(case, by, step.label, told["reason"])
    for listener in AFTER_STEP:
        transaction.on_commit(partial(listener, case.pk, step.name), robust=True)
    return written


def clock_of(case: FoundingCase) -> dict[str, Any]:
    """The case's fields for the clock of its state; empty where none runs."""
    code, name = CLOCKS.get(FoundingState(case.state), ("", ""))
    if name == "established_on" and case.facts.get("filed_on"):
        code, name = FILED
    start = getattr(case, name, None) or case.facts.get(name) if name else None
    if not start:
        return {"due_on": None, "due_basis": "", "due_provisional": False}
    day = date.fromisoformat(start) if isinstance(start, str) else start
    rule = parameters_for(case.unit.path, day)[code]
    kind = DayKind.WORKING if rule.measure == Measure.WORKING_DAYS else DayKind.CALENDAR
    end = current_calendar().add(day, rule.number, kind)
    return {
        "due_on": end.due, "due_basis": f"{rule.source}，{end.basis_zh}"[:200],
        "due_provisional": end.provisional,
    }  # fmt: skip


def tell_next(case: FoundingCase, by: Actor, outcome: str = "", reason: str = "") -> None:
    """Settle what waited, and tell whoever acts next."""
    waiting = [] if case.state in ENDED else notices_of(case)
    pass_on(
        subject=subject_of(case.pk), kind=TODO, notices=waiting, by=by, outcome=outcome,
        reason=reason,
    )  # fmt: skip


def notices_of(case: FoundingCase) -> list[Notice]:
    """The superior's desk, the registrar's, or the applicant's side."""
    state = FoundingState(case.state)
    common: dict[str, Any] = {
        "kind": TODO, "title": _title(case), "subject": subject_of(case.pk),
        "url": reverse("organizing:case_detail", args=[case.pk]), "due_on": case.due_on,
        "due_provisional": case.due_provisional,
    }  # fmt: skip
    if role := WAITS_FOR.get(state):
        return [Notice(unit_id=desk_for(case.unit, role), role=role, **common)]
    found = [_own_side(case, common)]
    if case.union is not None:
        found.append(Notice(unit_id=case.union.unit_id, role=Role.CHAIR, **common))
    if state in (FoundingState.ESTABLISHED, FoundingState.SEALED) and case.facts.get("filed_on"):
        desk = desk_for(case.unit, Role.REGISTRAR)
        found.append(Notice(unit_id=desk, role=Role.REGISTRAR, **common))
    return found


def _title(case: FoundingCase) -> str:
    if case.state == FoundingState.APPLYING and case.origin == FoundingOrigin.TIPPING:
        return f"已有会员{case.members_expected}人，应单独建会：{case.union_name}"
    return f"{case.get_state_display()}：{case.union_name}"


def _own_side(case: FoundingCase, common: dict[str, Any]) -> Notice:
    """Whoever entered the case; a case the house opened waits for the superior's organiser."""
    if case.handler_account is not None:
        return Notice(unit_id=case.unit_id, account_id=case.handler_account, **common)
    desk = desk_for(case.unit, Role.ORGANISER)
    return Notice(unit_id=desk, role=Role.ORGANISER, **common)
