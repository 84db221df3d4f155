"""Listings of gap runs, of a run's firms, and of doubtful links."""

from functools import cached_property

import django_filters
from django.urls import reverse

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.queries import place_choices
from niangjia.matching.enums import Source, Verdict
from niangjia.matching.queries.audits import recent_batches
from niangjia.matching.queries.candidate_desk import STAKES
from niangjia.matching.queries.gap_pages import (
    NO_TRADE,
    doubts_of,
    lines_of,
    tasks_of,
    trades_in,
)
from niangjia.ui.columns import Column, Kind, OwnPage, badge
from niangjia.ui.filters import (
    ALL,
    DayRangeFilter,
    NumberRangeFilter,
    PickFilter,
    PlaceFilter,
    SearchFilter,
    with_own_level,
)
from niangjia.ui.tables import BatchAction, Listing

REVIEWERS = {Role.CLERK, Role.LEADER}


def all_places(scope):
    """Units of the scope, the top once more as 本级."""
    return [("", ALL), *with_own_level(place_choices(scope))]


def run_url(row):
    return reverse("matching:gap_run", args=[row.pk])


class GapRunFilter(django_filters.FilterSet):
    as_of = DayRangeFilter("截至日期")


class GapRunListing(Listing):
    """All kept runs of one rule; counts are those inside the reader's scope."""

    code, title = "gap_runs", "历次运行"
    columns = (
        Column(name="as_of", label="截至日期", kind=Kind.DATE, sort="as_of", fixed=True,
               url=run_url),
        Column(name="hits", label="缺口", kind=Kind.INT, value=lambda r: r.line.hits),
        Column(name="pending", label="待核实", kind=Kind.INT, value=lambda r: r.line.pending),
        Column(name="rule__version", label="规则版本", value=lambda r: f"第 {r.rule.version} 版"),
        Column(name="unit__short_name", label="范围"),
        Column(name="link_run_id", label="所据比对", phone=False,
               value=lambda r: f"第 {r.link_run_id} 次" if r.link_run_id else "单独运行"),
        Column(name="created_at", label="运行时间", kind=Kind.DATETIME, phone=False),
        Column(name="created_by", label="运行人", phone=False),
    )  # fmt: skip
    filter_class, default_sort = GapRunFilter, "-as_of"
    empty_title, empty_text = "还没有运行过", "选一天运行，结果会保存在这里。"

    def prepare(self, rows):
        for row, line in zip(rows, lines_of(self.request.actor.scope, rows), strict=True):
            row.line = line
        return rows


class HitFilter(django_filters.FilterSet):
    q = SearchFilter("企业", placeholder="名称或代码中的字", method="search")
    verdict = PickFilter("结论", Verdict.choices)
    place = PlaceFilter("所在地", "unit_path")
    trade = PickFilter("行业", (), method="of_trade")
    headcount = NumberRangeFilter("职工人数")

    def __init__(self, *args, run=None, **kwargs):
        super().__init__(*args, **kwargs)
        scope, fields = self.request.actor.scope, self.form.fields
        fields["place"].choices = all_places(scope)
        # A trade named in the address but not found in the run must give no row, not all rows.
        asked = [self.data["trade"]] if self.data and self.data.get("trade") else []
        trades = dict.fromkeys([*(trades_in(scope, run) if run else []), *asked])
        fields["trade"].choices = [("", ALL), *((trade, trade) for trade in trades)]

    def search(self, found, _, text):
        text = text.strip()
        by_code = found.filter(uscc__icontains=text) if text.isascii() else found.none()
        return found.filter(name__icontains=text) | by_code

    def of_trade(self, found, _, trade):
        return found.filter(trade="" if trade == NO_TRADE else trade)


firm_url = OwnPage("matching:enterprise_detail", "enterprise_id")


def verdict_cell(hit):
    tone = "danger" if hit.verdict == Verdict.HIT else "warning"
    return badge(tone, hit.get_verdict_display())


def doubt_text(hit):
    """Which entry waits to be decided on, for a firm that is 待核实."""
    link = hit.doubt
    if link is None:
        return ""
    name = link.entry.organisation or link.entry.name
    return f"{link.entry.get_source_display()}名册：{name}"


