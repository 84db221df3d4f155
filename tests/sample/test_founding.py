"""The founding counter of the sample city: something of everything, and no figure moves."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.accounts.queries import actor_for
from niangjia.kernel.documents.api import open_codes
from niangjia.kernel.jobs.progress import Silent
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.founding_papers import check_paper
from niangjia.organizing.actions.founding_result import establish
from niangjia.organizing.models import FoundingCase, FoundingPaper, FoundingStep, Term
from niangjia.organizing.queries.founding import paper_of_kind
from niangjia.organizing.queries.founding_election import election_of
from niangjia.organizing.queries.sums import totals
from niangjia.organizing.web.listings_founding import is_late
from niangjia.sample.city import make_city
from niangjia.sample.clock import at
from niangjia.sample.founding import AREA, TOWN, open_counter
from niangjia.sample.members import write_rosters
from niangjia.sample.people import hire
from niangjia.sample.register import plant_unions
from niangjia.sample.rosters import load_rosters
from niangjia.sample.tree import plant_city

pytestmark = pytest.mark.slow


@pytest.fixture
def counter(db: None, tmp_path: Path, settings: Any) -> Any:
    """A city of 500 entities with the members of one county, before and after the counter opens."""
    settings.VAR, settings.MEDIA_FOLDER = tmp_path / "var", tmp_path / "files"
    today = timezone.localdate()
    city = make_city(tmp_path / "city", scale=500, today=today)
    tree = plant_city()
    hire(tree)
    plant_unions(tree, city.unions, city.days, Actor.system("示例数据"))
    rosters = write_rosters(tmp_path / "rosters", city.unions, today)
    load_rosters([r for r in rosters if r.county == AREA], tree.city, today, Silent())
    before = totals(tree.city.scope, today)
    return tree, city, before, open_counter(tree, city.unions, today)


def test_the_counter_shows_a_case_in_every_stage_and_moves_no_figure(counter: Any) -> None:
    tree, city, before, made = counter
    today = timezone.localdate()
    cases = list(FoundingCase.objects.within(tree.by_name[TOWN].scope))

    assert made == len(cases) == 8
    assert sorted(case.state for case in cases) == [
        "applied", "applied", "applying", "nominated", "preparing", "result_reported", "returned",
        "withdrawn",
    ]  # fmt: skip
    assert [case.union_name for case in cases if is_late(case)] == [
        "淄博和润酒店管理有限公司工会委员会"
    ]
    assert totals(tree.city.scope, today) == before
    assert open_counter(tree, city.unions, today) == 0


def test_its_history_papers_and_numbers_agree_with_one_another(counter: Any) -> None:
    tree, *_ = counter
    papers = FoundingPaper.objects.within(tree.city.scope).filter(document_number__gt="")
    numbered = list(papers.order_by("issued_on", "pk"))
    steps = FoundingStep.objects.within(tree.city.scope)

    years = {paper.issued_on.year for paper in numbered}
    for year in years:
        numbers = [p.document_number for p in numbered if p.issued_on.year == year]
        assert numbers == [f"马街工〔{year}〕{n}号" for n in range(1, len(numbers) + 1)]
    assert all(step.happened_on == timezone.localdate(step.at) for step in steps)
    assert all(p.issued_on == timezone.localdate(p.made_at) for p in FoundingPaper.objects.within(
        tree.city.scope).filter(paper__isnull=False))  # fmt: skip
    submitted = [step for step in steps if step.name == "submit"]
    assert {(step.by_name, bool(step.acted_for)) for step in submitted} == {("常开颜", True)}


def test_the_result_waits_for_its_reply_and_can_be_founded(counter: Any) -> None:
    """Whoever starts the demo takes the next step, and the register has one union more."""
    tree, _, before, _ = counter
    case = FoundingCase.objects.within(tree.city.scope).get(state="result_reported")
    officer = actor_for(Account.objects.get(username="mashang"), None)
    report = paper_of_kind(case, "result_report")
    assert report
    assert (election_of(case).problems, election_of(case).due) == ([], 32)

    check_paper(case_id=case.pk, paper_id=report.pk, by=officer)
    code = open_codes(officer.scope)[0]
    establish(case_id=case.pk, code_id=code.pk, by=officer)

    now = totals(tree.city.scope, timezone.localdate())
    assert (now.unions, now.members) == (before.unions + 1, before.members)
    term = Term.objects.within(tree.city.scope).get(union=case.union)
    assert term.elected_on < timezone.localdate()


def test_the_clock_goes_back_and_comes_again() -> None:
    today = timezone.localdate()
    day = today.replace(day=1)
    with at(day.replace(year=day.year - 1)):
        assert timezone.localdate() == day.replace(year=day.year - 1)
    with at(today.replace(year=today.year + 1, day=1)):
        assert timezone.localdate() == today
    assert timezone.localdate() == today
