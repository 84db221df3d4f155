"""The audit trail is read by people: every deed that the code records has a Chinese name."""

import ast
from collections.abc import Iterator

from niangjia.kernel.audit.texts import name_of
from tests.house.ours import python_files, where

WRITERS = {"record", "record_many", "_trace"}


def verbs() -> Iterator[tuple[str, str]]:
    """(verb, place) of every call that names its verb in plain words."""
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, f"{where(path)}:{node.lineno}"


def test_every_deed_has_a_chinese_name() -> None:
    found = dict(verbs())

    assert len(found) > 60
    assert {place: verb for verb, place in found.items() if name_of(verb) == verb} == {}
