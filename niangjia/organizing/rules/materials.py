"""Whether a material may still be used, and what a typed title is. Pure."""

from datetime import date, timedelta

from niangjia.organizing.enums.materials import OF_FIRM, MaterialKind

SOON = timedelta(days=30)


def standing(valid_to: date | None, today: date) -> str:
    """``expired``, ``soon`` or nothing; the last day is valid."""
    if valid_to is None:
        return ""
    if valid_to < today:
        return "expired"
    return "soon" if valid_to - today <= SOON else ""


def kind_of_title(title: str) -> MaterialKind:
    """``营业执照副本`` is a licence; what names no kind is something else."""
    named = (kind for kind in OF_FIRM if kind != MaterialKind.OTHER and kind.label in title)
    return next(named, MaterialKind.OTHER)


def dates_problem(valid_from: date | None, valid_to: date | None) -> str:
    if valid_from and valid_to and valid_to < valid_from:
        return "有效期止不能早于有效期起"
    return ""
