"""The desk with two and three people, its memory, and what it keeps hidden (MA4, MA5)."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from niangjia.kernel.accounts.queries import actor_for
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import changes
from niangjia.matching.actions.reviews import (
    answer_pair,
    confirm_changed,
    take_back_last,
)
from niangjia.matching.enums import Source, Stage, Zone
from niangjia.matching.models import Answer, Enterprise, Link, ReviewShare
from niangjia.matching.queries.agreement import agreement_page
from niangjia.matching.queries.desk import asked_of, disputed
from tests.matching.doubts import candidate, doubt, list_row
from tests.matching.firms import FIRST, SECOND, THIRD, union

from .conftest import AFTER, LATER, links, row_of

pytestmark = pytest.mark.django_db
REVIEW = "/matching/candidates/"
EVIDENCE = [
    {"field": "name", "label": "字号相同", "points": 9},
    {"field": "district", "label": "区县不同", "points": -4},
]


def firm(facts):
    return Enterprise.objects.unscoped(reason="测试").get(uscc=facts["uscc"])


def fresh(link):
    return Link.objects.unscoped(reason="测试").select_related("entry").get(pk=link.pk)


def text(response):
    return response.content.decode()


def asked(by):
    return set(asked_of(by).values_list("pk", flat=True))


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def people(make_account, city):
    """Three clerks of the city: accounts and actors."""
    accounts = [make_account(city, Role.CLERK, name=name) for name in ("甲", "乙", "丙")]
    return [actor_for(account, None) for account in accounts]


@pytest.fixture
def everybody_twice():
    ReviewShare.objects.update(percent=100)


@pytest.fixture
def pair(city):
    """A union that may be the second firm's, scored by an engine with points."""
    entry = list_row(firm(SECOND).unit, "淄博丙丁化工厂工会委员会", name="淄博丙丁化工厂")
    return candidate(entry, firm(SECOND), points=5, parts=EVIDENCE, engine_zone="review",
                     model_version="试-1")  # fmt: skip


@pytest.fixture
def desk_of(client, people):
    """``desk_of(n)``: a client logged in as the n-th person."""

    def enter(number):
        from django.test import Client

        from niangjia.kernel.accounts.models import Account

        one = Client()
        account = Account.objects.get(pk=people[number].account_id)
        one.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return one

    return enter


def test_two_who_agree_settle_a_drawn_row_and_only_then_the_ledger_changes(
    pair, people, everybody_twice
):
    first, second, _ = people

    answer_pair(link_id=pair.pk, same=True, by=first, on=LATER)
    assert (fresh(pair).zone, fresh(pair).stage) == (Zone.REVIEW, Stage.SECOND)
    assert not row_of(SECOND).has_union
    assert pair.pk not in asked(first)
    assert pair.pk in asked(second)
    with pytest.raises(NotAllowed, match="另一位"):
        answer_pair(link_id=pair.pk, same=True, by=first)

    answer_pair(link_id=pair.pk, same=True, by=second, on=LATER)
    assert (fresh(pair).zone, fresh(pair).stage) == (Zone.AUTO, Stage.DECIDED)
    assert row_of(SECOND).has_union
    assert pair.pk not in asked(second)


def test_the_second_person_sees_nothing_of_the_first_answer(pair, people, everybody_twice, desk_of):
    untouched = text(desk_of(1).get(f"{REVIEW}{pair.pk}/"))
    desk_of(0).post(f"{REVIEW}{pair.pk}/decide/", {"answer": "yes", "reason": "打过电话"})

    page = text(desk_of(1).get(f"{REVIEW}{pair.pk}/"))
    tokens = ("csrf", "nonce")

    def plain(html):
        return [line for line in html.splitlines() if not any(t in line.lower() for t in tokens)]

    assert plain(page) == plain(untouched)  # not a sign of it
    assert "打过电话" not in text(desk_of(1).get(f"{REVIEW}decided/"))
    assert "打过电话" not in text(desk_of(1).get(REVIEW))
    assert "您已判断" in text(desk_of(0).get(f"{REVIEW}{pair.pk}/"))


