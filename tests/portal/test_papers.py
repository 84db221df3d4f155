"""Lists of papers, numbers and public checks: scope, filters, figures, printing."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.documents.actions import (
    Published,
    open_code,
    publish_check,
    take_number,
    void_number,
)
from niangjia.kernel.documents.codes import shown_code
from niangjia.kernel.documents.models import DocumentNumber, Paper
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from tests.house.rows import make_row
from tests.kernel.documents.papers import pages_of, text_of

Login = Callable[[Unit, Role], Client]


@pytest.fixture
def clerk(city: Unit, actor: Callable[[Unit, Role], Actor]) -> Actor:
    return actor(city, Role.CLERK)


@pytest.fixture
def taken(city: Unit, clerk: Actor) -> list[DocumentNumber]:
    """Three numbers of this year, the second void."""
    code = open_code(
        unit_id=city.pk, word="淄总工发", valid_from=date(2020, 1, 1), source="某号", by=clerk
    )
    told = {"code_id": code.pk, "dated": timezone.localdate(), "by": clerk}
    numbers = [take_number(title=f"关于第{n}件事的通知", **told) for n in (1, 2, 3)]
    void_number(number_id=numbers[1].pk, reason="重复取号", by=clerk)
    return numbers


def test_the_register_lists_void_numbers_with_their_reason(
    taken: list[DocumentNumber], city: Unit, west: Unit, login: Login
) -> None:
    text = login(city, Role.CLERK).get("/papers/numbers/").content.decode()

    for word in ("没有缺号", "作废 1 个", "重复取号", *map(str, taken)):
        assert word in text
    assert "淄总工发" not in login(west, Role.CLERK).get("/papers/numbers/").content.decode()


def test_a_gap_is_shouted(taken: list[DocumentNumber], city: Unit, login: Login) -> None:
    """Only somebody with the database's own rights could make one."""
    DocumentNumber.objects.create(
        unit=city, code=taken[0].code, word="淄总工发", year=timezone.localdate().year, number=6,
        title="补录", taken_by="x",
    )  # fmt: skip

    text = login(city, Role.CLERK).get("/papers/numbers/").content.decode()
    assert "有缺号" in text
    assert "4、5 号" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=第2件", [2]),
        ("state=void", [2]),
        ("state=used", [1, 3]),
        ("year=1999", []),
        ("q=淄总", [1, 2, 3]),
    ],
)
def test_the_register_is_filtered(
    query: str, found: list[int], taken: list[DocumentNumber], city: Unit, login: Login
) -> None:
    text = login(city, Role.CLERK).get(f"/papers/numbers/?{query}").content.decode()

    assert [n for n in (1, 2, 3) if f"关于第{n}件事的通知" in text] == found


def test_the_register_is_printed_as_it_is_shown(
    taken: list[DocumentNumber], city: Unit, login: Login
) -> None:
    """X18: A4 with page numbers; the same rows, columns and notes as the workbook."""
    answer = login(city, Role.CLERK).get("/papers/numbers/?state=void&export=pdf")

    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    for word in (
        "文号登记",
        "口径：",
        "条件：状态：作废。共1条",
        str(taken[1]),
        "重复取号",
        "第1页共1页",
    ):
        assert word in text, word
    assert str(taken[0]) not in text
    event = AuditEvent.objects.get(verb="ui.export")
    assert (event.changes["form"], event.changes["rows"]) == ("pdf", 1)
    assert len(pages_of(answer.content)) == 1


def test_too_many_rows_to_print_are_refused_with_a_way_out(
    taken: list[DocumentNumber], city: Unit, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    from niangjia.ui import printouts

    monkeypatch.setattr(printouts, "MOST_ROWS", 2)
    answer = login(city, Role.CLERK).get("/papers/numbers/?export=pdf", follow=True)

    assert "改用 Excel 导出" in answer.content.decode()


def test_papers_are_found_by_title_number_and_issuer(city: Unit, login: Login) -> None:
    for number, issuer in (("甲发〔2022〕1号", "甲工会"), ("乙发〔2022〕1号", "乙工会")):
        make_row(
            Paper,
            city,
            title=f"{issuer}的通知",
            number=number,
            issuer=issuer,
            state="issued",
            content={},
        )
    client = login(city, Role.LEADER)

    for word, found in (("甲发", ["甲"]), ("乙工会", ["乙"]), ("通知", ["甲", "乙"]), ("无", [])):
        text = client.get("/papers/", {"q": word}).content.decode()
        assert [w for w in ("甲", "乙") if f"{w}工会的通知" in text] == found


def test_checks_are_found_by_code_in_any_spelling(city: Unit, clerk: Actor, login: Login) -> None:
    first = publish_check(Published(city.pk, "甲证书", facts=[]), by=clerk)
    publish_check(Published(city.pk, "乙证书", facts=[]), by=clerk)

    answer = login(city, Role.CLERK).get("/papers/checks/", {"q": shown_code(first.code).lower()})
    assert "甲证书" in answer.content.decode()
    assert "乙证书" not in answer.content.decode()
