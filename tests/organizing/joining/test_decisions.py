"""Deciding applications: the table, batches, the inbox, the window, what becomes of members."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.notifications.models import Message, TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.join_apply import (
    Agreed,
    AlreadyApplied,
    apply_to_join,
    remind_desks,
    subject_of,
    withdraw_application,
)
from niangjia.organizing.actions.join_decide import (
    approve_application,
    approve_many,
    refuse_application,
    return_application,
)
from niangjia.organizing.actions.join_forget import forget_applications
from niangjia.organizing.actions.join_transfers import settle_transfers
from niangjia.organizing.actions.transfers import accept_transfer
from niangjia.organizing.enums.members import ApplicationState
from niangjia.organizing.models import Consent, Employer, JoinApplication, Person, Transfer, Union
from niangjia.organizing.queries.join import NoSuchApplication
from niangjia.organizing.queries.join_codes import Entry
from niangjia.organizing.queries.memberships import membership_on, open_membership
from niangjia.organizing.rules.join import Work
from niangjia.organizing.workflow.join import JOIN_FLOW
from tests.organizing.joining.filling import AGREE, AGREED, PHONE, WHO, WORK, draft, identity

WHY = "测试核对全部"


@pytest.fixture
def applied(entry: Entry) -> Callable[..., JoinApplication]:
    def make(number: str = WHO["number"], **more: Any) -> JoinApplication:
        return apply_to_join(entry=entry, draft=draft(entry, number, **more), agreed=AGREED)

    return make


def items(union: Union) -> list[TodoItem]:
    rows = TodoItem.objects.unscoped(reason=WHY).filter(subject=subject_of(union.pk))
    return list(rows.order_by("pk"))


def test_approval_makes_a_member_from_today(applied: Any, chair: Actor) -> None:
    application = applied()

    done = approve_application(application_id=application.pk, by=chair)

    application.refresh_from_db()
    today = timezone.localdate()
    held = membership_on(done.person.pk, today)
    assert (application.state, application.decided_by) == ("approved", chair.name)
    assert held is not None
    assert (held.state, held.channel, held.valid_from) == ("active", "qr", today)
    assert membership_on(done.person.pk, today.replace(year=today.year - 1)) is None
    consents = Consent.objects.unscoped(reason=WHY).filter(person=done.person)
    assert consents.count() == 1
    message = Message.objects.unscoped(reason=WHY).get()
    assert "已获批准" in message.text


def test_the_inbox_has_one_item_that_goes_with_the_last_application(
    applied: Any, chair: Actor, union: Union
) -> None:
    first, second = applied(), applied(identity(104))
    (item,) = items(union)
    assert (item.unit_id, item.role, item.due_on) == (union.unit_id, Role.CHAIR, first.due_on)

    approve_application(application_id=first.pk, by=chair)
    assert items(union)[0].state == "open"
    refuse_application(application_id=second.pk, reason="不在本单位工作", by=chair)

    assert items(union)[0].state == "done"


def test_without_a_chair_the_organiser_above_decides(
    applied: Any, union: Union, chair: Actor, town: Unit, actor: Callable[..., Actor]
) -> None:
    organiser = actor(town, Role.ORGANISER)
    posts = union.unit.posts.unscoped(reason=WHY)
    posts.update(valid_to=timezone.localdate())

    applied()

    (item,) = items(union)
    assert (item.unit_id, item.role) == (town.pk, Role.ORGANISER)
    assert organiser.has(Role.ORGANISER)


def test_a_chore_finds_what_has_no_item(applied: Any, union: Union) -> None:
    applied()
    TodoItem.objects.unscoped(reason=WHY).update(state="done", done_at=timezone.now())

    assert remind_desks() == 1

    assert [i.state for i in items(union)] == ["done", "open"]


def test_a_returned_application_is_put_right_without_typing_it_again(
    entry: Entry, applied: Any, chair: Actor
) -> None:
    application = applied()
    return_application(application_id=application.pk, reason="请写单位全称", by=chair)
    application.refresh_from_db()
    assert (application.state, application.reason) == ("returned", "请写单位全称")

    again = draft(entry, amends=application.pk, work=Work(employer_name="淄博马尚小吃有限公司"))
    done = apply_to_join(entry=entry, draft=again, agreed=AGREED)

    assert done.pk == application.pk
    assert (done.state, done.employer_name, done.reason) == ("applied", "淄博马尚小吃有限公司", "")
    same = apply_to_join(entry=entry, draft=again, agreed=AGREED)  # sent twice
    assert same.pk == done.pk


def test_putting_right_cannot_change_whose_it_is(entry: Entry, applied: Any) -> None:
    application = applied()

    with pytest.raises(ValueError, match="不能更换证件号码"):
        apply_to_join(
            entry=entry, draft=draft(entry, identity(106), amends=application.pk), agreed=AGREED
        )


def test_a_reason_is_needed_and_the_table_decides(applied: Any, chair: Actor) -> None:
    application = applied()
    with pytest.raises(ValueError, match="请写明原因"):
        return_application(application_id=application.pk, reason=" ", by=chair)
    withdraw_application(application=application)

    with pytest.raises(NotAllowed, match="已撤回"):
        approve_application(application_id=application.pk, by=chair)


def test_every_state_and_role_follows_the_table() -> None:
    for state in ApplicationState.values:
        for role in (*Role.values, "applicant"):
            names = {s.name for s in JOIN_FLOW.open_to(state, {role})}
            staff = role in {"chair", "organiser", "window"}
            assert ("approve" in names) == (staff and state == "applied")
            assert ("return" in names) == (staff and state == "applied")
            assert ("withdraw" in names) == (
                (staff or role == "applicant") and state in {"applied", "returned"}
            )


def test_another_union_cannot_see_or_decide(applied: Any, other_chair: Actor) -> None:
    with pytest.raises(NoSuchApplication):
        approve_application(application_id=applied().pk, by=other_chair)


def test_one_open_application_for_a_number_in_the_whole_federation(
    applied: Any, other: Union
) -> None:
    applied()
    elsewhere = Entry(f"u{other.pk}", other, other.unit.name)

    with pytest.raises(AlreadyApplied):
        apply_to_join(entry=elsewhere, draft=draft(elsewhere), agreed=AGREED)


def test_an_application_of_a_member_elsewhere_becomes_a_transfer(
    applied: Any, chair: Actor, member: Callable[..., Person], other: Union, other_chair: Actor
) -> None:
    person = member(number=WHO["number"], name=WHO["name"], into=other, by=other_chair)
    application = applied()

    approve_application(application_id=application.pk, by=chair)

    application.refresh_from_db()
    assert application.state == "to_transfer"
    assert application.transfer is not None
    assert application.transfer.to_union_id == application.union_id
    held = open_membership(person.pk)
    assert held is not None
    assert held.union_id == other.pk  # until that union lets go


def test_a_batch_tells_what_could_not_be_done(applied: Any, chair: Actor, member: Any) -> None:
    member(number=identity(108), name="别人")
    good, bad = applied(), applied(identity(108))

    done = approve_many(application_ids=[good.pk, bad.pk], by=chair)

    assert (done.joined, list(done.refused)) == (1, [bad.pk])
    assert "另一姓名" in done.refused[bad.pk]


def test_the_same_employer_typed_twice_is_one(applied: Any, chair: Actor) -> None:
    for sequence, name in ((110, "淄博（马尚）小吃店"), (112, "淄博(马尚)小吃店 ")):
        made = applied(identity(sequence), work=Work(employer_name=name))
        approve_application(application_id=made.pk, by=chair)

    assert Employer.objects.unscoped(reason=WHY).count() == 1


def test_an_outdated_text_must_be_read_again(entry: Entry) -> None:
    with pytest.raises(ValueError, match="刚刚更新"):
        apply_to_join(entry=entry, draft=draft(entry), agreed=Agreed({"membership": 7}))


def window_form(union: Union, **more: Any) -> dict[str, Any]:
    return {**WHO, **WORK, **AGREE, "union": union.pk, "signed": "on", **more}


def test_assisted_entry_names_both_in_the_history(
    union: Union, town: Unit, login: Callable[..., Client]
) -> None:
    """ME11: the clerk acts for the worker, consent recorded, 代办 in the history."""
    window = login(town, Role.WINDOW)
    url = reverse("organizing:application_new")
    assert "工会" in window.get(url).content.decode()
    assert window.get(url, {"union": union.pk}).status_code == 200

    answer = window.post(url, window_form(union))

    made = JoinApplication.objects.unscoped(reason=WHY).get()
    page = window.get(answer["Location"]).content.decode()
    assert made.channel == "window"
    assert made.acted_for.startswith(town.name)
    assert f"代{made.name}" in page
    assert made.acted_for in page
    consent = Consent.objects.unscoped(reason=WHY).get()
    assert consent.recorded_by in made.acted_for


def test_the_window_needs_the_signature(
    union: Union, town: Unit, login: Callable[..., Client]
) -> None:
    window = login(town, Role.WINDOW)

    answer = window.post(reverse("organizing:application_new"), window_form(union, signed=""))

    assert "没有本人签字不能代办" in answer.content.decode()
    assert JoinApplication.objects.unscoped(reason=WHY).count() == 0


def test_the_desk_lists_masked_numbers_and_a_look_leaves_its_purpose(
    applied: Any, union: Union, login: Callable[..., Client]
) -> None:
    application = applied()
    desk = login(union.unit, Role.CHAIR)
    for url in (
        reverse("organizing:application_list"),
        reverse("organizing:application_detail", args=[application.pk]),
    ):
        text = desk.get(url).content.decode()
        assert "138****5678" in text
        assert PHONE not in text
        assert WHO["number"] not in text
    look = reverse("organizing:application_reveal", args=[application.pk])
    assert "请" in desk.post(look, {"purpose": ""}).content.decode()

    shown = desk.post(look, {"purpose": "核对单位"}).content.decode()

    assert WHO["number"] in shown
    event = AuditEvent.objects.get(verb="organizing.join_reveal")
    assert event.changes["purpose"] == "核对单位"


def test_the_desk_approves_in_a_batch_and_returns_with_one_reason(
    applied: Any, union: Union, login: Callable[..., Client]
) -> None:
    numbers = [applied(identity(s)).pk for s in (114, 116, 118)]
    desk, url = login(union.unit, Role.CHAIR), reverse("organizing:application_many")

    asked = desk.post(f"{url}?deed=return", {"row": numbers[:1]})
    assert "批量退回 1 件" in asked.content.decode()
    desk.post(f"{url}?deed=return", {"row": numbers[:1], "reason": "缺单位全称"})
    desk.post(f"{url}?deed=approve", {"row": numbers})

    states = JoinApplication.objects.unscoped(reason=WHY).order_by("pk")
    assert [a.state for a in states] == ["returned", "approved", "approved"]


def test_the_applicant_follows_amends_and_withdraws_with_the_phone(
    applied: Any, chair: Actor, client: Client, phone: Any, progress: Callable[[str], str]
) -> None:
    application = applied()
    return_application(application_id=application.pk, reason="请写单位全称", by=chair)
    url = progress(application.code)
    assert "请写单位全称" in client.get(url).content.decode()
    assert "没有这个查询码" in client.get(progress("A" * 16)).content.decode()
    wrong = client.post(url, {"step": "withdraw", "code": "000000"})
    assert "验证码不对" in wrong.content.decode()

    client.post(url, {"send": "1"})
    page = client.post(url, {"step": "amend", "code": phone.code(), "name": "李小梅"})

    form = {**WORK, "step": "work", "draft": page.context["draft"]}
    page = client.post(page.context["action"], form)
    client.post(
        page.context["action"], {**AGREE, "step": "consents", "draft": page.context["draft"]}
    )
    application.refresh_from_db()
    assert (application.state, application.name) == ("applied", "李小梅")


def test_who_puts_right_finds_what_was_agreed_and_stated(
    entry: Entry, chair: Actor, client: Client, phone: Any, progress: Callable[[str], str]
) -> None:
    """补正：不用从头填; the plate and the consent to it are still there."""
    agreed = Agreed({"membership": 1, "sensitive": 1}, plate="鲁C12345")
    application = apply_to_join(entry=entry, draft=draft(entry), agreed=agreed)
    return_application(application_id=application.pk, reason="请写单位全称", by=chair)
    url = progress(application.code)
    client.post(url, {"send": "1"})
    page = client.post(url, {"step": "amend", "code": phone.code()})
    assert "?fresh=1" not in page.content.decode()  # the number stays
    form = {**WORK, "step": "work", "draft": page.context["draft"]}

    form = client.post(page.context["action"], form).context["form"]

    assert (form["agree_membership"].value(), form["agree_sensitive"].value()) == (True, True)
    assert form["plate"].value() == "鲁C12345"
    assert not form["agree_publish"].value()


def test_numbers_are_looked_up_without_standing_in_an_address(
    applied: Any, union: Union, other: Union, login: Callable[..., Client]
) -> None:
    application = applied()
    desk, listing = login(union.unit, Role.CHAIR), reverse("organizing:application_list")
    for text in (PHONE, WHO["number"]):
        answer = desk.get(listing, {"q": text}, follow=True)
        assert "精确查找" in answer.content.decode()
        assert answer.redirect_chain == [(listing, 302)]
    by_code = desk.get(listing, {"q": application.code}).content.decode()
    page = reverse("organizing:application_detail", args=[application.pk])
    assert page in by_code

    find = reverse("organizing:application_find")
    for text in (PHONE, "138 1234 5678", WHO["number"]):
        assert desk.post(find, {"number": text})["Location"] == page
    stranger = login(other.unit, Role.CHAIR)
    assert stranger.post(find, {"number": PHONE})["Location"] == listing


def test_both_desks_are_told_of_a_transfer_until_it_is_over(
    applied: Any, chair: Actor, member: Callable[..., Person], other: Union, other_chair: Actor
) -> None:
    member(number=WHO["number"], name=WHO["name"], into=other, by=other_chair)
    approve_application(application_id=applied().pk, by=chair)
    told = TodoItem.objects.unscoped(reason=WHY).filter(kind="organizing.transfer")
    rows = told.exclude(outcome="提出转接")  # what the proposer has under 已办
    assert [i.unit_id for i in rows] == [other.unit_id]  # the union entered has agreed already
    assert settle_transfers() == 0

    accept_transfer(transfer_id=Transfer.objects.unscoped(reason=WHY).get().pk, by=other_chair)

    assert rows.get().outcome == "已转入"  # settled with the deed; the chore finds nothing
    assert settle_transfers() == 0


def test_what_came_to_nothing_is_forgotten_after_a_year(applied: Any, chair: Actor) -> None:
    kept, gone = applied(), applied(identity(122))
    refuse_application(application_id=gone.pk, reason="不在本单位工作", by=chair)

    assert forget_applications(timezone.now() + timedelta(days=364)) == 0
    assert forget_applications(timezone.now() + timedelta(days=366)) == 1

    left = JoinApplication.objects.unscoped(reason=WHY)
    assert [a.pk for a in left] == [kept.pk]
    assert Consent.objects.unscoped(reason=WHY).count() == 1
