"""Words of membership: states, national code lists of the real-name register (domain.md B.11)."""

from django.db.models import TextChoices


class DocumentKind(TextChoices):
    """Identity papers; 1, 2, 3 are codes of the real-name dictionary, the others are ours."""

    IDENTITY_CARD = "1", "居民身份证"
    PASSPORT = "2", "护照"
    OFFICER_CARD = "3", "军官证"
    RESIDENCE_PERMIT = "4", "港澳台居民居住证"
    FOREIGNER_CARD = "5", "外国人永久居留身份证"


class Sex(TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    NOT_STATED = "9", "未说明"


class Education(TextChoices):
    """GB/T 4658, first digit."""

    POSTGRADUATE = "1", "研究生"
    BACHELOR = "2", "大学本科"
    COLLEGE = "3", "大学专科"
    SECONDARY_VOCATIONAL = "4", "中等职业"
    HIGH_SCHOOL = "6", "高中"
    JUNIOR = "7", "初中"
    PRIMARY = "8", "小学"
    OTHER = "9", "其他"


class PoliticalStatus(TextChoices):
    """GB/T 4762."""

    PARTY_MEMBER = "01", "中共党员"
    PROBATIONARY = "02", "中共预备党员"
    LEAGUE_MEMBER = "03", "共青团员"
    REVOLUTIONARY = "04", "民革党员"
    LEAGUE = "05", "民盟盟员"
    CONSTRUCTION = "06", "民建会员"
    PROMOTING = "07", "民进会员"
    PEASANTS = "08", "农工党党员"
    ZHI_GONG = "09", "致公党党员"
    JIU_SAN = "10", "九三学社社员"
    TAIWAN = "11", "台盟盟员"
    NON_PARTY = "12", "无党派人士"
    MASSES = "13", "群众"


class SkillGrade(TextChoices):
    FIRST = "1", "一级（高级技师）"
    SECOND = "2", "二级（技师）"
    THIRD = "3", "三级（高级工）"
    FOURTH = "4", "四级（中级工）"
    FIFTH = "5", "五级（初级工）"


class HouseholdType(TextChoices):
    RURAL = "rural", "农业户口"
    URBAN = "urban", "非农业户口"
    RESIDENT = "resident", "居民户口"


class Employment(TextChoices):
    """就业状况 of the real-name dictionary."""

    ON_POST = "1", "在岗"
    OFF_POST = "2", "待（下）岗"
    UNEMPLOYED = "3", "失业"
    RETIRED = "4", "退休"
    VETERAN_RETIRED = "5", "离休"
    RESIGNED = "6", "退职"
    EARLY_RETIRED = "7", "退养（内退）"
    SICK_LEAVE = "8", "病休"
    OTHER = "9", "其他"


class MembershipState(TextChoices):
    """State table of B.11; what holds from a day on."""

    ACTIVE = "active", "在籍"
    LEAVING = "leaving", "转出中"
    RETAINED = "retained", "保留会籍"
    LEFT_VOLUNTARY = "left_voluntary", "自愿退会"
    LEFT_DEEMED = "left_deemed", "视为退会"
    EXPELLED = "expelled", "除名"
    DECEASED = "deceased", "死亡"


HELD = (MembershipState.ACTIVE, MembershipState.LEAVING, MembershipState.RETAINED)
"""States in which somebody is a member; ``LEAVING`` still belongs to the union left."""

FULL = (MembershipState.ACTIVE, MembershipState.LEAVING)
"""Members with dues and vote; retained ones have neither (B.6, B.11)."""


class MembershipChange(TextChoices):
    """会籍变化类型, codes 1 to 6 of the real-name dictionary; 7 and 8 are ours."""

    JOINED = "1", "入会"
    TRANSFERRED_IN = "2", "转入"
    RETAINED = "3", "保留"
    TRANSFERRED_OUT = "4", "转出"
    EXPELLED = "5", "除名"
    LEFT = "6", "退会"
    RESTORED = "7", "恢复会籍"
    DIED = "8", "死亡"


class ChangeReason(TextChoices):
    """会籍变化原因, codes of the real-name dictionary; 0 where none of them fits."""

    NONE = "0", "其他"
    WORK_CHANGED = "1", "劳动（工作）关系变化"
    OFF_POST = "2", "本单位下岗待岗"
    UNEMPLOYED = "3", "失业"
    BANKRUPT = "4", "企业破产"
    OWN_WISH = "5", "个人要求退会"
    CRIME = "6", "因犯罪被开除"


class NewFormTrade(TextChoices):
    """Trades of new-form workers (domain.md B.12)."""

    TRUCK = "truck", "货车司机"
    RIDE = "ride", "网约车司机"
    COURIER = "courier", "快递员"
    RIDER = "rider", "外卖配送员"
    CARER = "carer", "护工护理员"
    DOMESTIC = "domestic", "家政服务员"
    SHOP = "shop", "商场信息员"
    ESTATE = "estate", "房产中介员"
    GUARD = "guard", "保安员"
    OTHER = "other", "其他新就业形态"


class WorkRelationKind(TextChoices):
    CONTRACT = "contract", "劳动合同"
    AGREEMENT = "agreement", "书面协议"
    NONE = "none", "无书面约定"


class JoinChannel(TextChoices):
    WEB = "web", "网上"
    QR = "qr", "扫码"
    WINDOW = "window", "窗口代办"
    EVENT = "event", "集中入会"
    ROSTER = "roster", "名册导入"
    FOUNDING = "founding", "建会发展"


class ApplicationState(TextChoices):
    APPLIED = "applied", "待审核"
    RETURNED = "returned", "退回补正"
    APPROVED = "approved", "已入会"
    REFUSED = "refused", "未通过"
    WITHDRAWN = "withdrawn", "已撤回"
    TO_TRANSFER = "to_transfer", "转为会籍转接"


class TransferState(TextChoices):
    PROPOSED = "proposed", "待转出工会确认"
    RELEASED = "released", "待转入工会接收"
    DONE = "done", "已转入"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"


class CodeKind(TextChoices):
    STATIC = "static", "固定码"
    DYNAMIC = "dynamic", "动态码"


class ConsentPurpose(TextChoices):
    """Separate consents of the Personal Information Protection Law (domain.md I.1)."""

    MEMBERSHIP = "membership", "入会与会籍管理"
    SENSITIVE = "sensitive", "敏感个人信息"
    PROVIDE = "provide", "向其他单位提供"
    PUBLISH = "publish", "公开"


class RetentionClass(TextChoices):
    """How long a person's data stay (domain.md I.5)."""

    MEMBER = "member", "会员在籍"
    FORMER = "former", "离会后五年"
    ARCHIVE = "archive", "最小档案"
    APPLICANT = "applicant", "未入会申请人"


class DataRequestKind(TextChoices):
    EXPORT = "export", "查阅复制"
    CORRECT = "correct", "更正"
    DELETE = "delete", "删除"
    WITHDRAW = "withdraw", "撤回同意"


class DataRequestState(TextChoices):
    OPEN = "open", "待答复"
    DONE = "done", "已办结"
    REFUSED = "refused", "未予办理"
