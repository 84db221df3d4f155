"""Arguments of this part's URLs for the permission matrix, and its list pages."""

from datetime import date
from typing import Any

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import DataEntry, Membership, Person, Transfer, WorkRelation
from tests.house.rows import Sample, make_row, word


def _person(unit: Unit) -> int:
    return make_row(Person, unit, path=unit.path, state="active").pk


def _membership(unit: Unit) -> int:
    person = make_row(Person, unit, path=unit.path, state="active")
    return make_row(Membership, unit, person=person, valid_from=date(2020, 1, 1)).pk


def _work(unit: Unit) -> int:
    person = make_row(Person, unit, path=unit.path, state="active")
    return make_row(WorkRelation, unit, person=person, platform="美团").pk


def _transfer(unit: Unit) -> int:
    person = make_row(Person, unit, path=unit.path, state="active")
    return make_row(Transfer, unit, person=person).pk


def entry(unit: Unit) -> int:
    """The register of personal data is everybody's."""
    return DataEntry.objects.filter(valid_to__isnull=True).order_by("pk")[0].pk


SAMPLES: dict[tuple[str, str], Sample] = {
    **{
        (f"organizing:{name}", "person_id"): _person
        for name in ("member_detail", "member_look", "member_fact", "member_step", "member_deem",
                     "member_annul", "work_new", "transfer_new")
    },
    ("organizing:member_look", "field"): word("phone"),
    ("organizing:member_fact", "field"): word("education"),
    ("organizing:member_step", "name"): word("leave"),
    ("organizing:membership_correct", "membership_id"): _membership,
    ("organizing:work_end", "relation_id"): _work,
    **{
        (f"organizing:{name}", "transfer_id"): _transfer
        for name in ("transfer_detail", "transfer_accept", "transfer_refuse", "transfer_withdraw")
    },
    ("organizing:data_entry", "entry_id"): entry,
}  # fmt: skip
LISTS: list[tuple[str, Any, Any, dict[str, object]]] = [
    ("organizing:member_list", Role.ORGANISER, Person, {"state": "active"}),
    ("organizing:transfer_list", Role.ORGANISER, Transfer, {}),
]
MAY_BE_ABSENT: dict[str, str] = {}
REFUSED_ON_THE_LIST: dict[str, str] = {}
