"""Thresholds and models are tried beside the old, shown, and applied only then (MA12)."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone

from niangjia.kernel.jobs.api import work_off
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import link_run, scoring, start, trials
from niangjia.matching.actions.reviews import answer_pair
from niangjia.matching.actions.thresholds import change_review_share
from niangjia.matching.actions.trials import apply_trial, discard_trial, make_trial
from niangjia.matching.enums import Source, TrialKind, TrialState, Zone
from niangjia.matching.models import (
    Answer,
    Enterprise,
    LedgerRow,
    Link,
    ReviewShare,
    Threshold,
    Trial,
    TrialLine,
)
from niangjia.matching.queries.thresholds import proposals, threshold_on
from tests.matching.doubts import doubt, list_row
from tests.matching.firms import FIRST, SECOND, THIRD, union

from .conftest import LATER, links, row_of

pytestmark = pytest.mark.django_db
THRESHOLDS = "/matching/thresholds/"


def text(response):
    return response.content.decode()


def firm(facts):
    return Enterprise.objects.unscoped(reason="测试").get(uscc=facts["uscc"])


def settings_of(**changed):
    today = timezone.localdate().isoformat()
    return {
        "auto_from": "0.9500", "review_from": "0.0100", "own_below": "0.5000",
        "precision_target": "0.9950", "min_sample": "200", "source_text": "抽查结果",
        "valid_from": today, **changed,
    }  # fmt: skip


def snapshot():
    """Everything that must not move before a trial is applied."""
    every = Link.objects.unscoped(reason="测试").order_by("pk")
    rows = LedgerRow.objects.unscoped(reason="测试").order_by("pk")
    fields = ("pk", "zone", "probability", "threshold", "model_version")
    return list(every.values(*fields)), list(rows.values("pk", "valid_to", "content"))


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def desk(login, city):
    return login(city, Role.CLERK)


@pytest.fixture
def try_out(city, clerk):
    def make(source=Source.UNION, **changed):
        return make_trial(kind=TrialKind.THRESHOLD, source=source, settings=settings_of(**changed),
                          unit=city, by=clerk)  # fmt: skip

    return make


@pytest.fixture
def doubtful(put, link):
    """A union of the second firm with a character lost and under another county: for people."""
    written = {"name": SECOND["name"].replace("化工", "化"), "district": "淄川区"}
    put(Source.UNION, [union(FIRST, 60), union(SECOND, 50) | written], day=LATER)
    link(LATER)
    (found,) = links(zone=Zone.REVIEW)
    # between the thresholds the tests below try
    assert Decimal("0.70") < found.probability < Decimal("0.93")
    return found


def test_every_link_says_by_which_rule_model_and_threshold(city):
    for one in links():
        assert one.rule
        assert one.engine_version
        assert one.model_version == scoring.installed_model()
        assert one.threshold == threshold_on(one.entry.source, LATER)
        assert one.engine_zone == Zone.AUTO


def test_a_changed_threshold_shows_its_difference_before_it_applies(doubtful, try_out, clerk, desk):
    """The check of MA12: the change re-scores, and nothing has moved yet."""
    before = snapshot()

    trial = try_out(auto_from="0.7000")

    assert snapshot() == before
    assert threshold_on(Source.UNION, timezone.localdate()).auto_from == Decimal("0.9500")
    assert trial.counts == {"auto>auto": 1, "review>auto": 1}
    assert (trial.pairs, trial.moved) == (2, 1)
    page = text(desk.get(f"/matching/trials/{trial.pk}/"))
    assert "尚未生效" in page
    assert SECOND["name"] in page
    assert FIRST["name"] not in page  # does not change
    assert desk.get(f"/matching/trials/{trial.pk}/?export=xlsx").getvalue()[:2] == b"PK"
    assert "没有会变动的" in text(desk.get(f"/matching/trials/{trial.pk}/?after=none"))

    apply_trial(trial_id=trial.pk, by=clerk)

    (link,) = links(pk=doubtful.pk)
    assert (link.zone, link.decided_at) == (Zone.AUTO, None)
    assert row_of(SECOND).has_union
    now = threshold_on(Source.UNION, timezone.localdate())
    assert (now.auto_from, now.source_text) == (Decimal("0.7000"), "抽查结果")
    assert {one.threshold_id for one in links(entry__source="union", entry__valid_to=None)} == {
        now.pk
    }
    assert Threshold.objects.filter(source="union", valid_to__isnull=False).count() == 1


def test_raising_the_mark_sends_links_back_to_people(try_out, clerk):
    (sure,) = links(entry__source="union")

    trial = try_out(auto_from="0.9995")
    assert trial.counts == {"auto>review": 1}
    apply_trial(trial_id=trial.pk, by=clerk)

    assert links(pk=sure.pk)[0].zone == Zone.REVIEW
    assert (row_of(FIRST).has_union, row_of(FIRST).pending_union) == (False, True)


def test_what_falls_below_everything_stands_alone_and_comes_back(doubtful, try_out, clerk):
    trial = try_out(review_from="0.9300")
    assert trial.counts["review>none"] == 1
    apply_trial(trial_id=trial.pk, by=clerk)
    (link,) = links(pk=doubtful.pk)
    assert link.zone == Zone.REJECTED
    assert links(entry=link.entry_id, rule="own", zone=Zone.AUTO)
    assert not row_of(SECOND).pending_union

    back = try_out()
    assert back.counts["none>review"] == 1
    apply_trial(trial_id=back.pk, by=clerk)
    assert links(pk=doubtful.pk)[0].zone == Zone.REVIEW


def test_confirming_frees_the_rows_own_firm(clerk, try_out):
    """A row that stood alone meanwhile: its firm gives it up and is kept as merged."""
    entry = list_row(firm(THIRD).unit, "淄博戊己速运有限公司", Source.TAX)
    own = Enterprise.objects.create(unit=entry.unit, name=entry.name, origin=Source.TAX)
    common = {"entry": entry, "engine_version": "测试"}
    Link.objects.create(enterprise=own, zone="auto", rule="own", probability=1, **common)
    pair = Link.objects.create(enterprise=firm(THIRD), zone="review", rule="form",
                               engine_zone="review", probability="0.4", **common)  # fmt: skip

    apply_trial(trial_id=try_out(Source.TAX, auto_from="0.3500").pk, by=clerk)

    assert links(pk=pair.pk)[0].zone == Zone.AUTO
    own.refresh_from_db()
    assert own.merged_into == firm(THIRD)


def test_peoples_decisions_are_not_judged_again(doubtful, try_out, clerk):
    answer_pair(link_id=doubtful.pk, same=False, by=clerk, on=LATER)

    trial = try_out(auto_from="0.7000")

    assert trial.moved == 0
    apply_trial(trial_id=trial.pk, by=clerk)
    assert links(pk=doubtful.pk)[0].zone == Zone.REJECTED


def test_a_decision_since_the_trial_is_kept(doubtful, try_out, clerk):
    trial = try_out(auto_from="0.7000")
    answer_pair(link_id=doubtful.pk, same=False, by=clerk)

    apply_trial(trial_id=trial.pk, by=clerk)

    assert links(pk=doubtful.pk)[0].zone == Zone.REJECTED
    assert not row_of(SECOND).has_union


def test_a_discarded_trial_changes_nothing_and_is_kept(doubtful, try_out, clerk):
    before = snapshot()
    trial = try_out(auto_from="0.7000")

    discard_trial(trial_id=trial.pk, by=clerk)

    assert snapshot() == before
    trial.refresh_from_db()
    assert (trial.state, trial.ended_by) == (TrialState.DISCARDED, clerk.name)
    with pytest.raises(NotAllowed, match="已放弃"):
        apply_trial(trial_id=trial.pk, by=clerk)


@pytest.fixture
def new_model(monkeypatch):
    """Another model is installed, which is less sure of everything."""
    for module in (scoring, trials, link_run, start):
        monkeypatch.setattr(module, "installed_model", lambda: "模型-2")

    def rescored(source, stored, progress):
        return {
            (one.entry, one.enterprise): scoring.Scored(
                one.entry, one.enterprise, Decimal("0.6"), "review", "score", ["读音相同"],
                points=7, parts=[{"field": "sound", "label": "读音相同", "points": 7}],
            )
            for one in stored
        }  # fmt: skip

    monkeypatch.setattr(trials, "rescored", rescored)


def test_a_new_model_is_scored_beside_the_old_before_it_is_used(new_model, city, clerk, link, desk):
    with pytest.raises(link_run.NewModel, match="模型-2"):
        link()
    with pytest.raises(NotAllowed, match="先在"):
        start.start_linkage(by=clerk)
    assert "装有新的引擎模型" in text(desk.get("/matching/"))
    (sure,) = links(entry__source="union")
    before = snapshot()

    trial = make_trial(kind=TrialKind.MODEL, source="", settings={}, unit=city, by=clerk)
    assert snapshot() == before
    assert trial.counts == {"auto>review": trial.pairs}
    line = TrialLine.objects.unscoped(reason="测试").get(trial=trial, link=sure)
    assert (line.old_probability, line.new_probability) == (Decimal("0.9990"), Decimal("0.6000"))

    apply_trial(trial_id=trial.pk, by=clerk)
    (sure,) = links(pk=sure.pk)
    assert (sure.zone, sure.points, sure.model_version) == (Zone.REVIEW, 7, "模型-2")
    assert sure.parts[0]["label"] == "读音相同"
    link(timezone.localdate())  # adopted: the linkage runs again


def test_the_installed_engine_scores_stored_pairs_again_the_same(doubtful, city, clerk):
    trial = make_trial(kind=TrialKind.MODEL, source="", settings={}, unit=city, by=clerk)

    assert trial.pairs > 5
    assert trial.moved == 0


def answered(probability, same, number):
    link = doubt(firm(THIRD), f"第{number}工会委员会")
    Link.objects.unscoped(reason="测试").filter(pk=link.pk).update(
        probability=probability, zone=Zone.AUTO if same else Zone.REJECTED, stage="decided",
        decided_by="甲", decided_at=timezone.now(),
    )  # fmt: skip
    Answer.objects.create(link=link, entry=link.entry_id, round="first", same=same, name="甲",
                          at=timezone.now())  # fmt: skip


def test_proposals_rest_on_answers_and_apply_nothing(city, desk):
    Threshold.objects.filter(source="union").update(min_sample=20, precision_target="0.8000")
    page = text(desk.get(f"{THRESHOLDS}proposals/"))
    assert "不足 20 对，不提出数值" in page
    for number in range(30):
        answered("0.8000", True, number)
    for number in range(10):
        answered("0.4000", False, 100 + number)
    before = Threshold.objects.count()

    found = next(p for p in proposals(city.scope, timezone.localdate()) if p.source == "union")

    assert (found.proposal.auto_from, found.proposal.above) == (Decimal("0.8000"), 30)
    page = text(desk.get(f"{THRESHOLDS}proposals/"))
    assert "拿这个值去试算" in page
    assert "auto_from=0.8000" in page
    assert Threshold.objects.count() == before
    assert 'value="0.8000"' in text(desk.get(f"{THRESHOLDS}union/edit/?auto_from=0.8000"))


def test_from_the_form_through_the_job_to_the_difference(doubtful, desk, city):
    page = desk.post(f"{THRESHOLDS}union/edit/", settings_of(auto_from="0.70"))
    assert page.status_code == 302
    work_off()
    trial = Trial.objects.unscoped(reason="测试").get()
    assert trial.moved == 1

    asked = text(desk.post(f"/matching/trials/{trial.pk}/apply/"))
    assert "1 对会改变结论" in asked
    assert links(pk=doubtful.pk)[0].zone == Zone.REVIEW
    desk.post(f"/matching/trials/{trial.pk}/apply/", {"confirmed": "1"})
    work_off()
    assert links(pk=doubtful.pk)[0].zone == Zone.AUTO
    assert "已采用" in text(desk.get(f"/matching/trials/{trial.pk}/"))
    assert desk.get("/matching/trials/").status_code == 200


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"auto_from": "0.1", "review_from": "0.5"}, "不能低于人工复核"),
        ({"auto_from": "1.5"}, "1"),
        ({"valid_from": "2999-01-01"}, "不能晚于今天"),
        ({"source_text": ""}, "请先改正"),
    ],
)
def test_a_wrong_threshold_is_not_even_tried(desk, facts, told):
    page = desk.post(f"{THRESHOLDS}tax/edit/", settings_of(**facts))

    assert told in text(page)
    assert not Trial.objects.unscoped(reason="测试").exists()


def test_only_the_citys_clerk_tries_and_a_leader_reads(login, city, east, doubtful, try_out):
    trial = try_out(auto_from="0.7000")
    county, leader = login(east, Role.CLERK), login(city, Role.LEADER)

    assert "由市级比对专员发起" in text(county.post(f"{THRESHOLDS}tax/edit/", settings_of()))
    assert "由市级比对专员" in text(county.post("/matching/trials/model/", follow=True))
    assert leader.get(f"/matching/trials/{trial.pk}/").status_code == 200
    assert "采用" not in text(leader.get(THRESHOLDS)).split("<main")[1].split("自")[0]
    assert leader.post(f"/matching/trials/{trial.pk}/apply/").status_code == 403


def test_the_second_reviewers_share_is_dated(desk, clerk):
    today = timezone.localdate()
    facts = {"percent": 20, "seed": "新种子", "source_text": "人手增加", "valid_from": today}

    desk.post(f"{THRESHOLDS}tax/share/", facts)

    now = ReviewShare.objects.get(source="tax", valid_to=None)
    assert (now.percent, now.seed, now.valid_from) == (20, "新种子", today)
    assert "新种子" in text(desk.get(f"{THRESHOLDS}tax/share/"))
    assert "20%" in text(desk.get(THRESHOLDS))
    with pytest.raises(ValueError, match="不能早于"):
        change_review_share(source="tax", by=clerk, **facts | {"valid_from": LATER})
    assert desk.get(f"{THRESHOLDS}nobody/share/").status_code == 404
