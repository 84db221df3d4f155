"""Jobs of the import: thin, each can be run again."""

from typing import Any

from niangjia.kernel.imports import work
from niangjia.kernel.imports.policies import writer_of
from niangjia.kernel.imports.queries import run_by_id
from niangjia.kernel.jobs.api import Progress, every, job, start


@job("imports.check", label="检查名册", atomic=False)
def check_job(progress: Progress, run_id: int) -> dict[str, Any]:
    found = work.check_list(progress, run_id)
    if found.get("failed") or found.get("flagged") or run_by_id(run_id).counts.get("duplicate"):
        run = run_by_id(run_id)
        start(
            "imports.return", by=writer_of(run), unit_id=run.unit_id,
            subject=f"imports.return:{run_id}", run_id=run_id,
        )  # fmt: skip
    return found


@job("imports.write", label="写入名册", atomic=False)
def write_job(progress: Progress, run_id: int) -> dict[str, Any]:
    return work.write_list(progress, run_id)


@every(3600, "imports.sweep")
def sweep_chore() -> int:
    return work.sweep_spools()


@job("imports.return", label="生成标注工作簿", atomic=False)
def return_job(progress: Progress, run_id: int) -> dict[str, Any]:
    return work.return_workbooks(progress, run_id)
