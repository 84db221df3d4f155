"""Commands called inside the test's own transaction and database."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from niangjia.cli import main

Niangjia = Callable[..., Result]


@pytest.fixture
def niangjia(monkeypatch: pytest.MonkeyPatch, db: None) -> Niangjia:
    """``niangjia("import", …)``: Django is loaded already and the schema is there."""
    monkeypatch.setattr("niangjia.cli.django.start", lambda **_: None)
    monkeypatch.setattr("niangjia.cli.django.migrate", lambda: None)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])
