"""The register of personal data is whole, and its terms are kept (X13, PIPL art. 19)."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions.members_retention import sweep_persons
from niangjia.organizing.actions.memberships import leave
from niangjia.organizing.models import DataEntry, Person, RetentionTerm
from niangjia.organizing.queries.members_register import unregistered
from niangjia.organizing.queries.memberships import timeline
from tests.organizing.members.conftest import MAN

pytestmark = pytest.mark.django_db


def test_every_personal_field_has_owner_purpose_and_term() -> None:
    """X13: holds for fields not yet written, too."""
    assert list(unregistered()) == []
    for entry in DataEntry.objects.all():
        assert all([entry.owner, entry.purpose, entry.term, entry.source_text]), entry


def test_a_missing_entry_is_found() -> None:
    DataEntry.objects.filter(model="Person", field="phone").delete()

    assert list(unregistered()) == [("Person", "phone")]


@pytest.fixture
def former(join: Any, chair: Any) -> Person:
    person = join(MAN, on=date(2015, 1, 1), phone="13812345678", address="马尚街道1号",
                  education="2").person  # fmt: skip
    leave(person_id=person.pk, by=chair, on=date(2017, 3, 31))
    person.refresh_from_db()
    return person


@pytest.mark.parametrize(
    ("today", "swept"), [(date(2022, 3, 30), 0), (date(2022, 3, 31), 1), (date(2027, 1, 1), 1)]
)
def test_after_five_years_the_archive_is_minimal(former: Person, today: date, swept: int) -> None:
    """The clock decides: a day earlier nothing is touched."""
    assert former.purge_after == date(2022, 3, 31)

    assert sweep_persons(today=today) == {"former": swept, "applicant": 0}

    person = Person.objects.unscoped(reason="测试").get()
    assert (person.phone, person.address, person.education) == (
        ("", "", "") if swept else ("13812345678", "马尚街道1号", "2")
    )
    assert (person.name, person.number) == ("王小凯", MAN)
    assert person.retention == ("archive" if swept else "former")
    assert len(timeline(person.pk)) == 2
    assert AuditEvent.objects.filter(verb="members.purge").count() == swept


def test_the_sweep_can_run_again(former: Person) -> None:
    sweep_persons(today=date(2022, 4, 1))

    assert sweep_persons(today=date(2022, 4, 1)) == {"former": 0, "applicant": 0}


def test_applicants_become_nameless(town: Any) -> None:
    Person.objects.create(
        unit=town, path=town.path, name="李四", number=MAN, phone="13812345678",
        retention="applicant", purge_after=date(2022, 1, 1), created_by="测试",
    )  # fmt: skip

    sweep_persons(today=date(2022, 1, 1))

    person = Person.objects.unscoped(reason="测试").get()
    assert (person.name, person.number, person.number_index, person.phone_index) == (
        "已清除", "", "", "",
    )  # fmt: skip


def test_a_member_is_never_swept(join: Any) -> None:
    join(MAN, on=date(2000, 1, 1))

    assert sweep_persons(today=date(2100, 1, 1)) == {"former": 0, "applicant": 0}


def test_the_term_is_a_dated_rule(join: Any, chair: Any) -> None:
    RetentionTerm.objects.filter(retention="former").update(months=36)
    person = join(MAN, on=date(2015, 1, 1)).person

    leave(person_id=person.pk, by=chair, on=date(2020, 2, 29))

    person.refresh_from_db()
    assert person.purge_after == date(2023, 2, 28)


def test_an_entry_is_changed_with_its_reason(login: Any, city: Any) -> None:
    client = login(city, Role.ORGANISER)
    entry = DataEntry.objects.get(model="Person", field="phone")
    address = reverse("organizing:data_entry", args=[entry.pk])
    given = {
        "owner": "市总工会",
        "purpose": "联系会员",
        "term": "在籍期间",
        "why": "市总〔2022〕9号",
    }
    assert "联系会员" in client.get(reverse("organizing:data_register")).content.decode()

    client.post(address, given | {"why": ""})
    client.post(address, given)

    old, new = DataEntry.objects.filter(model="Person", field="phone").order_by("pk")
    assert (old.valid_to, new.owner, new.source_text) == (
        timezone.localdate(), "市总工会", "市总〔2022〕9号",
    )  # fmt: skip
    assert client.get(address).status_code == 404  # of the past version
