"""Who may stop a run or try it again."""

from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role


def may_steer(actor: Actor, run: JobRun) -> bool:
    """Who asked for it, and the clerks of its unit and above. Expects ``run.unit`` loaded."""
    if not actor.scope.covers(run.unit.path):
        return False
    own = actor.account_id is not None and actor.account_id == run.started_by_id
    return own or actor.has(Role.CLERK)
