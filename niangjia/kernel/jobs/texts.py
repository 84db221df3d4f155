"""Words for what a run tells."""

RESULT_NAMES = {
    "rows": "行数",
    "ok": "通过",
    "new": "新增",
    "changed": "更新",
    "gone": "不再出现",
    "unchanged": "没有变化",
    "flagged": "待核实",
    "failed": "未导入",
    "duplicate": "重复",
    "links": "匹配",
    "review": "待复核",
    "ledger": "台账企业",
    "gaps": "缺口企业",
    "hits": "命中",
    "pending": "待核实",
    "tasks": "任务",
    "created": "新建",
    "seconds": "用时（秒）",
}
"""Names of the usual figures in a job's result; others are shown as they are."""


def duration_text(seconds: float) -> str:
    """``75`` → ``1 分 15 秒``."""
    whole = max(0, int(seconds))
    hours, minutes = divmod(whole // 60, 60)
    parts = [(hours, "小时"), (minutes, "分"), (whole % 60, "秒")]
    told = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(told[:2]) or "不到 1 秒"
