"""Firms, gap runs and tasks, without lists or linkage."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone

from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.matching.actions.task_lists import create_tasks
from niangjia.matching.actions.tasks import Evidence
from niangjia.matching.enums import Source, Status, Verdict
from niangjia.matching.models import (
    Enterprise,
    GapHit,
    GapRule,
    GapRun,
    LedgerRow,
    Task,
    TaskClock,
)
from niangjia.matching.models.tasks import DayKind

HOUSE = Actor.system("测试")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def store_folder(settings, tmp_path):
    settings.MEDIA_FOLDER = tmp_path / "files"


@pytest.fixture
def clocks(db):
    """The terms, also after a test that emptied the tables."""
    for code, days, kind in [
        ("first_visit", 30, DayKind.CALENDAR),
        ("closing", 90, DayKind.CALENDAR),
        ("answer", 5, DayKind.WORKING),
    ]:
        TaskClock.objects.get_or_create(
            code=code, valid_to=None,
            defaults={"days": days, "kind": kind.value, "valid_from": date(2021, 1, 1),
                      "source_text": "测试", "created_by": "测试"},
        )  # fmt: skip


@pytest.fixture
def make_firm(db):
    """``make_firm(unit, name, …)``: an enterprise with its current ledger row."""

    def make(unit, name="淄博示例陶瓷有限公司", **facts):
        firm = Enterprise.objects.create(unit=unit, name=name, origin=Source.TAX)
        facts = {"headcount": 60, "has_party": True, "has_union": False, "uscc_ok": True,
                 "status": Status.ACTIVE, "initials": "zbsltcyxgs"} | facts  # fmt: skip
        LedgerRow.objects.create(
            enterprise=firm, unit=unit, unit_path=unit.path, name=name, content=uuid4(),
            valid_from=facts.pop("valid_from", date(2026, 1, 1)), **facts,
        )  # fmt: skip
        return firm

    return make


@pytest.fixture
def make_run(city):
    """``make_run([firms], pending=[firms])``: a gap run with its hits."""

    def make(firms, pending=(), code="party50"):
        rule, _ = GapRule.objects.get_or_create(
            code=code, version=1,
            defaults={"title": code, "basis": "口径", "valid_from": date(2021, 1, 1),
                      "source_text": "测试", "created_by": "测试"},
        )  # fmt: skip
        run = GapRun.objects.create(
            unit=city, rule=rule, as_of=timezone.localdate(), hits=len(firms),
            pending=len(pending), created_by="测试",
        )  # fmt: skip
        for firm in [*firms, *pending]:
            GapHit.objects.create(
                run=run, enterprise=firm, unit=firm.unit, unit_path=firm.unit.path, name=firm.name,
                verdict=Verdict.PENDING if firm in pending else Verdict.HIT,
            )  # fmt: skip
        return run

    return make


@pytest.fixture
def clerk(actor, city):
    return actor(city, Role.CLERK)


@pytest.fixture
def organiser(actor, town):
    return actor(town, Role.ORGANISER)


@pytest.fixture
def make_task(clocks, clerk, organiser, town, make_firm, make_run):
    """``make_task(unit, name, …)``: a task listed from a run, owned by ``organiser`` in the town."""

    def make(unit=town, name="淄博示例陶瓷有限公司", **facts):
        run = make_run([make_firm(unit, name, **facts)])
        create_tasks(run_id=run.pk, by=clerk)
        return Task.objects.unscoped(reason="测试").latest("id")

    return make


@pytest.fixture
def task(make_task):
    return make_task()


@pytest.fixture
def proof():
    """``proof()``: a picture of the approval."""
    return lambda: Evidence(BytesIO(PNG), "批复.png")


@pytest.fixture
def department(city):
    return plant_unit(
        parent=city, kind=UnitKind.DEPARTMENT, name="淄博市税务局", short_name="税务局"
    )
