"""The process that does the work: one command, several threads, closes on SIGTERM."""

import asyncio
import logging
import threading
from typing import Any

from django.db import close_old_connections, connection
from django.db.backends.signals import connection_created
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector

from niangjia.kernel.jobs import chores as _house_chores  # noqa: F401  (registers them)
from niangjia.kernel.jobs.queue import TASK
from niangjia.kernel.jobs.registry import Chore, chores, discover
from niangjia.kernel.jobs.rescue import rescue
from niangjia.kernel.jobs.runner import perform

log = logging.getLogger(__name__)
CLOSING = 3.0  # seconds that running work may still take before it is put back


def run_worker(*, concurrency: int = 2) -> None:
    """Work until SIGTERM or Ctrl+C. Runs under way are put back at their next step."""
    discover()
    connection_created.connect(_notice_death, dispatch_uid="jobs.notice_death")
    closing = threading.Event()
    threads = [threading.Thread(target=_keep_doing, args=(c, closing)) for c in chores()]
    rescue()
    connection.close()
    for thread in threads:
        thread.start()
    try:
        _serve(concurrency)
    finally:
        closing.set()
        for thread in threads:
            thread.join(timeout=5)


def _serve(concurrency: int) -> None:
    line = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    with app.replace_connector(line) as worker:
        if TASK not in worker.tasks:
            worker.task(name=TASK, pass_context=True)(_perform)
        try:
            worker.run_worker(
                concurrency=concurrency,
                fetch_job_polling_interval=5.0,
                shutdown_graceful_timeout=CLOSING,
                delete_jobs="always",  # JobRun is the record
            )
        except (KeyboardInterrupt, asyncio.CancelledError):
            log.info("worker closed")


def _perform(context: JobContext, run_id: int) -> None:
    perform(run_id, context.should_abort)


def _keep_doing(chore: Chore, closing: threading.Event) -> None:
    """Do a chore until the worker closes; what goes wrong is logged and tried again."""
    while not closing.is_set():
        try:
            close_old_connections()
            chore.function()
        except Exception:
            log.exception("chore %s", chore.name)
        if chore.seconds >= 60:
            connection.close()
        closing.wait(chore.seconds)
    connection.close()


def _notice_death(connection: Any, **_: Any) -> None:
    """Let the server end a long statement once the process that asked for it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SET client_connection_check_interval = '1s'")
