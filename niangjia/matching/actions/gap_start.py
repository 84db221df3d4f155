"""Asking for a gap rule to be run in the background."""

from datetime import date

from niangjia.kernel.jobs.api import start
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.scope.models import Actor
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.gaps import only_clerks
from niangjia.matching.queries.gap_pages import gap_rule_version


def start_gap_run(*, code: str, version: int, as_of: date, by: Actor) -> JobRun:
    """运行缺口规则：在后台对本单位辖区运行，结果保存。

    ``version`` 0: the wording in force today. Raises ``ValueError`` for an unknown rule.
    """
    only_clerks(by, "运行规则")
    if by.unit_id is None:
        raise NotAllowed("运行规则：当前岗位没有所属单位")
    gap_rule_version(code, version, as_of)
    return start(
        "matching.gap", by=by, unit_id=by.unit_id, subject=f"matching.gap:{code}:{as_of}",
        root_id=by.unit_id, code=code, version=version, as_of=as_of.isoformat(), by_name=by.name,
    )  # fmt: skip
