"""Which fonts papers are set in: shipped ones, the office's own, none at all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as house

from niangjia.kernel.documents import fonts
from niangjia.kernel.documents.fonts import FILES, SANS, SERIF, NoFonts, collect, main

SOURCE = Path(house.NODE_MODULES) / "@expo-google-fonts"


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What was read once is read again, now and after the test."""
    for cached in (fonts.loaded, fonts.roles):
        cached.cache_clear()
    yield
    for cached in (fonts.loaded, fonts.roles):
        cached.cache_clear()


def test_the_shipped_fonts_fill_every_role() -> None:
    state = fonts.state()

    assert set(state.families) == {SERIF, SANS}
    assert "方正小标宋简体" in state.stand_ins
    roles = fonts.roles()
    assert roles["biaosong"] == {"font": [SERIF, SANS], "weight": 700}
    assert roles["heiti"] == {"font": [SANS, SERIF], "weight": 500}


def test_a_wheel_finds_the_fonts_it_collected(
    fresh: None, tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert collect(SOURCE, tmp_path / "fonts") == 5
    settings.NODE_MODULES = tmp_path / "none"
    monkeypatch.setattr(fonts, "COLLECTED", tmp_path / "fonts")

    assert set(fonts.state().families) == {SERIF, SANS}
    assert len(list((tmp_path / "fonts").glob("*LICENSE.txt"))) == 2


def test_without_fonts_the_message_says_how_to_mend_it(
    fresh: None, tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NODE_MODULES = tmp_path / "none"
    monkeypatch.setattr(fonts, "COLLECTED", tmp_path / "none")

    with pytest.raises(NoFonts, match="make setup"):
        fonts.state()


def test_the_fonts_of_the_office_come_first(
    fresh: None, tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A font of the office is recognised by its family; here a Noto font plays 黑体."""
    shutil.copyfile(SOURCE / FILES[2], tmp_path / "own.ttf")
    settings.OWN_FONTS = str(tmp_path)
    monkeypatch.setitem(fonts.ROLES, "heiti", ((SANS,), SERIF, 700))

    assert fonts.folders()[0] == tmp_path
    assert fonts.roles()["heiti"] == {"font": [SANS, SERIF, SANS], "weight": 400}


def test_the_build_command_asks_for_its_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "--collect" in capsys.readouterr().err
