"""Terms in force, chairs, what runs out when."""

from datetime import date

from niangjia.organizing.enums.unions import CommitteeKind, OfficerTitle
from niangjia.organizing.models import Officer, Term, Union

WHY = "工会已按范围取得"


def current_term(union: Union) -> Term | None:
    """The term that has not been ended by an election or the union's end."""
    return Term.objects.unscoped(reason=WHY).filter(union=union, ended_on__isnull=True).first()


def current_chair(union: Union) -> Officer | None:
    """The chair in office."""
    rows = Officer.objects.unscoped(reason=WHY).filter(
        committee__term__union=union, committee__kind=CommitteeKind.UNION,
        title=OfficerTitle.CHAIR, valid_to__isnull=True,
    )  # fmt: skip
    return rows.order_by("-pk").first()


def last_term(union: Union) -> Term | None:
    """The term in force, else the last one."""
    return Term.objects.unscoped(reason=WHY).filter(union=union).order_by("-number").first()


def chair_left_on(union: Union) -> date | None:
    """The day since which the present term has no chair; None where one sits or none ever sat."""
    chairs = Officer.objects.unscoped(reason=WHY).filter(
        committee__term__union=union, committee__term__ended_on__isnull=True,
        committee__kind=CommitteeKind.UNION, title=OfficerTitle.CHAIR,
    )  # fmt: skip
    ends = list(chairs.values_list("valid_to", flat=True))
    return None if None in ends else max((day for day in ends if day), default=None)
