"""Kinds and states of papers, numbers and public checks."""

from django.db.models import TextChoices


class PaperKind(TextChoices):
    """Statutory kinds in use (domain.md D.2) and 公示, which is no statutory kind."""

    REQUEST = "request", "请示"
    REPLY = "reply", "批复"
    REPORT = "report", "报告"
    NOTICE = "notice", "通知"
    LETTER = "letter", "函"
    MINUTES = "minutes", "纪要"
    PUBLICITY = "publicity", "公示"
    DECISION = "decision", "决定"
    FORM = "form", "表"
    CERTIFICATE = "certificate", "证书"
    TABLE = "table", "报表"
    POSTER = "poster", "海报"


OFFICIAL = frozenset(PaperKind) - {
    PaperKind.FORM, PaperKind.CERTIFICATE, PaperKind.TABLE, PaperKind.POSTER,
}  # fmt: skip
UPWARD = frozenset({PaperKind.REQUEST, PaperKind.REPORT})  # 上行文: with 签发人
UNNUMBERED = (frozenset(PaperKind) - OFFICIAL) | {PaperKind.PUBLICITY}


class PaperState(TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已印发"
    VOID = "void", "已作废"


class NumberState(TextChoices):
    USED = "used", "已用"
    VOID = "void", "作废"


class CheckState(TextChoices):
    VALID = "valid", "有效"
    REVOKED = "revoked", "已撤销"


class CheckOutcome(TextChoices):
    """What the public page says of a code."""

    VALID = "valid", "有效"
    REVOKED = "revoked", "已撤销"
    EXPIRED = "expired", "已过期"
    UNKNOWN = "unknown", "查无此件"
    FORGED = "forged", "不是本系统开出的编号"


class SealState(TextChoices):
    """What is left of a file's electronic signature."""

    INTACT = "intact", "签章有效，文件没有改动"
    CHANGED = "changed", "文件在签章以后改动过"
    FOREIGN = "foreign", "文件没有改动，但不是本系统的签章"
    NONE = "none", "文件没有电子签章"
    UNREADABLE = "unreadable", "读不出来：不是 PDF，或者已经损坏"
