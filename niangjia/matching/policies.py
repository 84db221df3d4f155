"""Who may do what, beyond the roles a workflow table names."""

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Actor
from niangjia.kernel.workflow import Step
from niangjia.matching.models.tasks import Task
from niangjia.matching.workflow import TASK_FLOW


def may_take(actor: Actor, task: Task, step: Step) -> bool:
    """A clerk takes a clerk's steps in scope; an organiser works own tasks only."""
    if step.roles & actor.roles & {Role.CLERK}:
        return True
    return bool(step.roles & actor.roles) and owns(actor, task)


def owns(actor: Actor, task: Task) -> bool:
    """Whether the task is this person's own, or of whom they stand in for."""
    return actor.account_id is not None and task.owner_id == actor.desk_of


def may_pass_on(actor: Actor, task: Task) -> bool:
    """Opinions and dates of stages: the owner, or a clerk in scope."""
    return actor.has(Role.CLERK) or (actor.has(Role.ORGANISER) and owns(actor, task))


def is_clerk_or_house(actor: Actor) -> bool:
    """Batches: clerks, and the house itself (jobs, command line)."""
    return actor.account_id is None or actor.has(Role.CLERK)


def open_steps(actor: Actor, task: Task) -> list[Step]:
    """The steps for which this actor gets a button."""
    return [s for s in TASK_FLOW.open_to(task.state, actor.roles) if may_take(actor, task, s)]


def is_same_person(by: Actor, account: int | None, name: str) -> bool:
    """Whether an answer is this person's own: by account, or by name for the house itself."""
    if by.account_id is None or account is None:
        return by.account_id is account and by.name == name
    return by.account_id == account
