"""Filters of the members' pages."""

from django import template

from niangjia.kernel.crypto.masking import mask

register = template.Library()


@register.filter
def masked(text: str | None, kind: str) -> str:
    """``{{ person.phone|masked:"mobile" }}``; nothing stays a dash."""
    return mask(kind, text) if text else "—"


@register.filter
def field_label(name: str) -> str:
    """``phone`` → ``手机号``, for what a member asks to have corrected."""
    return {"name": "姓名", "phone": "手机号", "employer_name": "工作单位", "address": "住址"}.get(
        name, name
    )
