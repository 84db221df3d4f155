"""Links between entries and enterprises, what people said of them, and every change undoable."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from niangjia.kernel.scope.models import ScopedModel
from niangjia.matching.enums import ChangeKind, Round, Stage, Zone
from niangjia.matching.models.ledger import Enterprise, LinkRun
from niangjia.matching.models.lists import Entry


class Link(ScopedModel):
    """An entry speaks of an enterprise: why, how surely, by which versions, and who decided.

    ``zone`` is in force; ``engine_zone`` is what the engine said. ``parts`` is the evidence,
    ``[{field, label, points}]`` adding up to ``points`` (both empty for an engine that gives
    reasons only). ``changed``: decided on, then the row's name, code or district changed;
    ``seen_entry`` is the version of the row that was decided on.
    """

    SCOPE_PATH = "enterprise__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "entry", "enterprise", "zone", "engine_zone", "rule", "reasons", "points",
            "parts", "probability", "engine_version", "model_version", "threshold", "run",
            "stage", "changed", "seen_entry", "decided_by", "decided_at", "decision_reason",
        }
    }  # fmt: skip

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="links", verbose_name="名册行")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="links", verbose_name="企业"
    )
    zone = models.CharField("结论", max_length=10, choices=Zone)
    engine_zone = models.CharField("引擎结论", max_length=10, blank=True, db_default="")
    rule = models.CharField("依据", max_length=40)
    reasons = ArrayField(models.CharField(max_length=200), verbose_name="理由", default=list)
    points = models.IntegerField("得分", null=True)
    parts = models.JSONField(
        "得分构成", default=list, db_default=models.Value([], models.JSONField())
    )
    probability = models.DecimalField("把握", max_digits=5, decimal_places=4, null=True)
    engine_version = models.CharField("引擎版本", max_length=40)
    model_version = models.CharField("模型版本", max_length=40, blank=True, db_default="")
    threshold = models.ForeignKey(
        "matching.Threshold", models.PROTECT, null=True, verbose_name="阈值", db_index=False
    )
    run = models.ForeignKey(LinkRun, models.PROTECT, null=True, verbose_name="比对", db_index=False)
    stage = models.CharField(
        "进展", max_length=10, choices=Stage, default=Stage.OPEN, db_default=Stage.OPEN
    )
    changed = models.BooleanField("判断后有变化", default=False, db_default=False)
    seen_entry = models.BigIntegerField("判断时的名册行", null=True)
    decided_by = models.CharField("复核人", max_length=80, blank=True)
    decided_at = models.DateTimeField("复核时间", null=True)
    decision_reason = models.CharField("复核理由", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "enterprise"], name="link_pair_once"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(zone="auto"), name="link_one_enterprise"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(zone="review"), name="link_review"),
            models.Index(fields=["id"], condition=Q(changed=True), name="link_changed"),
            models.Index(fields=["-decided_at"], condition=Q(decided_at__isnull=False), name="link_decided"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.entry_id}→{self.enterprise_id} {self.get_zone_display()}"

    @property
    def is_open(self) -> bool:
        return self.zone == Zone.REVIEW


class Answer(ScopedModel):
    """What one person said of a pair, kept even when taken back.

    It follows the pair from version to version of the row (``link``); ``entry`` is the version
    that was looked at.
    """

    SCOPE_PATH = "link__enterprise__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "link", "entry", "round", "same", "reason", "account", "name", "at",
            "change", "withdrawn_at",
        }
    }  # fmt: skip

    link = models.ForeignKey(Link, models.PROTECT, related_name="answers", verbose_name="关联")
    entry = models.BigIntegerField("所见名册行")
    round = models.CharField("身份", max_length=8, choices=Round)
    same = models.BooleanField("是同一家")
    reason = models.CharField("理由", max_length=200, blank=True)
    account = models.BigIntegerField("判断人编号", null=True)
    name = models.CharField("判断人", max_length=80)
    at = models.DateTimeField("时间")
    change = models.ForeignKey(
        "matching.LinkChange",
        models.PROTECT,
        null=True,
        related_name="answers",
        verbose_name="变更",
    )
    withdrawn_at = models.DateTimeField("收回时间", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "round"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(round="again"),
                name="answer_round_once",
            ),
            models.UniqueConstraint(
                fields=["link", "account"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(round="again"),
                name="answer_person_once",
            ),
        ]
        indexes = [models.Index(fields=["account", "-id"], name="answer_of_person")]

    def __str__(self) -> str:
        return f"{self.name}：{'是' if self.same else '不是'}"


class LinkChange(ScopedModel):
    """One change of links with everything that moved, so that it can be undone at any time.

    ``moves``: ``[{what, id, before, after}]``, see ``actions.moves``. ``last_row`` and
    ``last_event``: the newest ledger row and audit line when it was done; what touched the
    enterprises later is listed when it is undone.
    """

    SCOPE_PATH = "enterprise__unit__path"
    PRIVACY: ClassVar[dict[str, set[str]]] = {
        "internal": {
            "id", "kind", "enterprise", "link", "firms", "moves", "reason", "made_at", "made_by",
            "last_row", "last_event", "left_alone", "undone_at", "undone_by", "undone_reason", "undoes",
        }
    }  # fmt: skip

    kind = models.CharField("类别", max_length=10, choices=ChangeKind)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="changes", verbose_name="企业"
    )
    link = models.ForeignKey(
        Link, models.PROTECT, null=True, related_name="changes", verbose_name="关联"
    )
    firms = ArrayField(models.BigIntegerField(), verbose_name="涉及的企业", default=list)
    moves = models.JSONField("移动", default=list)
    reason = models.CharField("理由", max_length=200, blank=True)
    made_at = models.DateTimeField("时间")
    made_by = models.CharField("办理人", max_length=80)
    left_alone = models.JSONField("没有移动的", default=list)
    last_row = models.BigIntegerField("当时最后的台账行", default=0)
    last_event = models.BigIntegerField("当时最后的留痕", default=0)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.CharField("撤销人", max_length=80, blank=True)
    undone_reason = models.CharField("撤销理由", max_length=200, blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="undoing", verbose_name="撤销的变更"
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.made_at:%Y-%m-%d %H:%M}"
