"""Asking for the long work of this room."""

from datetime import date

from django.utils import timezone

from niangjia.kernel.jobs.api import start
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.scope.models import STEP, Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.gaps import only_clerks

SUBJECT = "matching.link"


def may_start(by: Actor) -> bool:
    """The linkage is about the whole tree: clerks at its root start it."""
    return "clerk" in by.roles and len(by.unit_path) == STEP


def start_linkage(*, by: Actor, as_of: date | None = None, full: bool = False) -> JobRun:
    """比对：在后台运行，同一时间只运行一次。"""
    only_clerks(by, "比对")
    if not may_start(by) or by.unit_id is None:
        raise NotAllowed("比对：对全市名册进行，由市级比对专员发起")
    day = as_of or timezone.localdate()
    return start(
        "matching.link", by=by, unit_id=by.unit_id, subject=SUBJECT,
        root_id=by.unit_id, as_of=day.isoformat(), by_name=by.name, full=full,
    )  # fmt: skip
