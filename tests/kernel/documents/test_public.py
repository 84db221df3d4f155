"""The public check page: each state has its words; forged codes cost no query; too often is refused."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from niangjia.kernel.crypto import sm3
from niangjia.kernel.crypto.masking import mask_name
from niangjia.kernel.documents import visits
from niangjia.kernel.documents.actions import Published, publish_check, revoke_check
from niangjia.kernel.documents.actions.checks import CheckRefused
from niangjia.kernel.documents.api import (
    check_address,
    link_address,
    render_pdf,
    shown_code,
    sign_link,
)
from niangjia.kernel.documents.codes import ALPHABET, new_code
from niangjia.kernel.documents.models import CheckRecord, VisitCount
from niangjia.kernel.documents.queries import NoSuchPaper
from niangjia.kernel.documents.samples import certificate
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from tests.house.counting import queries_of

Who = Callable[[Unit, Role], Actor]


@pytest.fixture
def clerk(east: Unit, actor: Who) -> Actor:
    return actor(east, Role.ORGANISER)


@pytest.fixture
def published(east: Unit, clerk: Actor) -> CheckRecord:
    told = Published(
        unit_id=east.pk, label="工会法人资格证书", facts=[("法定代表人", mask_name("欧阳小凯"))],
        valid_until=timezone.localdate(),
    )  # fmt: skip
    return publish_check(told, by=clerk)


def page(code: str) -> str:
    answer = Client().get(f"/check/{code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_valid_record_shows_masked_facts_and_its_unit(published: CheckRecord) -> None:
    text = page(published.code)

    for word in ("有效", "工会法人资格证书", "张店区总工会", "欧阳*凯", shown_code(published.code)):
        assert word in text
    assert "欧阳小凯" not in text


def test_each_other_state_has_its_own_words(published: CheckRecord, clerk: Actor) -> None:
    assert "查无此件" in page(new_code())
    flipped = ALPHABET[(ALPHABET.index(published.code[-1]) + 1) % 32]
    assert "不是本系统开出的编号" in page(published.code[:-1] + flipped)
    rows = CheckRecord.objects.within(clerk.scope)
    rows.update(valid_until=timezone.localdate() - timedelta(days=1))
    assert "已过期" in page(published.code)
    revoke_check(check_id=published.pk, reason="工会已撤销", by=clerk)
    text = page(published.code)
    assert "已撤销" in text
    assert "工会已撤销" in text


def test_a_forged_code_costs_no_look_into_the_records(db: None) -> None:
    asked = queries_of(lambda: Client().get("/check/0000000000000000/"))

    assert not any("documents_checkrecord" in sql for sql in asked)


def test_the_page_is_kept_from_search_engines_and_caches(published: CheckRecord) -> None:
    answer = Client().get(f"/check/{published.code}/")

    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()


def test_x7_a_changed_byte_is_told(east: Unit, clerk: Actor) -> None:
    """The holder of a file compares it with the digest that was registered."""
    pdf = render_pdf(certificate())
    told_of = Published(unit_id=east.pk, label="证书", facts=[], sm3=sm3(pdf).hex())
    record = publish_check(told_of, by=clerk)
    client, url = Client(), f"/check/{record.code}/"

    def told(content: bytes) -> str:
        file = SimpleUploadedFile("证书.pdf", content)
        return client.post(url, {"file": file}).content.decode()

    assert "文件一致" in told(pdf)
    assert "文件不一致" in told(pdf[:-1] + b"x")
    assert "没有选择文件" in client.post(url).content.decode()
    forged = client.post("/check/0000000000000000/", {"file": SimpleUploadedFile("a.pdf", pdf)})
    assert "文件一致" not in forged.content.decode()


def test_the_code_is_typed_in_any_spelling(published: CheckRecord) -> None:
    client = Client()

    assert client.get("/check/").status_code == 200
    answer = client.get("/check/", {"code": shown_code(published.code).lower()})
    assert answer["Location"] == f"/check/{published.code}/"


def test_the_qr_leads_to_the_check_page(published: CheckRecord) -> None:
    address = check_address(published.code)
    path = re.sub(r"^https?://[^/]+", "", address)

    assert Client().get(path)["Location"] == f"/check/{published.code}/"


def test_x2_forged_expired_and_unserved_links_are_refused_with_a_page(db: None) -> None:
    client, now = Client(), timezone.now()
    good = sign_link("check", "A1")

    forged = client.get(f"/q/{good[:-1]}{'A' if good[-1] != 'A' else 'Q'}/")
    assert forged.status_code == 403
    assert "不是本系统发出的" in forged.content.decode()
    over = client.get(f"/q/{sign_link('check', 'A1', expires=now - timedelta(seconds=1))}/")
    assert over.status_code == 403
    assert "已经过期" in over.content.decode()
    strange = client.get(f"/q/{sign_link('nothing', 'A1')}/")
    assert "没有开通" in strange.content.decode()


def test_an_address_may_ask_only_so_often(published: CheckRecord, settings) -> None:
    settings.PUBLIC_PAGE_LIMIT = 3
    client = Client()

    told = [client.get(f"/check/{published.code}/").status_code for _ in range(5)]
    assert told == [200, 200, 200, 429, 429]
    busy = client.get("/check/")
    assert busy["Retry-After"] == "600"
    assert "请过几分钟再试" in busy.content.decode()
    elsewhere = client.get(f"/check/{published.code}/", REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 200


def test_addresses_are_kept_as_digests_and_forgotten(db: None) -> None:
    Client().get("/check/", REMOTE_ADDR="192.0.2.7")
    row = VisitCount.objects.get()

    assert "192.0.2.7" not in row.visitor
    assert visits.forget_old() == 0
    VisitCount.objects.update(window=timezone.now() - timedelta(hours=2))
    assert visits.forget_old() == 1


def test_revoking_takes_a_reason_once_and_within_the_scope(
    published: CheckRecord, clerk: Actor, west: Unit, actor: Who
) -> None:
    with pytest.raises(CheckRefused, match="写明"):
        revoke_check(check_id=published.pk, reason=" ", by=clerk)
    with pytest.raises(NoSuchPaper):
        revoke_check(check_id=published.pk, reason="x", by=actor(west, Role.ORGANISER))
    revoke_check(check_id=published.pk, reason="错发", by=clerk)
    with pytest.raises(CheckRefused, match="已经撤销"):
        revoke_check(check_id=published.pk, reason="再撤", by=clerk)


def test_addresses_use_the_public_address(settings) -> None:
    settings.PUBLIC_ADDRESS = "https://union.example"

    assert link_address("check", "A1").startswith("https://union.example/q/check.A1.0.")
