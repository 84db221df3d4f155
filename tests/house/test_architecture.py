"""Walls, budgets and names (architecture: direction, budgets)."""

import ast
import re
import statistics

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.house.ours import PACKAGE, ROOT, TESTS, functions, python_files, where

FILES = python_files()
TEXT = {path: path.read_text(encoding="utf-8") for path in FILES}
SUPPORT = [PACKAGE / "sample"]  # data of the sample city: long lists of words
HARD_FILE, HARD_FUNCTION, HARD_VIEW = 500, 40, 15


def length(node: ast.AST) -> int:
    """Lines of the body, from its first statement to its last."""
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_nobody_imports_the_storey_above(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_a_file_is_not_longer_than_it_may_be() -> None:
    lines = {where(path): len(text.splitlines()) for path, text in TEXT.items()}

    assert {name: count for name, count in lines.items() if count > HARD_FILE} == {}


def test_a_function_is_not_longer_than_it_may_be() -> None:
    long = {(where(p), f.name): length(f) for p in FILES for f in functions(p)}

    assert {name: count for name, count in long.items() if count > HARD_FUNCTION} == {}


def test_a_view_is_short() -> None:
    views = [p for p in FILES if "web" in p.parts and "view" in str(p)]
    long = {(where(p), f.name): length(f) for p in views for f in functions(p)}

    assert {name: count for name, count in long.items() if count > HARD_VIEW} == {}


def test_the_median_function_is_small() -> None:
    assert statistics.median(length(f) for p in FILES for f in functions(p)) <= 8


def test_no_package_is_more_than_a_fifth_of_the_house_except_the_first_module() -> None:
    lines = {
        package.name: sum(
            len(p.read_text(encoding="utf-8").splitlines()) for p in python_files(package)
        )
        for package in [*(PACKAGE / "kernel").iterdir(), PACKAGE / "ui", PACKAGE / "portal"]
        if package.is_dir()
    }
    total = sum(len(p.read_text(encoding="utf-8").splitlines()) for p in FILES)

    assert {name for name, count in lines.items() if count > total / 5} == set()


def test_there_is_no_attic() -> None:
    attics = {"utils.py", "helpers.py", "misc.py", "common.py", "utils", "helpers", "common"}

    assert [where(p) for p in PACKAGE.rglob("*") if p.name in attics] == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"#.*\b(?:TODO|FIXME|XXX|HACK)\b|NotImplementedError")

    assert [where(path) for path, text in TEXT.items() if marks.search(text)] == []


def test_every_function_says_what_it_takes_and_gives() -> None:
    """Views and forms are typed by their framework."""
    typed = [p for p in FILES if "web" not in p.parts and p.name != "forms.py"]

    assert [(where(p), f.name) for p in typed for f in functions(p) if not annotated(f)] == []


def annotated(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    given = function.args.args + function.args.kwonlyargs
    return function.returns is not None and all(
        a.annotation is not None for a in given if a.arg not in ("self", "cls")
    )


def test_actions_take_keywords_only() -> None:
    """Only the thing itself (a stream, a list, a row and its step) may stand first unnamed."""
    files = [p for p in FILES if p.name == "actions.py" or p.parent.name == "actions"]

    assert [(where(p), f.name) for p in files for f in functions(p) if many_unnamed(f)] == []


def many_unnamed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    deed = any(k.arg == "by" for k in function.args.kwonlyargs)
    return deed and not function.name.startswith("_") and len(function.args.args) > 2


def test_the_only_way_out_of_a_scope_is_the_named_one() -> None:
    """``_base_manager`` sees all rows; only the ciphers below scope may use it."""
    doors = {
        where(path): text.count("_base_manager") + text.count("._opened = True")
        for path, text in TEXT.items()
    }

    assert {name for name, count in doors.items() if count} == {
        "niangjia/kernel/crypto/rotation.py",
        "niangjia/kernel/scope/scoped.py",
    }


def test_tests_do_not_reach_the_network() -> None:
    words = re.compile(r"^\s*(?:import|from) (?:requests|httpx|aiohttp)\b", re.MULTILINE)

    assert [
        where(p) for p in python_files(TESTS) if words.search(p.read_text(encoding="utf-8"))
    ] == []


def test_a_length_counts_neither_docstring_nor_decorators() -> None:
    (node,) = ast.parse('@x\ndef f():\n    """a\n\n    b"""\n    y = 1\n    return y\n').body

    assert length(node) == 2


def test_the_front_doors_are_narrow() -> None:
    """What a module offers to the others is few names (docs/architecture.md)."""
    doors = list(PACKAGE.glob("*/api.py"))
    wide = {
        where(door): len(names)
        for door in doors
        for names in [re.findall(r'^    "(\w+)",$', door.read_text(), flags=re.MULTILINE)]
        if len(names) > 15
    }

    assert doors
    assert wide == {}