def test_two_who_differ_go_to_a_third_who_is_neither(pair, people, everybody_twice, desk_of, city):
    first, second, third = people
    answer_pair(link_id=pair.pk, same=True, by=first, reason="甲说是")
    answer_pair(link_id=pair.pk, same=False, by=second)

    assert fresh(pair).stage == Stage.DISPUTED
    assert list(disputed(city.scope)) == [pair]
    assert not asked(third) & {pair.pk}
    for by in (first, second):
        with pytest.raises(NotAllowed, match="另一位"):
            answer_pair(link_id=pair.pk, same=True, by=by)
    page = text(desk_of(2).get(f"{REVIEW}disputed/"))
    assert "初判：是；第二人：不是" in page
    assert ">甲<" not in page
    shown = text(desk_of(2).get(f"{REVIEW}{pair.pk}/"))
    assert "甲说是" in shown
    assert "初判：是" in shown
    assert "等两位以外" not in shown
    assert 'data-key="y"' not in text(desk_of(0).get(f"{REVIEW}{pair.pk}/"))

    answer_pair(link_id=pair.pk, same=False, by=third, on=LATER)
    assert (fresh(pair).zone, fresh(pair).decided_by) == (Zone.REJECTED, "丙")
    assert not disputed(city.scope).exists()


def test_candidates_of_a_row_wait_while_one_of_them_waits(people, everybody_twice, city):
    first, second, _ = people
    entry = list_row(firm(SECOND).unit, "某某工会委员会", name="淄博丙丁化工")
    one, other = candidate(entry, firm(SECOND)), candidate(entry, firm(FIRST))

    answer_pair(link_id=one.pk, same=True, by=first)

    assert asked(second) & {one.pk, other.pk} == {one.pk}
    assert not asked(first) & {one.pk, other.pk}
    answer_pair(link_id=one.pk, same=True, by=second, on=LATER)
    assert fresh(other).zone == Zone.REJECTED


def test_agreement_is_counted_by_people_and_by_source(people, everybody_twice, city, desk_of):
    first, second, _ = people
    answers = [(True, True), (True, True), (False, False), (True, False)]
    for number, (a, b) in enumerate(answers):
        link = doubt(firm(THIRD), f"第{number}工会委员会")
        order = (first, second) if number % 2 else (second, first)
        pair_of = (a, b) if number % 2 else (b, a)
        for by, same in zip(order, pair_of, strict=True):
            answer_pair(link_id=link.pk, same=same, by=by, on=LATER)

    page = agreement_page(city.scope)
    (people_line,), (source_line,) = page.people, page.sources

    assert (people_line.label, people_line.agreement.total) == ("甲、乙", 4)
    assert people_line.agreement.rate == 0.75
    assert people_line.agreement.kappa == pytest.approx(0.5)
    assert (source_line.label, source_line.agreement.agreed) == ("工会", 3)
    shown = text(desk_of(0).get(f"{REVIEW}agreement/"))
    assert "75.0%" in shown
    assert "0.500" in shown
    workbook = desk_of(0).get(f"{REVIEW}agreement/?export=xlsx")
    assert workbook.getvalue()[:2] == b"PK"


def test_score_and_zone_are_hidden_until_decided_and_parts_add_up(pair, desk_of):
    before = text(desk_of(0).get(f"{REVIEW}{pair.pk}/"))
    for hidden in ("0.4321", "+9", "−4", "人工复核，", "试-1", "合计"):
        assert hidden not in before
    assert "字号相同" in before

    response = desk_of(0).post(
        f"{REVIEW}{pair.pk}/decide/", {"answer": "no"}, headers={"HX-Request": "true"}
    )
    assert response["HX-Redirect"] == REVIEW  # nothing else waits
    after = text(desk_of(0).get(f"{REVIEW}{pair.pk}/"))
    for shown in ("0.4321", "+9", "−4", "人工复核", "试-1"):
        assert shown in after
    assert '<th scope="row">合计</th><td class="nj-num">5</td>' in after


