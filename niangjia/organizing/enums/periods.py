"""Period tables: how often, how far down, and where a table stands (上报、退回、锁定)."""

from django.db.models import TextChoices

from niangjia.kernel.scope.enums import UnitKind


class Cadence(TextChoices):
    MONTH = "month", "月报"
    QUARTER = "quarter", "季报"
    HALF = "half", "半年报"
    YEAR = "year", "年报"


class PeriodState(TextChoices):
    OPEN = "open", "待填报"
    REPORTED = "reported", "已上报"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "已审核"
    LOCKED = "locked", "已锁定"


class PeriodReach(TextChoices):
    COUNTY = "county", "只到下一级"
    TOWN = "town", "区县和镇街都填报"


DONE = (PeriodState.REPORTED, PeriodState.APPROVED, PeriodState.LOCKED)
"""Their figures are in the sum of the unit above."""

FEDERATIONS = (UnitKind.CITY, UnitKind.COUNTY, UnitKind.ZONE, UnitKind.TOWN, UnitKind.PARK)
"""Units that hand in tables; unions themselves are in the register."""

DEEDS = {
    "organizing.period_form": "设立报表",
    "organizing.period_form_end": "停用报表",
    "organizing.period_open": "下发报表",
    "organizing.period_report": "上报报表",
    "organizing.period_return": "退回报表",
    "organizing.period_approve": "审核报表",
    "organizing.period_lock": "锁定报表",
    "organizing.period_unlock": "解锁报表",
    "organizing.period_recall": "撤回上报",
    "organizing.period_unapprove": "撤回审核",
    "organizing.period_unreturn": "撤回退回",
}
