"""Setting up a campaign, its targets, and taking the last change of targets back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.models import Campaign, CampaignTarget
from niangjia.organizing.queries.campaigns import (
    KEYS,
    campaign_for,
    last_turn,
    places_of,
    runs_here,
    targets_before,
    targets_now,
)

LONGEST = 1100
"""Days; a campaign is shown day by day, and a mistyped year would be thousands of them."""

HOLDERS = (UnitKind.PROVINCE, UnitKind.CITY, UnitKind.COUNTY, UnitKind.ZONE)


def start_campaign(
    *, name: str, starts_on: date, ends_on: date, by: Actor, document_number: str = "",
    open_ranking: bool = True,
) -> Campaign:  # fmt: skip
    """建立集中行动。``ValueError``: the days are turned, or the name is taken."""
    if not by.has(Role.ORGANISER) or by.unit_id is None:
        raise NotAllowed("集中行动由组织建设岗位建立。")
    unit = Unit.objects.within(by.scope).get(pk=by.unit_id)
    if unit.kind not in HOLDERS:
        raise NotAllowed("集中行动由市、区县总工会建立。")
    _check_days(starts_on, ends_on)
    facts = {"starts_on": starts_on, "ends_on": ends_on, "document_number": document_number,
             "open_ranking": open_ranking}  # fmt: skip
    try:
        with transaction.atomic():
            made = Campaign.objects.create(unit=unit, name=name, created_by=by.name, **facts)
            record("organizing.campaign", on=made, by=by, unit_path=unit.path, name=name)
    except IntegrityError:
        raise ValueError(f"本级已有名为“{name}”的行动，请换一个名称。") from None
    return made


def _check_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise ValueError(f"止日 {ends_on:%Y-%m-%d} 早于起日 {starts_on:%Y-%m-%d}，请对调。")
    if (ends_on - starts_on).days >= LONGEST:
        raise ValueError(f"集中行动最长 {LONGEST} 天，现在从起到止超过了，请核对年份。")


def _to_run(by: Actor, campaign_id: int) -> Campaign:
    campaign = campaign_for(by, campaign_id, lock=True)
    if not (by.has(Role.ORGANISER) and runs_here(by, campaign)):
        raise NotAllowed("行动由建立它的工会的组织建设岗位管理。")
    return campaign


@transaction.atomic
def change_campaign(*, campaign_id: int, by: Actor, **facts: Any) -> Campaign:
    """修改行动的起止、文号和是否公开排名；名称不改。"""
    campaign = _to_run(by, campaign_id)
    _check_days(facts["starts_on"], facts["ends_on"])
    for name in ("starts_on", "ends_on", "document_number", "open_ranking"):
        setattr(campaign, name, facts[name])
    campaign.save()
    told = {name: str(value) for name, value in facts.items()}
    record("organizing.campaign_change", on=campaign, by=by, unit_path=campaign.unit.path, **told)
    return campaign


@transaction.atomic
def set_targets(
    *, campaign_id: int, numbers: Mapping[tuple[int, str], int | None], by: Actor, reason: str = ""
) -> int:
    """设定目标：只写有变化的，原来的留在历史里。Returns how many changed.

    ``numbers``: (place, figure) → target; None takes the target away.
    """
    campaign = _to_run(by, campaign_id)
    places, current = {unit.pk for unit in places_of(campaign)}, targets_now(campaign)
    if any(place not in places or key not in KEYS for place, key in numbers):
        raise ValueError("目标只能给本级以下的单位，指标只能是新建工会和新发展会员。")
    changed = {
        spot: number for spot, number in numbers.items()
        if (current[spot].number if spot in current else None) != number
    }  # fmt: skip
    turn = last_turn(campaign) + 1
    for spot in changed.keys() & current.keys():
        current[spot].superseded_turn = turn
        current[spot].save(update_fields=["superseded_turn"])
    CampaignTarget.objects.bulk_create(
        CampaignTarget(
            campaign=campaign, place_id=place, key=key, number=number, reason=reason, turn=turn,
            set_by=by.name,
        )
        for (place, key), number in changed.items()
        if number is not None
    )  # fmt: skip
    if changed:
        record("organizing.targets", on=campaign, by=by, unit_path=campaign.unit.path,
               changed=len(changed), reason=reason)  # fmt: skip
    return len(changed)


@transaction.atomic
def undo_targets(*, campaign_id: int, by: Actor) -> int:
    """撤回最近一次设定：写回它以前的目标，两次都留在历史里。Returns how many changed."""
    campaign = _to_run(by, campaign_id)
    turn = last_turn(campaign)
    if not turn:
        raise NotAllowed("还没有设定过目标，没有可以撤回的。")
    return set_targets(
        campaign_id=campaign_id, numbers=targets_before(campaign, turn), by=by,
        reason=f"撤回第 {turn} 次设定",
    )  # fmt: skip
