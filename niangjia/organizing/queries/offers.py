"""Who is due a transfer without asking, and what was prepared for whom (X6)."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.enums.founding import FoundingOrigin
from niangjia.organizing.enums.members import MembershipState
from niangjia.organizing.enums.services import OfferState
from niangjia.organizing.enums.unions import BASICS, UnionState
from niangjia.organizing.models import (
    Coverage,
    FoundingEmployer,
    Membership,
    Offer,
    TownHome,
    Transfer,
    UnionVersion,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.transfers import OPEN_STATES

WHY = "单位的工会和会员所在的兜底工会是两家，按全市比对"
OWN = "为本人备好的事项"
AT_ONCE = 500


class NoSuchOffer(Absent):
    """Absent, or somebody else's."""


def _due() -> QuerySet[Coverage]:
    """Coverages by a normal union of the employer's own."""
    own = UnionVersion.objects.unscoped(reason=WHY).filter(
        OPEN, union=OuterRef("union"), kind__in=BASICS, state=UnionState.NORMAL
    )
    return Coverage.objects.unscoped(reason=WHY).filter(OPEN, Exists(own))


def _asked_after() -> Q:
    """Members of catch-all unions, and of employers whose number opened a founding (ME6); as two
    short lists, each of which has its index."""
    homes = TownHome.objects.unscoped(reason=WHY).values_list("union_id", flat=True)
    tipped = FoundingEmployer.objects.unscoped(reason=WHY).filter(
        case__origin=FoundingOrigin.TIPPING
    )
    employers = tipped.values_list("employer_id", flat=True)
    return Q(union__in=list(homes)) | Q(employer__in=list(employers))


def members_due() -> list[tuple[int, int, int]]:
    """(person, employer, union): members of a catch-all union whose employer has a union of its
    own, and members anywhere whose number had that union founded; nobody with a transfer under
    way or asked before. Three queries."""
    covered = _due().filter(employer=OuterRef("employer")).exclude(union=OuterRef("union"))
    asked = Offer.objects.unscoped(reason=WHY).filter(
        person=OuterRef("person"), union=OuterRef("target")
    )
    moving = Transfer.objects.unscoped(reason=WHY).filter(
        Q(state__in=OPEN_STATES) | Q(to_union=OuterRef("target")), person=OuterRef("person")
    )
    rows = Membership.objects.unscoped(reason=WHY).filter(
        OPEN, _asked_after(), state=MembershipState.ACTIVE, employer__isnull=False
    )
    found = rows.annotate(target=covered.values("union")[:1]).filter(target__isnull=False)
    found = found.filter(~Exists(asked), ~Exists(moving)).order_by("person_id")
    return list(found.values_list("person_id", "employer_id", "target")[:AT_ONCE])


def _holds() -> Q:
    """Still: the same employer, its union, and the member elsewhere without a transfer."""
    member = Membership.objects.unscoped(reason=WHY).filter(
        OPEN, person=OuterRef("person"), employer=OuterRef("employer"),
        state=MembershipState.ACTIVE,
    )  # fmt: skip
    covered = _due().filter(employer=OuterRef("employer"), union=OuterRef("union"))
    moving = Transfer.objects.unscoped(reason=WHY).filter(
        person=OuterRef("person"), state__in=OPEN_STATES
    )
    elsewhere = member.exclude(union=OuterRef("union"))
    return Q(Exists(elsewhere)) & Q(Exists(covered)) & ~Q(Exists(moving))


def is_due(offer: Offer) -> bool:
    return Offer.objects.unscoped(reason=OWN).filter(_holds(), pk=offer.pk).exists()


def prepared() -> QuerySet[Offer]:
    rows = Offer.objects.unscoped(reason=WHY).filter(state=OfferState.PREPARED)
    return rows.select_related("person__unit", "union__unit", "employer")


def overtaken() -> QuerySet[Offer]:
    """What was prepared and no longer holds, locked: an answer given meanwhile stands."""
    return prepared().exclude(_holds()).select_for_update(of=("self",))


def offers_of(person_id: int) -> list[Offer]:
    """What waits for the own answer."""
    return list(prepared().filter(person_id=person_id))


def own_offer(person_id: int, offer_id: int, *, lock: bool = False) -> Offer:
    rows = Offer.objects.unscoped(reason=OWN).filter(person_id=person_id, pk=offer_id)
    rows = rows.select_related("person__unit", "union__unit", "employer", "transfer")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NoSuchOffer(offer_id)
    return found


def offers_in(scope: Scope) -> QuerySet[Offer]:
    """Offers to members of the scope, and those that lead into a union of the scope."""
    sides = scope.q("person__path") | scope.q("union__unit__path")
    rows = Offer.objects.unscoped(reason="会员所在工会或单位工会在范围内").filter(sides)
    return rows.select_related("person__unit", "union__unit", "employer").annotate(
        from_name=F("person__unit__name")
    )
