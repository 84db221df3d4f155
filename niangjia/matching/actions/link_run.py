"""The main job: lists → links → ledger → gaps → tasks of new registrations, in one transaction."""

from dataclasses import asdict
from datetime import date

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from niangjia.engine import ENGINE_VERSION
from niangjia.kernel.audit.models import record
from niangjia.kernel.jobs.progress import Progress, Silent
from niangjia.kernel.locks import hold
from niangjia.kernel.scope.models import Actor, Unit
from niangjia.matching.actions import ledger
from niangjia.matching.actions.gaps import run_rule
from niangjia.matching.actions.linkage import Linker
from niangjia.matching.actions.review_items import tell_reviews
from niangjia.matching.actions.scoring import installed_model
from niangjia.matching.actions.task_lists import create_registration_tasks
from niangjia.matching.enums import Source
from niangjia.matching.models import Batch, LedgerRow, LinkRun
from niangjia.matching.queries.quality import sheet_of
from niangjia.matching.queries.rulebook import gap_rules, rule_book
from niangjia.matching.queries.trials import accepted_model

LOCK = "matching.link"
PATIENCE = 60.0


class NewModel(ValueError):
    """Another model version is installed than the stored pairs were scored by; for the user."""


class TooEarly(ValueError):
    """The day lies before one the ledger was already written for; the message is for the user."""


def hold_ledger() -> None:
    """One writer of links and rows at a time, and no list written meanwhile."""
    hold(LOCK, timeout=PATIENCE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('matching.lists'))")


def earliest_day() -> date | None:
    """The ledger is written forward only: the day of its latest version."""
    rows = LedgerRow.objects.unscoped(reason="台账只能按日期向后写，不分单位")
    last: date | None = rows.aggregate(day=Max("valid_from"))["day"]
    return last


def _check_day(as_of: date) -> None:
    last = earliest_day()
    if last is not None and as_of < last:
        raise TooEarly(f"台账已写到 {last:%Y-%m-%d}，不能再按更早的 {as_of:%Y-%m-%d} 比对")


def refuse_new_model() -> None:
    """A new model applies to new rows only after its difference on stored pairs was seen (MA12)."""
    accepted, installed = accepted_model(), installed_model()
    if accepted and accepted != installed:
        raise NewModel(
            f"引擎模型由 {accepted} 换成了 {installed}，请先在“阈值与抽样”试算差异并采用，再比对"
        )


def _last_run() -> LinkRun | None:
    runs = LinkRun.objects.unscoped(reason="上一次比对，不分由谁发起")
    return runs.filter(finished_at__isnull=False).first()


def _link(run: LinkRun, progress: Progress) -> None:
    """Every source in turn; the quality sheets are taken when all are linked."""
    linker = Linker(run, progress)
    linker.start()
    done = {}
    for number, source in enumerate(Source.values, start=1):
        progress.step(number, len(Source.values), f"{Source(source).label}：比对")
        done[source] = linker.link_source(source)
    run.sheet = {source: done[source] | sheet_of(source) for source in done}


def _rebuild(run: LinkRun, last: LinkRun | None, progress: Progress, *, full: bool) -> None:
    book = rule_book(run.as_of)
    run.rules_version = book.version
    if full or last is None or last.rules_version != book.version:
        ledger.touch_all()
    else:
        ledger.touch_since(batch=last.ledger.get("last_batch", 0), run_id=run.pk)
    rebuilder = ledger.Rebuilder(book, progress)
    rebuilder.stage()
    counts = rebuilder.write(day=run.as_of, run_id=run.pk)
    batches = Batch.objects.unscoped(reason="记下比对所据的最后一份名册")
    run.ledger = asdict(counts) | {"last_batch": batches.aggregate(n=Max("id"))["n"] or 0}


def _analyze() -> None:
    with connection.cursor() as cursor:
        for table in ("entry", "link", "enterprise", "ledgerrow"):
            cursor.execute(f"ANALYZE matching_{table}")


def _mark_visible() -> None:
    """Lists are ordered from an index alone; it must know which pages hold no row in the making."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM matching_ledgerrow")


@transaction.atomic
def run_linkage(
    *,
    unit: Unit,
    as_of: date,
    by: Actor,
    progress: Progress | None = None,
    job_run: int | None = None,
    full: bool = False,
) -> LinkRun:
    """比对全部名册，更新台账，运行各条缺口规则，为新登记企业列任务。

    Entries linked before and unchanged since are not compared again (MA7); a second run on
    the same lists changes nothing. ``full`` derives every row anew. Raises ``TooEarly`` for
    a day before the ledger's last version, ``Busy`` while another run is under way.
    """
    progress = progress or Silent()
    hold_ledger()
    _check_day(as_of)
    refuse_new_model()
    last = _last_run()
    run = LinkRun.objects.create(
        unit=unit, as_of=as_of, started_at=timezone.now(), started_by=by.name,
        job_run=job_run, engine_version=ENGINE_VERSION, model_version=installed_model(), rules_version="",
    )  # fmt: skip
    _link(run, progress)
    _rebuild(run, last, progress, full=full)
    _analyze()
    run.finished_at = timezone.now()
    run.save(update_fields=["sheet", "ledger", "rules_version", "finished_at"])
    for rule in gap_rules(as_of):
        progress.step(0, None, f"缺口：{rule.title}")
        run_rule(rule=rule, unit=unit, as_of=as_of, by=by, link_run=run)
    progress.step(0, None, "为新登记企业列任务")
    create_registration_tasks(by=by, today=as_of)
    tell_reviews(by=by)
    record("matching.run_linkage", on=run, by=by, as_of=as_of.isoformat(), ledger=run.ledger)
    transaction.on_commit(_mark_visible, robust=True)
    return run
