"""Who may act on a case of founding a union."""

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import Step
from niangjia.organizing.models import FoundingCase
from niangjia.organizing.workflow.founding import DECIDERS, FOUNDING_FLOW, HANDS

READERS = HANDS | {Role.REGISTRAR, Role.LEADER}


def is_above(actor: Actor, case: FoundingCase) -> bool:
    """The post lies at the superior of the union to be founded, or higher."""
    return actor.scope.covers(case.unit.path)


def may_take(actor: Actor, case: FoundingCase, step: Step) -> bool:
    """Deciding is the superior's; a chair acts for the own union only."""
    if step.roles == DECIDERS:
        return is_above(actor, case)
    return is_above(actor, case) or actor.has(Role.CHAIR, Role.REGISTRAR)


def open_steps(actor: Actor, case: FoundingCase) -> list[Step]:
    """The buttons of the page: what this actor may do now."""
    steps = FOUNDING_FLOW.open_to(case.state, actor.roles)
    return [step for step in steps if may_take(actor, case, step)]


def acts_for(actor: Actor, case: FoundingCase, step_roles: frozenset[str]) -> str:
    """For whom the deed is done: the counter and the organiser act for the applicant (ME11)."""
    if step_roles != HANDS or actor.has(Role.CHAIR):
        return ""
    return case.applicant or f"{case.union_name}筹备组"
