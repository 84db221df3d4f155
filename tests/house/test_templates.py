"""What holds for every template: declared components, strict CSP, no outside request."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.house.ours import PACKAGE, ROOT, functions, python_files, templates, where

COTTON = PACKAGE / "ui" / "templates" / "cotton"
CALL = re.compile(r"<c-(?!vars|slot)([\w.-]+)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*?)/?>")
NAMED = re.compile(r"(?:^|\s):?([\w-]+)\s*=")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# Plain HTML attributes that a component passes on with {{ attrs }}.
FREE = re.compile(r"id|class|title|role|rel|open|data-[\w-]+|aria-[\w-]+|hx-[\w-]+")
VARS = re.compile(r"<c-vars((?:\"[^\"]*\"|'[^']*'|[^>\"'])*?)/?>")
SLOTS = re.compile(r"<c-slot\s+name=\"?([\w-]+)")
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", re.DOTALL)
VERBATIM = re.compile(r"{%\s*verbatim\s*%}.*?{%\s*endverbatim\s*%}", re.DOTALL)
PAGES = templates()


@cache
def source(path: Path) -> str:
    return VERBATIM.sub("", COMMENT.sub("", path.read_text(encoding="utf-8")))


@cache
def declared(tag: str) -> frozenset[str] | None:
    """Attributes a component names in ``<c-vars>``; ``None`` when there is no such component."""
    file = COTTON / (tag.replace(".", "/").replace("-", "_") + ".html")
    if not file.exists():
        return None
    found = VARS.search(file.read_text(encoding="utf-8"))
    if not found:
        return frozenset()
    bare = QUOTED.sub('""', found[1])
    return frozenset(re.findall(r":?([\w-]+)", bare.replace('""', "")))


def found_in(check: Callable[[str], list[Any]]) -> dict[str, list[Any]]:
    """What ``check`` finds, by template; empty when all is well."""
    return {where(path): found for path in PAGES if (found := check(source(path)))}


def strange_calls(text: str) -> list[tuple[str, list[str]]]:
    """Components that do not exist, and attributes they do not declare."""
    wrong = []
    for tag, attributes in CALL.findall(text):
        known = declared(tag)
        used = set(NAMED.findall(QUOTED.sub('""', attributes)))
        strange = {a for a in used - (known or set()) if not FREE.fullmatch(a)}
        if known is None or strange:
            wrong.append((tag, sorted(strange)))
    return wrong


def inline_scripts(text: str) -> list[str]:
    """Scripts are files; only data blocks (JSON, executed by nobody) stand in the page."""
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL)
    return [
        a
        for a, body in scripts
        if "application/json" not in a and (body.strip() or "src=" not in a)
    ]


def handlers(text: str) -> list[str]:
    found = re.findall(r"<[^>]*\son[a-z]+\s*=", text)
    return found + re.findall(r"javascript:|hx-on|hx-vals\s*=\s*[\"']js:|<style", text)


def outside(text: str) -> list[str]:
    asked = r"(?:src|href|action|srcset|poster)\s*=\s*[\"']?((?:https?:)?//[^\"'\s>]+)"
    return re.findall(asked, text)


def forms_without_token(text: str) -> list[str]:
    forms = re.findall(r"<form([^>]*)>(.*?)</form>", text, re.DOTALL | re.IGNORECASE)
    return [a for a, body in forms if 'method="post"' in a and "csrf_token" not in body]


def too_long(text: str) -> list[int]:
    return [count] if (count := len(text.splitlines())) > 120 else []


CHECKS = [strange_calls, inline_scripts, handlers, outside, forms_without_token, too_long]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_template_breaks_a_house_rule(check: Callable[[str], list[Any]]) -> None:
    assert found_in(check) == {}


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (strange_calls, "<c-nothing />"),
        (strange_calls, '<c-button colour="red">x</c-button>'),
        (inline_scripts, "<script>alert(1)</script>"),
        (inline_scripts, "<script></script>"),
        (handlers, '<a href="#" onclick="x()">x</a>'),
        (handlers, "<style>a{}</style>"),
        (outside, '<img src="https://cdn.example/x.png">'),
        (outside, "<link href='//cdn.example/x.css'>"),
        (forms_without_token, '<form method="post"><button>x</button></form>'),
        (too_long, "x\n" * 121),
    ],
)
def test_every_rule_can_be_broken(check: Callable[[str], list[Any]], text: str) -> None:
    assert check(text) != []


def test_allowed_things_are_allowed() -> None:
    page = (
        '<c-button tone="primary" data-x="1" :href="a">x</c-button>'
        '<script src="/static/ui/ui.js" defer></script>'
        '<script type="application/json">{"a": 1}</script>'
        '<form method="get"></form><a href="/once">x</a>'
    )

    assert [check(page) for check in CHECKS] == [[]] * len(CHECKS)


def test_no_template_lies_about_unused() -> None:
    """A template is named by a view, by another template, or by a framework."""
    words = "\n".join(
        p.read_text(encoding="utf-8")
        for p in [*python_files(), *templates(), *python_files(ROOT / "tests" / "ui")]
    )
    framework = re.compile(r"^(\d{3}(_csrf)?\.html|account/|mfa/|cotton/|django/)")
    names = [str(p).split("/templates/", 1)[1] for p in templates()]

    assert [n for n in names if not framework.match(n) and f'"{n}"' not in words] == []


def test_style_sheets_and_scripts_ask_nothing_from_outside() -> None:
    ours = [p for kind in ("css", "js") for p in PACKAGE.glob(f"**/static/**/*.{kind}")]
    asking = {
        where(p): found
        for p in ours
        if (
            found := re.findall(
                r"url\(\s*['\"]?(?:https?:)?//|fetch\(\s*['\"]http|@import\s+['\"]http|\beval\(",
                p.read_text(encoding="utf-8"),
            )
        )
    }

    assert ours != []
    assert asking == {}


def test_the_check_of_calls_can_fail() -> None:
    assert declared("no-such-component") is None
    assert "tone" in declared("button")
    assert CALL.findall('<c-button tone="a>b" :x="1" /><c-vars a="1" />') == [
        ("button", ' tone="a>b" :x="1" ')
    ]


def test_views_render_by_template_name() -> None:
    """Kernel pages extend ``ui/…`` by name, so that the kernel imports nothing of the storey above."""
    wrong = [
        where(p)
        for p in python_files(PACKAGE / "kernel")
        if "niangjia.ui" in p.read_text(encoding="utf-8") and any(functions(p))
    ]

    assert wrong == []
