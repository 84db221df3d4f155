"""A person decides on a doubtful link; the decision is kept for ever."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.jobs.progress import Silent
from niangjia.kernel.scope.models import Actor
from niangjia.kernel.scope.scoped import Absent
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import ledger
from niangjia.matching.actions.gaps import only_clerks
from niangjia.matching.actions.link_run import earliest_day, hold_ledger
from niangjia.matching.actions.linkage import OWN_REASON
from niangjia.matching.enums import Zone
from niangjia.matching.models import Enterprise, Link
from niangjia.matching.queries.quality import OWN
from niangjia.matching.queries.rulebook import rule_book


class NoSuchLink(Absent):
    """Absent or out of scope."""


def _link_for(by: Actor, link_id: int) -> Link:
    links = Link.objects.within(by.scope).filter(pk=link_id)
    link = links.select_related("entry", "enterprise__unit").select_for_update(of=("self",)).first()
    if link is None:
        raise NoSuchLink(link_id)
    return link


def _mark(link: Link, zone: Zone, by: Actor, reason: str) -> None:
    link.zone, link.decided_by, link.decided_at = zone, by.name, timezone.now()
    link.decision_reason = reason[:200]
    link.save(update_fields=["zone", "decided_by", "decided_at", "decision_reason"])


def _siblings(link: Link) -> list[Link]:
    """The other links of the same entry, wherever their firms are."""
    links = Link.objects.unscoped(reason="同一行名册的其他候选，可能在别的区县")
    return list(links.filter(entry=link.entry_id).exclude(pk=link.pk).select_for_update())


def _stand_alone(link: Link) -> int:
    """All candidates refused: the entry becomes a firm of its own."""
    entry = link.entry
    firm = Enterprise.objects.create(
        unit_id=entry.unit_id, name=entry.name or entry.uscc, former_name=entry.former_name,
        uscc=entry.uscc, district=entry.district, origin=entry.source, created_run=link.run,
    )  # fmt: skip
    Link.objects.create(
        entry=entry, enterprise=firm, zone=Zone.AUTO, rule=OWN, reasons=[OWN_REASON],
        probability=1, engine_version=link.engine_version, run=link.run,
    )  # fmt: skip
    return firm.pk


@transaction.atomic
def decide_candidate(
    *, link_id: int, same: bool, by: Actor, reason: str = "", on: date | None = None
) -> Link:
    """复核：是同一家，或不是。此后不再询问，相关企业的台账随即重算。

    Saying yes refuses the entry's other candidates. Once all are refused the entry stands
    as a firm of its own. A decision may be changed later by deciding again. ``on``: the day
    the ledger changes, today by default.
    """
    only_clerks(by, "复核")
    hold_ledger()
    link = _link_for(by, link_id)
    if link.zone == Zone.AUTO and link.decided_at is None:
        raise NotAllowed("复核：这条对应是按规则确认的，不在待复核之列")
    others = _siblings(link)
    touched = {link.enterprise_id}
    if same:
        for other in others:
            if other.zone != Zone.REJECTED:
                touched.add(other.enterprise_id)
                _mark(other, Zone.REJECTED, by, "同一行已确认为另一家")
        _mark(link, Zone.AUTO, by, reason)
    else:
        _mark(link, Zone.REJECTED, by, reason)
        if all(other.zone == Zone.REJECTED for other in others):
            touched.add(_stand_alone(link))
    record("matching.decide_candidate", on=link, by=by, unit_path=link.enterprise.unit.path,
           same=same, entry=link.entry_id, enterprise=link.enterprise_id, reason=reason)  # fmt: skip
    rebuild(sorted(touched), on or timezone.localdate())
    return link


def rebuild(enterprises: list[int], day: date) -> None:
    """Derive the rows of some firms anew, dated ``day`` or the ledger's last day if later."""
    day = max(earliest_day() or day, day)
    ledger.touch(enterprises)
    rebuilder = ledger.Rebuilder(rule_book(day), Silent())
    rebuilder.stage()
    rebuilder.write(day=day, run_id=None)
