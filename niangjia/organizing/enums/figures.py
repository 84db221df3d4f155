"""Figures that can be asked for any day, and by what they can be cut (ME9)."""

from django.db.models import TextChoices


class FigureKey(TextChoices):
    UNIONS = "unions", "工会"
    NEW_FORM_UNIONS = "new_form_unions", "新就业形态工会"
    FOUNDED = "founded", "新建工会"
    MEMBERS = "members", "会员"
    WOMEN = "women", "女会员"
    MIGRANTS = "migrants", "农民工会员"
    NEW_FORM_MEMBERS = "new_form_members", "新就业形态会员"
    JOINED = "joined", "新发展会员"
    JOINED_MIGRANTS = "joined_migrants", "新发展农民工会员"
    JOINED_NEW_FORM = "joined_new_form", "新发展新就业形态会员"
    EMPLOYERS = "employers", "覆盖单位"
    EMPLOYEES = "employees", "覆盖职工"


UNION_FIGURES = (FigureKey.UNIONS, FigureKey.NEW_FORM_UNIONS, FigureKey.FOUNDED)
STOCK = (FigureKey.MEMBERS, FigureKey.WOMEN, FigureKey.MIGRANTS, FigureKey.NEW_FORM_MEMBERS)
"""Members on a day."""

GROWTH = (FigureKey.JOINED, FigureKey.JOINED_MIGRANTS, FigureKey.JOINED_NEW_FORM)
"""Members won from a day to a day."""

SPANS = (FigureKey.FOUNDED, *GROWTH)
"""Figures of a stretch of days; the others are of one day."""

PEOPLE = (*STOCK, *GROWTH)
MEASURE = {FigureKey.EMPLOYERS: "家"} | dict.fromkeys(UNION_FIGURES, "家")
"""What is counted; persons where nothing is said."""


class Cut(TextChoices):
    COUNTY = "county", "按区县"
    TOWN = "town", "按镇街"
    KIND = "kind", "按组织类型"
    TRADE = "trade", "按行业门类"
