"""One migrated database, copied by every worker (CREATE DATABASE … TEMPLATE), kept between runs.

Migrating an empty database costs many times what copying one costs. The template bears the digest of
everything that migrations read; whoever needs it first makes it, the others wait for the lock.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from niangjia.cli.backup import _run
from niangjia.config.database import django_database, embedded_url, leave_embedded

PREFIX = "niangjia_template_"
LOCK = 2_022_123_1


def digest() -> str:
    """Changes with every migration, ours and others', and every file that ours load."""
    found = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        root = Path(config.path)
        files = [*root.glob("migrations/*.py"), *root.glob("data/**/*")]
        for file in sorted(file for file in files if file.is_file()):
            found.update(f"{config.label}/{file.relative_to(root)}".encode())
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection[Any]]:
    here = connection.settings_dict
    facts = {"host": here["HOST"], "port": here["PORT"], "user": here["USER"],
             "password": here["PASSWORD"]}  # fmt: skip
    given = {name: value for name, value in facts.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **given) as line:
        yield line


def template() -> str:
    """The name of the migrated database; made now if it is not there."""
    name = PREFIX + digest()
    with _maintenance() as line:
        line.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _care_less(line)
        names = {row[0] for row in line.execute("SELECT datname FROM pg_database")}
        if name not in names:
            for old in (n for n in names if n.startswith(PREFIX)):
                line.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
            draft = f"{PREFIX}draft"
            line.execute(f'CREATE DATABASE "{draft}"')
            _migrate(draft)
            line.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    return name


def _care_less(line: psycopg.Connection[Any]) -> None:
    """The tests' own embedded server need not survive a power cut: no waiting for the disk."""
    if "DATABASE_URL" in os.environ or Path(settings.VAR).name != "test":
        return
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        line.execute(f"ALTER SYSTEM SET {name} = off")  # type: ignore[call-overload]
    line.execute("SELECT pg_reload_conf()")


def prime(folder: Path) -> None:
    """A data folder whose database is migrated already, for a house that is started in it."""
    dump = folder / "template.dump"
    _run("pg_dump", settings.DATABASES["default"], "-Fc", "-f", str(dump), template())
    fresh = django_database(embedded_url(folder / "postgres"))
    _run("pg_restore", fresh, "--no-owner", "--exit-on-error", "-d", fresh["NAME"], str(dump))
    leave_embedded(folder / "postgres")
    dump.unlink()


def _migrate(name: str) -> None:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
