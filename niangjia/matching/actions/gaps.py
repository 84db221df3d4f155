"""Editing gap rules as new versions, and running them."""

from dataclasses import asdict
from datetime import date

from django.db import connection, transaction
from django.db.models import Max

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Actor, Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.enums import Verdict
from niangjia.matching.models import GapHit, GapRule, GapRun, LinkRun
from niangjia.matching.queries.gaps import gap_rows, measures_of
from niangjia.matching.rules.gaps import GapTest, basis_in_words


def only_clerks(by: Actor, what: str) -> None:
    """Clerks, and the house itself (jobs, command line)."""
    if by.account_id is not None and not by.has(Role.CLERK):
        raise NotAllowed(f"{what}：只有比对专员可以办理")


@transaction.atomic
def change_rule(
    *,
    code: str,
    title: str,
    basis: str,
    source_text: str,
    test: GapTest,
    valid_from: date,
    by: Actor,
) -> GapRule:
    """修改缺口规则：写成新的一版，旧版到此为止，从不覆盖。

    An unknown ``code`` is a new rule. Raises ``ValueError`` for a day before the version in
    force, and for a rule that measures nothing at all.
    """
    only_clerks(by, "修改规则")
    if test == GapTest():
        raise ValueError("规则至少要有一项条件")
    old = GapRule.objects.select_for_update().filter(code=code, valid_to__isnull=True).first()
    if old is not None and valid_from < old.valid_from:
        raise ValueError(f"生效日期不能早于现行版本的 {old.valid_from:%Y-%m-%d}")
    rank = (GapRule.objects.aggregate(last=Max("rank"))["last"] or 0) + 1
    if old is not None:
        old.valid_to, rank = valid_from, old.rank
        old.save(update_fields=["valid_to"])
    rule = GapRule.objects.create(
        code=code,
        version=old.version + 1 if old else 1,
        rank=rank,
        title=title.strip(),
        basis=basis.strip() or basis_in_words(test),
        source_text=source_text.strip(),
        valid_from=valid_from,
        created_by=by.name,
        **asdict(test),
    )
    record("matching.change_rule", on=rule, by=by, code=code, version=rule.version, **asdict(test))
    return rule


KEEP = """
INSERT INTO matching_gaphit (run_id, enterprise_id, unit_id, unit_path, verdict, name, uscc,
    headcount, trade, registered_on, why)
"""


@transaction.atomic
def run_rule(
    *, rule: GapRule, unit: Unit, as_of: date, by: Actor, link_run: LinkRun | None = None
) -> GapRun:
    """运行一条缺口规则并保存结果；同一天再运行，结果相同。

    Asks the ledger as it stood on ``as_of``, in the subtree of ``unit``.
    """
    only_clerks(by, "运行规则")
    test = measures_of(rule)
    run = GapRun.objects.create(
        unit=unit, rule=rule, as_of=as_of, link_run=link_run, hits=0, pending=0, created_by=by.name
    )
    rows = gap_rows(unit.scope, test, as_of).order_by("enterprise_id")
    chosen = rows.values_list(
        "enterprise_id", "unit_id", "unit_path", "verdict", "name", "uscc", "headcount", "trade",
        "registered_on",
    )  # fmt: skip
    sql, values = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"{KEEP} SELECT {run.pk}, q.enterprise_id, q.unit_id, q.unit_path, q.verdict, q.name, "
            "q.uscc, q.headcount, q.trade, q.registered_on, '' FROM "
            f"({sql}) q (enterprise_id, unit_id, unit_path, verdict, name, uscc, headcount, trade, "
            "registered_on)",
            values,
        )
    found = GapHit.objects.within(unit.scope).filter(run=run)
    run.hits = found.filter(verdict=Verdict.HIT).count()
    run.pending = found.filter(verdict=Verdict.PENDING).count()
    run.save(update_fields=["hits", "pending"])
    record("matching.run_rule", on=run, by=by, rule=rule.code, version=rule.version,
           as_of=as_of.isoformat(), hits=run.hits, pending=run.pending)  # fmt: skip
    return run
