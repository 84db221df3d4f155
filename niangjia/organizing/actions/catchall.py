"""兜底建会: homes of towns, and the rule that opens a founding case by itself (ME6).

Members of an employer without a union belong to the home of their town. The moment they are as
many as the law asks for (Trade Union Law, art. 11; dated data), one founding case is opened. When
its union stands they find a transfer to it prepared and say yes or no themselves (``offers``).
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.engine.text import clean_text
from niangjia.kernel.audit.models import record
from niangjia.kernel.locks import hold
from niangjia.kernel.scope.actions import pinyin_initials
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.founding import Opening, write_case
from niangjia.organizing.enums.founding import FoundingOrigin
from niangjia.organizing.enums.members import HELD
from niangjia.organizing.models import (
    Employer,
    FoundingCase,
    Membership,
    TownHome,
    Union,
)
from niangjia.organizing.queries.catchall import (
    TOWNS,
    WHY,
    crowded_employers,
    is_covered,
    members_at,
    open_case_of,
    threshold_for,
    town_for,
)
from niangjia.organizing.queries.memberships import is_living, union_by_id

HOUSE = Actor.system("兜底建会")


@transaction.atomic
def set_home(*, unit_id: int, union_id: int, by: Actor, document_number: str = "") -> TownHome:
    """指定兜底工会：镇街无工会单位的职工和灵活就业人员由它接收；原来的指定同时终止。"""
    town, union = town_for(by.scope, unit_id), union_by_id(union_id)
    if town.kind not in TOWNS:
        raise ValueError("只有镇街、园区和功能区可以指定兜底工会")
    if not (by.has(Role.ORGANISER) and by.scope.covers(union.unit.path)):
        raise NotAllowed("指定兜底工会：只有上级工会的建会专干可以办理")
    if not union.unit.path.startswith(town.path) or not is_living(union.pk):
        raise ValueError("兜底工会应是本镇街正常运行的工会")
    today = timezone.localdate()
    hold(f"organizing.home:{town.pk}")
    rows = TownHome.objects.within(town.scope).filter(unit=town, valid_to__isnull=True)
    current = rows.select_for_update().first()
    if current is not None and current.union_id == union.pk:
        return current
    if current is not None and current.valid_from < today:
        current.valid_to = today
        current.save(update_fields=["valid_to"])
    elif current is not None:
        current.delete()
    made = TownHome.objects.create(
        unit=town, union=union, valid_from=today, document_number=document_number,
        recorded_by=by.name,
    )  # fmt: skip
    record("organizing.home_set", on=made, by=by, union=union.pk, was=current and current.union_id)
    return made


def employer_named(*, name: str, union: Union, by: Actor) -> Employer:
    """The employer an applicant typed: known under this name in the same county, or new.

    Names are compared as the engine compares them, so that brackets and blanks do not make a
    second employer of one.
    """
    place = union.unit.parent or union.unit
    key = clean_text(name)
    hold(f"organizing.employer:{key}")
    rows = Employer.objects.unscoped(reason="同名单位不重复建档").select_related("unit")
    for known in rows.filter(name__startswith=name.strip()[:2], closed_on__isnull=True):
        if clean_text(known.name) == key and known.unit.path[:8] == place.path[:8]:
            return known
    made = Employer.objects.create(
        name=name.strip(), initials=pinyin_initials(name.strip())[:300], unit=place,
        created_by=by.name,
    )  # fmt: skip
    record("organizing.employer_add", on=made, by=by, name=made.name[:60])
    return made


def after_change(*, membership_id: int, step: str) -> None:
    """Called after every change of a membership: perhaps an employer has enough members now."""
    rows = Membership.objects.unscoped(reason=WHY).filter(pk=membership_id, state__in=HELD)
    employer_id = rows.values_list("employer_id", flat=True).first()
    if employer_id is not None:
        tip_over(employer_id=employer_id)


def tip_over(*, employer_id: int, by: Actor = HOUSE) -> FoundingCase | None:
    """应建会：达到人数的单位自动开一件建会事项，只开一件；已有工会或在办的不再开。

    The lock lets one count at a time; the database keeps one open case for an employer besides.
    """
    try:
        return _tip(employer_id, by)
    except (IntegrityError, NotAllowed):  # somebody opened a case by hand in the same moment
        return None


@transaction.atomic
def _tip(employer_id: int, by: Actor) -> FoundingCase | None:
    rows = Employer.objects.unscoped(reason=WHY).select_related("unit")
    employer = rows.get(pk=employer_id)
    if members_at(employer.pk) < threshold_for(employer):
        return None
    hold(f"organizing.tipping:{employer.pk}")
    if is_covered(employer.pk) or open_case_of(employer.pk) is not None:
        return None
    return _open_case(employer, members_at(employer.pk), by)


def _open_case(employer: Employer, members: int, by: Actor) -> FoundingCase:
    opening = Opening(
        unit_id=employer.unit_id, origin=FoundingOrigin.TIPPING,
        origin_ref=f"employer:{employer.pk}", members_expected=members,
    )  # fmt: skip
    case = write_case(unit=employer.unit, employers=[employer], opening=opening, by=by)
    record("organizing.tip_over", on=case, by=by, employer=employer.pk, members=members)
    return case


def sweep() -> int:
    """What a crash between a change and its listener left undone. Returns cases opened."""
    return sum(tip_over(employer_id=pk) is not None for pk in crowded_employers(2))
