"""Files that are either whole or not there: written beside their place and renamed when complete.

What is being written is locked; a file of this kind that nobody holds was left by a run that was
killed, and the next run with the same result removes it.
"""

import fcntl
import glob
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NoReturn

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv


@contextmanager
def tidy_end() -> Iterator[None]:
    """Told to end (SIGTERM, Ctrl+C), the work inside clears away its temporary files, and the
    command ends with 128 and the signal's number.

    Whatever arrives here in its stead: DuckDB drops the exception of a handler and raises a
    ``RuntimeError`` of its own.
    """
    told: list[int] = []

    def end(number: int, _: object) -> NoReturn:
        told.append(number)
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except BaseException:
        if told:
            raise SystemExit(128 + told[0]) from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def whole_file(out: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """A file to write into; it takes the place of ``out`` at the end, and never before."""
    _sweep(out)
    handle, name = _begun(out)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # a full disk is told here, before anything is renamed
            os.chmod(name, mode)
            os.replace(name, out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _begun(out: Path) -> tuple[int, str]:
    """An empty file beside ``out``, locked as long as it is open: (its handle, its name)."""
    while True:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
        fcntl.flock(handle, fcntl.LOCK_EX)
        if Path(name).exists():  # nobody took it for a left one before it was locked
            return handle, name
        os.close(handle)


def _sweep(out: Path) -> None:
    """Removes what earlier runs with the same result left when they were killed."""
    for part in out.parent.glob(f".{glob.escape(out.name)}.{'?' * 8}.part"):
        with suppress(OSError), part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


def write_table(table: pa.Table, out: Path, mode: int = 0o644) -> None:
    """As parquet where ``out`` ends so, otherwise as CSV with BOM."""
    with whole_file(out, mode) as file:
        if out.suffix.lower() == ".parquet":
            pq.write_table(table, file)
            return
        file.write(b"\xef\xbb\xbf")
        csv.write_csv(table, file)
