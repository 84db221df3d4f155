"""Icons as inline SVG, read once from Tabler's outline set.

In a checkout they come from ``node_modules``. A wheel has none, therefore the build runs
``python -m niangjia.ui.icons --collect``, which copies the icons that our templates and
modules name into ``static_dist/icons``.
"""

import os
import re
import shutil
import sys
from functools import cache, lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
QUOTED = re.compile(r"[\"']([a-z0-9]+(?:-[a-z0-9]+)*)[\"']")
INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
PACKAGE = Path(__file__).resolve().parent.parent


class NoSuchIcon(LookupError):
    """The set has no icon of this name: a slip in a template, not in the data."""


def folders() -> list[Path]:
    """Where icons may lie: ``node_modules`` of a checkout, then what the build collected."""
    from django.conf import settings

    return [
        Path(settings.NODE_MODULES) / "@tabler/icons/icons/outline",
        Path(settings.STATIC_ROOT) / "icons",
    ]


@cache
def drawing(name: str) -> SafeString:
    """The paths inside the icon's ``<svg>`` element."""
    if not NAME.fullmatch(name):
        raise NoSuchIcon(name)
    for folder in folders():
        file = folder / f"{name}.svg"
        if file.exists():
            found = INSIDE.search(file.read_text(encoding="utf-8"))
            return mark_safe(" ".join((found[1] if found else "").split()))
    raise NoSuchIcon(name)


@lru_cache(maxsize=2_000)
def svg(name: str, *, label: str = "", css: str = "") -> SafeString:
    """The icon as an element. Without ``label`` it is decoration and hidden from readers."""
    said = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="nj-icon {}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        css,
        mark_safe(said),
        drawing(name),
    )


def named_in_sources(root: Path) -> set[str]:
    """Every quoted word of our templates and modules that could be the name of an icon."""
    files = [*root.rglob("*.html"), *root.rglob("*.py")]
    return {name for file in files for name in QUOTED.findall(file.read_text(encoding="utf-8"))}


def collect(source: Path, target: Path, root: Path = PACKAGE) -> int:
    """Copy the icons that are named below ``root`` from ``source``; returns how many."""
    target.mkdir(parents=True, exist_ok=True)
    found = [n for n in sorted(named_in_sources(root)) if (source / f"{n}.svg").exists()]
    for name in found:
        shutil.copyfile(source / f"{name}.svg", target / f"{name}.svg")
    return len(found)


def main(arguments: list[str]) -> int:
    if arguments != ["--collect"]:
        sys.stderr.write("用法：python -m niangjia.ui.icons --collect\n")
        return 2
    os.environ.setdefault("NIANGJIA_OFFLINE", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    source, target = folders()
    sys.stdout.write(f"已收集图标 {collect(source, target)} 个\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
