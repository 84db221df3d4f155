"""The embedded server gets room where the machine has it, and whoever set something keeps it."""

from pathlib import Path

import pytest

from niangjia.config import database
from niangjia.config.database import OWN_SETTINGS, ROOMY, _fit_to_machine


@pytest.fixture
def pgdata(tmp_path: Path) -> Path:
    (tmp_path / "postgresql.conf").write_text("work_mem = 16MB\n")
    return tmp_path


def test_a_roomy_machine_gets_room_once(pgdata: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "ROOMY_FROM", 0)

    _fit_to_machine(pgdata)
    _fit_to_machine(pgdata)

    assert (pgdata / OWN_SETTINGS).read_text() == ROOMY
    included = f"include_if_exists = '{OWN_SETTINGS}'\n"
    assert (pgdata / "postgresql.conf").read_text() == f"work_mem = 16MB\n{included}"


def test_a_small_machine_keeps_the_usual(pgdata: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "ROOMY_FROM", 2**60)

    _fit_to_machine(pgdata)

    assert (pgdata / OWN_SETTINGS).read_text() == ""


def test_a_start_that_was_cut_off_is_made_good(
    pgdata: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "ROOMY_FROM", 0)
    (pgdata / OWN_SETTINGS).write_text(ROOMY)

    _fit_to_machine(pgdata)

    assert OWN_SETTINGS in (pgdata / "postgresql.conf").read_text()
