"""Words of founding a union: the states of domain.md B.10 and what belongs to them."""

from django.db.models import TextChoices


class FoundingState(TextChoices):
    """State machine of 建会一件事 (domain.md B.10)."""

    APPLYING = "applying", "填写请示"
    APPLIED = "applied", "已请示"
    RETURNED = "returned", "退回补正"
    PREPARING = "preparing", "筹备"
    ENROLLING = "enrolling", "发展会员"
    NOMINATED = "nominated", "候选人公示"
    MEETING_ASKED = "meeting_asked", "已请示召开大会"
    MEETING_APPROVED = "meeting_approved", "同意召开大会"
    MEETING_HELD = "meeting_held", "已选举"
    RESULT_REPORTED = "result_reported", "已报结果"
    ELECTION_INVALID = "election_invalid", "选举无效"
    ESTABLISHED = "established", "成立"
    SEALED = "sealed", "已刻章"
    LEGAL_PERSON = "legal_person", "已取得法人资格"
    EQUIPPED = "equipped", "印章证书齐备"
    ACCOUNT_OPENED = "account_opened", "已开户"
    FUNDED = "funded", "经费已登记"
    OPERATING = "operating", "正常运行"
    WITHDRAWN = "withdrawn", "已撤回"
    REFUSED = "refused", "不予批准"


ENDED = (FoundingState.OPERATING, FoundingState.WITHDRAWN, FoundingState.REFUSED)


class FoundingOrigin(TextChoices):
    TASK = "task", "任务清单"
    WALK_IN = "walk_in", "窗口申请"
    ONLINE = "online", "网上申请"
    TIPPING = "tipping", "会员达到应建会人数"


class PaperKind(TextChoices):
    """Papers of the road (domain.md B.8, B.10)."""

    APPLICATION = "application", "关于成立工会筹备组的请示"
    APPLICATION_REPLY = "application_reply", "关于同意成立工会筹备组的批复"
    MEMBER_ROLL = "member_roll", "会员名册"
    NOTICE = "notice", "候选人公示"
    MEETING_REQUEST = "meeting_request", "关于召开第一次会员（代表）大会的请示"
    MEETING_REPLY = "meeting_reply", "关于同意召开会员（代表）大会的批复"
    MINUTES = "minutes", "大会纪要"
    RESULT_REPORT = "result_report", "关于选举结果的报告"
    RESULT_REPLY = "result_reply", "关于选举结果的批复"
    LEGAL_PERSON_FORM = "legal_person_form", "工会法人资格登记申请表"
    SEAL_LETTER = "seal_letter", "刻章介绍信"
    ACCOUNT_LETTER = "account_letter", "开户证明"
    IDENTITY = "identity", "身份证件"
    OTHER = "other", "其他材料"


class PaperState(TextChoices):
    MADE = "made", "已生成"
    ISSUED = "issued", "已编号"
    SCANNED = "scanned", "已上传"
    CHECKED = "checked", "已核对"
    VOID = "void", "已作废"


class BarKind(TextChoices):
    """Why somebody may not stand (domain.md B.5)."""

    RELATIVE = "relative", "单位主要负责人近亲属"
    ADMIN_HEAD = "admin_head", "行政正副职"
    PARTNER = "partner", "合伙人"
    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"
    PERSONNEL_HEAD = "personnel_head", "人力资源负责人"
    FOREIGNER = "foreigner", "外籍职工"
    HANDLES_MONEY = "handles_money", "经管工会经费"
    RETAINED = "retained", "保留会籍"


class Seat(TextChoices):
    """What a candidate stands for."""

    CHAIR = "chair", "主席"
    VICE_CHAIR = "vice_chair", "副主席"
    MEMBER = "member", "委员"
    AUDIT = "audit", "经费审查委员"
    WOMEN = "women", "女职工委员"


class AssemblyKind(TextChoices):
    MEMBERS = "members", "会员大会"
    DELEGATES = "delegates", "会员代表大会"
