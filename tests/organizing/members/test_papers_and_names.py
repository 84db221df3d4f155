"""Whoever a person is: every kind of paper and name, through entry, list, search, page and PDF."""

from datetime import date
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from niangjia.kernel.scope.enums import Role
from niangjia.organizing.models import Person, Union
from tests.organizing.members.conftest import identity

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LEAP = identity(101, date(2000, 2, 29))
HONG_KONG, MACAO, TAIWAN = (identity(101, place=p) for p in ("810000", "820000", "830000"))
NEW_FOREIGNER = identity(101, place="911503")
PAPERS = {
    "leap day": (LEAP, "1", "1", date(2000, 2, 29), "居民身份证"),
    "Hong Kong": (HONG_KONG, "1", "4", date(1990, 5, 6), "港澳台居民居住证"),
    "Macao": (MACAO, "4", "4", date(1990, 5, 6), "港澳台居民居住证"),
    "Taiwan": (TAIWAN, "", "4", date(1990, 5, 6), "港澳台居民居住证"),
    "foreigner since 2023": (NEW_FOREIGNER, "5", "5", date(1990, 5, 6), "外国人永久居留身份证"),
    "foreigner before 2023": ("CAN110578010105", "5", "5", None, "外国人永久居留身份证"),
    "passport": ("E12345678", "2", "2", None, "护照"),
    "officer": ("军字第1234567号", "3", "3", None, "军官证"),
}
NAMES = ("王㛃", "赵䶮", "买买提·阿卜杜拉", "欧阳𬱖", "John Smith")
TYPED = {"买买提·阿卜杜拉": "买买提•阿卜杜拉"}
"""How a keyboard writes the dot; it is kept as the one of the identity card."""


@pytest.fixture
def web(login: Any, union: Union) -> Client:
    return login(union.unit, Role.CHAIR)


def url(name: str, *args: Any) -> str:
    return reverse(f"organizing:{name}", args=args)


def enter(web: Client, union: Union, number: str, name: str = "王小凯", kind: str = "1") -> str:
    """The clerk's form; the page that comes back."""
    given = {"union_id": union.pk, "name": name, "document_kind": kind, "number": number,
             "on": "2022-06-01"}  # fmt: skip
    answer = web.post(url("member_new"), given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_is_entered_found_and_shown(web: Client, union: Union, paper: str) -> None:
    number, stated, kind, born, label = PAPERS[paper]

    page = enter(web, union, number, kind=stated or "1")

    person = Person.objects.unscoped(reason="测试").get()
    assert (person.number, person.document_kind, person.birth_on) == (number, kind, born)
    assert label in page
    assert number not in page
    found = web.post(url("member_find"), {"number": number.lower()})
    assert found.headers["Location"] == url("member_detail", person.pk)
    assert web.get(url("member_list")).status_code == 200  # ages of people born on a leap day


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        ("370303900101001", "1", "一代证已于 2013年1月1日 停用"),
        (identity(101, date(2000, 2, 28))[:12] + "30001X", "1", "校验码不对"),
        ("E1", "2", "护照号码应为"),
        ("CAN11057801010", "5", "永久居留身份证应为"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_lost(
    web: Client, union: Union, number: str, kind: str, said: str
) -> None:
    page = enter(web, union, number, "赵䶮", kind)

    assert said in page
    assert 'value="赵䶮"' in page
    assert not Person.objects.unscoped(reason="测试").exists()


def test_the_29th_of_february_of_another_year_is_no_day(web: Client, union: Union) -> None:
    from niangjia.engine.identity import check_character

    first = "37030319990229101"
    page = enter(web, union, first + check_character(first))

    assert "1999年2月29日 不存在" in page


@pytest.fixture
def named(web: Client, union: Union) -> dict[str, Person]:
    for n, name in enumerate(NAMES):
        enter(web, union, identity(101 + 2 * n), TYPED.get(name, name))
    rows = Person.objects.unscoped(reason="测试")
    return {person.name: person for person in rows}


def test_rare_and_minority_names_stand_on_every_page(
    web: Client, named: dict[str, Person], union: Union
) -> None:
    assert set(named) == set(NAMES)
    listed = web.get(url("member_list")).content.decode()
    for name, person in named.items():
        assert f">{name}</a>" in listed
        assert f"<h1>{name}" in web.get(url("member_detail", person.pk)).content.decode()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("王㛃", "王㛃"),
        ("赵䶮", "赵䶮"),
        ("欧阳𬱖", "欧阳𬱖"),
        ("买买提·阿", "买买提·阿卜杜拉"),
        ("买买提•阿", "买买提·阿卜杜拉"),
        ("买买提.阿", "买买提·阿卜杜拉"),
        ("买买提", "买买提·阿卜杜拉"),
        ("mmt", "买买提·阿卜杜拉"),
        ("zy", "赵䶮"),
        ("john smith", "John Smith"),
        ("JOHN", "John Smith"),
    ],
)
def test_rare_and_minority_names_are_searched(
    web: Client, named: dict[str, Person], typed: str, found: str
) -> None:
    page = web.get(url("member_list"), {"q": typed}).content.decode()

    assert [name for name in NAMES if f">{name}</a>" in page] == [found]


def test_rare_and_minority_names_are_printed(web: Client, named: dict[str, Person]) -> None:
    """PDF/A: a glyph that no font has is an error, not a box."""
    answer = web.get(url("member_list"), {"export": "pdf"})

    assert answer.headers["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(BytesIO(answer.content)).pages
    printed = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    for name in NAMES:
        assert name.replace(" ", "") in printed
