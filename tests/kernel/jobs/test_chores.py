"""What a worker does by the clock, and that one failure does not end it."""

import threading

import pytest

from niangjia.kernel.jobs import chores as house_chores  # noqa: F401  (registers them)
from niangjia.kernel.jobs import registry, rescue, worker  # noqa: F401
from niangjia.kernel.jobs.registry import Chore, every


def test_the_kernel_seals_rescues_checks_and_sweeps() -> None:
    seconds = {chore.name: chore.seconds for chore in registry.chores()}

    assert seconds["audit.seal"] == 1
    assert seconds["jobs.rescue"] <= 30
    assert {"audit.check", "files.sweep_orphans"} <= seconds.keys()


@pytest.mark.django_db(transaction=True)
def test_a_chore_goes_on_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    closing, rounds = threading.Event(), []

    def chore() -> None:
        rounds.append(1)
        if len(rounds) == 3:
            closing.set()
        raise RuntimeError("第一次不行")

    thread = threading.Thread(target=worker._keep_doing, args=(Chore("x", 0.01, chore), closing))
    thread.start()
    thread.join(10)

    assert len(rounds) == 3
    assert "chore x" in caplog.text


def test_registering_keeps_the_function_callable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_chores", {})

    @every(60, "trial.chore")
    def chore() -> int:
        return 7

    assert chore() == 7
    assert registry.chores() == [Chore("trial.chore", 60, chore)]
