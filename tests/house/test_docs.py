"""What the pages for readers name exists: files, and the ways they point."""

import re
from pathlib import Path

import pytest
from django.urls import resolve

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "bench" / "README.md"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_named_exists(page: Path) -> None:
    text = page.read_text()
    named = set(re.findall(r"`((?:tests|niangjia|bench)/[\w/.-]+\.\w+)`", text))
    linked = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text)

    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    assert [name for name in sorted(linked) if not (page.parent / name).exists()] == []


def test_every_address_in_the_list_of_features_answers() -> None:
    text = (ROOT / "docs" / "features.md").read_text()
    addresses = re.findall(r"`(/[\w/-]+/)`", text)

    assert len(addresses) > 10
    for address in addresses:
        resolve(address)
