"""Between preview and confirm: accepted rows and problems as parquet below the data folder."""

import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from niangjia.kernel.imports.checking import Checked, Finding, is_wide
from niangjia.kernel.imports.columns import Column
from niangjia.kernel.imports.enums import Kind
from niangjia.kernel.imports.intake import Intake

_TYPES = {Kind.INT: pa.int64(), Kind.DATE: pa.date32(), Kind.YES_NO: pa.bool_()}
_PROBLEM = pa.list_(pa.struct([("column", pa.string()), ("reason", pa.string())]))
_FINDINGS = pa.schema(
    [
        ("row", pa.int64()),
        ("place", pa.int64()),
        ("column", pa.string()),
        ("verdict", pa.string()),
        ("reason", pa.string()),
        ("shown", pa.string()),
    ]
)


def folder_of(run_id: int) -> Path:
    """Where the files of a run lie until it is written or given up."""
    return Path(settings.VAR) / "imports" / str(run_id)


def clear(run_id: int) -> None:
    shutil.rmtree(folder_of(run_id), ignore_errors=True)


def kept_since(age: float) -> list[int]:
    """Runs whose files have lain untouched for ``age`` seconds."""
    before = time.time() - age
    folders = [f for f in folder_of(0).parent.glob("*") if f.name.isdecimal()]
    return [int(f.name) for f in folders if f.stat().st_mtime < before]


def _schema(columns: Iterable[Column], intake: Intake | None = None) -> pa.Schema:
    fields = [("row_number", pa.int64()), ("problems", _PROBLEM)]
    for column in columns:
        if intake is not None and column.name in intake.hidden:
            continue
        kind = pa.string() if column.reader else _TYPES.get(Kind(column.kind), pa.string())
        fields.append((column.name, kind))
        if is_wide(column):
            fields.append((f"{column.name}_unit", pa.int64()))
    for name, kind in (intake.further if intake is not None else {}).items():
        fields.append((name, _TYPES.get(Kind(kind), pa.string())))
    return pa.schema(fields)


class SpoolWriter:
    """Takes checked batches; what is there becomes visible only when all is written."""

    def __init__(self, run_id: int, columns: list[Column], intake: Intake | None = None) -> None:
        self.schema = _schema(columns, intake)
        self.folder = folder_of(run_id)
        self._draft = self.folder.with_name(f"{run_id}.draft")

    def __enter__(self) -> "SpoolWriter":
        shutil.rmtree(self._draft, ignore_errors=True)
        self._draft.mkdir(parents=True)
        self._rows = pq.ParquetWriter(self._draft / "rows.parquet", self.schema)
        self._findings = pq.ParquetWriter(self._draft / "findings.parquet", _FINDINGS)
        return self

    def take(self, checked: Checked) -> None:
        kept = checked.kept
        data: dict[str, list[Any]] = {"row_number": [checked.numbers[at] for at in kept]}
        data["problems"] = [_flags(checked.problems.get(at, ())) for at in kept]
        whole = len(kept) == len(checked.numbers)
        for name in self.schema.names[2:]:
            values = checked.columns[name]
            data[name] = values if whole else [values[at] for at in kept]
        self._rows.write_batch(pa.RecordBatch.from_pydict(data, schema=self.schema))
        if findings := checked.findings:
            turned = dict(zip(Finding._fields, map(list, zip(*findings, strict=True)), strict=True))
            self._findings.write_batch(pa.RecordBatch.from_pydict(turned, schema=_FINDINGS))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._rows.close()
        self._findings.close()
        if kind is not None:
            shutil.rmtree(self._draft, ignore_errors=True)
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self._draft.rename(self.folder)


def _flags(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [{"column": f.column, "reason": f.reason} for f in findings]


class NoSpool(LookupError):
    """The preview's files are gone (cleared, or another machine): check the list again."""


def _file(run_id: int, name: str) -> Path:
    path = folder_of(run_id) / f"{name}.parquet"
    if not path.exists():
        raise NoSpool("检查结果已被清理，请点“重新检查”后再确认")
    return path


def batches(run_id: int, size: int = 10_000) -> Iterator[pa.RecordBatch]:
    """The accepted rows as Arrow batches, in the order of the file."""
    with pq.ParquetFile(_file(run_id, "rows")) as file:
        yield from file.iter_batches(batch_size=size)


def rows(run_id: int) -> Iterator[dict[str, Any]]:
    """The accepted rows as dicts."""
    for batch in batches(run_id):
        yield from batch.to_pylist()


def sample(run_id: int, size: int = 20) -> list[dict[str, Any]]:
    """The first accepted rows."""
    batch = next(batches(run_id, size), None)
    return [] if batch is None else list(batch.to_pylist())


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One page of problems and how many there are behind the filter."""

    findings: list[Finding]
    total: int
    page: int
    pages: int


def findings(run_id: int) -> dict[int, list[Finding]]:
    """Row number → its problems: for files small enough to colour as a whole."""
    found: dict[int, list[Finding]] = {}
    for finding in all_findings(run_id):
        found.setdefault(finding.row, []).append(finding)
    return found


def all_findings(run_id: int) -> Iterator[Finding]:
    """Every problem in the order of the file."""
    with pq.ParquetFile(_file(run_id, "findings")) as file:
        for batch in file.iter_batches():
            yield from map(Finding._make, zip(*(c.to_pylist() for c in batch.columns), strict=True))


def finding_page(
    run_id: int, *, column: str = "", verdict: str = "", page: int = 1, size: int = 50
) -> FindingPage:
    """Problems of one column or verdict, page by page."""
    path = str(_file(run_id, "findings"))
    where = "WHERE ($column = '' OR \"column\" = $column) AND ($verdict = '' OR verdict = $verdict)"
    given: dict[str, Any] = {"path": path, "column": column, "verdict": verdict}
    with duckdb.connect() as db:
        counted = db.execute(f"SELECT count(*) FROM read_parquet($path) {where}", given).fetchone()
        total = counted[0] if counted else 0
        pages = max(-(-total // size), 1)
        page = min(max(page, 1), pages)
        given |= {"size": size, "skip": (page - 1) * size}
        order = 'ORDER BY "row", place LIMIT $size OFFSET $skip'
        found = db.execute(f"SELECT * FROM read_parquet($path) {where} {order}", given).fetchall()
    return FindingPage([Finding._make(f) for f in found], total, page, pages)
