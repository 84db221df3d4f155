"""With real transactions: progress seen from outside, stopping, dying."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from niangjia.kernel.audit.models import AuditSeal
from niangjia.kernel.jobs import reporter, runner
from niangjia.kernel.jobs.api import RunState, cancel, start
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.jobs.progress import Cancelled, Stopping
from niangjia.kernel.jobs.reporter import Reporter
from niangjia.kernel.jobs.rescue import rescue
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from tests.kernel.jobs import trial_jobs

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system("试验")


@pytest.fixture(autouse=True)
def _clear_queue(db: None) -> Iterator[None]:
    """The queue's tables are not Django's and outlive the flush between these tests."""
    trial_jobs.REACHED.clear()
    trial_jobs.GO_ON.clear()
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


def again(run: JobRun) -> JobRun:
    return JobRun.objects.unscoped(reason="试验").get(pk=run.pk)


def planted() -> list[str]:
    towns = Unit.objects.unscoped(reason="试验").filter(kind="town")
    return list(towns.values_list("name", flat=True))


def in_thread(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_progress_is_seen_before_the_work_is_committed(city: Unit) -> None:
    run = start("trial.wait", by=SYSTEM, unit_id=city.pk, parent_id=city.pk)
    thread = in_thread(lambda: runner.perform(run.pk))
    assert trial_jobs.REACHED.wait(10)

    seen = again(run)
    assert (seen.state, seen.done, seen.total, seen.message) == ("running", 1, 4, "第一步")
    assert planted() == []
    assert rescue() == []  # it lives: its life lock is held
    runner.perform(run.pk)  # a second worker leaves it alone
    assert again(run).attempts == 1

    trial_jobs.GO_ON.set()
    thread.join(10)
    assert again(run).state == RunState.DONE
    assert planted() == ["等待中"]


def test_running_work_stops_at_the_next_step_and_is_undone(city: Unit, actor) -> None:
    run = start("trial.wait", by=SYSTEM, unit_id=city.pk, parent_id=city.pk)
    thread = in_thread(lambda: runner.perform(run.pk))
    assert trial_jobs.REACHED.wait(10)
    cancel(run_id=run.pk, by=actor(city, Role.CLERK))
    assert again(run).state == RunState.RUNNING

    trial_jobs.GO_ON.set()
    thread.join(10)
    assert again(run).state == RunState.CANCELLED
    assert planted() == []


def test_closing_worker_puts_the_run_back_without_counting_it(city: Unit) -> None:
    run = start("trial.plant", by=SYSTEM, unit_id=city.pk, parent_id=city.pk, town="甲")
    runner.perform(run.pk, lambda: True)

    assert (again(run).state, again(run).attempts) == (RunState.QUEUED, 0)
    assert again(run).queue_id != run.queue_id
    assert planted() == []


def test_same_subject_never_runs_twice_at_once(city: Unit) -> None:
    """Two processes were given two runs of one subject, past the queue's own lock."""
    first = start("trial.wait", by=SYSTEM, unit_id=city.pk, subject="s", parent_id=city.pk)
    second = start(
        "trial.plant", by=SYSTEM, unit_id=city.pk, subject="s", parent_id=city.pk, town="乙"
    )
    one = in_thread(lambda: runner.perform(first.pk))
    assert trial_jobs.REACHED.wait(10)
    two = in_thread(lambda: runner.perform(second.pk))
    until(lambda: again(second).state == RunState.RUNNING)
    two.join(0.3)
    assert two.is_alive()

    trial_jobs.GO_ON.set()
    one.join(10)
    two.join(10)
    assert again(first).ended_at <= again(second).ended_at
    assert sorted(planted()) == ["乙", "等待中"]


def test_two_people_asking_at_once_make_one_run(city: Unit) -> None:
    together = threading.Barrier(2)

    def work() -> None:
        together.wait()
        start("trial.wait", by=SYSTEM, unit_id=city.pk, subject="s", parent_id=city.pk)

    for thread in [in_thread(work), in_thread(work)]:
        thread.join()

    assert JobRun.objects.unscoped(reason="试验").count() == 1


def test_reporter_writes_sparingly_and_survives_a_lost_line(
    city: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporter, "PAUSE", 3600)
    run = start("trial.wait", by=SYSTEM, unit_id=city.pk, parent_id=city.pk)
    JobRun.objects.unscoped(reason="试验").filter(pk=run.pk).update(state="running")
    with Reporter(run.pk) as progress:
        assert progress.take()
        progress.step(1, 1000)
        for n in range(2, 200):
            progress.step(n)
        assert again(run).done == 1
        monkeypatch.setattr(reporter, "PAUSE", 0)
        progress._line.close()
        progress.step(200)  # the line is found broken
        progress.step(201, message="又通了")
        assert (again(run).done, again(run).total, again(run).message) == (201, 1000, "又通了")
        assert rescue() == []
    until(lambda: rescue() == [run.pk])


def test_reporter_hears_cancelling_and_closing(city: Unit) -> None:
    run = start("trial.wait", by=SYSTEM, unit_id=city.pk, parent_id=city.pk)
    JobRun.objects.unscoped(reason="试验").filter(pk=run.pk).update(
        state="running", cancel_requested=True
    )
    with Reporter(run.pk) as progress, pytest.raises(Cancelled):
        progress.step(1)
    with Reporter(run.pk, lambda: True) as progress, pytest.raises(Stopping):
        progress.step(1)


def test_row_locked_by_somebody_pressing_cancel_does_not_stop_the_work(city: Unit) -> None:
    run = start("trial.wait", by=SYSTEM, unit_id=city.pk, parent_id=city.pk)
    runs = JobRun.objects.unscoped(reason="试验")
    runs.filter(pk=run.pk).update(state="running")
    with transaction.atomic():
        runs.select_for_update().get(pk=run.pk)
        with Reporter(run.pk) as progress:
            progress.step(1)

    assert again(run).done == 0


def worker(begins: Path) -> "subprocess.Popen[bytes]":
    here = connection.settings_dict
    database = f"postgresql:///{here['NAME']}?host={here['HOST']}"
    if here["PORT"]:
        database += f"&port={here['PORT']}"
    user = f"{here['USER']}:{here['PASSWORD']}@" if here["USER"] else ""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.kernel.jobs.worker", str(begins)],
        env=os.environ
        | {"DATABASE_URL": database.replace("///", f"//{user}/"), "NIANGJIA_DEMO": "1"},
    )


def test_worker_killed_in_the_middle_then_another_finishes_once(city: Unit, tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    starts.mkdir()
    run = start(
        "trial.killed", by=SYSTEM, unit_id=city.pk, subject="s", parent_id=city.pk,
        folder=str(starts),
    )  # fmt: skip
    first, second = worker(tmp_path), worker(tmp_path / "second may begin")
    try:
        until((starts / "1").exists)
        assert (again(run).state, again(run).message) == (RunState.RUNNING, "写到一半")
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert planted() == []

        (tmp_path / "second may begin").touch()
        until(lambda: again(run).state == RunState.DONE)
        second.terminate()
        assert second.wait(timeout=10) == 0
    finally:
        for process in (first, second):
            process.kill()
            process.wait()
    done = again(run)
    assert (done.attempts, done.result) == (2, {"starts": 2})
    assert AuditSeal.objects.exists()  # the worker seals the trail by the way
    assert planted() == ["第2次"]  # the first half-way write never happened
