"""Campaigns: targets with history, ranking by share, day by day, who sees whose figures."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.campaigns import (
    change_campaign,
    set_targets,
    start_campaign,
    undo_targets,
)
from niangjia.organizing.models import Campaign
from niangjia.organizing.queries.campaigns import progress, targets_now
from niangjia.organizing.rules.campaigns import Standing, ranked
from tests.organizing.figures.conftest import AUGUST, NOVEMBER, World

Login = Callable[..., Client]


def numbers(campaign: Campaign) -> dict[tuple[int, str], int]:
    return {spot: row.number for spot, row in targets_now(campaign).items()}


def standing(name: str, target: int | None, done: int) -> Standing:
    return Standing(hash(name) % 1000, name, target, done)


def test_equal_shares_share_a_rank_and_the_next_is_left_out() -> None:
    rows = [standing("甲", 6, 2), standing("乙", 3, 1), standing("丙", 2, 2), standing("丁", 10, 1),
            standing("戊", None, 9), standing("己", 0, 5)]  # fmt: skip

    assert [(row.name, row.rank) for row in ranked(rows)] == [
        ("丙", 1), ("乙", 2), ("甲", 2), ("丁", 4), ("己", None), ("戊", None),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_ranks_do_not_depend_on_the_order(pairs: list[tuple[int, int]]) -> None:
    rows = [Standing(n, f"第{n:02}", target, done) for n, (target, done) in enumerate(pairs)]
    found = ranked(rows)

    assert ranked(reversed(rows)) == found
    for row in found:
        better = sum(
            1 for r in rows if r.target and row.target and r.done * row.target > row.done * r.target
        )
        assert row.rank == (better + 1 if row.target else None)


def test_the_hundred_days_by_county(
    world: World, campaign: Campaign, organiser: Actor, east: Unit, west: Unit
) -> None:
    targets = {(east.pk, "joined"): 10, (west.pk, "joined"): 4}
    set_targets(campaign_id=campaign.pk, numbers=targets, by=organiser)

    found = progress(organiser, campaign, "joined", date(2023, 5, 1))

    assert [(r.rank, r.name, r.target, r.done, r.lacking) for r in found.standings] == [
        (1, "张店区", 10, 5, 5), (1, "淄川区", 4, 2, 2),
    ]  # fmt: skip
    assert (found.total, found.target, found.share) == (7, 14, 0.5)
    assert found.asked.asked.day == NOVEMBER


def test_day_by_day_adds_up_without_holes(
    world: World, campaign: Campaign, organiser: Actor
) -> None:
    for key, total in (("joined", 7), ("founded", 2), ("joined_migrants", 6)):
        found = progress(organiser, campaign, key, NOVEMBER)
        assert sum(count for _, count in found.daily) == found.total == total
        assert len(found.daily) == (NOVEMBER - AUGUST).days + 1
    assert progress(organiser, campaign, "joined", date(2022, 8, 31)).total == 4
    assert progress(organiser, campaign, "joined", date(2020, 1, 1)).daily == [(AUGUST, 4)]


def test_targets_keep_their_history_and_come_back(
    campaign: Campaign, organiser: Actor, east: Unit, west: Unit
) -> None:
    first = {(east.pk, "joined"): 10, (west.pk, "joined"): 4}
    call = {"campaign_id": campaign.pk, "by": organiser}
    assert set_targets(numbers=first, **call) == 2
    assert set_targets(numbers=first, **call) == 0
    assert set_targets(numbers={(east.pk, "joined"): 12, (west.pk, "joined"): None}, **call) == 2
    assert numbers(campaign) == {(east.pk, "joined"): 12}

    assert undo_targets(**call) == 2
    assert numbers(campaign) == first
    assert undo_targets(**call) == 2  # taking back the taking back
    assert numbers(campaign) == {(east.pk, "joined"): 12}


def test_nothing_to_take_back(campaign: Campaign, organiser: Actor) -> None:
    with pytest.raises(NotAllowed, match="还没有设定过"):
        undo_targets(campaign_id=campaign.pk, by=organiser)


def test_targets_only_for_places_below_and_figures_of_a_stretch(
    campaign: Campaign, organiser: Actor, town: Unit, east: Unit
) -> None:
    for spot in ((town.pk, "joined"), (east.pk, "members")):
        with pytest.raises(ValueError, match="目标只能给"):
            set_targets(campaign_id=campaign.pk, numbers={spot: 1}, by=organiser)
    assert numbers(campaign) == {}


def test_names_and_days_are_checked(make_campaign: Callable[..., Campaign]) -> None:
    make_campaign()
    with pytest.raises(ValueError, match="换一个名称"):
        make_campaign()
    with pytest.raises(ValueError, match="请对调"):
        make_campaign("倒着", starts_on=NOVEMBER, ends_on=AUGUST)
    with pytest.raises(ValueError, match="核对年份"):
        make_campaign("年份写错", ends_on=date(9999, 12, 31))


def test_only_its_own_organisers_run_it(
    campaign: Campaign, east: Unit, town: Unit, actor: Callable[..., Actor]
) -> None:
    county = actor(east, Role.ORGANISER)
    with pytest.raises(NotAllowed, match="建立它的工会"):
        set_targets(campaign_id=campaign.pk, numbers={(east.pk, "joined"): 1}, by=county)
    with pytest.raises(NotAllowed, match="市、区县"):
        start_campaign(name="镇里", starts_on=AUGUST, ends_on=NOVEMBER,
                       by=actor(town, Role.ORGANISER))  # fmt: skip


def test_a_county_runs_one_of_its_own_by_town(
    world: World, east: Unit, town: Unit, actor: Callable[..., Actor]
) -> None:
    by = actor(east, Role.ORGANISER)
    own = start_campaign(name="区里", starts_on=AUGUST, ends_on=NOVEMBER, by=by)
    set_targets(campaign_id=own.pk, numbers={(town.pk, "joined"): 5}, by=by)

    found = progress(by, own, "joined", NOVEMBER)
    assert [(row.name, row.share) for row in found.standings] == [("马尚街道", 1.0)]


def test_without_open_ranking_everybody_sees_the_own_figures_alone(
    world: World, campaign: Campaign, organiser: Actor, east: Unit, west: Unit, town: Unit,
    actor: Callable[..., Actor],
) -> None:  # fmt: skip
    facts = {"starts_on": AUGUST, "ends_on": NOVEMBER, "document_number": ""}
    change_campaign(campaign_id=campaign.pk, open_ranking=False, by=organiser, **facts)
    set_targets(campaign_id=campaign.pk, numbers={(east.pk, "joined"): 50}, by=organiser)
    campaign.refresh_from_db()

    county = progress(actor(west, Role.LEADER), campaign, "joined", NOVEMBER)
    assert [(row.name, row.done) for row in county.standings] == [("淄川区", 2)]
    assert county.total == 2
    below = progress(actor(town, Role.ORGANISER), campaign, "joined", NOVEMBER)
    part = below.standings[0]
    assert (part.name, part.target, part.done) == ("张店区（本单位部分）", None, 5)
    assert (below.total, below.target) == (5, 0)


def test_pages_from_a_new_campaign_to_its_ranking(
    world: World, city: Unit, east: Unit, west: Unit, login: Login
) -> None:
    desk = login(city, Role.ORGANISER)
    made = desk.post(
        reverse("organizing:campaign_new"),
        {"name": "百日行动", "starts_on": "2022-08-20", "ends_on": "2022-11-30",
         "document_number": "淄总工发〔2022〕7号", "open_ranking": "on"},
    )  # fmt: skip
    desk.post(made["Location"] + "?key=joined", {f"p{east.pk}": "10", f"p{west.pk}": "1"})
    pk = Campaign.objects.within(city.scope).get().pk
    detail = reverse("organizing:campaign_detail", args=[pk])

    page = desk.get(detail + "?key=joined&as_of=2022-11-30").content.decode()
    assert "200.0%" in page
    assert f"part=county%3A{west.pk}" in page
    assert "百日行动" in desk.get(reverse("organizing:campaign_list")).content.decode()
    county = login(east, Role.ORGANISER).get(detail + "?key=joined").content.decode()
    assert "淄川区" in county
    assert "part=county" not in county  # numbers are open, lists are not
    history = reverse("organizing:campaign_history", args=[pk])
    assert "张店区" in desk.get(history).content.decode()
    assert desk.post(reverse("organizing:campaign_undo", args=[pk])).status_code == 302
    assert "撤回第 1 次设定" in desk.get(history).content.decode() or not numbers(
        Campaign.objects.within(city.scope).get()
    )


def test_the_sheet_and_the_printout(
    campaign: Campaign, city: Unit, east: Unit, login: Login
) -> None:
    desk = login(city, Role.LEADER)
    url = reverse("organizing:campaign_detail", args=[campaign.pk]) + "?key=founded&export="
    answer: Any = desk.get(url + "xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    assert any("张店区" in [str(cell) for cell in row] for row in book.active.values)
    assert desk.get(url + "pdf").content.startswith(b"%PDF")


def test_wrong_targets_are_said_beside_their_field(
    campaign: Campaign, city: Unit, east: Unit, login: Login
) -> None:
    url = reverse("organizing:campaign_targets", args=[campaign.pk])
    page = login(city, Role.ORGANISER).post(url, {f"p{east.pk}": "-3"})

    assert page.status_code == 200
    assert "请先改正" in page.content.decode()
    assert numbers(campaign) == {}


def test_one_of_a_sister_county_is_absent(
    west: Unit, east: Unit, login: Login, actor: Callable[..., Actor]
) -> None:
    own = start_campaign(name="淄川", starts_on=AUGUST, ends_on=NOVEMBER,
                         by=actor(west, Role.ORGANISER))  # fmt: skip
    page = reverse("organizing:campaign_detail", args=[own.pk])

    assert login(east, Role.ORGANISER).get(page).status_code == 404


def test_targets_of_all_are_not_for_those_who_take_part(
    campaign: Campaign, organiser: Actor, city: Unit, east: Unit, west: Unit, login: Login
) -> None:
    """Without an open ranking a county must not read its neighbour's target in the form."""
    set_targets(campaign_id=campaign.pk, numbers={(west.pk, "founded"): 7301}, by=organiser)
    for name in ("campaign_targets", "campaign_edit"):
        url = reverse(f"organizing:{name}", args=[campaign.pk])
        answer = login(east, Role.ORGANISER).get(url)
        assert answer.status_code == 403
        assert "淄博市的组织建设岗位管理" in answer.content.decode()
        assert login(city, Role.ORGANISER).get(url).status_code == 200


