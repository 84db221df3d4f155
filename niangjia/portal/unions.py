"""The unions of the register on a day: the list behind the figures of unions and members."""

from niangjia.portal.figures import DEFINITIONS
from niangjia.portal.forms import UnionFilter
from niangjia.ui.columns import Column, Kind
from niangjia.ui.tables import Listing


class UnionListing(Listing):
    code, title = "unions", "工会名单"
    definition = DEFINITIONS["unions"]
    columns = (
        Column(name="organisation", label="工会名称", sort="organisation", fixed=True, width=40),
        Column(name="organisation_code", label="工会代码", kind=Kind.CODE, phone=False),
        Column(name="name", label="建会单位", width=36, shown=False),
        Column(name="unit__short_name", label="所在地", sort="unit__path"),
        Column(name="kind", label="类型"),
        Column(
            name="members", label="会员数", kind=Kind.INT, sort="members", nullable=True,
            note=DEFINITIONS["members"],
        ),
        Column(name="headcount", label="职工数", kind=Kind.INT, sort="headcount", nullable=True),
        Column(name="founded_on", label="建会日期", kind=Kind.DATE, sort="founded_on", nullable=True),
        Column(name="new_form", label="新就业形态", kind=Kind.BOOL),
    )  # fmt: skip
    filter_class = UnionFilter
    default_sort = "organisation"
    empty_title = "没有符合条件的工会"
