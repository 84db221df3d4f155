"""What a member sees of the own: session, union, history, requests, and who looked."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.audit.texts import name_of
from niangjia.kernel.crypto import blind_indexes
from niangjia.kernel.scope.actor import Actor, Scope
from niangjia.kernel.scope.models import ScopedQuerySet
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.members import HELD
from niangjia.organizing.enums.unions import OfficerTitle
from niangjia.organizing.models import (
    DataRequest,
    JoinApplication,
    MemberLogin,
    MemberSession,
    Officer,
    Person,
    Term,
    UnionVersion,
    WorkRelation,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.policies.memberships import as_member

WHY = "本人的会话，密钥只在本人手机上"
OWN = "会员本人看自己的资料"
LOOKED = 200
LOOKS = ("look", "reveal", "unmask", "read", "open", "export", "view")
"""Words in the names of deeds by which somebody came to see personal data."""


class NoSuchRequest(Absent):
    """Absent, or of a member elsewhere."""


@dataclass(frozen=True, slots=True)
class Member:
    """Who is at the phone. ``actor`` acts as the member, for nobody else."""

    person: Person
    actor: Actor
    session: MemberSession

    @property
    def is_held(self) -> bool:
        return self.person.state in HELD


@dataclass(frozen=True, slots=True)
class OwnUnion:
    """What the register publishes of the member's union."""

    name: str
    address: str
    phone: str
    superior: str
    term: Term | None
    chair: str


@dataclass(frozen=True, slots=True)
class Look:
    """One line of 谁看过我."""

    at: datetime
    who: str
    unit: str
    what: str
    fields: str
    purpose: str
    own: bool


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def member_by_key(key: str, now: datetime | None = None) -> Member | None:
    """The member whose phone holds this key; one query."""
    moment = now or timezone.now()
    rows = MemberSession.objects.unscoped(reason=WHY).select_related("person__unit")
    session = rows.filter(
        key_digest=digest_of(key), ended_at__isnull=True, expires_at__gt=moment
    ).first()
    if session is None:
        return None
    return Member(session.person, as_member(session.person, session.account), session)


def people_with(phone: str) -> list[Person]:
    """Members and former members with this phone; a family may share one."""
    rows = Person.objects.unscoped(reason="凭验证过的手机号登录").select_related("unit")
    found = rows.filter(phone_index__in=blind_indexes(phone, "phone")).exclude(state="")
    return list(found[:20])


def login_of(person_id: int) -> MemberLogin | None:
    rows = MemberLogin.objects.unscoped(reason="账号与本人一一对应").select_related("account")
    return rows.filter(person_id=person_id).first()


def open_sessions_of(person_id: int) -> list[MemberSession]:
    rows = MemberSession.objects.unscoped(reason=OWN)
    return list(
        rows.filter(person_id=person_id, ended_at__isnull=True, expires_at__gt=timezone.now())
    )


def own_union(person: Person, today: date) -> OwnUnion | None:
    """The union of the open membership as it is published."""
    rows = UnionVersion.objects.unscoped(reason="本会公开信息").select_related("superior")
    version = rows.filter(OPEN, union__unit_id=person.unit_id).first()
    if version is None:
        return None
    terms = Term.objects.unscoped(reason="本会公开信息").filter(union_id=version.union_id)
    term = terms.filter(elected_on__lte=today, ended_on__isnull=True).first()
    chairs = Officer.objects.unscoped(reason="主席姓名按亮身份要求公开")
    chair = chairs.filter(
        committee__term=term, title=OfficerTitle.CHAIR, valid_to__isnull=True
    ).first()
    return OwnUnion(
        version.name, version.address, version.phone,
        version.superior.name if version.superior else "", term, chair.name if chair else "",
    )  # fmt: skip


def work_of(person_id: int) -> list[WorkRelation]:
    rows = WorkRelation.objects.unscoped(reason=OWN).select_related("employer")
    return list(rows.filter(person_id=person_id, valid_to__isnull=True).order_by("pk"))


def requests_of(person_id: int) -> list[DataRequest]:
    rows = DataRequest.objects.unscoped(reason=OWN)
    return list(rows.filter(person_id=person_id).order_by("-asked_at"))


def requests_in(scope: Scope) -> ScopedQuerySet[DataRequest]:
    return DataRequest.objects.within(scope).select_related("person__unit")


def request_for(scope: Scope, request_id: int, *, lock: bool = False) -> DataRequest:
    rows = requests_in(scope).filter(pk=request_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchRequest(request_id)
    return found


def looks_at(person_id: int) -> list[Look]:
    """Who came to see what of a person, newest first: straight from the audit trail.

    The trail cannot be changed, so neither can this list; who looked is named with the unit.
    """
    rows = JoinApplication.objects.unscoped(reason=OWN).filter(person_id=person_id)
    applications = [str(pk) for pk in rows.values_list("pk", flat=True)]
    mine = Q(target_type="organizing.person", target_id=str(person_id))
    mine |= Q(target_type="organizing.joinapplication", target_id__in=applications)
    seen = Q()
    for word in LOOKS:
        seen |= Q(verb__contains=word)
    events = AuditEvent.objects.filter(mine, seen).order_by("-pk")[:LOOKED]
    own = {login.account_id} if (login := login_of(person_id)) else set()
    return [_look(event, own) for event in events]


def _look(event: AuditEvent, own: set[int]) -> Look:
    told: dict[str, Any] = event.changes
    fields = told.get("fields") or told.get("field") or ""
    labels = fields if isinstance(fields, list) else [fields]
    named = "、".join(_label(str(name)) for name in labels if name)
    purpose = str(told.get("purpose") or told.get("why") or "")
    return Look(
        event.at, event.actor, event.actor_unit, name_of(event.verb), named, purpose,
        event.actor_id in own,
    )  # fmt: skip


def _label(name: str) -> str:
    known = {f.name: str(f.verbose_name) for f in Person._meta.concrete_fields}
    return known.get(name, name)
