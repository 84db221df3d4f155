"""Every list page costs the same number of queries with one row and with three."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.documents import models as documents
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.matching import models as matching
from niangjia.matching.enums import Source, Stage, Zone
from niangjia.matching.intake import code_of
from tests.house.counting import assert_constant_queries, queries_of
from tests.house.rows import make_row
from tests.house.samples import ORGANIZING

CLERK, SYSTEM, AUDIT = Role.CLERK, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN


def running_item(unit: Unit) -> TodoItem:
    """The desk's own step is done, another's waits."""
    done = make_row(TodoItem, unit, role=CLERK, **SETTLED)
    return make_row(TodoItem, unit, role=Role.LEADER, matter=done.matter)


SETTLED = {"state": "done", "done_at": timezone.now()}

# Page, who reads it, what is listed, and what a row must have to be listed there.
LISTS: list[tuple[str, Role, type[models.Model], dict[str, object]]] = [
    ("units:unit_tree", SYSTEM, Unit, {"kind": UnitKind.TOWN}),
    ("audit:event_list", AUDIT, AuditEvent, {}),
    ("jobs:run_list", CLERK, JobRun, {}),
    ("imports:run_list", CLERK, ImportRun, {"intake": code_of(Source.TAX)}),
    ("notifications:inbox", CLERK, TodoItem, {"role": CLERK}),
    ("notifications:inbox_done", CLERK, running_item, {}),
    ("notifications:inbox_ended", CLERK, TodoItem, {"role": CLERK, **SETTLED}),
    ("notifications:inbox_copies", CLERK, TodoItem, {"role": CLERK, "copy": True}),
    ("portal:paper_list", CLERK, documents.Paper, {}),
    ("portal:number_list", CLERK, documents.DocumentNumber, {"year": 2020}),
    ("portal:check_list", CLERK, documents.CheckRecord, {}),
    ("documents:code_list", CLERK, documents.IssuerCode, {}),
    ("matching:batch_list", CLERK, matching.Batch, {}),
    ("matching:link_run_list", CLERK, matching.LinkRun, {}),
    ("matching:ledger_list", CLERK, matching.LedgerRow, {}),
    ("matching:candidate_list", CLERK, matching.Link, {"zone": Zone.REVIEW}),
    (
        "matching:candidate_disputed",
        CLERK,
        matching.Link,
        {"zone": Zone.REVIEW, "stage": Stage.DISPUTED},
    ),
    ("matching:candidate_changed", CLERK, matching.Link, {"zone": Zone.AUTO, "changed": True}),
    (
        "matching:candidate_decided",
        CLERK,
        matching.Link,
        {"zone": Zone.REJECTED, "decided_at": timezone.now()},
    ),
    ("matching:review_agreement", CLERK, matching.Answer, {}),
    ("matching:change_list", CLERK, matching.LinkChange, {}),
    ("matching:trial_list", CLERK, matching.Trial, {}),
    ("matching:threshold_list", CLERK, matching.Link, {"zone": Zone.REVIEW}),
    ("matching:task_list", CLERK, matching.Task, {}),
    ("matching:task_board", CLERK, matching.Task, {}),
    ("matching:material_list", CLERK, matching.Material, {}),
    ("matching:opinion_list", CLERK, matching.Opinion, {}),
]

LISTS += [entry for part in ORGANIZING for entry in part.LISTS]


def a_row(model: Any, unit: Unit, given: dict[str, object]) -> models.Model:
    """``model`` may be a maker instead, for rows that are listed only in company."""
    if not isinstance(model, type):
        return model(unit, **given)
    if model is Unit:
        path = f"{unit.path}{Unit.objects.within(unit.scope).count():04d}"
        given = given | {"path": path, "parent": unit}
    return make_row(model, unit, **given)


@pytest.mark.parametrize(
    ("name", "role", "model", "given"), LISTS, ids=[name for name, *_ in LISTS]
)
def test_a_list_costs_the_same_whatever_its_length(
    name: str,
    role: Role,
    model: type[models.Model],
    given: dict[str, object],
    city: Unit,
    login: Callable[[Unit, Role], Client],
) -> None:
    client, url = login(city, role), reverse(name)

    spent = assert_constant_queries(lambda: client.get(url), lambda: a_row(model, city, given))

    assert spent >= 3  # session, account, posts: the page was really asked


def test_the_count_can_differ(city: Unit) -> None:
    def one_by_one() -> None:
        for unit in Unit.objects.within(city.scope):
            Unit.objects.within(unit.scope).count()

    assert len(queries_of(one_by_one)) == 2
    with pytest.raises(AssertionError, match="3 行"):
        assert_constant_queries(one_by_one, lambda: a_row(Unit, city, {"kind": UnitKind.TOWN}))
