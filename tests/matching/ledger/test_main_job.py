"""The main job on small hand-made lists: links, ledger, gaps, decisions, repeated and on past days."""

from datetime import date, timedelta

import pytest

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.jobs.progress import Cancelled
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.gaps import run_rule
from niangjia.matching.actions.link_run import TooEarly
from niangjia.matching.actions.reviews import answer_pair
from niangjia.matching.enums import Source, Zone
from niangjia.matching.models import Enterprise, Entry, GapHit, GapRun, LedgerRow, LinkRun
from niangjia.matching.queries.changes import NoSuchLink
from niangjia.matching.queries.rulebook import gap_rule

from ..firms import (
    FIRST,
    FOURTH,
    SECOND,
    THIRD,
    party,
    registration,
    social,
    union,
)
from .conftest import AFTER, DAY, LATER, links, row_of, rows

pytestmark = pytest.mark.django_db


def hits(code, day=DAY):
    run = GapRun.objects.unscoped(reason="测试").filter(rule__code=code, as_of=day).first()
    found = GapHit.objects.unscoped(reason="测试").filter(run=run)
    return {(h.name, h.verdict) for h in found}


def test_one_row_a_firm_with_what_every_department_says(city, first_run, town):
    assert set(rows()) == {f["name"] for f in (FIRST, SECOND, THIRD, FOURTH)}
    first = row_of(FIRST)
    assert (first.headcount, first.headcount_source) == (61, Source.SOCIAL)
    assert (first.has_party, first.has_union, first.members) == (True, True, 60)
    assert first.conflicts == ["headcount"]
    assert first.sources == ["party", "registration", "social", "tax", "union"]
    assert (first.unit, first.unit_path, first.uscc) == (town, town.path, FIRST["uscc"])
    assert first.registered_on == date(2015, 3, 1)
    assert (first_run.ledger["new"], first_run.ledger["changed"]) == (4, 0)


def test_the_quality_sheet_counts_by_key_and_names_the_files(city, first_run):
    sheet = first_run.sheet

    assert sheet["registration"] | {"batches": []} == {
        "read": 4, "unnamed": 0, "flagged": 0, "rules": {}, "matched": 0, "own": 4, "review": 0,
        "by_hand": 0, "doubles": 0, "compared": 4, "created": 4, "batches": [],
    }  # fmt: skip
    assert sheet["tax"]["matched"] == 3
    assert sheet["tax"]["rules"] == {"code": 3}
    assert sheet["union"]["rules"] == {"name": 1}
    assert [b["file"] for b in sheet["party"]["batches"]] == ["party.xlsx"]


def test_every_link_keeps_its_reasons_in_words(city):
    (made,) = links(entry__source="union")
    assert made.zone == Zone.AUTO
    assert made.reasons == ["名称一致", "区县一致"]
    assert made.engine_version


def test_the_rules_find_their_firms(city):
    assert hits("party50") == {(SECOND["name"], "hit")}
    assert hits("over25") == {(SECOND["name"], "hit"), (THIRD["name"], "hit")}
    assert hits("new30") == {(FOURTH["name"], "hit")}
    assert hits("new_form") == {(THIRD["name"], "hit")}
    assert {name for name, _ in hits("eight")} == {THIRD["name"]}


def test_a_second_run_compares_nothing_and_changes_nothing(link):
    before = list(LedgerRow.objects.unscoped(reason="测试").order_by("id").values())

    again = link()

    assert [again.sheet[s]["compared"] for s in Source.values] == [0] * 6
    assert again.ledger | {"last_batch": 0} == {
        "looked_at": 0, "new": 0, "changed": 0, "closed": 0, "last_batch": 0,
    }  # fmt: skip
    assert list(LedgerRow.objects.unscoped(reason="测试").order_by("id").values()) == before


def test_deriving_all_rows_anew_gives_the_same_ledger(link):
    before = LedgerRow.objects.unscoped(reason="测试").count()

    again = link(full=True)

    assert (again.ledger["looked_at"], again.ledger["changed"]) == (4, 0)
    assert LedgerRow.objects.unscoped(reason="测试").count() == before


