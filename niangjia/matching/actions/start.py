"""Asking for the long work of this room."""

from datetime import date

from django.utils import timezone

from niangjia.kernel.jobs.api import start
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.scope.models import STEP, Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.gaps import only_clerks
from niangjia.matching.actions.link_run import NewModel, refuse_new_model
from niangjia.matching.actions.scoring import installed_model
from niangjia.matching.queries.trials import accepted_model

SUBJECT = "matching.link"
TRIAL_SUBJECT = "matching.trial"


def may_start(by: Actor) -> bool:
    """The linkage is about the whole tree: clerks at its root start it."""
    return "clerk" in by.roles and len(by.unit_path) == STEP


def new_model() -> tuple[str, str] | None:
    """The model stored pairs go by and the installed one, where they differ."""
    pair = accepted_model(), installed_model()
    return pair if pair[0] and pair[0] != pair[1] else None


def start_linkage(*, by: Actor, as_of: date | None = None, full: bool = False) -> JobRun:
    """比对：在后台运行，同一时间只运行一次。"""
    only_clerks(by, "比对")
    if not may_start(by) or by.unit_id is None:
        raise NotAllowed("比对：对全市名册进行，由市级比对专员发起")
    try:
        refuse_new_model()
    except NewModel as refusal:
        raise NotAllowed(f"比对：{refusal}") from None
    day = as_of or timezone.localdate()
    return start(
        "matching.link", by=by, unit_id=by.unit_id, subject=SUBJECT,
        root_id=by.unit_id, as_of=day.isoformat(), by_name=by.name, full=full,
    )  # fmt: skip


def start_trial(
    *, by: Actor, kind: str, source: str = "", settings: dict[str, str] | None = None
) -> JobRun:
    """试算：在后台重新判定已存的对应，结果放在旧的旁边，不生效。"""
    only_clerks(by, "试算")
    if not may_start(by) or by.unit_id is None:
        raise NotAllowed("试算：涉及全市的对应，由市级比对专员发起")
    return start(
        "matching.trial", by=by, unit_id=by.unit_id, subject=TRIAL_SUBJECT, root_id=by.unit_id,
        kind=kind, source=source, settings=settings or {}, by_name=by.name,
    )  # fmt: skip


def start_applying(*, by: Actor, trial_id: int) -> JobRun:
    """采用试算：在后台改写对应，重新生成台账。"""
    only_clerks(by, "采用试算")
    if not may_start(by) or by.unit_id is None:
        raise NotAllowed("采用试算：涉及全市的对应，由市级比对专员办理")
    return start(
        "matching.apply_trial", by=by, unit_id=by.unit_id, subject=SUBJECT, root_id=by.unit_id,
        trial_id=trial_id, by_name=by.name,
    )  # fmt: skip
