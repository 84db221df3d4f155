"""What an import of the register is checked against, in a few queries for the whole file."""

from typing import Any

from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import open_units
from niangjia.organizing.enums.unions import LIVING
from niangjia.organizing.models import Coverage, Union, UnionVersion
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.queries.superiors import directory_of, nameable

WHY = "名册要与全会的代码和覆盖核对，只说有无"
OUTSIDE = "本单位范围以外的工会"


def known_for(unit: Unit) -> dict[str, Any]:
    """``superiors``: who may be named as one; ``kinds``: kind by unit number; ``by_code``, ``by_name``: union numbers in scope;
    ``elsewhere``: codes of others; ``covered``: employer's code → (union, its name)."""
    above = nameable(open_units(unit.scope))
    own = set(Union.objects.within(unit.scope).values_list("pk", flat=True))
    codes = dict(Union.objects.unscoped(reason=WHY).exclude(uscc="").values_list("uscc", "pk"))
    open_rows = UnionVersion.objects.within(unit.scope).filter(OPEN, state__in=LIVING)
    covered = Coverage.objects.unscoped(reason=WHY).filter(OPEN).exclude(employer__uscc="")
    return {
        "superiors": directory_of(above),
        "kinds": dict(above.values_list("pk", "kind")),
        "by_code": {code: pk for code, pk in codes.items() if pk in own},
        "elsewhere": {code for code, pk in codes.items() if pk not in own},
        "by_name": {
            (superior, name): pk
            for pk, name, superior in open_rows.values_list("union", "name", "superior")
        },
        "covered": {
            code: (pk, name if pk in own else OUTSIDE)
            for code, pk, name in covered.values_list(
                "employer__uscc", "union", "union__unit__name"
            )
        },
    }
