"""Kinds of unit and roles of posts."""

from django.db.models import TextChoices


class UnitKind(TextChoices):
    """Levels of the federation tree (domain.md B.3)."""

    PROVINCE = "province", "省总工会"
    CITY = "city", "市总工会"
    COUNTY = "county", "区县总工会"
    ZONE = "zone", "功能区总工会"
    TOWN = "town", "乡镇街道工会"
    PARK = "park", "园区工会"
    VILLAGE = "village", "村社区工会"
    INDUSTRY = "industry", "行业工会联合会"
    AREA = "area", "区域工会联合会"
    BASIC = "basic", "基层工会"
    JOINT = "joint", "联合基层工会"
    BRANCH = "branch", "工会分会"
    GROUP = "group", "工会小组"
    DEPARTMENT = "department", "协作部门"


class Role(TextChoices):
    """What a post entitles to. The three administrators exclude one another （三员分立）."""

    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"
    LEADER = "leader", "分管领导"
    CLERK = "clerk", "比对专员"
    ORGANISER = "organiser", "建会专干"
    LIAISON = "liaison", "部门联络员"
    WINDOW = "window", "窗口人员"
    REGISTRAR = "registrar", "法人登记员"
    CHAIR = "chair", "工会主席"


GRASS_ROOTS = frozenset({UnitKind.BASIC, UnitKind.JOINT, UnitKind.BRANCH, UnitKind.GROUP})
LEVELS: dict[str, int] = {
    UnitKind.PROVINCE: 0, UnitKind.CITY: 1, UnitKind.COUNTY: 2, UnitKind.ZONE: 3, UnitKind.TOWN: 4,
    UnitKind.PARK: 5, UnitKind.VILLAGE: 6,
}  # fmt: skip
"""Federations from the top down (domain.md B.3): each may hang below every higher one. A zone may
belong to a county, a park to a town."""
THREE_ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
EVERY_ROLE = frozenset(Role)
BUSINESS_ROLES = EVERY_ROLE - THREE_ADMINISTRATORS


def federation_below(kind: str, above: str) -> bool:
    """Whether a federation of the first kind may hang below one of the second."""
    return kind in LEVELS and above in LEVELS and LEVELS[above] < LEVELS[kind]


def may_stand_below(kind: str, above: str) -> bool:
    """What the tree of units takes: federations by level, anything else below any federation."""
    return federation_below(kind, above) if kind in LEVELS else above in LEVELS