def test_a_changed_headcount_makes_a_version_and_asks_the_engine_nothing(link, put):
    put(Source.SOCIAL, [social(FIRST, 66), social(SECOND, 70)], day=LATER)

    run = link(LATER)

    assert run.sheet["social"]["compared"] == 0
    old, new = LedgerRow.objects.unscoped(reason="测试").filter(name=FIRST["name"]).order_by("id")
    assert (old.headcount, old.valid_from, old.valid_to) == (61, DAY, LATER)
    assert (new.headcount, new.valid_from, new.valid_to) == (66, LATER, None)
    assert run.ledger["changed"] == 1


def test_a_rule_runs_on_any_past_day_with_the_same_result(link, put, city, clerk):
    put(Source.UNION, [union(FIRST, members=60), union(SECOND, members=50)], day=LATER)
    link(LATER)

    again = run_rule(rule=gap_rule("party50"), unit=city, as_of=DAY, by=clerk)

    assert hits("party50", LATER) == set()
    assert (again.hits, again.pending) == (1, 0)
    assert GapHit.objects.unscoped(reason="测试").get(run=again).name == SECOND["name"]


def test_what_no_list_names_any_more_leaves_the_ledger(link, put):
    put(Source.REGISTRATION, [registration(f) for f in (FIRST, SECOND, THIRD)], day=LATER)

    run = link(LATER)

    assert FOURTH["name"] not in rows()
    assert run.ledger["closed"] == 1
    assert (
        LedgerRow.objects.unscoped(reason="测试").filter(name=FOURTH["name"]).get().valid_to
        == LATER
    )


def test_a_closed_firm_is_no_gap(link, put):
    put(
        Source.REGISTRATION,
        [registration(SECOND) | {"status": "注销"}],
        day=LATER,
        extent="increment",
    )

    link(LATER)

    assert row_of(SECOND).status == "closed"
    assert "status" in row_of(SECOND).conflicts
    assert hits("party50", LATER) == set()


@pytest.fixture
def candidate(city, put, link):
    """A union whose register wrote another county: only a person can tell."""
    put(
        Source.UNION,
        [union(FIRST, members=60), union(SECOND, members=50) | {"district": "淄川区"}],
        day=LATER,
    )
    link(LATER)
    (found,) = links(zone=Zone.REVIEW)
    return found


def test_an_undecided_union_is_counted_apart(candidate):
    assert "区县不同" in candidate.reasons
    assert row_of(SECOND).pending_union
    assert hits("party50", LATER) == {(SECOND["name"], "pending")}
    assert Enterprise.objects.unscoped(reason="测试").count() == 4


def test_yes_gives_the_firm_its_union_at_once_and_is_never_asked_again(candidate, link, clerk, put):
    answer_pair(link_id=candidate.pk, same=True, by=clerk, reason="电话核实", on=LATER)

    row = row_of(SECOND)
    assert (row.has_union, row.pending_union) == (True, False)
    assert AuditEvent.objects.get(verb="matching.answer_pair").changes["same"] is True
    put(Source.UNION, [
        union(FIRST, members=60), union(SECOND, members=55) | {"district": "淄川区"},
    ], day=AFTER)  # fmt: skip
    again = link(AFTER)
    assert again.sheet["union"]["compared"] == 0
    assert again.sheet["union"]["by_hand"] == 1
    assert row_of(SECOND).has_union
    kept = links(entry__source="union", entry__valid_to__isnull=True, zone=Zone.AUTO)
    assert {k.decided_by for k in kept} == {"", clerk.name}


def test_no_leaves_the_gap_and_makes_the_union_stand_alone(candidate, link, clerk, put):
    answer_pair(link_id=candidate.pk, same=False, by=clerk, on=LATER)

    row = row_of(SECOND)
    assert (row.has_union, row.pending_union) == (False, False)
    assert Enterprise.objects.unscoped(reason="测试").filter(origin="union").count() == 1
    again = link(AFTER, full=True)
    assert again.sheet["union"]["compared"] == 0
    assert hits("party50", AFTER) == {(SECOND["name"], "hit")}
    assert links(zone=Zone.REVIEW) == []


def test_a_no_survives_a_renamed_entry(candidate, link, clerk, put):
    """The entry is compared again, the refused pair is not offered again."""
    answer_pair(link_id=candidate.pk, same=False, by=clerk, on=LATER)
    put(Source.UNION, [
        union(FIRST, members=60), union(SECOND, members=50) | {"district": "淄川区", "uscc": "X1"},
    ], day=AFTER)  # fmt: skip

    link(AFTER)

    assert links(zone=Zone.REVIEW) == []
    assert not row_of(SECOND).has_union


