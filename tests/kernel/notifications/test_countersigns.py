"""加签 (X1): who may be asked, answers, recall, and what they ask of the decision."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.accounts.deputies import appoint_deputy
from niangjia.kernel.accounts.models import Account
from niangjia.kernel.accounts.queries import actor_for
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.notifications.actions import Notice, hand_over, pass_on, settle, tell
from niangjia.kernel.notifications.countersigns import (
    Question,
    answer_countersign,
    ask_countersign,
    recall_countersign,
    set_aside,
)
from niangjia.kernel.notifications.models import Countersign, TodoItem
from niangjia.kernel.notifications.queries import (
    NoSuchItem,
    copies,
    done_items,
    ended_items,
    open_items,
    sign_for,
    signs_of,
)
from niangjia.kernel.notifications.signers import signers
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from tests.together import refused, together

HOUSE = Actor.system("测试")
WHY = "测试"
DUE = timezone.localdate() + timedelta(days=5)


@pytest.fixture
def asker(actor, east):
    return actor(east, Role.ORGANISER)


@pytest.fixture
def item(asker, east):
    url = reverse("organizing:period_detail", args=[1])  # five roles read it
    tell(unit_id=east.pk, kind="test", title="审核报表", url=url, subject="test:1", by=HOUSE,
         account_id=asker.account_id)  # fmt: skip
    return TodoItem.objects.unscoped(reason=WHY).get()


@pytest.fixture
def post_of(asker, item):
    return lambda who: next(
        one.post_id for one in signers(asker, item) if one.account_id == who.account_id
    )


@pytest.fixture
def ask(asker, item, post_of):
    def one(who, must=False, text="数字对不对？", due=DUE):
        posts = [post_of(person) for person in (who if isinstance(who, list) else [who])]
        asked = Question(text, due, must)
        return ask_countersign(item_id=item.pk, post_ids=posts, question=asked, by=asker)[0]

    return one


def again(sign):
    return Countersign.objects.unscoped(reason=WHY).get(pk=sign.pk)


def decide(by, reason=""):
    return settle(subject="test:1", by=by, kind="test", outcome="审核通过", reason=reason)


def test_only_posts_that_reach_the_matter_and_open_its_page_may_be_asked(
    actor, asker, item, city, east, west, town
):
    same, above = actor(east, Role.CLERK), actor(city, Role.LEADER)
    for unit, role in [
        (west, Role.CLERK),  # another county
        (town, Role.ORGANISER),  # below: the matter is the county's
        (east, Role.CHAIR),  # the page is not open to this role
        (city, Role.AUDIT_ADMIN),
    ]:
        actor(unit, role)

    assert [one.account_id for one in signers(asker, item)] == [same.account_id, above.account_id]


def test_somebody_else_cannot_be_asked_by_hand(actor, asker, item, west):
    stranger = actor(west, Role.CLERK)

    with pytest.raises(ValueError, match="看得到这件事的同事"):
        ask_countersign(
            item_id=item.pk, post_ids=[stranger.post_id], question=Question("?", DUE), by=asker
        )


@pytest.mark.parametrize(
    ("given", "said"),
    [({"text": " "}, "请写明"), ({"due": DUE - timedelta(days=30)}, "不能早于今天")],
)
def test_a_question_has_words_and_a_day(actor, ask, east, given, said):
    with pytest.raises(ValueError, match=said):
        ask(actor(east, Role.CLERK), **given)


def test_the_question_waits_at_the_colleague_with_its_own_clock(actor, ask, asker, east):
    clerk = actor(east, Role.CLERK)

    sign = ask(clerk)

    waiting = open_items(clerk).get()
    assert (waiting.title, waiting.due_on, waiting.matter) == ("加签：审核报表", DUE, "test:1")
    assert [i.title for i in open_items(asker)] == ["审核报表"]
    with pytest.raises(NotAllowed, match="正在等答复"):
        ask(clerk)
    assert str(sign).startswith(clerk.name)


def test_an_answer_stands_beside_the_decision_and_the_asker_gets_a_copy(actor, ask, asker, east):
    clerk = actor(east, Role.CLERK)
    sign = ask(clerk)

    answer_countersign(sign_id=sign.pk, agree=True, answer="已核对", by=clerk)

    assert [i.title for i in copies(asker)] == ["会签同意：审核报表"]
    assert [i.outcome for i in done_items(clerk)] == ["会签同意"]  # the matter still runs
    decide(asker)
    found = again(sign)
    assert (found.state, found.answer, found.decision) == ("agreed", "已核对", "审核通过")
    assert found.decided_by == asker.name
    assert [i.ending for i in ended_items(clerk)] == ["审核通过"]
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["notifications.countersign_ask", "notifications.countersign_answer"]


def test_nobody_but_the_one_asked_answers_and_only_once(actor, ask, asker, east):
    clerk, other = actor(east, Role.CLERK), actor(east, Role.CLERK)
    sign = ask(clerk)

    for stranger in (other, asker):
        with pytest.raises(NoSuchItem):
            answer_countersign(sign_id=sign.pk, agree=True, answer="", by=stranger)
    with pytest.raises(ValueError, match="请写明理由"):
        answer_countersign(sign_id=sign.pk, agree=False, answer=" ", by=clerk)
    answer_countersign(sign_id=sign.pk, agree=True, answer="", by=clerk)
    with pytest.raises(NotAllowed, match="不能再答复"):
        answer_countersign(sign_id=sign.pk, agree=False, answer="改主意", by=clerk)


def test_the_question_is_taken_back_while_it_is_open(actor, ask, asker, east):
    clerk, second = actor(east, Role.CLERK), actor(east, Role.LEADER)
    first, other = ask(clerk), ask(second)

    recall_countersign(sign_id=first.pk, by=asker)
    answer_countersign(sign_id=other.pk, agree=True, answer="", by=second)

    assert open_items(clerk).count() == 0
    with pytest.raises(NotAllowed, match="不能再答复"):
        answer_countersign(sign_id=first.pk, agree=True, answer="", by=clerk)
    with pytest.raises(NotAllowed, match="不能收回"):
        recall_countersign(sign_id=other.pk, by=asker)
    with pytest.raises(NoSuchItem):
        recall_countersign(sign_id=first.pk, by=clerk)
    assert ask(clerk)  # may be asked anew


def test_a_binding_question_holds_the_decision_until_all_have_answered(actor, ask, asker, east):
    people = [actor(east, Role.CLERK), actor(east, Role.LEADER)]
    for person in people:
        ask(person, must=True)
    answer_countersign(
        sign_id=signs_of(people[0], "test:1")[0].pk, agree=True, answer="", by=people[0]
    )

    with pytest.raises(NotAllowed, match=f"必须会签：{people[1].name}还没有答复"):
        decide(asker)

    assert open_items(asker).count() == 1
    last = next(s for s in signs_of(asker, "test:1") if s.account_id == people[1].account_id)
    answer_countersign(sign_id=last.pk, agree=True, answer="", by=people[1])
    assert decide(asker) == 1


def test_a_question_that_does_not_bind_lapses_with_the_decision(actor, ask, asker, east):
    clerk = actor(east, Role.CLERK)
    sign = ask(clerk)

    decide(asker)

    assert again(sign).state == "lapsed"
    assert open_items(clerk).count() == 0


def test_against_an_objection_only_with_a_reason(actor, ask, asker, east):
    clerk = actor(east, Role.CLERK)
    sign = ask(clerk)
    answer_countersign(sign_id=sign.pk, agree=False, answer="少报三人", by=clerk)

    with pytest.raises(NotAllowed, match=f"{clerk.name}会签不同意"):
        decide(asker)
    with pytest.raises(ValueError, match="请写明"):
        set_aside(sign_id=sign.pk, reason=" ", by=asker)
    set_aside(sign_id=sign.pk, reason="三人已转出", by=asker)
    decide(asker)

    found = again(sign)
    assert (found.aside, found.aside_by, found.decision) == ("三人已转出", asker.name, "审核通过")
    with pytest.raises(NotAllowed, match="尚未办理"):
        set_aside(sign_id=sign.pk, reason="再写", by=asker)


def test_the_reason_of_the_decision_itself_is_kept_beside_the_objection(actor, ask, asker, east):
    clerk = actor(east, Role.CLERK)
    sign = ask(clerk)
    answer_countersign(sign_id=sign.pk, agree=False, answer="少报三人", by=clerk)

    decide(asker, reason="按会签意见退回重报")

    assert again(sign).aside == "按会签意见退回重报"


def test_a_step_that_comes_back_to_the_same_desk_heeds_the_questions_too(actor, ask, asker, east):
    ask(actor(east, Role.CLERK), must=True)
    rest = [Notice(east.pk, "test", "待锁定", "/x/", "test:1", account_id=asker.account_id)]

    with pytest.raises(NotAllowed, match="必须会签"):
        pass_on(subject="test:1", kind="test", notices=rest, by=asker, outcome="审核通过")


def test_those_below_and_the_house_are_not_bound_by_the_desk_above(actor, ask, asker, town, east):
    """The applicant withdraws: no question of the superior stands in the way."""
    clerk = actor(east, Role.CLERK)
    sign = ask(clerk, must=True)

    decide(actor(town, Role.WINDOW))

    assert again(sign).state == "lapsed"
    assert open_items(clerk).count() == 0


def test_a_deputy_answers_in_both_names(actor, ask, asker, east, make_account):
    absent, deputy = make_account(east, Role.CLERK), make_account(east, Role.WINDOW)
    sign = ask(actor_for(absent, None))
    post = appoint_deputy(
        post_id=actor_for(absent, None).post_id, account_id=deputy.pk, by=actor_for(absent, None),
        begins=timezone.localdate(), ends=timezone.localdate(),
    )  # fmt: skip
    acting = actor_for(deputy, post.pk)

    answer_countersign(sign_id=sign.pk, agree=True, answer="", by=acting)

    assert again(sign).answered_by == f"{deputy.name}（代{absent.name}）"
    assert AuditEvent.objects.latest("pk").actor == f"{deputy.name}（代{absent.name}）"


def test_a_question_handed_over_is_answered_by_the_colleague(actor, ask, asker, east):
    clerk, colleague = actor(east, Role.CLERK), actor(east, Role.CLERK)
    sign = ask(clerk)

    hand_over(item_id=open_items(clerk).get().pk, account_id=colleague.account_id, by=clerk)
    answer_countersign(sign_id=sign.pk, agree=True, answer="", by=colleague)

    assert again(sign).name == Account.objects.get(pk=colleague.account_id).name


def test_who_sees_a_question(actor, ask, asker, city, east, west):
    clerk = actor(east, Role.CLERK)
    sign = ask(clerk)

    assert sign_for(actor(city, Role.LEADER), sign.pk) == sign
    with pytest.raises(NoSuchItem):
        sign_for(actor(west, Role.CLERK), sign.pk)


@pytest.mark.django_db(transaction=True)
def test_answer_and_recall_in_one_moment_have_one_outcome(actor, ask, asker, east):
    clerk = actor(east, Role.CLERK)
    sign = ask(clerk)

    answers = together(
        lambda: answer_countersign(sign_id=sign.pk, agree=True, answer="", by=clerk),
        lambda: recall_countersign(sign_id=sign.pk, by=asker),
    )

    assert len(refused(answers)) == 1
    told = {"agreed": "会签同意", "recalled": "请求人已收回"}[again(sign).state]
    outcome = TodoItem.objects.unscoped(reason=WHY).get(
        kind="notifications.countersign", copy=False
    )
    assert (outcome.state, outcome.outcome) == ("done", told)


# pages


@pytest.fixture
def browser(client):
    def as_(actor):
        client.force_login(
            Account.objects.get(pk=actor.account_id), "django.contrib.auth.backends.ModelBackend"
        )
        return client

    return as_


def test_asking_and_answering_on_the_pages(actor, asker, item, east, post_of, browser):
    clerk = actor(east, Role.CLERK)
    url = reverse("notifications:sign_ask", args=[item.pk])
    form = {"post_ids": [post_of(clerk)], "question": "数字对不对？", "due_on": DUE.isoformat()}

    page = browser(asker).get(url).content.decode()
    assert clerk.name in page
    assert "请至少" not in page
    assert browser(asker).post(url, form).url == item.url
    assert "0/1 已答复" in browser(asker).get("/inbox/").content.decode()

    sign = signs_of(asker, "test:1")[0]
    address = reverse("notifications:countersign", args=[sign.pk])
    assert "我的意见" in browser(clerk).get(address).content.decode()
    assert "请写明理由" in browser(clerk).post(address, {"agree": "0"}).content.decode()
    done = browser(clerk).post(address, {"agree": "0", "answer": "少报三人"}, follow=True)
    assert "少报三人" in done.content.decode()
    assert "1/1 已答复" in browser(asker).get("/inbox/").content.decode()

    aside = reverse("notifications:sign_aside", args=[sign.pk])
    assert "少报三人" in browser(asker).get(aside).content.decode()
    assert browser(asker).post(aside, {"reason": "已核实"}).status_code == 302
    assert again(sign).aside == "已核实"


def test_recall_on_the_page_says_what_happened(actor, asker, ask, east, browser):
    sign = ask(actor(east, Role.CLERK))
    url = reverse("notifications:sign_recall", args=[sign.pk])

    assert "已收回请" in browser(asker).post(url, follow=True).content.decode()
    assert "不能收回" in browser(asker).post(url, follow=True).content.decode()


def test_no_reason_is_asked_for_where_nobody_objects_or_another_decides(
    actor, asker, ask, east, browser
):
    clerk = actor(east, Role.CLERK)
    sign = ask(clerk)
    url = reverse("notifications:sign_aside", args=[sign.pk])
    pages = [browser(asker).get(url).content.decode()]
    answer_countersign(sign_id=sign.pk, agree=False, answer="少报三人", by=clerk)
    pages.append(browser(clerk).get(url).content.decode())

    assert [("返回会签" in page, "记下理由" in page) for page in pages] == [(True, False)] * 2


def test_nobody_to_ask_is_said(asker, item, browser):
    url = reverse("notifications:sign_ask", args=[item.pk])

    assert "没有可以请的同事" in browser(asker).get(url).content.decode()
