"""Words of organising and membership, each list with its source.

Codes of national lists are kept as numbers in text: they are what reports ask for.
"""

from django.db.models import TextChoices

from niangjia.kernel.scope.enums import UnitKind

SUPERIORS = (
    UnitKind.PROVINCE, UnitKind.CITY, UnitKind.COUNTY, UnitKind.ZONE, UnitKind.TOWN,
    UnitKind.PARK, UnitKind.VILLAGE,
)  # fmt: skip
FEDERATED = (UnitKind.INDUSTRY, UnitKind.AREA)
BASICS = (UnitKind.BASIC, UnitKind.JOINT)
BELOW_BASIC = (UnitKind.BRANCH, UnitKind.GROUP)
REGISTERED = (*BASICS, *FEDERATED, *BELOW_BASIC)
"""Kinds kept in the register of unions; the rest of the tree is the federation itself."""

COUNTED = (*BASICS, *FEDERATED)
"""Kinds counted as unions in the page's 7,198; branches and groups are parts of one."""


class UnionState(TextChoices):
    NORMAL = "normal", "正常"
    PREPARATORY = "preparatory", "筹备"
    DISSOLVED = "dissolved", "撤销"
    MERGED = "merged", "并入"


LIVING = (UnionState.NORMAL, UnionState.PREPARATORY)


class UnionChangeKind(TextChoices):
    """What a dated change of a union was."""

    PREPARE = "prepare", "批准筹备"
    FOUND = "found", "成立"
    RENAME = "rename", "更名"
    AMEND = "amend", "变更登记事项"
    MOVE = "move", "调整隶属"
    MERGE = "merge", "合并"
    DISSOLVE = "dissolve", "撤销"
    CORRECT = "correct", "更正"
    IMPORT = "import", "名册导入"
    FOLLOW = "follow", "随上级调整"
    UNDO = "undo", "撤回办理"


ENDED_AS = {
    UnionChangeKind.MERGE: UnionState.MERGED,
    UnionChangeKind.DISSOLVE: UnionState.DISSOLVED,
}


class Channel(TextChoices):
    """How a union was set up or a member came (domain.md B.3, B.12)."""

    OFFLINE = "offline", "线下"
    ONLINE = "online", "线上"


class EconomicType(TextChoices):
    """Unit categories of the 2015 registration form (domain.md A.4)."""

    STATE = "110", "国有"
    COLLECTIVE = "120", "集体"
    STOCK_COOPERATIVE = "130", "股份合作"
    JOINT = "140", "联营"
    SOLE_STATE = "151", "国有独资"
    LIMITED = "159", "其他有限责任"
    STATE_HELD = "161", "国有控股股份"
    STOCK = "169", "其他股份"
    PRIVATE = "170", "私营"
    OTHER_DOMESTIC = "190", "其他内资"
    HK_MACAO_TAIWAN = "200", "港澳台"
    FOREIGN = "300", "外商"
    INSTITUTION = "400", "事业"
    ORGAN = "500", "机关"
    SOLE_TRADER = "600", "个体经济组织"
    NON_ENTERPRISE = "700", "民办非企业"


class CountSource(TextChoices):
    """Whose head-count it is; each is kept with its date."""

    SOCIAL = "social", "人社参保"
    TAX = "tax", "税务申报"
    STATISTICS = "statistics", "统计"
    UNION = "union", "工会上报"
    VISIT = "visit", "走访了解"


class CommitteeKind(TextChoices):
    UNION = "union", "工会委员会"
    AUDIT = "audit", "经费审查委员会"
    WOMEN = "women", "女职工委员会"
    WOMAN_COMMISSIONER = "woman", "女职工委员"
    ORGANISER = "organiser", "组织员"


class OfficerTitle(TextChoices):
    CHAIR = "chair", "主席"
    VICE_CHAIR = "vice_chair", "副主席"
    STANDING = "standing", "常务委员"
    MEMBER = "member", "委员"
    HEAD = "head", "主任"
    DEPUTY = "deputy", "副主任"
    ORGANISER = "organiser", "组织员"


class SealKind(TextChoices):
    UNION = "union", "工会印章"
    FINANCE = "finance", "财务专用章"
    CHAIR = "chair", "主席名章"
    AUDIT = "audit", "经审会印章"


class SealState(TextChoices):
    IN_USE = "in_use", "在用"
    RETURNED = "returned", "已缴回"
    DESTROYED = "destroyed", "已销毁"
    LOST = "lost", "已声明遗失"


class CertificateKind(TextChoices):
    """The two papers of legal-person registration (domain.md B.8)."""

    LEGAL_PERSON = "legal_person", "工会法人资格证书"
    REPRESENTATIVE = "representative", "工会法人法定代表人证书"


class CertificateState(TextChoices):
    VALID = "valid", "有效"
    REPLACED = "replaced", "已换发"
    CANCELLED = "cancelled", "已注销"
    LOST = "lost", "已声明作废"


class AccountKind(TextChoices):
    BASIC = "basic", "基本存款账户"
    SPECIAL = "special", "专用存款账户"
    NONE = "none", "上级代管"


class SignKind(TextChoices):
    """Signs of life of a union; six months without any make it a shell (ME15)."""

    ACTIVITY = "activity", "开展活动"
    DUES = "dues", "收缴会费"
    CONTRIBUTION = "contribution", "拨缴经费"
    REPORT = "report", "上报报表"


class HandOverKind(TextChoices):
    MERGE = "merge", "随合并移交"
    DISSOLVE = "dissolve", "撤销后移交上级"
