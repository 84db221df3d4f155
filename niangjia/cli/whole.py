"""Files that are either whole or not there: written beside their place and renamed when complete."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv


@contextmanager
def tidy_end() -> Iterator[None]:
    """Told to end (SIGTERM), the work inside still clears away its temporary files."""
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def whole_file(out: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """A file to write into; it takes the place of ``out`` at the end, and never before."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
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


def write_table(table: pa.Table, out: Path, mode: int = 0o644) -> None:
    """As parquet where ``out`` ends so, otherwise as CSV with BOM."""
    with whole_file(out, mode) as file:
        if out.suffix.lower() == ".parquet":
            pq.write_table(table, file)
            return
        file.write(b"\xef\xbb\xbf")
        csv.write_csv(table, file)
