"""The list of what was prepared unasked."""

import django_filters

from niangjia.kernel.crypto.masking import mask_name
from niangjia.kernel.scope.queries import place_choices
from niangjia.organizing.enums.services import OfferState
from niangjia.ui.columns import Column, Kind, badge
from niangjia.ui.filters import ALL, DayRangeFilter, PickFilter, SearchFilter
from niangjia.ui.tables import Listing

TONES = {"prepared": "warning", "accepted": "success"}


def state_badge(offer):
    return badge(TONES.get(offer.state, "plain"), offer.get_state_display())


class OfferFilter(django_filters.FilterSet):
    q = SearchFilter("单位", placeholder="单位或工会名称", method="search")
    state = PickFilter("状态", OfferState.choices)
    place = PickFilter("所在地", (), field_name="union__unit__path", lookup_expr="startswith")
    prepared = DayRangeFilter("备好日期", field_name="prepared_at__date")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["place"].choices = [("", ALL), *place_choices(self.request.actor.scope)]

    def search(self, found, _, text):
        wish = text.strip()
        named = found.filter(employer__name__icontains=wish)
        return named | found.filter(union__unit__name__icontains=wish)


class OfferListing(Listing):
    code, title = "offers", "免申即享"
    definition = (
        "单位已由自己的工会覆盖、本人会籍还在镇街兜底工会的会员：转接内容由登记册备好，"
        "本人在会员页确认才办，不需要的不动；同一家工会只提一次。"
    )
    columns = (
        Column(name="person", label="会员", value=lambda o: mask_name(o.person.name), fixed=True),
        Column(name="state", label="状态", value=lambda o: o.get_state_display(),
               cell=state_badge, sort="state"),
        Column(name="employer__name", label="工作单位"),
        Column(name="from_name", label="现在的工会"),
        Column(name="union__unit__name", label="单位工会"),
        Column(name="prepared_at", label="备好", kind=Kind.DATETIME, sort="prepared_at"),
        Column(name="answered_at", label="答复", kind=Kind.DATETIME, sort="answered_at",
               nullable=True, phone=False),
        Column(name="answer", label="本人说明", phone=False),
    )  # fmt: skip
    filter_class, default_sort, quick = OfferFilter, "-prepared_at", 4
    empty_title = "现在没有可以免申即享的事项"
    empty_text = "单位建会或被覆盖后，还在兜底工会的会员会自动出现在这里。"
