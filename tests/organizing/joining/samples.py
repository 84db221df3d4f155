"""Arguments of this part's URLs for the permission matrix, and its list pages."""

from typing import Any

from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import (
    DataRequest,
    JoinApplication,
    JoinCode,
    JoinEvent,
    Offer,
    Person,
    Rating,
)
from tests.house.rows import Sample, make_row, row, word


def _town(unit: Unit) -> int:
    return plant_unit(parent=unit, kind=UnitKind.TOWN, name="兜底街道总工会").pk


def _request(unit: Unit) -> int:
    person = make_row(Person, unit, path=unit.path)
    return make_row(DataRequest, unit, person=person).pk


def _rating(unit: Unit, **more: Any) -> int:
    return a_rating(unit, **more).pk


def a_rating(unit: Unit, **more: Any) -> Any:
    return make_row(Rating, unit, grade=5, **more)


def an_offer(unit: Unit, **more: Any) -> Any:
    person = make_row(Person, unit, path=unit.path)
    return make_row(Offer, unit, person=person, **more)


SAMPLES: dict[tuple[str, str], Sample] = {
    ("organizing", "application_id"): row(JoinApplication),
    ("organizing:application_step", "name"): word("return"),
    ("organizing:code_poster", "code_id"): row(JoinCode, kind="static"),
    ("organizing:code_screen", "code_id"): row(JoinCode, kind="dynamic", refresh=30),
    ("organizing:code_stop", "code_id"): row(JoinCode),
    ("organizing", "event_id"): row(JoinEvent),
    ("organizing", "purpose"): word("publish"),
    ("organizing", "request_id"): _request,
    ("organizing", "rating_id"): _rating,
    ("organizing:home_set", "unit_id"): _town,
}
LISTS: list[tuple[str, Any, Any, dict[str, object]]] = [
    ("organizing:application_list", Role.CHAIR, JoinApplication, {}),
    ("organizing:code_list", Role.CHAIR, JoinCode, {}),
    ("organizing:event_list", Role.CHAIR, JoinEvent, {}),
    ("organizing:offer_list", Role.CHAIR, an_offer, {}),
    ("organizing:rating_list", Role.CHAIR, a_rating, {}),
    ("organizing:rating_summary", Role.CHAIR, a_rating, {}),
]
MAY_BE_ABSENT: dict[str, str] = {}
REFUSED_ON_THE_LIST: dict[str, str] = {}
