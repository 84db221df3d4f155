"""The queue below: procrastinate's tables, in the transaction of the caller.

A run carries its truth in ``JobRun``; the queue only wakes a worker. Two traps of the queue
are kept away from here: a job that waits for a retry blocks every later job of the same lock,
therefore nothing is ever scheduled for later; and a job of a dead worker keeps its lock for
ever, therefore it is deleted and put in again.
"""

from django.db import connection
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

TASK = "niangjia.perform"
SILENCE = 30  # seconds without heartbeat after which a worker of the queue counts as dead

# Always Django's connection, also inside a worker, so that a job is put in with the deed.
_manager = JobManager(DjangoConnector())


def put(run_id: int, subject: str) -> int:
    """Put a run in; it is seen when the transaction commits. Returns the queue's number."""
    deferrer = configure_task(name=TASK, job_manager=_manager, lock=subject or None)
    return deferrer.defer(run_id=run_id)


def drop(queue_id: int | None) -> None:
    """Take a job out, whatever its state. Nothing happens if it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [queue_id])


def left_by_the_dead() -> list[tuple[int, int]]:
    """(queue number, run) of jobs whose worker has fallen silent."""
    return _rows(
        """
        SELECT job.id, (job.args->>'run_id')::bigint
          FROM procrastinate_jobs job LEFT JOIN procrastinate_workers w ON w.id = job.worker_id
         WHERE job.status = 'doing' AND job.task_name = %s
           AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s))
        """,
        [TASK, SILENCE],
    )


def forgotten() -> list[tuple[int, int]]:
    """(former queue number, run) of queued runs that no job stands for any more."""
    return _rows(
        """
        SELECT coalesce(run.queue_id, 0), run.id FROM jobs_jobrun run
         WHERE run.state = 'queued' AND NOT EXISTS (
               SELECT FROM procrastinate_jobs job
                WHERE job.id = run.queue_id AND job.status IN ('todo', 'doing'))
        """,
        [],
    )


def _rows(sql: str, values: list[str | int]) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [(row[0], row[1]) for row in cursor.fetchall()]
