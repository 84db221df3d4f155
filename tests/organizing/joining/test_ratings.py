"""X6: 好差评, once for a matter by its code; a bad mark is answered in time."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.clocks.queries import add_working_days
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.join_apply import apply_to_join
from niangjia.organizing.actions.join_decide import approve_application, refuse_application
from niangjia.organizing.actions.ratings import rate, reply_rating
from niangjia.organizing.enums.services import SATISFIED, Grade
from niangjia.organizing.models import JoinApplication, Rating, Union
from niangjia.organizing.queries.join_codes import Entry
from niangjia.organizing.queries.ratings import months, rated_units, rating_by
from niangjia.organizing.rules.ratings import share
from tests.organizing.joining.filling import AGREED, draft, identity

WHY = "测试核对全部"
Login = Callable[..., Client]


@pytest.fixture
def ended(entry: Entry, chair: Actor) -> Callable[..., JoinApplication]:
    """``ended(n)``: an application of another person, refused."""

    def make(sequence: int = 102) -> JoinApplication:
        sent = draft(entry, number=identity(sequence))
        made = apply_to_join(entry=entry, draft=sent, agreed=AGREED)
        refuse_application(application_id=made.pk, reason="材料不全", by=chair)
        return made

    return make


def rate_url(code: str) -> str:
    return reverse("progress:progress_rate", args=[code])


def test_who_holds_the_code_rates_once_and_reads_it_again(
    client: Client, ended: Callable[..., JoinApplication]
) -> None:
    code = ended().code
    show = reverse("progress:progress_show", args=[code])
    assert rate_url(code) in client.get(show).content.decode()
    page = client.get(rate_url(code)).content.decode()
    for grade in Grade:
        assert grade.label in page

    answer = client.post(rate_url(code), {"grade": "5", "words": "很快", "named": "0"})
    assert answer["Location"] == show
    html = client.get(show).content.decode()
    assert "您的评价" in html
    assert rate_url(code) not in html
    client.post(rate_url(code), {"grade": "1", "named": "0"})
    row = Rating.objects.unscoped(reason=WHY).get()
    assert (row.grade, row.state, row.due_on) == (5, "none", None)
    with pytest.raises(NotAllowed, match="只评一次"):
        rate(code=code, grade=3, words="", named=False)


def test_nothing_is_rated_before_it_ends_and_nothing_without_a_grade(
    client: Client, entry: Entry, chair: Actor
) -> None:
    made = apply_to_join(entry=entry, draft=draft(entry), agreed=AGREED)
    show = reverse("progress:progress_show", args=[made.code])
    assert client.get(rate_url(made.code))["Location"] == show
    with pytest.raises(NotAllowed, match="办结后"):
        rate(code=made.code, grade=5, words="", named=False)
    approve_application(application_id=made.pk, by=chair)
    answer = client.post(rate_url(made.code), {"grade": "", "named": "0"})
    assert "请选择一项" in answer.content.decode()
    assert client.post(rate_url(made.code), {"grade": "9", "named": "0"}).status_code == 200
    with pytest.raises(ValueError, match="没有这个查询码"):
        rate(code="ABCD", grade=5, words="", named=False)


def test_a_bad_mark_goes_to_the_unit_with_a_clock_and_the_answer_to_the_evaluator(
    client: Client, ended: Callable[..., JoinApplication], union: Union, login: Login
) -> None:
    code = ended().code
    client.post(rate_url(code), {"grade": "2", "words": "等了很久", "named": "0"})
    row = rating_by(code)
    assert row
    wanted = add_working_days(timezone.localdate(), 15)
    assert (row.state, row.due_on, row.due_provisional) == (
        "open", wanted.due, wanted.provisional,
    )  # fmt: skip
    item = TodoItem.objects.unscoped(reason=WHY).get(subject=f"organizing.rating:{row.pk}")
    assert (item.unit_id, item.role, item.due_on) == (union.unit_id, Role.CHAIR, wanted.due)
    assert (
        "15个工作日" in client.get(reverse("progress:progress_show", args=[code])).content.decode()
    )

    desk = login(union.unit, Role.CHAIR)
    assert "等了很久" in desk.get(item.url).content.decode()
    assert "请写明核实情况" in desk.post(item.url, {"reply": " "}).content.decode()
    desk.post(item.url, {"reply": "已核实，以后两天内审核。"})
    item.refresh_from_db()
    assert item.state == "done"
    html = client.get(reverse("progress:progress_show", args=[code])).content.decode()
    assert "已核实，以后两天内审核。" in html
    assert "已由" in desk.post(item.url, {"reply": "再答一次"}).content.decode()


def test_an_anonymous_mark_leads_nowhere_a_named_one_to_the_matter(
    client: Client, ended: Callable[..., JoinApplication], union: Union, login: Login
) -> None:
    quiet, open_one = ended(102), ended(104)
    client.post(rate_url(quiet.code), {"grade": "1", "words": "不好", "named": "0"})
    client.post(rate_url(open_one.code), {"grade": "4", "named": "1"})
    desk = login(union.unit, Role.CHAIR)

    hidden, shown = rating_by(quiet.code), rating_by(open_one.code)
    assert hidden
    assert shown
    assert (hidden.name, hidden.matter_id) == ("", None)
    assert (shown.name, shown.matter_id) == ("李*梅", open_one.pk)
    page = desk.get(reverse("organizing:rating_detail", args=[hidden.pk])).content.decode()
    assert "匿名" in page
    assert quiet.code not in page
    assert reverse("organizing:application_detail", args=[quiet.pk]) not in page
    assert quiet.code not in repr(hidden.__dict__)
    trace = AuditEvent.objects.get(verb="organizing.rate", target_id=str(hidden.pk))
    assert quiet.code not in repr(trace.__dict__)
    page = desk.get(reverse("organizing:rating_detail", args=[shown.pk])).content.decode()
    assert reverse("organizing:application_detail", args=[open_one.pk]) in page
    assert (
        "不需要答复"
        in desk.post(
            reverse("organizing:rating_detail", args=[shown.pk]), {"reply": "谢谢"}
        ).content.decode()
    )


def test_officers_list_filter_export_and_sum_within_their_scope(
    client: Client, ended: Callable[..., JoinApplication], union: Union, other: Union,
    login: Login, city: Unit,
) -> None:  # fmt: skip
    for sequence, grade in ((102, 5), (104, 3), (106, 1)):
        made = ended(sequence)
        client.post(rate_url(made.code), {"grade": grade, "words": f"词{grade}", "named": "0"})
    desk = login(union.unit, Role.CHAIR)
    url = reverse("organizing:rating_list")

    def words(**wish: Any) -> set[str]:
        html = desk.get(url, wish).content.decode()
        return {word for word in ("词5", "词3", "词1") if word in html}

    assert words() == {"词5", "词3", "词1"}
    assert words(bad="1") == {"词1"}
    assert words(state="open") == {"词1"}
    assert words(q="词3") == {"词3"}
    assert words(grade="5") == {"词5"}
    assert words(late="1") == set()
    assert desk.get(url, {"export": "xlsx"}).getvalue().startswith(b"PK")

    summary = reverse("organizing:rating_summary")
    html = desk.get(summary).content.decode()
    assert "66.7%" in html
    assert "满意率 =" in html
    assert "1999" not in html
    assert "这段时间没有评价" in desk.get(summary, {"until": "1999-12-31"}).content.decode()
    assert desk.get(summary, {"since": "x", "export": "xlsx"}).getvalue().startswith(b"PK")
    today = timezone.localdate()
    for since, until, counted in (
        (today, today, [1, 0, 1, 0, 1]), (None, today - timedelta(days=1), None),
    ):  # fmt: skip
        (unit,) = rated_units(city.scope, since, until) or [None]
        found = unit and [getattr(unit, f"grade_{grade.value}") for grade in Grade]
        assert found == counted
        assert months(city.scope, since, until)[0].total == sum(counted or [])
    whole = months(city.scope, None, None)[0]
    assert (whole.total, whole.share) == (3, Decimal("66.7"))

    stranger = login(other.unit, Role.CHAIR)
    assert "词5" not in stranger.get(url).content.decode()
    row = Rating.objects.unscoped(reason=WHY).first()
    assert row
    detail = reverse("organizing:rating_detail", args=[row.pk])
    assert stranger.get(detail).status_code == 404
    leader = login(city, Role.LEADER)
    assert (
        "由办理单位或其上级"
        in leader.get(reverse("organizing:rating_detail", args=[rating_of(1).pk])).content.decode()
    )


def rating_of(grade: int) -> Rating:
    return Rating.objects.unscoped(reason=WHY).get(grade=grade)


def test_long_words_do_not_fill_the_list(
    ended: Callable[..., JoinApplication], union: Union, login: Callable[..., Client]
) -> None:
    rate(code=ended().code, grade=1, words="慢" * 400, named=False)
    desk, url = login(union.unit, Role.CHAIR), reverse("organizing:rating_list")

    assert "慢" * 59 + "…" in desk.get(url).content.decode()
    assert "慢" * 60 not in desk.get(url).content.decode()


def test_who_may_not_answer_is_told(
    client: Client, ended: Callable[..., JoinApplication], actor: Callable[..., Actor], city: Unit
) -> None:
    rate(code=ended().code, grade=1, words="", named=False)
    with pytest.raises(NotAllowed, match="办理单位或其上级"):
        reply_rating(rating_id=rating_of(1).pk, reply="x", by=actor(city, Role.LEADER))


@given(st.dictionaries(st.sampled_from([g.value for g in Grade]), st.integers(0, 10_000)))
def test_the_share_lies_between_none_and_all(counts: dict[int, int]) -> None:
    found = share(counts)
    good = sum(counts.get(g.value, 0) for g in SATISFIED)

    assert (found is None) == (sum(counts.values()) == 0)
    if found is not None:
        assert 0 <= found <= 100
        assert good > 0 or found == 0
