"""Words for the trail; pages load this library as ``audit``."""

import json
from typing import Any

from django import template

from niangjia.kernel.audit.texts import name_of

register = template.Library()
register.filter("deed", name_of)


@register.filter
def change_text(value: Any) -> str:
    """``["草稿", "提交"]`` → ``草稿 → 提交``; everything else as it was written."""
    if (
        isinstance(value, list)
        and len(value) == 2
        and not any(isinstance(v, list | dict) for v in value)
    ):
        return " → ".join("空" if v in ("", None) else str(v) for v in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
