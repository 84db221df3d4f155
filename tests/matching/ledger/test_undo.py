"""Undo of any link at any later time, with all that hangs on it (MA6)."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions.changes import merge_firms, undo_change, undo_link
from niangjia.matching.actions.previews import preview_undo_change, preview_undo_link
from niangjia.matching.actions.reviews import answer_pair
from niangjia.matching.enums import Source, TaskOrigin, TaskState, Zone
from niangjia.matching.models import Enterprise, LedgerRow, Link, LinkChange, Task
from niangjia.matching.queries.changes import (
    NoSuchChange,
    NoSuchLink,
    active_change,
    edits_since,
)
from tests.matching.doubts import candidate
from tests.matching.firms import FIRST, FOURTH, SECOND, THIRD, registration, social, tax, union

from .conftest import AFTER, LATER, links, row_of, rows

pytestmark = pytest.mark.django_db
CHANGES = "/matching/changes/"


def firm(facts):
    return Enterprise.objects.unscoped(reason="测试").get(uscc=facts["uscc"])


def text(response):
    return response.content.decode()


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def desk(login, city):
    return login(city, Role.CLERK)


def contents():
    """Fingerprint of the row in force by firm."""
    found = LedgerRow.objects.unscoped(reason="测试").filter(valid_to__isnull=True)
    return dict(found.values_list("enterprise__name", "content"))


def held():
    """Which entries speak of which firm."""
    found = Link.objects.unscoped(reason="测试").filter(
        zone=Zone.AUTO, entry__valid_to__isnull=True
    )
    return set(found.values_list("entry_id", "enterprise_id"))


def task_of(one):
    return Task.objects.create(
        enterprise=one, unit=one.unit, origin=TaskOrigin.GAP, name=one.name, state=TaskState.LEAD,
        listed_on=LATER, created_by="测试",
    )  # fmt: skip


def test_merge_edit_undo_leaves_both_as_before_and_lists_the_edit(clerk, put, link, city):
    """The check of MA6."""
    winner, loser = firm(SECOND), firm(THIRD)
    task = task_of(loser)
    before, entries = contents(), held()

    change = merge_firms(
        winner_id=winner.pk, loser_id=loser.pk, reason="同一家", by=clerk, on=LATER
    )
    loser.refresh_from_db()
    task.refresh_from_db()
    assert THIRD["name"] not in rows()
    assert (loser.merged_into_id, task.enterprise_id) == (winner.pk, winner.pk)
    assert len(held()) == len(entries)

    put(Source.SOCIAL, [social(FIRST, 61), social(SECOND, 99)], day=AFTER)  # the edit
    link(AFTER)
    told = [edit.text for edit in edits_since(change)]
    assert any("职工人数" in line and "99" in line for line in told)

    undone = undo_change(change_id=change.pk, reason="不是同一家", by=clerk, on=AFTER)
    loser.refresh_from_db()
    task.refresh_from_db()
    after = contents()
    assert {n: c for n, c in after.items() if n != SECOND["name"]} == {
        n: c for n, c in before.items() if n != SECOND["name"]
    }
    assert row_of(SECOND).headcount == 99  # as before but for the edit
    assert (loser.merged_into_id, task.enterprise_id) == (None, loser.pk)
    assert (undone.undoes, undone.left_alone) == (change, [])
    assert {pk for _, pk in held()} == {pk for _, pk in entries}


def test_an_undone_merge_without_edits_is_exactly_as_before(clerk):
    before, entries = contents(), held()

    change = merge_firms(winner_id=firm(SECOND).pk, loser_id=firm(THIRD).pk, reason="试", by=clerk)
    undo_change(change_id=change.pk, reason="撤", by=clerk)

    assert contents() == before
    assert held() == entries


def test_undoing_the_undo_merges_again(clerk):
    change = merge_firms(winner_id=firm(SECOND).pk, loser_id=firm(THIRD).pk, reason="试", by=clerk)
    merged = contents()
    undone = undo_change(change_id=change.pk, reason="撤", by=clerk)

    undo_change(change_id=undone.pk, reason="还是同一家", by=clerk)

    assert contents() == merged
    assert firm(THIRD).merged_into == firm(SECOND)


def test_a_decision_that_merged_is_undone_from_its_link(clerk):
    """Yes for a row that stood alone: its firm goes, and comes back."""
    (own,) = links(entry__source="registration", enterprise=firm(FOURTH))
    pair = candidate(own.entry, firm(SECOND))
    before = contents()

    answer_pair(link_id=pair.pk, same=True, by=clerk)
    assert FOURTH["name"] not in rows()
    assert firm(FOURTH).merged_into == firm(SECOND)
    assert active_change(
        Link.objects.unscoped(reason="测试").select_related("entry").get(pk=pair.pk)
    )

    undo_link(link_id=pair.pk, reason="看错了", by=clerk)
    after = contents()
    assert after[FOURTH["name"]] == before[FOURTH["name"]]
    assert firm(FOURTH).merged_into is None
    (pair,) = links(pk=pair.pk)
    assert (pair.zone, pair.decided_at) == (Zone.REVIEW, None)  # asked again
    assert not pair.answers.unscoped(reason="测试").filter(withdrawn_at__isnull=True).exists()


def test_a_link_by_rule_is_taken_apart_and_put_back(clerk):
    (sure,) = links(entry__source="union")
    before = contents()

    change = undo_link(link_id=sure.pk, reason="工会写错了单位", by=clerk)
    assert not row_of(FIRST).has_union
    assert links(entry=sure.entry_id, zone=Zone.AUTO)[0].rule == "own"
    (sure,) = links(pk=sure.pk)
    assert (sure.zone, sure.decision_reason) == (Zone.REJECTED, "工会写错了单位")

    undo_change(change_id=change.pk, reason="没有写错", by=clerk)
    assert contents() == before


def test_undo_works_after_later_lists(clerk, put, link):
    """The row has new versions since; they are moved back, not the old ones only."""
    (sure,) = links(entry__source="union")
    change = undo_link(link_id=sure.pk, reason="写错", by=clerk, on=LATER)
    put(Source.UNION, [union(FIRST, members=66)], day=AFTER)
    link(AFTER)
    assert not row_of(FIRST).has_union

    undo_change(change_id=change.pk, reason="没有写错", by=clerk, on=AFTER)

    assert (row_of(FIRST).has_union, row_of(FIRST).members) == (True, 66)
    current = links(entry__source="union", entry__valid_to__isnull=True, zone=Zone.AUTO)
    assert [one.enterprise for one in current] == [firm(FIRST)]


def test_a_task_whose_place_is_taken_stays_and_is_named(clerk):
    winner, loser = firm(SECOND), firm(THIRD)
    task_of(winner)
    kept = task_of(loser)

    change = merge_firms(winner_id=winner.pk, loser_id=loser.pk, reason="同一家", by=clerk)

    kept.refresh_from_db()
    assert kept.enterprise_id == loser.pk
    assert change.left_alone == [f"任务“{kept.name}”留在原企业：对方已有未销号的任务"]


def test_the_preview_shows_what_the_deed_does_and_changes_nothing(clerk):
    (sure,) = links(entry__source="union")
    before = (contents(), held(), LinkChange.objects.unscoped(reason="测试").count())

    seen = preview_undo_link(link_id=sure.pk, by=clerk)

    assert (contents(), held(), LinkChange.objects.unscoped(reason="测试").count()) == before
    first = next(f for f in seen.firms if f.name == FIRST["name"])
    told = {d.label: (d.before, d.after) for d in first.differences}
    assert told["已建会"] == ("是", "否")
    assert any(f.enters for f in seen.firms)
    assert {one.label for one in seen.hanging} >= {"名册行的对应", "任务", "台账行", "判断"}


def test_the_preview_lists_the_edits_since(clerk):
    change = merge_firms(winner_id=firm(SECOND).pk, loser_id=firm(THIRD).pk, reason="试", by=clerk)
    (sure,) = links(entry__source="party", enterprise=firm(SECOND))
    undo_link(link_id=sure.pk, reason="改", by=clerk)

    seen = preview_undo_change(change=change, by=clerk)

    assert any("有党组织 是 → 否" in edit.text for edit in seen.edits)


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_undo_without_a_reason(clerk, reason):
    (sure,) = links(entry__source="union")

    with pytest.raises(ValueError, match="理由"):
        undo_link(link_id=sure.pk, reason=reason, by=clerk)
    with pytest.raises(ValueError, match="理由"):
        merge_firms(winner_id=1, loser_id=2, reason=reason, by=clerk)


def test_what_cannot_be_undone_says_why(clerk, actor, west, east):
    (own,) = links(entry__source="registration", enterprise=firm(FIRST))
    (sure,) = links(entry__source="union")
    change = undo_link(link_id=sure.pk, reason="试", by=clerk)
    undo_change(change_id=change.pk, reason="撤", by=clerk)

    with pytest.raises(NotAllowed, match="已在"):
        undo_change(change_id=change.pk, reason="再撤", by=clerk)
    with pytest.raises(NotAllowed, match="并入另一家"):
        undo_link(link_id=own.pk, reason="试", by=clerk)
    with pytest.raises(ValueError, match="自己"):
        merge_firms(winner_id=own.enterprise_id, loser_id=own.enterprise_id, reason="x", by=clerk)
    with pytest.raises(NotAllowed, match="只有比对专员"):
        undo_link(link_id=sure.pk, reason="试", by=actor(east, Role.LEADER))
    with pytest.raises(NoSuchLink):
        undo_link(link_id=sure.pk, reason="试", by=actor(west, Role.CLERK))
    with pytest.raises(NoSuchChange):
        undo_change(change_id=change.pk, reason="试", by=actor(west, Role.CLERK))


def test_pages_preview_ask_for_a_reason_and_keep_the_history(desk, clerk):
    (sure,) = links(entry__source="union")
    url = f"/matching/links/{sure.pk}/undo/"

    page = text(desk.get(url))
    assert "回到台账" in page
    assert "缺口名单中的记录" in page
    assert "请先改正标出的内容" in text(desk.post(url, {"reason": ""}))
    assert links(pk=sure.pk)[0].zone == Zone.AUTO

    done = desk.post(url, {"reason": "写错单位"}, follow=True)
    assert "拆开" in text(done)
    assert "写错单位" in text(done)
    change = LinkChange.objects.unscoped(reason="测试").latest("pk")
    back = desk.post(f"{CHANGES}{change.pk}/undo/", {"reason": "没有写错"}, follow=True)
    assert "撤销" in text(back)
    assert "已撤销" in text(desk.get(f"{CHANGES}{change.pk}/"))
    assert "已在" in text(desk.get(f"{CHANGES}{change.pk}/undo/"))
    assert "没有写错" in text(desk.get(CHANGES))


def test_merging_by_hand_from_the_ledger_page(desk):
    loser, winner = firm(THIRD), firm(SECOND)
    search = f"/matching/ledger/{loser.pk}/merge/"

    assert "没有找到" in text(desk.get(f"{search}?q=没有这样的"))
    assert f"{search}{winner.pk}/" in text(desk.get(f"{search}?q=丙丁"))
    assert "退出台账" in text(desk.get(f"{search}{winner.pk}/"))
    desk.post(f"{search}{winner.pk}/", {"reason": "同一家"})

    page = text(desk.get(f"/matching/ledger/{loser.pk}/"))
    assert "已并入另一家" in page
    assert SECOND["name"] in page
    assert "合并" in text(desk.get(f"/matching/ledger/{winner.pk}/"))


def test_a_merged_firm_stays_merged_when_lists_come_again(clerk, put, link):
    merge_firms(
        winner_id=firm(SECOND).pk, loser_id=firm(THIRD).pk, reason="同一家", by=clerk, on=LATER
    )
    put(Source.TAX, [tax(FIRST, 80), tax(SECOND, 75), tax(THIRD, 31)], day=AFTER)
    put(Source.REGISTRATION, [
        registration(f) | ({"status": "开业"} if f is THIRD else {})
        for f in (FIRST, SECOND, THIRD, FOURTH)
    ], day=AFTER)  # fmt: skip
    loser = firm(THIRD)
    link(AFTER)

    current = LedgerRow.objects.unscoped(reason="测试").filter(valid_to__isnull=True)
    assert not current.filter(enterprise=loser).exists()
    assert current.count() == 3


def test_an_entry_never_has_two_firms(clerk):
    """The constraint, asked by trying: a second confirmed link of one row is refused."""
    (sure,) = links(entry__source="union")
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(entry=sure.entry, enterprise=firm(SECOND), zone=Zone.AUTO, rule="code",
                            engine_version="测试")  # fmt: skip
