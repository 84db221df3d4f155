"""One small city for all tests of this folder."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from niangjia.sample.city import CityFiles, make_city

TODAY = date(2022, 12, 31)
SMALL = 2_000


@pytest.fixture(scope="session")
def town_files(tmp_path_factory: pytest.TempPathFactory) -> CityFiles:
    return make_city(tmp_path_factory.mktemp("city"), scale=SMALL, today=TODAY)


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> CityFiles:
    return make_city(tmp_path_factory.mktemp("demo"), scale="demo", today=TODAY)


@pytest.fixture(scope="session")
def truth(demo_files: CityFiles) -> dict[str, Any]:
    return json.loads(demo_files.truth.read_text(encoding="utf-8"))


def cells(path: Path) -> list[list[Any]]:
    """All cells of the first sheet, blank lines kept."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def file_of(files: CityFiles, source: str, place: int = 0) -> Path:
    return [file.path for file in files.files if file.source == source][place]
