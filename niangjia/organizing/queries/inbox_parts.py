"""What the inbox may decide by the batch: which parts an item has, and which go singly."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, F, Q
from django.urls import reverse

from niangjia.kernel.notifications.kinds import Part, number_in
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.enums.members import HELD, ApplicationState
from niangjia.organizing.models import JoinApplication, Person
from niangjia.organizing.queries.join import applications_in
from niangjia.organizing.queries.periods import open_steps, tables
from niangjia.organizing.queries.transfers import OPEN_STATES, transfers_in

Found = Mapping[int, Sequence[Part]]
AT_MOST = 200
"""Applications of one union shown at once; the rest waits for the next batch."""


def join_parts(actor: Actor, items: Sequence[TodoItem]) -> Found:
    """The waiting applications of each union; two queries."""
    rows = applications_in(actor.scope).filter(
        union__in=[number_in(item) for item in items], state=ApplicationState.APPLIED
    )
    waiting = list(rows.order_by("due_on", "pk")[:AT_MOST])
    held = Person.objects.unscoped(reason="证件号码全市唯一").filter(
        number_index__in=[a.number_index for a in waiting if a.number_index], state__in=HELD
    )
    members = set(held.values_list("number_index", flat=True))
    return {
        item.pk: [_application(a, members) for a in waiting if a.union_id == number_in(item)]
        for item in items
    }


def _application(application: JoinApplication, members: set[str]) -> Part:
    flaw = ""
    if application.number_index in members:
        flaw = "这个证件号码已有会籍，要逐件核对"
    elif application.acted_for and not application.facts.get("scan"):
        flaw = "代办的申请还没有上传签字页，要逐件核对"
    work = application.employer_name or "、".join(application.platforms)
    label = f"{application.name}（{work}）" if work else application.name
    url = reverse("organizing:application_detail", args=[application.pk])
    return Part(application.pk, f"{label}申请加入{application.union.unit.short_name}", url,
                "批准入会", flaw)  # fmt: skip


def period_parts(actor: Actor, items: Sequence[TodoItem]) -> Found:
    """Reported tables are approved, approved ones locked; what differs from the count goes singly."""
    numbers = {number_in(item): item for item in items}
    differs = Count("figures", filter=~Q(figures__reported=F("figures__counted")))
    rows = tables(actor.scope).filter(pk__in=numbers).annotate(differs=differs)
    found: dict[int, list[Part]] = {item.pk: [] for item in items}
    for table in rows:
        item = numbers[table.pk]
        steps = {step.name: step.label for step in open_steps(actor, table)}
        deed = steps.get("approve") or steps.get("lock") or ""
        flaw = f"有 {table.differs} 个数字与系统计数不一致，要逐张看" if table.differs else ""
        flaw = flaw or ("" if deed else "要逐张填报")
        label = f"{table.unit.short_name}{table.form.name}（{table.label}）"
        found[item.pk].append(Part(table.pk, label, item.url, deed, flaw))
    return found


def transfer_parts(actor: Actor, items: Sequence[TodoItem]) -> Found:
    numbers = {number_in(item): item for item in items}
    found: dict[int, list[Part]] = {item.pk: [] for item in items}
    for transfer in transfers_in(actor.scope).filter(pk__in=numbers, state__in=OPEN_STATES):
        sides = f"{transfer.from_union.unit.short_name}转往{transfer.to_union.unit.short_name}"
        item = numbers[transfer.pk]
        label = f"{transfer.person.name}：{sides}"
        found[item.pk].append(Part(transfer.pk, label, item.url, "确认转接"))
    return found
