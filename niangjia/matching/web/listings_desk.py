"""Listings around the review desk: decided, disputed, changed, history of changes."""

import django_filters
from django.urls import reverse

from niangjia.matching.enums import ChangeKind, Source, Zone
from niangjia.matching.web.listings_gaps import CandidateFilter, entry_name
from niangjia.ui.columns import Column, Kind, OwnPage, badge
from niangjia.ui.filters import DayRangeFilter, PickFilter, SearchFilter, YesNoFilter
from niangjia.ui.tables import Listing

desk_url = OwnPage("matching:candidate_detail")


def source_text(link):
    return link.entry.get_source_display()


class PairFilter(django_filters.FilterSet):
    q = SearchFilter("名称", placeholder="企业或组织名称中的字", method="search")
    source = PickFilter("来源", Source.choices, field_name="entry__source")

    search = CandidateFilter.search


class DecidedFilter(django_filters.FilterSet):
    q = SearchFilter("名称", placeholder="企业或组织名称中的字", method="search")
    zone = PickFilter("结论", [(Zone.AUTO, "是同一家"), (Zone.REJECTED, "不是同一家")])
    by = SearchFilter("复核人", field_name="decided_by", lookup_expr="icontains")
    on = DayRangeFilter("复核日期", field_name="decided_at")
    source = PickFilter("来源", Source.choices, field_name="entry__source")

    search = CandidateFilter.search


def answer_text(link):
    return "是同一家" if link.zone == Zone.AUTO else "不是同一家"


class DecidedListing(Listing):
    """Links that people have decided on, with who and when."""

    code, title = "decided", "已复核的对应"
    columns = (
        Column(name="entry", label="名册所写", fixed=True, width=36, value=entry_name,
               url=lambda x: reverse("matching:candidate_detail", args=[x.pk])),
        Column(name="enterprise__name", label="企业", width=36),
        Column(name="zone", label="结论", value=answer_text,
               cell=lambda x: badge("success" if x.zone == Zone.AUTO else "plain", answer_text(x))),
        Column(name="decided_by", label="判断人"),
        Column(name="decided_at", label="复核时间", kind=Kind.DATETIME, sort="decided_at"),
        Column(name="decision_reason", label="理由", phone=False),
        Column(name="source", label="来源", value=lambda x: x.entry.get_source_display(),
               phone=False),
        Column(name="probability", label="引擎把握", kind=Kind.PERCENT, shown=False, phone=False),
    )  # fmt: skip
    filter_class, default_sort = DecidedFilter, "-decided_at"
    empty_title, empty_text = "还没有复核过", "复核过的对应连同复核人、时间留在这里。"


def told_text(link):
    """Both answers, in order; whose they are is not shown before a third has decided."""
    return "；".join(f"{a.get_round_display()}：{'是' if a.same else '不是'}" for a in link.told)


class DisputeListing(Listing):
    """Pairs that two people answered differently."""

    code, title = "disputes", "待仲裁的对应"
    definition = "两人判断不一致的，由第三位比对专员判断；判断之前台账按待核实处理。"
    columns = (
        Column(name="entry", label="名册所写", fixed=True, width=36, value=entry_name, url=desk_url),
        Column(name="enterprise__name", label="可能的企业", width=36),
        Column(name="told", label="两人的判断", value=told_text),
        Column(name="source", label="来源", value=source_text),
        Column(name="enterprise__unit__short_name", label="企业所在地", phone=False),
    )  # fmt: skip
    filter_class, default_sort = PairFilter, ""
    empty_title, empty_text = "没有待仲裁的", "两人判断不一致时列在这里。"


class ChangedListing(Listing):
    """Decided pairs whose row has another name, code or district since."""

    code, title = "changed_pairs", "判断后已变化的对应"
    definition = "判断之后名册这一行的名称、代码或区县变了。原判断仍然有效，不再列入待复核；看过后确认或改判。"
    columns = (
        Column(name="entry", label="名册现在所写", fixed=True, width=36, value=entry_name, url=desk_url),
        Column(name="enterprise__name", label="企业", width=36),
        Column(name="zone", label="原判断", value=answer_text,
               cell=lambda x: badge("success" if x.zone == Zone.AUTO else "plain", answer_text(x))),
        Column(name="decided_by", label="判断人"),
        Column(name="decided_at", label="判断时间", kind=Kind.DATETIME),
        Column(name="source", label="来源", value=source_text, phone=False),
    )  # fmt: skip
    filter_class, default_sort = PairFilter, ""
    empty_title, empty_text = "没有已变化的", "判断过的对应，名册都没有变。"


class ChangeFilter(django_filters.FilterSet):
    q = SearchFilter("企业", placeholder="企业名称中的字", field_name="enterprise__name",
                     lookup_expr="icontains")  # fmt: skip
    kind = PickFilter("类别", ChangeKind.choices)
    by = SearchFilter("办理人", field_name="made_by", lookup_expr="icontains")
    on = DayRangeFilter("日期", field_name="made_at")
    undone = YesNoFilter("已撤销", field_name="undone_at", method="is_undone")

    def is_undone(self, found, _, wish):
        return found.filter(undone_at__isnull=wish != "1") if wish in {"0", "1"} else found


def state_text(change):
    return f"{change.undone_by} 撤销" if change.undone_at else "有效"


class ChangeListing(Listing):
    """Every change of links, newest first; each can be undone."""

    code, title = "link_changes", "对应的变更"
    definition = (
        "复核、合并、拆开和撤销各记一笔，连同移动的名册行、任务、台账；任何时候都可以撤销。"
    )
    columns = (
        Column(name="made_at", label="时间", kind=Kind.DATETIME, sort="made_at", fixed=True,
               url=lambda c: reverse("matching:change_detail", args=[c.pk])),
        Column(name="kind", label="类别", value=lambda c: c.get_kind_display()),
        Column(name="enterprise__name", label="企业", width=36),
        Column(name="link", label="名册行", value=lambda c: c.link and entry_name(c.link)),
        Column(name="made_by", label="办理人"),
        Column(name="reason", label="理由", phone=False),
        Column(name="undone_at", label="状态", value=state_text,
               cell=lambda c: badge("warning" if c.undone_at else "success", state_text(c))),
    )  # fmt: skip
    filter_class, default_sort = ChangeFilter, "-made_at"
    empty_title, empty_text = "还没有变更", "复核、合并、撤销之后列在这里。"