def test_a_decision_can_be_turned_round(candidate, clerk):
    answer_pair(link_id=candidate.pk, same=True, by=clerk, on=LATER)

    answer_pair(link_id=candidate.pk, same=False, by=clerk, reason="看错了", on=LATER)

    assert not row_of(SECOND).has_union
    assert len(links(entry=candidate.entry_id)) == 2


def test_only_a_clerk_decides_and_only_on_what_is_in_scope(candidate, actor, west, east):
    (sure,) = links(entry__source="social", enterprise=candidate.enterprise_id)

    with pytest.raises(NotAllowed):
        answer_pair(link_id=candidate.pk, same=True, by=actor(east, "leader"))
    with pytest.raises(NoSuchLink):
        answer_pair(link_id=candidate.pk, same=True, by=actor(west, "clerk"))
    with pytest.raises(NotAllowed, match="按规则确认"):
        answer_pair(link_id=sure.pk, same=False, by=actor(east, "clerk"))


def test_a_party_organisation_without_known_firm_is_a_row_to_be_checked(link, put):
    unknown = {"organisation": "中共淄博无名氏有限公司支部委员会", "district": "张店区"}
    put(Source.PARTY, [party(FIRST), party(SECOND), unknown], day=LATER)

    link()

    row = rows()["淄博无名氏有限公司"]
    assert (row.has_party, row.pending, row.sources) == (True, True, ["party"])


def test_two_party_branches_of_one_unknown_firm_are_one_row(link, put):
    put(Source.PARTY, [
        {"organisation": f"中共淄博无名氏有限公司第{n}支部委员会", "name": name, "district": "张店区"}
        for n, name in (("一", "淄博无名氏有限公司"), ("二", "淄博无名氏有限责任公司"))
    ], day=LATER)  # fmt: skip

    link()

    assert [n for n in rows() if "无名氏" in n] == ["淄博无名氏有限公司"]


def test_a_union_without_employer_stays_a_list_row_only(link, put):
    put(
        Source.UNION,
        [{"organisation": "张店区总工会", "kind": "地方工会", "district": "张店区"}],
        day=LATER,
    )

    run = link()

    assert run.sheet["union"]["read"] == 1
    assert run.sheet["union"]["unnamed"] + run.sheet["union"]["own"] == 1


def test_a_branch_points_to_its_head_office(link, put):
    branch = {**FIRST, "uscc": "", "name": f"{FIRST['name']}淄川分公司", "district": "淄川区"}
    put(
        Source.REGISTRATION,
        [registration(f) for f in (FIRST, SECOND, THIRD, FOURTH, branch)],
        day=LATER,
    )

    link()

    row = rows()[branch["name"]]
    assert row.is_branch
    assert row.head_office.name == FIRST["name"]
    assert not row.has_union


def test_new_registrations_get_their_task_the_same_day(city):
    from niangjia.matching.models import Task

    task = Task.objects.unscoped(reason="测试").get()
    assert task.name == FOURTH["name"]
    assert task.sync.planned_on == DAY - timedelta(days=10) if hasattr(task, "sync") else True


def test_the_ledger_is_written_forward_only(link):
    with pytest.raises(TooEarly, match="已写到 2022-11-30"):
        link(date(2022, 11, 29))


def test_a_cancelled_run_leaves_nothing(link, put):
    class Impatient:
        def step(self, done, total=None, message=""):
            if "写入台账" in message:
                raise Cancelled

    put(Source.SOCIAL, [social(FIRST, 66)], day=LATER)
    before = (LinkRun.objects.unscoped(reason="测试").count(), len(links()), row_of(FIRST).pk)

    with pytest.raises(Cancelled):
        link(progress=Impatient())

    after = (LinkRun.objects.unscoped(reason="测试").count(), len(links()), row_of(FIRST).pk)
    assert after == before
    assert Entry.objects.unscoped(reason="测试").filter(headcount=66).exists()


def test_new_rules_derive_every_row_anew(link):
    from niangjia.matching.models import HeadcountOrder

    HeadcountOrder.objects.filter(valid_to__isnull=True).update(valid_to=LATER)
    HeadcountOrder.objects.create(
        sources=["tax", "social"], valid_from=LATER, source_text="试", created_by="试"
    )

    run = link(LATER)

    assert run.ledger["looked_at"] == 4
    assert row_of(FIRST).headcount == 80