def test_the_next_pair_comes_as_a_part_with_its_address(pair, desk_of):
    other = doubt(firm(THIRD), "淄博戊己快递工会委员会")

    response = desk_of(0).post(
        f"{REVIEW}{other.pk}/decide/?source=union", {"answer": "no"},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    part = text(response)
    assert "<html" not in part
    assert 'id="desk"' in part
    assert "淄博丙丁化工" in part
    assert response["HX-Push-Url"] == f"{REVIEW}{pair.pk}/?source=union"
    assert "上一条：不是同一家" in part


def test_the_last_answer_can_be_taken_back_with_all_it_did(pair, people, desk_of, city):
    first = people[0]
    before = row_of(SECOND).content
    answer_pair(link_id=pair.pk, same=True, by=first)
    assert row_of(SECOND).has_union

    response = desk_of(0).post(f"{REVIEW}take-back/")

    assert response.url == f"{REVIEW}{pair.pk}/"
    assert (fresh(pair).zone, fresh(pair).stage) == (Zone.REVIEW, Stage.OPEN)
    assert row_of(SECOND).content != before  # waits again: 待核实 is part of the row
    assert row_of(SECOND).pending_union
    assert pair.pk in asked(first)
    (kept,) = Answer.objects.unscoped(reason="测试").filter(link=pair)
    assert kept.withdrawn_at is not None
    with pytest.raises(NotAllowed, match="还没有"):
        take_back_last(by=first)
    assert "还没有可以收回" in text(desk_of(0).post(f"{REVIEW}take-back/", follow=True))


def test_a_first_answer_is_taken_back_until_the_second_has_spoken(pair, people, everybody_twice):
    first, second, _ = people
    answer_pair(link_id=pair.pk, same=True, by=first)
    take_back_last(by=first)
    assert fresh(pair).stage == Stage.OPEN

    answer_pair(link_id=pair.pk, same=True, by=first)
    answer_pair(link_id=pair.pk, same=False, by=second)
    with pytest.raises(NotAllowed, match="后来又有人"):
        take_back_last(by=first)
    take_back_last(by=second)
    assert fresh(pair).stage == Stage.SECOND


def test_200_decided_pairs_are_not_asked_again_after_a_re_import(put, link, people, monkeypatch):
    """MA5: the same list, then a changed one."""
    first = people[0]

    def rows(members):
        return [
            union(SECOND, members) | {
                "organisation": f"第{n}车间工会委员会", "district": "淄川区",
                "name": f"{SECOND['name']}",
            }
            for n in range(200)
        ]  # fmt: skip

    put(Source.UNION, [union(FIRST, members=60), *rows(10)], day=LATER)
    link(LATER)
    waiting = sorted(asked(first))
    assert len(waiting) == 200
    monkeypatch.setattr(changes, "rebuild", lambda *_: None)  # derived once, below
    for number, pk in enumerate(waiting[:20]):
        answer_pair(link_id=pk, same=number % 3 == 0, by=first, on=LATER)
    decide_like_the_rest(waiting[0], waiting[20:])
    assert asked(first) == set()

    put(Source.UNION, [union(FIRST, members=60), *rows(10)], day=LATER + timedelta(days=1))
    assert link(LATER + timedelta(days=1)).sheet["union"]["compared"] == 0
    assert asked(first) == set()

    put(Source.UNION, [union(FIRST, members=61), *rows(11)], day=AFTER)
    link(AFTER)
    assert asked(first) == set()
    kept = Link.objects.unscoped(reason="测试").filter(
        entry__valid_to__isnull=True, answers__isnull=False
    )
    assert kept.count() == 200
    assert not kept.filter(changed=True).exists()


def decide_like_the_rest(example, others):
    """The other pairs as the action left the example: 180 confirmations in two statements."""
    names = ("zone", "stage", "decided_by", "decided_at", "decision_reason")
    every = Link.objects.unscoped(reason="测试")
    every.filter(pk__in=others).update(**every.filter(pk=example).values(*names).get())
    told = Answer.objects.unscoped(reason="测试").get(link=example)
    rows = every.filter(pk__in=others)
    Answer.objects.bulk_create(
        Answer(link=row, entry=row.entry_id, round=told.round, same=True, name=told.name,
               account=told.account, at=told.at)
        for row in rows
    )  # fmt: skip


@pytest.fixture
def decided_union(put, link, people):
    """A union written under another county, decided to be the second firm's."""
    put(Source.UNION, [union(FIRST, 60), union(SECOND, 50) | {"district": "淄川区"}], day=LATER)
    link(LATER)
    (found,) = links(zone=Zone.REVIEW)
    answer_pair(link_id=found.pk, same=True, by=people[0], on=LATER)
    return found


def test_a_changed_name_keeps_the_decision_and_is_shown_beside_the_old(
    decided_union, put, link, people, desk_of
):
    renamed = union(SECOND, 50) | {"district": "淄川区", "name": "淄博丙丁新材料有限公司"}
    put(Source.UNION, [union(FIRST, 60), renamed], day=AFTER)
    link(AFTER)

    (now,) = links(changed=True)
    assert (now.zone, now.decided_by) == (Zone.AUTO, "甲")
    assert row_of(SECOND).has_union
    assert asked(people[0]) == set()
    listed = text(desk_of(1).get(f"{REVIEW}changed/"))
    assert "是同一家" in listed
    page = text(desk_of(1).get(f"{REVIEW}{now.pk}/"))
    assert "判断之后名册这一行变了" in page
    assert "新材料" in page

    desk_of(1).post(f"{REVIEW}{now.pk}/confirm/")
    assert links(changed=True) == []
    assert fresh(now).decided_by == "甲"
    with pytest.raises(NotAllowed, match="没有变化"):
        confirm_changed(link_id=now.pk, by=people[0])


def test_a_row_under_a_new_key_still_knows_its_old_decision(decided_union, put, link, people):
    """The list now writes another organisation name: a new row, the same pair."""
    moved = union(SECOND, 50) | {"district": "淄川区", "organisation": "淄博丙丁化工新工会委员会"}
    put(Source.UNION, [union(FIRST, 60), moved], day=AFTER)
    link(AFTER)

    assert asked(people[0]) == set()
    (now,) = links(changed=True, entry__valid_to__isnull=True)
    assert (now.zone, now.decided_by) == (Zone.AUTO, "甲")
    assert row_of(SECOND).has_union


def test_an_answer_waiting_for_its_second_follows_the_row(put, link, people, everybody_twice):
    first, second, _ = people
    put(Source.UNION, [union(FIRST, 60), union(SECOND, 50) | {"district": "淄川区"}], day=LATER)
    link(LATER)
    (found,) = links(zone=Zone.REVIEW)
    answer_pair(link_id=found.pk, same=True, by=first)
    put(Source.UNION, [union(FIRST, 60), union(SECOND, 51) | {"district": "淄川区"}], day=AFTER)
    link(AFTER)

    (now,) = links(zone=Zone.REVIEW, entry__valid_to__isnull=True)
    assert (now.stage, now.pk in asked(second), now.pk in asked(first)) == (
        Stage.SECOND,
        True,
        False,
    )
    answer_pair(link_id=now.pk, same=True, by=second, on=AFTER)
    assert fresh(now).zone == Zone.AUTO


def test_the_firms_side_leaves_out_what_the_row_itself_says(people, desk_of, city):
    """A confirmed row must not be shown as agreeing with itself."""
    (sure,) = links(entry__source="union", entry__valid_to__isnull=True)
    assert '组织名称</th>\n  <td data-side="名册">' in text(desk_of(0).get(f"{REVIEW}{sure.pk}/"))
    page = text(desk_of(0).get(f"{REVIEW}{sure.pk}/"))
    written, known = page.split("组织名称")[1].split("</tr>")[0].split('data-side="台账"')
    assert "淄博甲乙机械有限公司工会委员会" in written
    assert "—" in known


def test_the_queue_is_filtered_by_batch(pair, desk_of):
    batch = pair.entry.batch_id
    there = text(desk_of(0).get(f"{REVIEW}?batch={batch}"))
    assert "淄博丙丁化工厂工会委员会" in there
    elsewhere = links(entry__source="party")[0].entry.batch_id
    assert "淄博丙丁化工厂工会委员会" not in text(desk_of(0).get(f"{REVIEW}?batch={elsewhere}"))


def test_deciding_again_replaces_the_decision_and_says_so(pair, people):
    answer_pair(link_id=pair.pk, same=True, by=people[0], on=LATER)
    answer_pair(link_id=pair.pk, same=False, by=people[1], reason="改", on=LATER)

    answers = Answer.objects.unscoped(reason="测试").filter(link=pair)
    assert [(a.round, a.same) for a in answers] == [("first", True), ("again", False)]
    assert (fresh(pair).zone, fresh(pair).decided_by) == (Zone.REJECTED, "乙")
    assert not row_of(SECOND).has_union
    take_back_last(by=people[1], on=LATER)
    assert (fresh(pair).zone, fresh(pair).decided_by) == (Zone.AUTO, "甲")
    assert row_of(SECOND).has_union
