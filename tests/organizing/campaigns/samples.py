"""Arguments of this part's URLs for the permission matrix, and its list pages."""

from datetime import date
from typing import Any

from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import Campaign
from tests.house.rows import Sample, make_row


def _campaign(unit: Unit) -> int:
    made = make_row(Campaign, unit, starts_on=date(2022, 8, 20), ends_on=date(2022, 11, 30))
    return made.pk


SAMPLES: dict[tuple[str, str], Sample] = {
    **{
        (f"organizing:{name}", "campaign_id"): _campaign
        for name in ("campaign_detail", "campaign_edit", "campaign_targets", "campaign_undo",
                     "campaign_history")
    },
}  # fmt: skip
LISTS: list[tuple[str, Any, Any, dict[str, object]]] = []
MAY_BE_ABSENT: dict[str, str] = {}
REFUSED_ON_THE_LIST: dict[str, str] = {}
