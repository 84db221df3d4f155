"""The gallery shows every component, and its forms work without JavaScript."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from niangjia.kernel.scope.models import Unit

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.PACKAGE) / "ui/templates"


def used_in(text: str) -> set[str]:
    return {name.replace("-", "_") for name in re.findall(r"<c-([\w-]+)", text)}


def test_every_component_is_shown() -> None:
    """Directly, in the shell, or inside a component that is shown."""
    files = {f.stem: f.read_text() for f in (TEMPLATES / "cotton").glob("*.html")}
    reached = set().union(*(used_in(f.read_text()) for f in (TEMPLATES / "ui").rglob("*.html")))
    for _ in range(2):
        reached |= set().union(*(used_in(files[name]) for name in reached & files.keys()))

    assert files.keys() - reached == set()


def test_gallery_opens_without_a_city(client: Client) -> None:
    html = client.get("/ui/").content.decode()

    assert "没有符合条件的记录" in html
    assert html.count("<h1>") == 1


def test_page_contains_exactly_the_part(client: Client, city: Unit, west: Unit) -> None:
    url = "/ui/?sort=name&kind=county"
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    page = client.get(url).content.decode()

    def tokenless(html: str) -> str:
        return re.sub(r'value="[\w]{64}"', "", html).strip()

    assert tokenless(part) in tokenless(page)
    assert "淄川区总工会" in part
    assert "<html" not in part


def test_without_javascript_a_page_asks_once_more(client: Client) -> None:
    asked = client.post("/ui/try/", {"a": ["1", "2"]})
    html = asked.content.decode()

    assert html.count('name="a"') == 2
    assert "确定要继续吗？" in html
    done = client.post("/ui/try/", {"confirmed": "1"}, follow=True)
    assert "已确认，没有改动任何数据。" in done.content.decode()


def test_an_uploaded_file_is_acknowledged(client: Client) -> None:
    file = SimpleUploadedFile("名册.xlsx", b"x")
    answer = client.post("/ui/try/", {"file": file}, follow=True)

    assert "收到文件：名册.xlsx" in answer.content.decode()


def test_toasts_travel_with_a_part(client: Client) -> None:
    client.post("/ui/try/", {"confirmed": "1"})
    part = client.get("/ui/", headers={"HX-Request": "true"}).content.decode()

    assert 'hx-swap-oob="true"' in part
    assert "已确认" in part
