"""One table for all (X1): every working area writes into it, and a deputy acts in both names."""

import ast
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from niangjia.kernel.accounts.deputies import appoint_deputy
from niangjia.kernel.accounts.models import Account
from niangjia.kernel.accounts.queries import actor_for
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.notifications.actions import tell_all
from niangjia.kernel.notifications.countersigns import Question, ask_countersign
from niangjia.kernel.notifications.kinds import kind_of, kinds
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.notifications.queries import open_items
from niangjia.kernel.notifications.signers import signers
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.matching import models as matching
from niangjia.matching.actions import review_items, tasks
from niangjia.matching.enums import TaskState, Zone
from niangjia.organizing import models as organizing
from niangjia.organizing.actions import (
    ceremony,
    founding_steps,
    join_apply,
    own_data,
    periods_forms,
    ratings,
    transfers_desk,
    watch,
)
from niangjia.organizing.actions.periods import approve_table, lock_table
from tests.house.ours import python_files
from tests.house.rows import make_row
from tests.organizing.joining.samples import a_rating

HOUSE = Actor.system("测试")
WHY = "测试"
NAMES = {"TODO", "REVIEW", "AUDIT", "KIND"}
OF_WATCH = {"TERM", "CERTIFICATE", "SHELL"}
AREAS = {
    "任务清单", "候选复核", "质量抽查", "建会", "入会", "转接", "集中入会", "报表上报", "会员资料",
    "工会登记", "会签", "好差评",
}  # fmt: skip
PEOPLE = (Role.CLERK, Role.ORGANISER, Role.REGISTRAR, Role.CHAIR, Role.LEADER)


def test_every_working_area_is_registered() -> None:
    assert {kind.area for kind in kinds()} == AREAS


def _written() -> Iterator[str]:
    """Every constant by which an action names the kind of an item: ``TODO`` and the like."""
    for path in python_files():
        if "actions" not in path.parts and path.name != "gate.py":
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign):
                names = OF_WATCH if path.name == "watch.py" else NAMES
                yield from _named(node.targets[0], node.value, names)


def _named(target: ast.expr, value: ast.expr, names: set[str]) -> Iterator[str]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _named(one, other, names)
    elif getattr(target, "id", "") in names and isinstance(getattr(value, "value", None), str):
        yield value.value  # type: ignore[attr-defined]


def test_no_module_writes_a_kind_the_inbox_does_not_know() -> None:
    assert {kind.code for kind in kinds()} == set(_written())


@pytest.fixture
def desk(east: Unit, make_account: Callable[..., Account]) -> dict[Role, Account]:
    """One person for each role at the county."""
    return {role: make_account(east, role) for role in PEOPLE}


@pytest.fixture
def written(desk: dict[Role, Account], east: Unit) -> Actor:
    """Each area's own teller writes what waits at the county; the house has done it."""
    by = Actor.system("测试", [east.path])
    task = make_row(
        matching.Task, east, state=TaskState.ASSIGNED, owner=desk[Role.ORGANISER],
        due_on=timezone.localdate(),
    )  # fmt: skip
    tasks.tell_owner(task, by, "列入任务清单")
    make_row(matching.Link, east, zone=Zone.REVIEW)
    review_items.tell_reviews(by=by)
    review_items.tell_sample(make_row(matching.AuditItem, east).sample, by)
    founding_steps.tell_next(make_row(organizing.FoundingCase, east, state="applied"), by)
    union = make_row(organizing.Union, east)
    join_apply.tell_desk(union_id=union.pk, path=east.path, due=None, by=by)
    transfers_desk.tell_desks(transfer=make_row(organizing.Transfer, east), by=by)
    ceremony.tell_event(make_row(organizing.JoinEvent, east, union=union), by)
    form = make_row(organizing.PeriodForm, east, keys=["members"])
    table = make_row(organizing.PeriodTable, east, form=form)
    tell_all([periods_forms.notice_of(table, east.pk)], by=by)
    person = make_row(organizing.Person, east, path=east.path)
    own_data.ask_deletion(person_id=person.pk, text="请删除", by=by)
    ratings._tell(
        a_rating(east), SimpleNamespace(matter="join", path=east.path, unit_id=east.pk), by
    )
    tell_all(watch._both("term:1", 0, watch.TERM, union, timezone.localdate()), by=by)
    return by


def test_each_area_appears_in_the_one_table_and_on_the_page(
    written: Actor, desk: dict[Role, Account]
) -> None:
    seen, shown = set(), set()
    for account in desk.values():
        seen |= {kind_of(item.kind).area for item in open_items(actor_for(account, None))}
        client = Client()
        client.force_login(account, "django.contrib.auth.backends.ModelBackend")
        page = client.get("/inbox/").content.decode()
        shown |= {
            area for area in AREAS if f'data-label="工作" class="is-text">{area}</td>' in page
        }

    assert seen == shown == AREAS - {"会签"}


def test_whoever_may_be_asked_opens_the_page_of_the_matter(
    written: Actor, desk: dict[Role, Account]
) -> None:
    """会签 gives no right: each colleague offered reads the matter by the own post."""
    asked = 0
    for account in desk.values():
        actor = actor_for(account, None)
        for item in open_items(actor):
            for one in signers(actor, item):
                client = Client()
                client.force_login(
                    Account.objects.get(pk=one.account_id),
                    "django.contrib.auth.backends.ModelBackend",
                )
                assert client.get(item.url).status_code == 200, (item.kind, one.label)
                asked += 1
    assert asked > 20


def test_a_question_stands_in_the_same_table(written: Actor, desk: dict[Role, Account]) -> None:
    asker = actor_for(desk[Role.ORGANISER], None)
    item = next(i for i in open_items(asker) if i.kind == tasks.TODO)
    one = signers(asker, item)[0]
    question = Question("同意吗？", timezone.localdate())

    ask_countersign(item_id=item.pk, post_ids=[one.post_id], question=question, by=asker)

    waiting = open_items(actor_for(Account.objects.get(pk=one.account_id), None))
    assert "会签" in {kind_of(i.kind).area for i in waiting}


def test_a_deputys_act_is_written_in_both_names(
    city: Unit, east: Unit, town: Unit, desk: dict[Role, Account]
) -> None:
    absent, deputy = desk[Role.ORGANISER], desk[Role.LEADER]
    chief, today = actor_for(absent, None), timezone.localdate()
    form = make_row(organizing.PeriodForm, east, keys=["members"])
    table = make_row(organizing.PeriodTable, town, form=form, state="reported")
    tell_all([periods_forms.notice_of(table, east.pk)], by=HOUSE)
    assert chief.post_id is not None
    post = appoint_deputy(
        post_id=chief.post_id, account_id=deputy.pk, begins=today, ends=today, by=chief
    )
    acting = actor_for(deputy, post.pk)
    assert [item.subject for item in open_items(acting)] == [f"organizing.period:{table.pk}"]

    lock_table(table_id=approve_table(table_id=table.pk, by=acting).pk, by=acting)

    both = f"{deputy.name}（代{absent.name}）"
    steps = organizing.PeriodStep.objects.unscoped(reason=WHY).filter(table=table)
    assert {step.by_name for step in steps} == {both}
    done = AuditEvent.objects.filter(
        verb__in=["organizing.period_approve", "organizing.period_lock"]
    )
    assert [event.actor for event in done] == [both, both]
    assert TodoItem.objects.unscoped(reason=WHY).get().done_by == both
