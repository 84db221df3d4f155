"""The joining desk of the sample city: something of everything, and only once."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from niangjia.engine.identity import check_identity
from niangjia.engine.persons import check_mobile
from niangjia.kernel.accounts.models import Account
from niangjia.kernel.accounts.queries import actor_for
from niangjia.kernel.jobs.progress import Silent
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.models import (
    JoinApplication,
    JoinCode,
    JoinEvent,
    Person,
    TownHome,
    Transfer,
)
from niangjia.organizing.queries.consents import forget_texts
from niangjia.organizing.queries.own import people_with
from niangjia.organizing.queries.sums import totals
from niangjia.sample.city import make_city
from niangjia.sample.joining import (
    FATES,
    MOVERS,
    _applicants,
    demo_member,
    open_desk,
)
from niangjia.sample.members import people_of, write_rosters
from niangjia.sample.people import hire
from niangjia.sample.register import plant_unions
from niangjia.sample.rosters import load_rosters
from niangjia.sample.tree import plant_city

WHY = "测试"


def test_applicants_are_invented_valid_and_nobody_of_the_rosters(town_files: Any) -> None:
    unions = town_files.unions
    single = next(u for u in unions if u.kind == "single")
    federation = next(u for u in unions if u.kind == "federation")
    found = list(_applicants(single, federation, federation))

    today = timezone.localdate()
    listed = {who.cells[2] for who in people_of(unions, today)}
    assert len({who.number for who in found}) == len(found) > 20
    assert len({who.name for who in found}) > len(found) * 0.8
    for who in found:
        read = check_identity(who.number, today=today)
        assert read.ok, who
        assert (read.sex, read.birth_on) == (who.sex, who.birth_on)
        assert check_mobile(who.phone).ok, who
        assert who.number not in listed


pytestmark = pytest.mark.slow


@pytest.fixture
def desk(db: None, tmp_path: Path, settings: Any) -> Any:
    """A city of 500 entities with the roster of three unions, and its desk."""
    settings.VAR, settings.MEDIA_FOLDER = tmp_path / "var", tmp_path / "files"
    forget_texts()
    today = timezone.localdate()
    city = make_city(tmp_path / "city", scale=500, today=today)
    tree = plant_city()
    hire(tree)
    plant_unions(tree, city.unions, city.days, Actor.system("示例数据"))
    rosters = write_rosters(tmp_path / "rosters", city.unions, today)
    first = load_rosters(rosters[:1], tree.city, today, Silent())
    by = actor_for(Account.objects.get(username="zuzhi"), None)
    return tree, city, first, by, open_desk(tree, city.unions, today, by)


def test_the_desk_has_something_of_everything_and_is_laid_out_once(desk: Any) -> None:
    tree, city, listed, by, done = desk
    scope, today = tree.city.scope, timezone.localdate()

    assert done
    assert not open_desk(tree, city.unions, today, by)
    rows = JoinApplication.objects.within(scope)
    states = {
        state: rows.filter(state=state).count() for state in rows.values_list("state", flat=True)
    }
    fates = [fate for fate, _ in FATES] * 2
    assert states["returned"] == fates.count("return")
    assert states["refused"] == fates.count("refuse")
    assert states["applied"] > fates.count("")
    assert totals(scope, today).members == listed  # the page's figures count nobody else
    assert TownHome.objects.within(scope).count() >= 5
    assert JoinCode.objects.within(scope).filter(kind="static").count() >= 5
    assert JoinEvent.objects.within(scope).count() == 1
    assert Transfer.objects.unscoped(reason=WHY).filter(state="proposed").count() == MOVERS


def test_the_member_named_on_the_screen_is_found_by_telephone_and_number(desk: Any) -> None:
    _, city, *_ = desk
    named = demo_member(city.unions, timezone.localdate())

    found = [p for p in people_with(named.phone) if (p.number or "").endswith(named.tail)]
    assert [p.name for p in found] == [named.name]
    assert found[0].state == "active"
    assert Transfer.objects.unscoped(reason=WHY).filter(person=found[0]).count() == 0
    assert Person.objects.unscoped(reason=WHY).count() > 100
