"""Starts Django for the commands that need it."""

import os
import signal
import sys
import threading
import warnings
from pathlib import Path
from types import FrameType


def start(*, var: Path | None = None, demo: bool | None = None) -> None:
    """Set the environment, then load the house. Call once, before any model is imported."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    if var is not None:
        os.environ["NIANGJIA_VAR"] = str(var)
    if demo is not None:
        os.environ["NIANGJIA_DEMO"] = "1" if demo else ""
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _leave)
    django.setup()


def _leave(signum: int, frame: FrameType | None) -> None:
    """End like any other way out: half-made folders are cleared, the embedded server stops."""
    sys.exit(128 + signum)


def migrate() -> None:
    """Bring the database to this version's schema; says nothing when nothing changes."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):  # else a start costs seconds
        call_command("migrate", verbosity=0, interactive=False)
