"""What the room does by the clock; thin."""

from datetime import date
from typing import Any

from django.urls import reverse

from niangjia.kernel.jobs.api import Progress, every, job
from niangjia.kernel.locks import Busy
from niangjia.kernel.scope.queries import acting_at
from niangjia.organizing.actions.catchall import sweep
from niangjia.organizing.actions.join_apply import remind_desks
from niangjia.organizing.actions.join_forget import forget_applications
from niangjia.organizing.actions.join_phone import forget_phone_codes
from niangjia.organizing.actions.join_transfers import settle_transfers
from niangjia.organizing.actions.members_retention import sweep_persons
from niangjia.organizing.actions.moves import move_unit
from niangjia.organizing.actions.offers import prepare_offers
from niangjia.organizing.actions.own_login import forget_sessions
from niangjia.organizing.actions.periods_forms import open_due
from niangjia.organizing.actions.undo_moves import undo_move
from niangjia.organizing.actions.watch import remind_all
from niangjia.organizing.actions.writes import forget_writes


@job("organizing.move", label="调整隶属")
def move_job(
    progress: Progress, *, moved_id: int, on: str, who: dict[str, Any], **facts: Any
) -> dict[str, Any]:
    """A large subtree goes below another superior."""
    day, by = date.fromisoformat(on), acting_at(**who)
    moved = move_unit(unit_id=moved_id, on=day, by=by, progress=progress, **facts)
    return {"url": reverse("organizing:union_branch", args=[moved_id]), "随迁工会": moved}


@job("organizing.undo_move", label="撤回调整隶属")
def undo_move_job(
    progress: Progress, *, move_id: int, reason: str, who: dict[str, Any]
) -> dict[str, Any]:
    """A large subtree goes back."""
    moved = undo_move(move_id=move_id, reason=reason, by=acting_at(**who), progress=progress)
    return {"url": reverse("organizing:union_tree"), "更正工会": moved}


@every(24 * 3600, "organizing.retention")
def retention_job() -> int:
    """Personal data whose term has run out."""
    return sum(sweep_persons().values())


@every(3600, "organizing.watch")
def watch_job() -> int:
    """Terms and certificates that run out, unions without a sign of life."""
    try:
        return remind_all()
    except Busy:
        return 0


@every(60, "organizing.join_desks")
def join_desks_job() -> int:
    """Every union with a waiting application has its inbox item, with the earliest due day."""
    return remind_desks()


@every(60, "organizing.transfers_told")
def transfers_told_job() -> int:
    """Inbox items of transfers that are over."""
    return settle_transfers()


@every(24 * 3600, "organizing.forget_applications")
def forget_applications_job() -> int:
    """Applications that came to nothing a year ago."""
    return forget_applications()


@every(600, "organizing.catchall")
def catchall_job() -> int:
    """Employers with enough members for a union of their own."""
    return sweep()


@every(600, "organizing.offers")
def offers_job() -> dict[str, int]:
    """Transfers prepared for members whose employer has a union of its own now."""
    return prepare_offers()


@every(24 * 3600, "organizing.member_sessions")
def member_sessions_job() -> int:
    """Logins of members that were over half a year ago."""
    return forget_sessions()


@every(3600, "organizing.phone_codes")
def phone_codes_job() -> int:
    """Codes older than two days."""
    return forget_phone_codes()


@every(3600, "organizing.periods")
def periods_job() -> int:
    """Tables of the periods that are over."""
    return open_due()


@every(24 * 3600, "organizing.forget_writes")
def forget_writes_job() -> int:
    """Notes of writes that are long in everybody's sight."""
    return forget_writes()
