"""Growing and re-hanging the tree."""

from datetime import date

from django.db import connection, transaction
from pypinyin import Style, lazy_pinyin

from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import ALPHABET, STEP, Unit


def pinyin_initials(text: str) -> str:
    """``淄博市总工会`` → ``zbszgh``; letters and digits stay, other signs fall away."""
    letters = lazy_pinyin(text, style=Style.FIRST_LETTER, errors="default")
    return "".join(c for c in "".join(letters).lower() if c.isascii() and c.isalnum())


def _step(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        text = ALPHABET[rest] + text
    if len(text) > STEP:
        raise ValueError("同一上级下的单位过多")
    return text.rjust(STEP, "0")


@transaction.atomic
def plant_unit(
    *,
    parent: Unit | None,
    kind: UnitKind,
    name: str,
    short_name: str = "",
    division_code: str = "",
    valid_from: date | None = None,
) -> Unit:
    """Add a unit below ``parent`` (``None``: a root). Siblings are numbered in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('scope.plant'))")
    siblings = Unit.objects.unscoped(reason="下一个路径号要看全部同级单位").filter(parent=parent)
    last = siblings.order_by("-path").values_list("path", flat=True).first()
    number = int(last[-STEP:], 36) + 1 if last else 1
    return Unit.objects.create(
        parent=parent,
        path=(parent.path if parent else "") + _step(number),
        kind=kind,
        name=name,
        short_name=short_name or name,
        initials=pinyin_initials(name),
        division_code=division_code,
        valid_from=valid_from,
    )
