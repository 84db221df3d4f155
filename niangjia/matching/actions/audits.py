"""Random audits of a batch: drawn with a kept seed, worked off blind, found misses put right."""

from secrets import token_hex

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.models import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.gaps import only_clerks
from niangjia.matching.actions.review_items import tell_sample
from niangjia.matching.enums import AuditKind
from niangjia.matching.models import AuditItem, AuditSample, Enterprise, Link
from niangjia.matching.queries.audits import (
    batch_for,
    item_for,
    link_population,
    unit_of,
    unmatched_population,
)
from niangjia.matching.queries.ledger import enterprise_for
from niangjia.matching.rules.sampling import draw

LARGEST = 2_000


@transaction.atomic
def draw_sample(*, batch_id: int, kind: str, size: int, by: Actor, seed: str = "") -> AuditSample:
    """抽查：从一批名册中随机抽取，种子留存，同一种子任何人可以重抽得到同样的行。

    Links confirmed by the engine (``auto``) or rows that found no firm (``unmatched``), those
    in the actor's scope. Raises ``ValueError`` for a size or a second sample, in words.
    """
    only_clerks(by, "抽查")
    batch = batch_for(by.scope, batch_id)
    if kind not in AuditKind.values:
        raise ValueError("请选择抽查什么")
    if not 1 <= size <= LARGEST:
        raise ValueError(f"样本量应在 1 至 {LARGEST} 之间")
    if (
        AuditSample.objects.within(by.scope)
        .filter(batch=batch, kind=kind, unit=by.unit_id)
        .exists()
    ):
        raise NotAllowed("抽查：这一批已经抽过样，请先做完")
    find = link_population if kind == AuditKind.AUTO else unmatched_population
    rows = find(by.scope, batch)
    population = dict(rows.values_list("pk", "entry_id" if kind == AuditKind.AUTO else "pk"))
    if not population:
        raise NotAllowed("抽查：这一批没有可抽的行")
    seed = seed.strip() or token_hex(8)
    chosen = draw(seed, population, size)
    sample = AuditSample.objects.create(
        unit=unit_of(by), batch=batch, kind=kind, seed=seed, population=len(population),
        size=len(chosen), drawn_at=timezone.now(), drawn_by=by.name,
    )  # fmt: skip
    AuditItem.objects.bulk_create(
        AuditItem(
            sample=sample, entry_id=population[pk], position=place,
            link_id=pk if kind == AuditKind.AUTO else None,
        )
        for place, pk in enumerate(chosen, start=1)
    )  # fmt: skip
    record("matching.draw_sample", on=sample, by=by, batch=batch.pk, kind=kind, seed=seed,
           population=len(population), size=len(chosen))  # fmt: skip
    tell_sample(sample, by)
    return sample


def open_item(link: Link) -> AuditItem | None:
    """The audit that still waits for an answer on this link, locked."""
    items = AuditItem.objects.unscoped(reason="对应已限定范围")
    return items.filter(link=link, same__isnull=True).select_for_update().first()


def answer_item(
    item: AuditItem, *, same: bool, counterpart: Enterprise | None, by: Actor, reason: str
) -> None:
    """Write a finding; the link itself stays until somebody undoes it on its page."""
    item.same, item.counterpart, item.reason = same, counterpart, reason[:200]
    item.account, item.name, item.at = by.account_id, by.name, timezone.now()
    item.save(update_fields=["same", "counterpart", "reason", "account", "name", "at"])
    record("matching.audit", on=item, by=by, unit_path=by.unit_path, same=same,
           counterpart=counterpart.pk if counterpart else None, reason=reason)  # fmt: skip
    tell_sample(item.sample, by)


def clear_item(item: AuditItem, by: Actor) -> Link | None:
    """Take a finding back; returns the link to look at again, if it was about one."""
    item.same = item.counterpart = item.at = item.account = None
    item.name = item.reason = ""
    item.save(update_fields=["same", "counterpart", "reason", "account", "name", "at"])
    record("matching.take_back", on=item, by=by, unit_path=by.unit_path)
    tell_sample(item.sample, by)
    return item.link


@transaction.atomic
def answer_unmatched(
    *, item_id: int, firm_id: int | None, by: Actor, reason: str = ""
) -> AuditItem:
    """抽查未对应的一行：应对应到某家企业，或没有找到。"""
    only_clerks(by, "抽查")
    item = item_for(by.scope, item_id, lock=True)
    if item.same is not None:
        raise NotAllowed(f"抽查：{item.name}已经看过这一行")
    firm = enterprise_for(by.scope, firm_id) if firm_id else None
    answer_item(item, same=firm is not None, counterpart=firm, by=by, reason=reason)
    return item
