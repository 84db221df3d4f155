"""Words of the import."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a column holds; decides how its cells are read."""

    TEXT = "text", "文字"
    NAME = "name", "名称"
    CODE = "code", "编码"
    USCC = "uscc", "统一社会信用代码"
    INT = "int", "整数"
    DATE = "date", "日期"
    DIVISION = "division", "区划"
    CHOICE = "choice", "选项"
    YES_NO = "yes_no", "是否"


class Verdict(TextChoices):
    """What becomes of a row of the list."""

    OK = "ok", "可导入"
    FLAGGED = "flagged", "待核实"
    FAILED = "failed", "不能导入"
    DUPLICATE = "duplicate", "重复"


class RunState(TextChoices):
    UPLOADED = "uploaded", "待对应列"
    PREVIEWING = "previewing", "正在检查"
    PREVIEWED = "previewed", "待确认"
    CONFIRMING = "confirming", "正在写入"
    DONE = "done", "已导入"
    FAILED = "failed", "未成功"
    CANCELLED = "cancelled", "已放弃"


class Extent(TextChoices):
    """``FULL``: the list is complete, what it does not name is gone. ``INCREMENT``: only news."""

    FULL = "full", "全量"
    INCREMENT = "increment", "增量"
