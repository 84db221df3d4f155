"""What an import of the register is checked against, in a few queries for the whole file."""

from typing import Any

from niangjia.kernel.scope.models import Unit
from niangjia.kernel.scope.queries import open_units
from niangjia.organizing.enums.unions import LIVING, REGISTERED, SUPERIORS
from niangjia.organizing.models import Coverage, Union, UnionVersion
from niangjia.organizing.models.facts import OPEN

WHY = "名册要与全会的代码和覆盖核对，只说有无"
OUTSIDE = "本单位范围以外的工会"


def known_for(unit: Unit) -> dict[str, Any]:
    """``superiors``: name → unit numbers; ``kinds``: kind by unit number; ``by_code``, ``by_name``: union numbers in scope;
    ``elsewhere``: codes of others; ``covered``: employer's code → (union, its name)."""
    names: dict[str, list[int]] = {}
    kinds: dict[int, str] = {}
    rows = open_units(unit.scope).filter(kind__in=[*SUPERIORS, *REGISTERED])
    for pk, full, short, kind in rows.values_list("pk", "name", "short_name", "kind"):
        kinds[pk] = kind
        for word in {full, short}:
            names.setdefault(word, []).append(pk)
    own = set(Union.objects.within(unit.scope).values_list("pk", flat=True))
    codes = dict(Union.objects.unscoped(reason=WHY).exclude(uscc="").values_list("uscc", "pk"))
    open_rows = UnionVersion.objects.within(unit.scope).filter(OPEN, state__in=LIVING)
    covered = Coverage.objects.unscoped(reason=WHY).filter(OPEN).exclude(employer__uscc="")
    return {
        "superiors": names,
        "kinds": kinds,
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
