"""The review of doubtful links: queue, one pair at a time, decisions."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from niangjia.kernel.scope.enums import Role
from niangjia.matching.enums import Source, Verdict, Zone
from niangjia.matching.models import Enterprise, GapHit, GapRule, GapRun, LedgerRow, Link
from tests.matching.doubts import candidate, doubt, list_row
from tests.matching.firms import FIRST, FOURTH, SECOND, THIRD

REVIEW = "/matching/candidates/"


def text(response):
    return response.content.decode()


def total(client, url):
    page = text(client.get(url))
    return int(page.split('<p role="status">共 <b>')[1].split("</b>")[0])


def firm(facts):
    return Enterprise.objects.unscoped(reason="测试").get(uscc=facts["uscc"])


def current(facts):
    rows = LedgerRow.objects.unscoped(reason="测试")
    return rows.get(enterprise__uscc=facts["uscc"], valid_to=None)


def fresh(link):
    return Link.objects.unscoped(reason="测试").get(pk=link.pk)


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def desk(login, city):
    return login(city, Role.CLERK)


@pytest.fixture
def pending_run(city):
    """The newest run of party50: the second firm waits to be decided on."""
    second = firm(SECOND)
    run = GapRun.objects.create(
        unit=city, rule=GapRule.objects.get(code="party50"), as_of=timezone.localdate(), hits=0,
        pending=1, created_by="测试",
    )  # fmt: skip
    GapHit.objects.create(
        run=run, enterprise=second, unit=second.unit, unit_path=second.unit.path,
        name=second.name, verdict=Verdict.PENDING,
    )  # fmt: skip
    return run


@pytest.fixture
def queue(pending_run):
    """Three that wait, in the order of what hangs on them: gap, union, a value of the ledger."""
    value = doubt(firm(FOURTH), "淄博庚辛贸易有限公司", Source.TAX, district="淄川区")
    other = doubt(firm(THIRD), "淄博戊己快递工会委员会", district="淄川区")
    gap = doubt(firm(SECOND), "淄博丙丁化工厂工会委员会", name="淄博丙丁化工厂", district="淄川区",
                uscc="91310000132260250Y")  # fmt: skip
    return [gap, other, value]


def test_the_list_puts_first_what_decides_a_gap(desk, queue):
    page = text(desk.get(REVIEW))

    names = ["淄博丙丁化工厂工会委员会", "淄博戊己快递工会委员会", "淄博庚辛贸易有限公司"]
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert total(desk, REVIEW) == 3
    assert "缺口结论" in page
    assert "字号相同；组织形式不同" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("source=union", 2), ("source=tax", 1), ("source=party", 0), ("stake=2", 1), ("stake=1", 1),
     ("q=化工厂", 1), ("q=戊己快递有限", 1), ("q=没有的", 0)],
)  # fmt: skip
def test_the_queue_is_filtered(desk, queue, query, found):
    assert total(desk, f"{REVIEW}?{query}") == found


def test_the_queue_is_filtered_by_place(desk, queue, linked_city):
    west, east = linked_city.west, linked_city.east

    assert total(desk, f"{REVIEW}?place={west.path}") == 2
    assert total(desk, f"{REVIEW}?place={east.path}") == 1


def test_the_part_is_the_list_alone(desk, queue):
    part = text(desk.get(f"{REVIEW}?q=化工厂", headers={"HX-Request": "true"}))

    assert "<html" not in part
    assert "淄博丙丁化工厂工会委员会" in part
    assert f"{REVIEW}{queue[0].pk}/?q=" in part


def test_a_pair_stands_side_by_side_with_differences_marked(desk, queue):
    page = text(desk.get(f"{REVIEW}{queue[0].pk}/"))

    assert "淄博丙丁化工<mark>厂</mark>" in page
    assert "淄博丙丁化工<mark>有限公司</mark>" in page
    assert "91310000132260250<mark>Y</mark>" in page
    assert "<li>字号相同</li>" in page
    assert "50 人以上已建党组织未建会" in page


def test_the_probability_is_hidden_until_decided(desk, queue):
    url = f"{REVIEW}{queue[0].pk}/"
    assert "0.43" not in text(desk.get(url))
    assert "43.2%" not in text(desk.get(f"{REVIEW}?cols=entry&cols=probability"))

    desk.post(f"{url}decide/", {"answer": "no", "reason": "电话核实"})

    assert "0.4321" in text(desk.get(url))


def test_yes_changes_the_ledger_at_once_and_shows_the_next_pair(desk, queue):
    response = desk.post(f"{REVIEW}{queue[0].pk}/decide/", {"answer": "yes", "reason": "同一地址"})

    assert response.url == f"{REVIEW}{queue[1].pk}/"
    link = fresh(queue[0])
    assert (link.zone, link.decision_reason) == (Zone.AUTO, "同一地址")
    assert link.decided_by
    assert current(SECOND).has_union
    page = text(desk.get(response.url))
    assert "今天您已判断 1 条，还有 2 条" in page


def test_no_leaves_the_firm_without_a_union(desk, queue):
    desk.post(f"{REVIEW}{queue[0].pk}/decide/", {"answer": "no"})

    assert fresh(queue[0]).zone == Zone.REJECTED
    assert not current(SECOND).has_union
    assert total(desk, REVIEW) == 2


def test_the_filter_goes_along_and_the_last_answer_leads_to_the_list(desk, queue):
    url = f"{REVIEW}{queue[0].pk}/decide/?source=union"

    second = desk.post(url, {"answer": "no"})
    assert second.url == f"{REVIEW}{queue[1].pk}/?source=union"
    last = desk.post(f"{REVIEW}{queue[1].pk}/decide/?source=union", {"answer": "no"}, follow=True)

    assert last.redirect_chain[-1][0] == REVIEW
    assert "这里没有待复核的了" in text(last)
    assert fresh(queue[2]).zone == Zone.REVIEW


def test_skipping_goes_round(desk, queue):
    for link, following in zip(queue, [*queue[1:], queue[0]], strict=True):
        assert f'href="{REVIEW}next/?skip={link.pk}"' in text(desk.get(f"{REVIEW}{link.pk}/"))
        assert desk.get(f"{REVIEW}next/?skip={link.pk}").url == f"{REVIEW}{following.pk}/"
        assert desk.get(f"{REVIEW}next/?back={following.pk}").url == f"{REVIEW}{link.pk}/"
    kept = text(desk.get(f"{REVIEW}{queue[0].pk}/?source=union"))
    assert f"next/?source=union&amp;skip={queue[0].pk}" in kept
    assert desk.get(f"{REVIEW}next/").url == f"{REVIEW}{queue[0].pk}/"
    assert desk.get(f"{REVIEW}next/?skip={queue[0].pk}").url == f"{REVIEW}{queue[1].pk}/"
    assert desk.get(f"{REVIEW}next/?skip={'9' * 30}").url == f"{REVIEW}{queue[0].pk}/"


def test_rivals_of_a_row_are_named_and_refused_by_a_yes(desk, pending_run):
    entry = list_row(firm(SECOND).unit, "淄博某某工会委员会", district="张店区")
    first, second = candidate(entry, firm(SECOND)), candidate(entry, firm(FIRST))

    assert FIRST["name"] in text(desk.get(f"{REVIEW}{first.pk}/"))
    response = desk.post(f"{REVIEW}{first.pk}/decide/", {"answer": "yes"}, follow=True)

    assert fresh(second).zone == Zone.REJECTED
    assert "没有待复核的对应" in text(response)


def test_a_decision_is_listed_with_its_author_and_can_be_changed(desk, queue):
    url = f"{REVIEW}{queue[0].pk}/decide/"
    desk.post(url, {"answer": "no", "reason": "看错了"})

    page = text(desk.get(f"{REVIEW}decided/"))
    assert fresh(queue[0]).decided_by in page
    assert "看错了" in page
    assert total(desk, f"{REVIEW}decided/?zone=rejected") == 1
    today, yesterday = timezone.localdate(), timezone.localdate() - timedelta(days=1)
    assert total(desk, f"{REVIEW}decided/?on_after={today}") == 1
    assert total(desk, f"{REVIEW}decided/?on_before={yesterday}") == 0

    desk.post(url, {"answer": "yes"})
    assert fresh(queue[0]).zone == Zone.AUTO
    assert total(desk, f"{REVIEW}decided/?zone=auto") == 1
    assert "更改判断" in text(desk.get(f"{REVIEW}{queue[0].pk}/"))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "请选择“是”或“否”"),
        ({"answer": "maybe"}, "请选择“是”或“否”"),
        ({"answer": "yes", "reason": "长" * 201}, "200"),
    ],
)
def test_a_wrong_answer_changes_nothing(desk, queue, facts, told):
    response = desk.post(f"{REVIEW}{queue[0].pk}/decide/?source=union", facts, follow=True)

    assert response.redirect_chain == [(f"{REVIEW}{queue[0].pk}/?source=union", 302)]
    assert told in text(response)
    assert fresh(queue[0]).zone == Zone.REVIEW


def test_a_link_by_rule_is_not_decided_on(desk, queue):
    links = Link.objects.unscoped(reason="测试")
    sure = links.filter(zone=Zone.AUTO, enterprise=firm(SECOND)).first()

    response = desk.post(f"{REVIEW}{sure.pk}/decide/", {"answer": "no"}, follow=True)

    assert "按规则确认" in text(response)
    assert fresh(sure).zone == Zone.AUTO


def test_a_leader_reads_and_cannot_decide(login, city, queue):
    leader = login(city, Role.LEADER)

    page = text(leader.get(f"{REVIEW}{queue[0].pk}/"))
    assert "只供查看" in page
    assert "/decide/" not in page
    assert leader.get(REVIEW).status_code == 200
    assert leader.post(f"{REVIEW}{queue[0].pk}/decide/", {"answer": "yes"}).status_code == 403


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.LIAISON, Role.SYSTEM_ADMIN])
def test_others_do_not_come_in(login, city, queue, role):
    client = login(city, role)

    for path in ("", "next/", "decided/", f"{queue[0].pk}/"):
        assert client.get(f"{REVIEW}{path}").status_code == 403


def test_another_countys_links_do_not_exist(login, linked_city, queue):
    stranger = login(linked_city.west, Role.CLERK)

    assert total(stranger, REVIEW) == 2
    assert stranger.get(f"{REVIEW}{queue[0].pk}/").status_code == 404
    assert stranger.post(f"{REVIEW}{queue[0].pk}/decide/", {"answer": "yes"}).status_code == 404
    assert stranger.get(f"{REVIEW}next/?skip={queue[0].pk}").url == f"{REVIEW}{queue[1].pk}/"
    assert fresh(queue[0]).zone == Zone.REVIEW


def test_an_empty_queue_says_so(desk):
    assert "没有待复核的对应" in text(desk.get(REVIEW))
    assert desk.get(f"{REVIEW}next/").url == REVIEW
    assert "还没有复核过" in text(desk.get(f"{REVIEW}decided/"))


def test_a_long_queue_costs_as_many_queries_as_a_short_one(
    desk, queue, django_assert_max_num_queries
):
    desk.get(REVIEW)
    with django_assert_max_num_queries(20) as short:
        desk.get(REVIEW)
    for number in range(25):
        doubt(firm(THIRD), f"淄博第{number}号工会委员会")
    with django_assert_max_num_queries(20) as long:
        desk.get(REVIEW)
    assert len(long) == len(short)
