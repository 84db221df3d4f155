"""Reads of applications: what is open, whose it is, who decides, and by when."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from time import monotonic

from django.db.models import Count, Min, Q
from django.utils import timezone

from niangjia.engine.identity import clean_number
from niangjia.engine.persons import check_mobile
from niangjia.kernel.accounts.models import Post
from niangjia.kernel.accounts.queries import today_held
from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.clocks.rules import DayKind, Deadline
from niangjia.kernel.crypto import blind_index, blind_indexes
from niangjia.kernel.notifications.enums import TodoState
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import ScopedQuerySet
from niangjia.kernel.scope.queries import prefixes
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.members import HELD, ApplicationState
from niangjia.organizing.models import (
    Coverage,
    Employer,
    JoinApplication,
    Person,
    Union,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.memberships import open_membership
from niangjia.organizing.queries.parameters import parameters_for
from niangjia.organizing.queries.prefill import former_with
from niangjia.organizing.workflow.join import OPEN as OPEN_STATES

FEDERATION = "一个证件号码在全市只有一件在办申请、一条会籍"
EMPLOYERS_SHOWN = 40
DATA = Path(__file__).resolve().parent.parent / "data"
KEEP = 30  # seconds a deadline is kept: rules may change on a page at any time


class NoSuchApplication(Absent):
    """Absent, or of another union."""


class Standing(StrEnum):
    """What the person at the phone is, as far as the verified phone may learn it."""

    NEW = "new"
    HERE = "here"
    ELSEWHERE = "elsewhere"
    FORMER = "former"  # was a member, is on file, comes back
    WAITING = "waiting"  # the own application is open
    TAKEN = "taken"  # somebody's application is open under this number, from another phone


@dataclass(frozen=True, slots=True)
class Known:
    standing: Standing
    person: Person | None = None
    application: JoinApplication | None = None


def known_of(number: str, phone: str, union_id: int) -> Known:
    """What may be said to somebody who has proved the phone: two or three queries.

    That a number is a member's is told only to the phone the register has for it.
    """
    application = open_application(number)
    if application is not None:
        same = application.phone_index in blind_indexes(phone, "phone")
        return Known(Standing.WAITING if same else Standing.TAKEN, None, application)
    person = member_of(number, phone)
    if person is None:
        former = former_with(number, phone)
        return Known(Standing.FORMER, former) if former else Known(Standing.NEW)
    current = open_membership(person.pk)
    here = current is not None and current.union_id == union_id
    return Known(Standing.HERE if here else Standing.ELSEWHERE, person)


def open_application(number: str) -> JoinApplication | None:
    rows = JoinApplication.objects.unscoped(reason=FEDERATION).select_related("union__unit")
    indexes = blind_indexes(number, "identity")
    return rows.filter(number_index__in=indexes, state__in=OPEN_STATES).first()


def member_of(number: str, phone: str) -> Person | None:
    """The member of this number, if the register has this very phone for them."""
    rows = Person.objects.unscoped(reason=FEDERATION).select_related("unit")
    return rows.filter(
        number_index__in=blind_indexes(number, "identity"),
        phone_index__in=blind_indexes(phone, "phone"),
        state__in=HELD,
    ).first()


def by_request(request_id: str) -> JoinApplication | None:
    """What the same sending wrote before."""
    rows = JoinApplication.objects.unscoped(reason="提交编号由本页生成")
    return rows.filter(request_id=request_id).first()


def application_by_code(code: str) -> JoinApplication | None:
    """For the applicant's progress page; the code itself is the key."""
    rows = JoinApplication.objects.unscoped(reason="凭查询码查看本人申请")
    found = rows.select_related("union__unit", "transfer__from_union__unit", "event", "join_code")
    return found.filter(code=code).first()


def applications_in(scope: Scope) -> ScopedQuerySet[JoinApplication]:
    rows = JoinApplication.objects.within(scope)
    return rows.select_related("union__unit", "employer", "event")


def application_for(scope: Scope, application_id: int, *, lock: bool = False) -> JoinApplication:
    rows = applications_in(scope).filter(pk=application_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchApplication(application_id)
    return found


def application_with(scope: Scope, text: str) -> JoinApplication | None:
    """The newest in scope under this whole identity number or phone."""
    number, phone = clean_number(text), check_mobile(text)
    wanted = Q(number_index__in=blind_indexes(number, "identity"))
    if phone.ok:
        wanted |= Q(phone_index__in=blind_indexes(phone.value, "phone"))
    return applications_in(scope).filter(wanted).order_by("-pk").first()


def waiting_unions(unions: Sequence[int] | None = None) -> list[Union]:
    """Unions with an application that waits for a decision."""
    rows = Union.objects.unscoped(reason="为各工会更新待办").filter(
        applications__state=ApplicationState.APPLIED
    )
    found = rows.filter(pk__in=unions) if unions is not None else rows
    return list(found.select_related("unit").distinct())


def still_waiting(union_id: int) -> tuple[int, date | None]:
    """How many applications wait at a union, and the earliest due day."""
    rows = JoinApplication.objects.unscoped(reason="本工会待审申请")
    waiting = rows.filter(union_id=union_id, state=ApplicationState.APPLIED)
    found = waiting.aggregate(n=Count("pk"), due=Min("due_on"))
    return found["n"], found["due"]


def has_todo(subject: str) -> bool:
    rows = TodoItem.objects.unscoped(reason="同一对象的待办只保留一条")
    return rows.filter(subject=subject, state=TodoState.OPEN).exists()


def desk_of(path: str) -> tuple[int, str] | None:
    """(unit, role) of whoever decides for the union at ``path``: its chair, or the nearest
    organiser or window above; ``None`` if nobody holds such a post."""
    rows = Post.objects.unscoped(reason="由谁审核：本会主席，或上级建会专干").filter(
        today_held(), unit__path__in=prefixes(path), account__is_active=True,
        role__in=[Role.CHAIR, Role.ORGANISER, Role.WINDOW],
    ).values_list("unit__path", "unit_id", "role")  # fmt: skip
    order = [Role.CHAIR, Role.ORGANISER, Role.WINDOW]
    ranked = sorted(rows, key=lambda row: (-len(row[0]), order.index(Role(row[2]))))
    return (ranked[0][1], ranked[0][2]) if ranked else None


def term_for(path: str, code: str) -> Deadline:
    """The deadline of a clock that starts today; read anew every half minute."""
    return _term(path, code, timezone.localdate(), int(monotonic() / KEEP))


@lru_cache(maxsize=4096)
def _term(path: str, code: str, today: date, _: int) -> Deadline:
    days = parameters_for(path, today)[code]
    return current_calendar().add(today, days.number, DayKind(days.measure))


def employers_of(union_id: int) -> list[Employer]:
    """Employers the union covers today, for a choice; too many are typed instead."""
    rows = Coverage.objects.unscoped(reason="入会人选择本会覆盖的单位").filter(
        OPEN, union_id=union_id, employer__closed_on__isnull=True
    )
    found = rows.select_related("employer").order_by("employer__name")[: EMPLOYERS_SHOWN + 1]
    return [row.employer for row in found]


def index_of(number: str) -> str:
    return blind_index(number, "identity")


@cache
def platforms() -> tuple[tuple[str, str], ...]:
    """(platform, usual trade): what people name most; any other may be typed."""
    with (DATA / "platforms.csv").open(encoding="utf-8", newline="") as lines:
        return tuple((row["name"], row["trade"]) for row in csv.DictReader(lines))
