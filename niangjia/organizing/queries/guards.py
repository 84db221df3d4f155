"""Units that the register of unions keeps: the tree's administrator leaves them alone."""

from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import Union, UnionVersion
from niangjia.organizing.models.facts import OPEN

HERE = "请由组织岗位在工会登记册里办理，沿革和当日数字才对得上。"


def kept_here(deed: str, unit: Unit) -> str:
    """Why the unit is changed in the register, or nothing.

    A unit is moved there when unions lie below it: their versions must turn with it.
    """
    if deed == "move" and UnionVersion.objects.within(unit.scope).filter(OPEN).exists():
        return f"{unit.name}及下级有工会在册，{HERE}"
    if Union.objects.unscoped(reason="单位已取得").filter(unit=unit).exists():
        return f"{unit.name}是在册工会，{HERE}"
    return ""
