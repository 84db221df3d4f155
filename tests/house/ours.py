"""What the house consists of: its models, templates, URLs and Python files."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from niangjia.kernel.scope.access import Access
from niangjia.kernel.scope.scoped import ScopedModel

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "niangjia"
TESTS = ROOT / "tests"


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("niangjia.")]


def scoped_models() -> list[type[ScopedModel]]:
    return [m for m in our_models() if issubclass(m, ScopedModel)]


def templates() -> list[Path]:
    return sorted(PACKAGE.glob("**/templates/**/*.html"))


def python_files(root: Path = PACKAGE) -> list[Path]:
    return sorted(p for p in root.rglob("*.py") if "migrations" not in p.parts)


@cache
def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


@dataclass(frozen=True)
class Page:
    """One URL of the resolver. ``access`` is what its view declares; a stranger's has none."""

    name: str
    route: str
    arguments: tuple[str, ...]
    callback: Any
    access: Access | None

    @property
    def namespace(self) -> str:
        return self.name.partition(":")[0] if ":" in self.name else ""


def pages() -> list[Page]:
    return list(_walk(get_resolver(), (), "/", ()))


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...], before: str, arguments: tuple[str, ...]
) -> Iterator[Page]:
    for item in resolver.url_patterns:
        route = before + str(item.pattern)
        names = arguments + tuple(item.pattern.converters)
        if isinstance(item, URLPattern):
            name = ":".join((*spaces, item.name or ""))
            yield Page(name, route, names, item.callback, getattr(item.callback, "access", None))
        else:
            more = (item.namespace,) if item.namespace else ()
            yield from _walk(item, spaces + more, route, names)
