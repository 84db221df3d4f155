"""The filter that the database runs is the pure rule: compared row by row."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest

from niangjia.matching.actions.gaps import change_rule, run_rule
from niangjia.matching.enums import Source, Status
from niangjia.matching.models import Enterprise, GapHit, LedgerRow
from niangjia.matching.queries.gaps import gap_rows
from niangjia.matching.rules.gaps import Firm, GapTest, gap_verdict

from .conftest import DAY

pytestmark = pytest.mark.django_db
ASKED = ("status", "headcount", "registered_on", "new_form", "eight_field", "has_party",
         "has_union", "pending_union", "pending_party")  # fmt: skip
TESTS = [
    GapTest(min_headcount=25),
    GapTest(min_headcount=50, needs_party=True),
    GapTest(within_days=30),
    GapTest(new_form_only=True),
    GapTest(eight_only=True),
    GapTest(min_headcount=0),
    GapTest(),
    GapTest(25, True, 30, True, True),
    GapTest(min_headcount=10, within_days=60, eight_only=True),
]


def facts(rng):
    return {
        "status": rng.choice(list(Status)),
        "headcount": rng.choice([None, 0, 9, 10, 24, 25, 26, 49, 50, 51, 200]),
        "registered_on": rng.choice([None, *(DAY - timedelta(d) for d in (-1, 0, 29, 30, 31, 60, 61))]),
        "new_form": rng.choice(["", "courier"]),
        "eight_field": rng.choice(["", "guard"]),
        "has_party": rng.random() < 0.5,
        "has_union": rng.random() < 0.2,
        "pending_union": rng.random() < 0.3,
        "pending_party": rng.random() < 0.3,
    }  # fmt: skip


@pytest.fixture
def many(city):
    """400 rows with facts drawn at random, and a past version of each that must not be seen."""
    rng = Random(7)
    firms = Enterprise.objects.bulk_create(
        Enterprise(unit=city, name=f"企业{n}", origin=Source.TAX) for n in range(400)
    )
    rows = [
        LedgerRow(
            enterprise=firm, unit=city, unit_path=city.path, content=uuid4(), uscc_ok=True,
            name=firm.name, valid_from=first, valid_to=last, is_branch=False, **facts(rng),
        )
        for firm in firms
        for first, last in ((DAY, None), (DAY - timedelta(100), DAY))
    ]  # fmt: skip
    LedgerRow.objects.bulk_create(rows)
    return [row for row in rows if row.valid_to is None]


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.slow
def test_database_and_rule_agree_on_every_row(many, city, test):
    by_rule = {
        row.enterprise_id: verdict
        for row in many
        if (verdict := gap_verdict(Firm(**{n: getattr(row, n) for n in ASKED}), test, DAY))
    }

    by_database = dict(gap_rows(city.scope, test, DAY).values_list("enterprise_id", "verdict"))

    assert by_database == by_rule
    assert by_rule or test == TESTS[7]


def test_a_run_keeps_what_it_found_with_the_facts_of_the_day(many, city, clerk):
    rule = change_rule(
        code="mine", title="试", basis="", source_text="试", test=TESTS[0], valid_from=DAY, by=clerk
    )

    run = run_rule(rule=rule, unit=city, as_of=DAY, by=clerk)

    kept = list(GapHit.objects.unscoped(reason="测试").filter(run=run))
    assert len(kept) == run.hits + run.pending
    by_firm = {row.enterprise_id: row for row in many}
    assert all(hit.headcount == by_firm[hit.enterprise_id].headcount for hit in kept)
    again = run_rule(rule=rule, unit=city, as_of=DAY, by=clerk)
    assert (again.hits, again.pending) == (run.hits, run.pending)
