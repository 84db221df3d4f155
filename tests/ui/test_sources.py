"""What holds for our sources: icons exist, punctuation is Chinese, weights stay small."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.ui import icons
from niangjia.ui.icons import NoSuchIcon, collect, drawing
from niangjia.ui.navigation import menu
from scripts.punctuation import BRACES, ENTITY, HIDDEN, differences, files_below, widen

UI = Path(settings.PACKAGE) / "ui"
SOURCE = Path(settings.NODE_MODULES) / "@tabler/icons/icons/outline"
COMMA, COLON, LEFT, RIGHT = "\uff0c", "\uff1a", "\uff08", "\uff09"


def test_every_icon_named_in_a_template_exists() -> None:
    templates = Path(settings.PACKAGE).rglob("templates/**/*.html")
    tags = re.compile(r"{% icon \"([^\"{]+)\"|<c-icon name=\"([^\"{]+)\"|\sicon=\"([a-z0-9-]+)\"")
    named = {
        (file.name, "".join(groups))
        for file in templates
        for groups in tags.findall(file.read_text(encoding="utf-8"))
    }

    assert {n for n in named if not (SOURCE / f"{n[1]}.svg").exists()} == set()


def menu_icons() -> set[str]:
    """Of every entry that any post sees."""
    everybody = Actor(account_id=1, name="各岗位", roles=frozenset(Role.values))
    return {link.icon for group in menu(everybody, "/") for link in group.links}


def test_every_icon_of_the_navigation_exists() -> None:
    assert all(drawing(icon) for icon in menu_icons())


@pytest.mark.parametrize("name", ["no-such-icon", "../../secrets", "", "a/b", "Home"])
def test_an_unknown_icon_is_an_error(name: str) -> None:
    with pytest.raises(NoSuchIcon):
        drawing(name)


def test_a_wheel_carries_the_icons_its_sources_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = collect(SOURCE, tmp_path / "icons")
    monkeypatch.setattr(settings, "NODE_MODULES", tmp_path / "none")
    monkeypatch.setattr(settings, "STATIC_ROOT", tmp_path)
    drawing.cache_clear()

    assert 40 < count < 400
    assert "<path" in drawing("home")
    assert all(drawing(icon) for icon in menu_icons())
    drawing.cache_clear()


def test_icons_are_collected_on_the_command_line_only_when_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert icons.main([]) == 2
    assert "--collect" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("已完成,请查收", f"已完成{COMMA}请查收"),
        ("条件:{{ x }}", f"条件{COLON}{{{{ x }}}}"),
        ("淄川区(试行)", f"淄川区{LEFT}试行{RIGHT}"),
        ("a, b: (c)", "a, b: (c)"),
        ("{% if x == '甲,乙' %}", "{% if x == '甲,乙' %}"),
        ("&lt;甲&gt;", "&lt;甲&gt;"),
        ('"甲", "乙"', '"甲", "乙"'),
    ],
)
def test_punctuation_beside_chinese_becomes_chinese(typed: str, meant: str) -> None:
    assert widen(typed, HIDDEN) == meant
    assert widen(meant, HIDDEN) == meant


def test_expressions_in_text_are_left_alone() -> None:
    assert widen('f"共 {n:,} 条,{a["甲"]}"', BRACES) == f'f"共 {{n:,}} 条{COMMA}{{a["甲"]}}"'
    assert widen("&gt;甲", ENTITY) == "&gt;甲"


def test_our_chinese_text_has_chinese_punctuation() -> None:
    assert [line for file in files_below([UI]) for line in differences(file)] == []


@pytest.mark.parametrize("file", sorted(UI.rglob("*.html")), ids=lambda file: file.name)
def test_templates_hold_no_script_and_no_handler(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son[a-z]+=", text)
    assert text.count("\n") <= 120
