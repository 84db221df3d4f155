"""A data folder of its own, the tiny kind of list, and somebody who uploads."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from niangjia.kernel.imports import actions, intake
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from tests.kernel.imports.lists import INTAKE, WRITTEN


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.VAR = tmp_path / "var"
    settings.MEDIA_FOLDER = tmp_path / "var" / "files"
    before = dict(intake._registered)
    intake.register(INTAKE)
    WRITTEN.clear()
    yield
    intake._registered.clear()
    intake._registered.update(before)


@pytest.fixture
def clerk(actor: Callable[..., Actor], city: Unit) -> Actor:
    return actor(city, Role.CLERK)


@pytest.fixture
def upload(clerk: Actor, city: Unit) -> Callable[..., ImportRun]:
    """``upload(path, …)``: an import of the tiny list, as the city's clerk."""

    def make(path: Path, **changed: Any) -> ImportRun:
        facts: dict[str, Any] = {
            "intake": "tests.firms", "unit": city, "as_of": date(2026, 6, 30),
            "extent": "full", "by": clerk,
        }  # fmt: skip
        with path.open("rb") as file:
            return actions.upload(file=file, **(facts | changed))

    return make
