"""Words of the member's own pages."""

from django.db.models import TextChoices


class PhonePurpose(TextChoices):
    """What a code sent by short message proves; a code for one proves nothing for another."""

    JOIN = "join", "申请入会"
    LOGIN = "login", "会员登录"
    FOLLOW = "follow", "办理入会申请"


class LookSource(TextChoices):
    """How somebody came to see personal data; for 谁看过我."""

    OPENED = "opened", "打开了会员资料"
    UNMASKED = "unmasked", "查看了完整号码"
    CHANGED = "changed", "修改了资料"
    EXPORTED = "exported", "导出了名册"