def test_the_day_is_chosen_on_the_page(
    world: World, campaign: Campaign, city: Unit, login: Login
) -> None:
    desk, url = (
        login(city, Role.ORGANISER),
        reverse("organizing:campaign_detail", args=[campaign.pk]),
    )

    def page(day: str) -> str:
        return str(desk.get(url, {"key": "joined", "as_of": day}).content.decode())

    inside = page("2022-11-29")
    assert "数到 2022-11-29" in inside
    assert 'value="2022-11-29"' in inside
    assert "?key=founded&amp;as_of=2022-11-29" in inside
    listed = reverse("organizing:figure_unions", args=["joined"])
    assert f"{listed}?as_of=2022-11-29&amp;since=2022-08-20" in inside  # the whole has its list
    assert "这以前没有数" in page("2022-08-01")
    assert "到 2022-11-30 结束" in page("2022-12-24")
    assert "没有这一天" in page("2022-11-31")


def test_one_that_has_not_begun_says_so(
    make_campaign: Callable[..., Campaign], city: Unit, login: Login
) -> None:
    later = make_campaign("明年", starts_on=date(2122, 1, 1), ends_on=date(2122, 3, 31))
    page = login(city, Role.ORGANISER).get(reverse("organizing:campaign_detail", args=[later.pk]))
    said = page.content.decode()

    assert "还没有开始" in said
    assert "自 2122-01-01 开始" in said
    assert "/unions/?as_of" not in said  # no list of other days


def test_the_sheet_ranks_as_the_page_does(
    world: World, campaign: Campaign, organiser: Actor, east: Unit, login: Login
) -> None:
    facts = {"starts_on": AUGUST, "ends_on": NOVEMBER, "document_number": ""}
    change_campaign(campaign_id=campaign.pk, open_ranking=False, by=organiser, **facts)
    set_targets(campaign_id=campaign.pk, numbers={(east.pk, "joined"): 50}, by=organiser)
    url = reverse("organizing:campaign_detail", args=[campaign.pk]) + "?key=joined&export=xlsx"
    answer: Any = login(east, Role.LEADER).get(url)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    row = next(row for row in book.active.values if "张店区" in row)

    assert list(row[:4]) == [None, "张店区", 50, 5]
