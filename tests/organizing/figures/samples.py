"""Arguments of this part's URLs for the permission matrix, and its list pages."""

from datetime import date
from typing import Any

from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import Membership, Person
from tests.house.rows import Sample, make_row, word
from tests.organizing.unions.samples import make_version


def _union(unit: Unit) -> int:
    """A union of the unit with one member."""
    union = make_version(unit).union
    person = make_row(Person, union.unit, path=union.unit.path, state="active")
    make_row(Membership, unit, person=person, union=union, valid_from=date(2020, 1, 1))
    return union.pk


SAMPLES: dict[tuple[str, str], Sample] = {
    **{
        (f"organizing:{name}", "key"): word("members")
        for name in ("definition_detail", "definition_change", "definition_withdraw", "figure_detail", "figure_unions",
                     "figure_people")
    },
    ("organizing:figure_people", "union_id"): _union,
}  # fmt: skip
LISTS: list[tuple[str, Any, Any, dict[str, object]]] = []
MAY_BE_ABSENT: dict[str, str] = {}
REFUSED_ON_THE_LIST: dict[str, str] = {}