class HitListing(Listing):
    """The firms that a run found."""

    code, title = "gap_hits", "缺口名单"
    columns = (
        Column(name="name", label="企业名称", sort="name", fixed=True, url=firm_url, width=36),
        Column(name="verdict", label="结论", value=lambda h: h.get_verdict_display(),
               cell=verdict_cell),
        Column(name="headcount", label="职工人数", kind=Kind.INT, sort="headcount", nullable=True),
        Column(name="unit__short_name", label="所在地", sort="unit_path"),
        Column(name="trade", label="行业", sort="trade", phone=False),
        Column(name="registered_on", label="成立日期", kind=Kind.DATE, sort="registered_on",
               nullable=True, shown=False),
        Column(name="uscc", label="统一社会信用代码", kind=Kind.CODE, phone=False),
        Column(name="doubt", label="待核实什么", value=doubt_text, phone=False, width=36,
               url=lambda h: h.doubt_url),
        Column(name="task", label="任务", value=lambda h: h.task and h.task.get_state_display(),
               url=lambda h: h.task and reverse("matching:task_detail", args=[h.task.pk])),
    )  # fmt: skip
    filter_class, default_sort, quick = HitFilter, "-headcount", 4
    empty_title = "没有符合条件的企业"

    def __init__(self, request, rows, *, run):
        super().__init__(request, rows, stamp=f"gap_run {run.pk}", as_of=run.as_of)
        self.run = run
        self.definition = run.rule.basis

    @cached_property
    def filterset(self):
        return HitFilter(data=self.params, queryset=self.base, request=self.request, run=self.run)

    def prepare(self, rows):
        scope = self.request.actor.scope
        tasks = tasks_of(scope, [row.enterprise_id for row in rows])
        waiting = [row.enterprise_id for row in rows if row.verdict == Verdict.PENDING]
        doubts = doubts_of(scope, waiting) if waiting else {}
        may_look = self.request.actor.has(*REVIEWERS)
        for row in rows:
            row.task, row.doubt = tasks.get(row.enterprise_id), doubts.get(row.enterprise_id)
            looks = row.doubt is not None and may_look
            row.doubt_url = looks and reverse("matching:candidate_detail", args=[row.doubt.pk])
        return rows

    def tone(self, row):
        return "warning" if row.verdict == Verdict.PENDING else ""

    def batch(self):
        actor = self.request.actor
        if not actor.has(Role.CLERK) or not actor.scope.covers(self.run.unit.path):
            return []
        url = reverse("matching:gap_tasks", args=[self.run.pk])
        return [BatchAction("列入任务清单", "clipboard-plus", url)]


class CandidateFilter(django_filters.FilterSet):
    q = SearchFilter("名称", placeholder="企业或组织名称中的字", method="search")
    source = PickFilter("来源", Source.choices, field_name="entry__source")
    place = PlaceFilter("企业所在地", "enterprise__unit__path")
    batch = PickFilter("批次", (), field_name="entry__batch")
    stake = PickFilter("决定什么", [(str(code), label) for code, label in STAKES])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["place"].choices = all_places(self.request.actor.scope)
        batches = [(str(b.pk), str(b)) for b in recent_batches(self.request.actor.scope)]
        self.form.fields["batch"].choices = [("", ALL), *batches]

    def search(self, found, _, text):
        firm = found.filter(enterprise__name__icontains=text)
        return (firm | found.filter(entry__name__icontains=text)
                | found.filter(entry__organisation__icontains=text))  # fmt: skip


def entry_name(link):
    return link.entry.organisation or link.entry.name


def stake_cell(link):
    tone = ("plain", "info", "warning")[link.stake]
    return badge(tone, dict(STAKES)[link.stake])


class CandidateListing(Listing):
    """Doubtful links that nobody has decided on; the probability is not shown (no anchoring)."""

    code, title = "candidates", "待复核的对应"
    definition = "名册中的一行可能就是这家企业，规则不能确定，由人判断；判断过的不再询问。"
    columns = (
        Column(name="entry", label="名册所写", fixed=True, width=36, value=entry_name,
               url=lambda x: x.review_url),
        Column(name="enterprise__name", label="可能的企业", width=36),
        Column(name="source", label="来源", value=lambda x: x.entry.get_source_display()),
        Column(name="stake", label="决定什么", sort="stake", cell=stake_cell,
               value=lambda x: dict(STAKES)[x.stake]),
        Column(name="reasons", label="理由", value=lambda x: "；".join(x.reasons), phone=False),
        Column(name="enterprise__unit__short_name", label="企业所在地"),
    )  # fmt: skip
    filter_class, default_sort, quick = CandidateFilter, "-stake", 4
    empty_title, empty_text = "没有待复核的对应", "现有名册都已确定归属。"

    def prepare(self, rows):
        query = asked(self.params)
        for row in rows:
            row.review_url = reverse("matching:candidate_detail", args=[row.pk]) + query
        return rows


def asked(params):
    """The filter as it travels from page to page of the review, with its question mark."""
    kept = params.copy()
    for name in set(kept) - {"q", "source", "place", "batch", "stake"}:
        kept.pop(name)
    return f"?{kept.urlencode()}" if kept else ""
