"""Asking for work and doing it, without a worker process."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.jobs import queue, runner
from niangjia.kernel.jobs.api import (
    AFTER_END,
    RunState,
    Silent,
    cancel,
    is_under_way,
    latest_run,
    retry,
    run_now,
    start,
    work_off,
)
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.jobs.queries import NoSuchRun, runs_in
from niangjia.kernel.jobs.registry import NoSuchJob
from niangjia.kernel.jobs.rescue import rescue
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from tests.kernel.jobs import trial_jobs  # noqa: F401  (registers them)

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("试验")
Ask = Callable[..., JobRun]


@pytest.fixture
def ask(city: Unit) -> Ask:
    """``ask(town="甲", subject=…, by=…, fail=…)``: a waiting run that plants a town."""

    def make(town: str = "甲", *, by: Actor = SYSTEM, subject: str = "", **more: str) -> JobRun:
        job = "trial.pieces" if town == "分段" else "trial.plant"
        named = {} if town == "分段" else {"town": town}
        return start(
            job, by=by, unit_id=city.pk, subject=subject, parent_id=city.pk, **named, **more
        )

    return make


def again(run: JobRun) -> JobRun:
    return JobRun.objects.unscoped(reason="试验").get(pk=run.pk)


def planted() -> set[str]:
    towns = Unit.objects.unscoped(reason="试验").filter(kind="town")
    return set(towns.values_list("name", flat=True))


def queued() -> list[tuple[int, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (args->>'run_id')::int, lock FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def test_asking_puts_in_one_job_and_records_who_asked(
    ask: Ask, city: Unit, actor: Callable[..., Actor]
) -> None:
    clerk = actor(city, Role.CLERK)

    run = ask(by=clerk, subject="imports.run:1")

    assert (run.state, run.label, run.started_by_id) == (RunState.QUEUED, "试种", clerk.account_id)
    assert queued() == [(run.pk, "imports.run:1")]
    event = AuditEvent.objects.get(verb="jobs.start")
    assert (event.actor, event.target_id, event.unit_path) == (clerk.name, str(run.pk), city.path)
    assert is_under_way("imports.run:1")
    assert not is_under_way("imports.run:2")


def test_nothing_is_queued_when_the_deed_is_rolled_back(ask: Ask) -> None:
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)

    assert queued() == []


def test_asking_twice_for_what_still_waits_gives_the_same_run(ask: Ask) -> None:
    first = ask(subject="a")

    assert ask(subject="a") == first
    assert ask("乙", subject="a") != first
    assert ask(subject="b") != first
    assert len(queued()) == 3


def test_without_subject_every_asking_counts(ask: Ask) -> None:
    assert ask() != ask()


def test_wrong_job_or_arguments_fail_at_once(city: Unit) -> None:
    with pytest.raises(NoSuchJob, match=r"trial\.nothing"):
        start("trial.nothing", by=SYSTEM, unit_id=city.pk)
    with pytest.raises(TypeError):
        start("trial.plant", by=SYSTEM, unit_id=city.pk, parent_id=1)
    with pytest.raises(TypeError):
        start("trial.plant", by=SYSTEM, unit_id=city.pk, parent_id=1, town=object())

    assert queued() == []


def test_work_off_runs_in_order_and_keeps_results(ask: Ask) -> None:
    first, second = ask("甲"), ask("乙")

    assert work_off() == 2
    done = again(first)
    assert (done.state, done.result, done.attempts) == (RunState.DONE, {"town": "甲"}, 1)
    assert (done.done, done.total, done.message) == (1, 2, "种下一个")
    assert done.began_at <= done.ended_at
    assert again(second).began_at >= done.began_at
    assert planted() == {"甲", "乙"}
    assert queued() == []
    assert work_off() == 0


def test_sentence_for_the_user_is_kept_and_the_work_undone(ask: Ask) -> None:
    run = ask(fail="told")
    work_off()

    assert again(run).state == RunState.FAILED
    assert again(run).error == "第 3 行：人数不是数字"
    assert planted() == set()


def test_our_own_mistake_is_named_as_such_and_logged(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    run = ask(fail="bug")
    work_off()

    assert again(run).error.startswith("程序出错（KeyError）")
    assert "headcount" in caplog.text
    assert planted() == set()


def test_job_in_pieces_keeps_what_it_committed(ask: Ask) -> None:
    run = ask("分段")
    work_off()

    assert again(run).state == RunState.FAILED
    assert planted() == {"第一段"}


def test_a_run_is_done_once_however_often_it_is_performed(ask: Ask) -> None:
    run = ask()
    runner.perform(run.pk)
    runner.perform(run.pk)

    assert again(run).attempts == 1


def test_run_now_needs_no_queue(city: Unit) -> None:
    told = run_now("trial.plant", Silent(), parent_id=city.pk, town="丙")

    assert told == {"town": "丙"}
    assert planted() == {"丙"}
    assert queued() == []
    with pytest.raises(ValueError, match="人数"):
        run_now("trial.plant", Silent(), parent_id=city.pk, town="丁", fail="told")
    assert planted() == {"丙"}


def test_waiting_run_is_cancelled_at_once(ask: Ask, city: Unit, actor: Ask) -> None:
    run = ask()
    cancel(run_id=run.pk, by=actor(city, Role.CLERK))

    assert again(run).state == RunState.CANCELLED
    assert queued() == []
    assert work_off() == 0


def test_ended_run_cannot_be_cancelled_nor_a_good_one_retried(
    ask: Ask, city: Unit, actor: Ask
) -> None:
    run, clerk = ask(), actor(city, Role.CLERK)
    work_off()

    with pytest.raises(NotAllowed, match="不能取消"):
        cancel(run_id=run.pk, by=clerk)
    with pytest.raises(NotAllowed, match="不能重新运行"):
        retry(run_id=run.pk, by=clerk)


def test_retry_starts_from_nothing(ask: Ask, city: Unit, actor: Ask) -> None:
    run = ask(fail="told", subject="a")
    work_off()
    retry(run_id=run.pk, by=actor(city, Role.CLERK))

    waiting = again(run)
    assert (waiting.state, waiting.attempts, waiting.error) == (RunState.QUEUED, 0, "")
    assert (waiting.ended_at, queued()) == (None, [(run.pk, "a")])
    work_off()
    assert (again(run).state, again(run).attempts) == (RunState.FAILED, 1)


@pytest.mark.parametrize(("role", "allowed"), [(Role.CLERK, True), (Role.LEADER, False)])
def test_only_the_asker_and_clerks_steer(
    ask: Ask, city: Unit, actor: Ask, role: Role, allowed: bool
) -> None:
    run, someone = ask(), actor(city, role)

    if allowed:
        assert cancel(run_id=run.pk, by=someone).state == RunState.CANCELLED
    else:
        with pytest.raises(NotAllowed, match="发起人"):
            cancel(run_id=run.pk, by=someone)
        assert cancel(run_id=ask(by=someone).pk, by=someone).state == RunState.CANCELLED


def test_runs_of_elsewhere_do_not_exist(ask: Ask, city: Unit, west: Unit, actor: Ask) -> None:
    run, other = ask(subject="a"), actor(west, Role.CLERK)

    with pytest.raises(NoSuchRun):
        cancel(run_id=run.pk, by=other)
    assert not runs_in(other.scope).exists()
    assert latest_run(other.scope, "a") is None
    assert latest_run(city.scope, "a") == run
    assert latest_run(city.scope, "a", "trial.other") is None


def test_listeners_hear_of_every_end_and_cannot_spoil_it(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def broken(run: JobRun) -> None:
        raise RuntimeError("听众出错")

    monkeypatch.setattr(runner, "AFTER_END", [broken, lambda run: heard.append(run.state)])
    assert AFTER_END == []
    ask()
    ask("乙", fail="told")
    work_off()

    assert heard == [RunState.DONE, RunState.FAILED]


def test_rescue_puts_back_the_run_of_a_dead_process(ask: Ask) -> None:
    """Nobody holds the life lock of this running run: its process is gone."""
    run = ask(subject="a")
    before = run.queue_id
    JobRun.objects.unscoped(reason="试验").filter(pk=run.pk).update(state="running", attempts=1)

    assert rescue() == [run.pk]
    assert again(run).state == RunState.QUEUED
    assert again(run).queue_id != before
    assert queued() == [(run.pk, "a")]


def test_after_three_starts_the_run_is_given_up_with_words(ask: Ask) -> None:
    run = ask()
    JobRun.objects.unscoped(reason="试验").filter(pk=run.pk).update(state="running", attempts=3)
    rescue()

    assert again(run).state == RunState.INTERRUPTED
    assert "自动重试 3 次" in again(run).error
    assert queued() == []


def test_cancelled_run_of_a_dead_process_stays_cancelled(ask: Ask) -> None:
    run = ask()
    JobRun.objects.unscoped(reason="试验").filter(pk=run.pk).update(
        state="running", attempts=1, cancel_requested=True
    )
    rescue()

    assert again(run).state == RunState.CANCELLED


def test_queued_run_whose_job_is_lost_gets_another(ask: Ask) -> None:
    run = ask()
    queue.drop(run.queue_id)

    assert rescue() == [run.pk]
    assert queued() == [(run.pk, None)]
    assert rescue() == []


def test_job_fetched_by_a_worker_that_fell_silent_is_put_in_again(ask: Ask) -> None:
    """Killed after fetching and before beginning: the queue alone knows."""
    fetched, finished = ask("甲"), ask("乙")
    runner.perform(finished.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '40 s') "
            "RETURNING id"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone()
        )

    assert rescue() == [fetched.pk]
    assert queued() == [(fetched.pk, None)]
