"""Listings of trials and of the pairs that a trial would move."""

import django_filters
from django.urls import reverse

from niangjia.matching.enums import Source, TrialKind, TrialState
from niangjia.matching.queries.trials import ZONE_WORDS
from niangjia.matching.web.listings_gaps import entry_name
from niangjia.ui.columns import Column, Kind, badge
from niangjia.ui.filters import PickFilter, SearchFilter
from niangjia.ui.tables import Listing

ZONES = list(ZONE_WORDS.items())
TONES = {"auto": "success", "review": "warning", "none": "plain"}


class TrialFilter(django_filters.FilterSet):
    kind = PickFilter("类别", TrialKind.choices)
    source = PickFilter("来源", Source.choices)
    state = PickFilter("状态", TrialState.choices)


class TrialListing(Listing):
    code, title = "trials", "试算"
    definition = "已存的对应按新阈值或新模型再判一次，与现有的并列；看过差异再决定采用或放弃。"
    columns = (
        Column(name="made_at", label="时间", kind=Kind.DATETIME, sort="made_at", fixed=True,
               url=lambda t: reverse("matching:trial_detail", args=[t.pk])),
        Column(name="kind", label="类别", value=lambda t: t.get_kind_display()),
        Column(name="source", label="来源", value=lambda t: t.get_source_display() or "全部"),
        Column(name="pairs", label="比较的对应", kind=Kind.INT),
        Column(name="moved", label="会变动", kind=Kind.INT),
        Column(name="made_by", label="发起人"),
        Column(name="state", label="状态", value=lambda t: t.get_state_display()),
    )  # fmt: skip
    filter_class, default_sort = TrialFilter, "-made_at"
    empty_title, empty_text = "还没有试算", "改阈值或换模型时，先在这里看到差异。"


class TrialLineFilter(django_filters.FilterSet):
    q = SearchFilter("名称", placeholder="企业或名册中的字", method="search")
    before = PickFilter("原结论", ZONES, field_name="old_zone")
    after = PickFilter("新结论", ZONES, field_name="new_zone")
    source = PickFilter("来源", Source.choices, field_name="link__entry__source")

    def search(self, found, _, text):
        firm = found.filter(link__enterprise__name__icontains=text)
        return firm | found.filter(link__entry__name__icontains=text)


def zone_badge(name):
    return lambda line: badge(TONES[getattr(line, name)], ZONE_WORDS[getattr(line, name)])


def zone_text(name):
    return lambda line: ZONE_WORDS[getattr(line, name)]


class TrialLineListing(Listing):
    """Pairs that change their zone; exported as the filter shows them."""

    code, title = "trial_lines", "会变动的对应"
    columns = (
        Column(name="link", label="名册所写", fixed=True, width=36,
               value=lambda x: entry_name(x.link),
               url=lambda x: reverse("matching:candidate_detail", args=[x.link_id])),
        Column(name="link__enterprise__name", label="企业", width=36),
        Column(name="source", label="来源", value=lambda x: x.link.entry.get_source_display()),
        Column(name="old_zone", label="原结论", value=zone_text("old_zone"),
               cell=zone_badge("old_zone")),
        Column(name="new_zone", label="新结论", value=zone_text("new_zone"),
               cell=zone_badge("new_zone")),
        Column(name="old_probability", label="原把握", kind=Kind.PERCENT, phone=False),
        Column(name="new_probability", label="新把握", kind=Kind.PERCENT, sort="new_probability",
               nullable=True),
        Column(name="old_points", label="原得分", kind=Kind.INT, shown=False),
        Column(name="new_points", label="新得分", kind=Kind.INT, shown=False),
    )  # fmt: skip
    filter_class, default_sort, quick = TrialLineFilter, "-new_probability", 4
    empty_title, empty_text = "没有会变动的", "按新的取值，各对应的结论与现在相同。"
