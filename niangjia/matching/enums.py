"""Words of the matching room (domain.md B.10, glossary J)."""

from django.db.models import TextChoices


class Source(TextChoices):
    """Who handed a list over; the order is the order of linking."""

    REGISTRATION = "registration", "行政审批"
    TAX = "tax", "税务"
    STATISTICS = "statistics", "统计"
    SOCIAL = "social", "人社"
    PARTY = "party", "组织部"
    UNION = "union", "工会"


BUSINESS_SOURCES = (Source.REGISTRATION, Source.TAX, Source.STATISTICS, Source.SOCIAL)
ORGANISATION_SOURCES = (Source.PARTY, Source.UNION)


class Extent(TextChoices):
    """A full list closes what it no longer names; an increment only adds and changes."""

    FULL = "full", "全量"
    INCREMENT = "increment", "增量"


class Zone(TextChoices):
    """What a link is worth."""

    AUTO = "auto", "确认"
    REVIEW = "review", "待复核"
    REJECTED = "rejected", "已否定"


class Status(TextChoices):
    """Whether the enterprise still lives."""

    ACTIVE = "active", "存续"
    SUSPENDED = "suspended", "停业"
    CLOSED = "closed", "注销吊销"
    UNKNOWN = "unknown", "未知"


class Verdict(TextChoices):
    """What a gap rule says of an enterprise; those not hit are not kept."""

    HIT = "hit", "缺口"
    PENDING = "pending", "待核实"


class TradeGroup(TextChoices):
    """Which question a trade rule answers."""

    NEW_FORM = "new_form", "新就业形态"
    EIGHT = "eight", "八大领域"


class Field(TextChoices):
    """Values of the ledger that several departments report."""

    NAME = "name", "名称"
    USCC = "uscc", "统一社会信用代码"
    UNIT = "unit", "所在地"
    STATUS = "status", "状态"
    TRADE = "trade", "行业"
    HEADCOUNT = "headcount", "职工人数"
    REGISTERED_ON = "registered_on", "成立日期"
    ADDRESS = "address", "住所"
