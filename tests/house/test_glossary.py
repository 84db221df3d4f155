"""One Chinese word, one identifier: ``docs/glossary.md`` fixes the pairs."""

import re

from django.db import models

from niangjia.kernel.scope.enums import Role
from tests.house.ours import ROOT, our_models

ROW = re.compile(r"^\|\s*([^|]+?)\s*\|\s*`([^|]+)`\s*\|", re.MULTILINE)
TABLE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def pairs() -> list[tuple[str, str]]:
    """Chinese word and identifier; a cell may hold several identifiers."""
    return [
        (chinese, identifier)
        for chinese, cell in ROW.findall(TABLE)
        for identifier in re.findall(r"[A-Za-z_0-9]+", cell)
    ]


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def test_every_model_is_in_the_glossary() -> None:
    known = {identifier for _, identifier in pairs()}
    names = {snake(m.__name__) for m in our_models() if not m._meta.abstract}

    assert names - known == set()


def test_every_role_is_in_the_glossary_with_its_label() -> None:
    known = {identifier: chinese for chinese, identifier in pairs()}

    assert {r.value: str(r.label) for r in Role} == {r.value: known.get(r.value) for r in Role}


def test_an_identifier_stands_for_one_word() -> None:
    identifiers = [identifier for _, identifier in pairs()]

    assert {i for i in identifiers if identifiers.count(i) > 1} == set()


def test_identifiers_are_singular_nouns_in_ascii() -> None:
    identifiers = [identifier for _, identifier in pairs()]

    assert all(i.isascii() and i == i.lower() for i in identifiers)
    assert len(identifiers) > 100
    assert all(issubclass(m, models.Model) for m in our_models())
