"""What the review desk asks one person: doubtful pairs, second looks, audits, all alike (MA5)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from niangjia.kernel.scope.models import Actor, Scope
from niangjia.matching.enums import AuditKind, Round, Stage, Zone
from niangjia.matching.models import Answer, AuditItem, Link


def _mine(by: Actor) -> Q:
    return Q(account=by.account_id) if by.account_id is not None else Q(name=by.name)


def _of_link(field: str = "pk") -> QuerySet[Answer]:
    answers = Answer.objects.unscoped(reason="对应已限定范围")
    return answers.filter(link=OuterRef(field), withdrawn_at__isnull=True)


def asked_of(by: Actor) -> QuerySet[Link]:
    """Pairs that this person may answer, without a sign of why they are asked.

    Not asked: what they have answered, disputes (a list of their own), and candidates of a row
    for which another candidate's answer still waits for a second person.
    """
    links = Link.objects.within(by.scope).filter(entry__valid_to__isnull=True)
    waiting = Link.objects.unscoped(reason="同一行的其他候选").filter(
        entry=OuterRef("entry"), zone=Zone.REVIEW, stage__in=[Stage.SECOND, Stage.DISPUTED]
    )
    first = Q(zone=Zone.REVIEW, stage=Stage.OPEN) & ~Exists(waiting)
    second = Q(zone=Zone.REVIEW, stage=Stage.SECOND) & ~Exists(_of_link().filter(_mine(by)))
    asked = links.filter(first | second | Q(pk__in=_audited(by.scope)))
    return asked.select_related("entry", "enterprise__unit")


def _audited(scope: Scope) -> list[int]:
    """Links whose audit waits: few, and as numbers the planner finds them by index."""
    items = AuditItem.objects.within(scope).filter(
        link__isnull=False, same__isnull=True, sample__kind=AuditKind.AUTO,
        link__zone=Zone.AUTO, link__stage=Stage.OPEN,
    )  # fmt: skip
    return list(items.order_by().values_list("link_id", flat=True))


def is_asked(by: Actor, link: Link) -> bool:
    """Whether this pair is in the person's queue."""
    return asked_of(by).filter(pk=link.pk).exists()


def standing(link: Link) -> str:
    """Open, in dispute or decided; a second look is open like a first, so that nobody can tell."""
    return str(Stage.OPEN if link.stage == Stage.SECOND else link.stage)


def disputed(scope: Scope) -> QuerySet[Link]:
    """Pairs on which two people differ; a third decides."""
    links = Link.objects.within(scope).filter(
        zone=Zone.REVIEW, stage=Stage.DISPUTED, entry__valid_to__isnull=True
    )
    return links.select_related("entry__batch", "enterprise__unit").prefetch_related(answers_told())


def answers_told() -> "Prefetch[Any]":
    """Standing answers as ``link.told``."""
    answers = Answer.objects.unscoped(reason="对应已限定范围").filter(withdrawn_at__isnull=True)
    return Prefetch("answers", queryset=answers.order_by("pk"), to_attr="told")


def may_arbitrate(by: Actor, link: Link) -> bool:
    """A third person: neither of the two."""
    return not _of_link_now(link).filter(_mine(by)).exists()


def _of_link_now(link: Link) -> QuerySet[Answer]:
    answers = Answer.objects.unscoped(reason="对应已限定范围")
    return answers.filter(link=link, withdrawn_at__isnull=True)


def changed_since(scope: Scope) -> QuerySet[Link]:
    """Decided pairs whose row now has another name, code or district; the decision holds."""
    links = Link.objects.within(scope).filter(changed=True, entry__valid_to__isnull=True)
    return links.select_related("entry__batch", "enterprise__unit").order_by("-decided_at")


def second_waiting(by: Actor) -> int:
    """Own first answers that still wait for somebody else."""
    answers = Answer.objects.within(by.scope).filter(_mine(by), withdrawn_at__isnull=True)
    return answers.filter(round=Round.FIRST, link__stage=Stage.SECOND).count()


def own_words_since(by: Actor, day: date) -> int:
    """How many pairs and audited rows this person has answered from a day on."""
    answers = Answer.objects.within(by.scope).filter(_mine(by), withdrawn_at__isnull=True)
    items = AuditItem.objects.within(by.scope).filter(_mine(by), at__date__gte=day)
    return answers.filter(at__date__gte=day).count() + items.count()


@dataclass(frozen=True, slots=True)
class LastWord:
    """The newest thing a person said: an answer to a pair, or a finding of an audit."""

    answer: Answer | None = None
    item: AuditItem | None = None

    @property
    def link(self) -> Link | None:
        found = self.answer or self.item
        return found.link if found else None

    @property
    def same(self) -> bool:
        found = self.answer or self.item
        return bool(found and found.same)


def last_word(by: Actor) -> LastWord | None:
    """For 撤销上一次; None when there is nothing to take back."""
    answers = Answer.objects.within(by.scope).filter(_mine(by), withdrawn_at__isnull=True)
    told = ("link__entry", "link__enterprise__unit", "change")
    answer = answers.select_related(*told).order_by("-at", "-pk").first()
    items = AuditItem.objects.within(by.scope).filter(_mine(by), at__isnull=False)
    item = items.select_related("link__entry", "link__enterprise__unit", "entry", "sample")
    newest = item.order_by("-at", "-pk").first()
    if newest is not None and (answer is None or (newest.at and newest.at > answer.at)):
        return LastWord(item=newest)
    return LastWord(answer=answer) if answer else None
