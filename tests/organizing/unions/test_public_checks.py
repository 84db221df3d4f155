"""A certificate can be checked by anybody with its code, masked, until it ends (B.8)."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.documents import api as documents
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions import papers, terms
from niangjia.organizing.models import Certificate, Union

FAR = date(2026, 3, 1)


@pytest.fixture
def held(
    town: Unit, register: Callable[..., Union], keeper: Actor, registrar: Actor
) -> Certificate:
    union = register(town, "甲厂工会委员会")
    term = terms.begin_term(union_id=union.pk, elected_on=date(2026, 2, 1), years=3, by=keeper)
    terms.appoint_officer(
        term_id=term.pk, kind="union", name="赵䶮甲", title="chair", on=term.elected_on, by=keeper
    )
    return papers.issue_certificate(
        union_id=union.pk, kind="legal_person", issued_on=FAR, number="37-001", by=registrar
    )


def page_of(row: Certificate, client: Client) -> str:
    return client.get(reverse("documents:check_show", args=[row.check_code])).content.decode()


def test_anybody_sees_the_certificate_with_its_representative_masked(
    held: Certificate, client: Client
) -> None:
    said = page_of(held, client)

    assert "目前有效" in said
    assert [x for x in ("甲厂工会委员会", "37-001", "赵*甲", "2026年3月1日") if x not in said] == []
    assert "赵䶮甲" not in said


def test_the_qr_beside_the_certificate_leads_anybody_to_the_check(
    held: Certificate, east: Unit, login: Callable[..., Client], client: Client
) -> None:
    page = login(east, Role.ORGANISER).get(reverse("organizing:union_detail", args=[held.union_id]))
    drawn = documents.qr_svg(documents.check_address(held.check_code), label="查验二维码")

    assert drawn in page.content.decode()
    path = urlsplit(documents.check_address(held.check_code)).path
    assert "赵*甲" in client.get(path, follow=True).content.decode()


@pytest.mark.parametrize("deed", ["cancel", "replace"])
def test_a_certificate_that_ended_is_shown_as_revoked(
    held: Certificate, registrar: Actor, client: Client, deed: str
) -> None:
    if deed == "cancel":
        papers.end_certificate(
            certificate_id=held.pk, state="cancelled", on=date(2026, 5, 1), by=registrar
        )
    else:
        papers.issue_certificate(
            union_id=held.union_id, kind="legal_person", issued_on=date(2026, 5, 1), by=registrar
        )
    said = page_of(held, client)

    assert "撤销，不再有效" in said
    assert "目前有效" not in said


def test_a_code_never_published_is_left_alone(registrar: Actor, held: Certificate) -> None:
    assert documents.revoke_code(code="none", reason="测试", by=registrar) is None
