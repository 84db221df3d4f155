"""Codes, homes and applications as rows: what a loader brings, through the doors people use."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.catchall import set_home
from niangjia.organizing.actions.join_apply import Agreed, AlreadyApplied, apply_to_join
from niangjia.organizing.actions.join_codes import open_code
from niangjia.organizing.models import JoinCode, TownHome
from niangjia.organizing.queries.consents import NEEDED, current_texts
from niangjia.organizing.queries.join_codes import entry_by
from niangjia.organizing.rules.join import Draft, Work

WHY = "已有的不重复启用"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody as the three screens would hold them. ``request`` makes a repeat harmless."""

    request: str
    name: str
    number: str
    phone: str
    employer_name: str = ""
    platforms: tuple[str, ...] = ()
    trade: str = ""
    migrant: bool = False


@transaction.atomic
def open_doors(*, union_id: int, place: str, by: Actor, home_of: int | None = None) -> JoinCode:
    """A printed code of the union, and the union as home of a town; what is there stays."""
    if home_of is not None and not _homes(home_of):
        set_home(unit_id=home_of, union_id=union_id, by=by)
    rows = JoinCode.objects.within(by.scope).filter(union=union_id, revoked_at=None, event=None)
    return rows.first() or open_code(union_id=union_id, by=by, place=place)


def _homes(unit_id: int) -> bool:
    rows = TownHome.objects.unscoped(reason=WHY)
    return rows.filter(unit=unit_id, valid_to=None).exists()


def apply_all(*, code: JoinCode, people: Sequence[Applicant]) -> int:
    """Everybody applies by this code; returns applications now there. Repeats change nothing."""
    entry = entry_by(code.code, timezone.localdate())
    agreed = Agreed({purpose: current_texts()[purpose].number for purpose in NEEDED})
    done = 0
    for one in people:
        work = Work(
            employer_name=one.employer_name, platforms=one.platforms, trade=one.trade,
            relation="none" if one.platforms else "", migrant=one.migrant,
        )  # fmt: skip
        draft = Draft(
            request=one.request, entry=entry.payload, started=0, name=one.name,
            document_kind="1", number=one.number, phone=one.phone,
            sex="1" if int(one.number[16]) % 2 else "2",
            birth_on=f"{one.number[6:10]}-{one.number[10:12]}-{one.number[12:14]}", work=work,
        )  # fmt: skip
        try:
            apply_to_join(entry=entry, draft=draft, agreed=agreed)
        except AlreadyApplied:
            continue
        done += 1
    return done
