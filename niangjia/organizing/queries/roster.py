"""What a roster is compared with: the unions below a unit, and everybody already known."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from niangjia.engine.text import clean_text
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.enums.members import HELD, MembershipState
from niangjia.organizing.enums.unions import LIVING
from niangjia.organizing.models import UnionVersion
from niangjia.organizing.models.facts import OPEN

MANY = -1
"""Stands for a name that several unions have."""


@dataclass(slots=True)
class UnionFinder:
    """Living unions of a subtree by name, short name and code. ``own``: whose roster it is."""

    own: int | None = None
    by_text: dict[str, int] = field(default_factory=dict)

    def put(self, text: str, union: int) -> None:
        key = clean_text(text)
        if key:
            self.by_text[key] = union if self.by_text.get(key, union) == union else MANY

    def find(self, text: str) -> tuple[int | None, str]:
        """(union, problem): one of the two."""
        if not text.strip():
            return self.own, "" if self.own else "没有填写所在工会"
        found = self.by_text.get(clean_text(text))
        if found is None:
            return None, f"本级没有名为“{text[:20]}”的工会；请核对全称，或改填统一社会信用代码"
        if found == MANY:
            return None, f"有几个工会都叫“{text[:20]}”；请改填统一社会信用代码"
        return found, ""


def unions_of(unit: Unit) -> UnionFinder:
    """Every living union of the subtree: one query."""
    rows = UnionVersion.objects.within(unit.scope).filter(OPEN, state__in=LIVING)
    finder = UnionFinder()
    found = list(
        rows.values_list("union_id", "name", "short_name", "union__uscc", "union__unit_id")
    )
    for union, name, _, code, unit_id in found:
        finder.put(name, union)
        finder.put(code, union)
        if unit_id == unit.pk:
            finder.own = union
    for union, _, short, _, _ in found:
        if clean_text(short) not in finder.by_text:
            finder.put(short, union)
    return finder


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the register: name, and where they stand."""

    name: str
    state: str
    union: int | None

    def verdict_for(self, name: str, union: int | None) -> tuple[str, str]:
        """(verdict, reason) for a row of this number; ("", "") where nothing speaks against it."""
        if name != self.name:
            return "failed", "这个证件号码已登记在另一姓名之下；请核对号码和姓名"
        if self.state in HELD and union != self.union:
            return "flagged", "已在其他工会在籍；确认导入后提出会籍转接，待对方工会确认"
        if self.state == MembershipState.EXPELLED:
            return "failed", "已被除名；重新入会须由委员会决定，请逐人办理"
        if self.state == MembershipState.DECEASED:
            return "failed", "登记为已死亡；请核对，登记有误的先更正"
        return "", ""


LOOK_UP = """
SELECT p.number_index, p.name, COALESCE(m.state, ''), m.union_id
  FROM organizing_person p
  LEFT JOIN organizing_membership m
    ON m.person_id = p.id AND m.valid_to IS NULL AND m.superseded_at IS NULL
 WHERE p.number_index = ANY(%s) AND p.number_index <> ''
"""


class Register:
    """Everybody in the federation, asked in stretches by the blind index of their number."""

    def __init__(self, *, empty: bool) -> None:
        self.empty = empty

    def look_up(self, indexes: Iterable[str]) -> dict[str, Known]:
        """Blind index → who it is; numbers nobody has are not in it."""
        if self.empty:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(LOOK_UP, [[index for index in indexes if index]])
            return {row[0]: Known(*row[1:]) for row in cursor.fetchall()}


def register_of() -> Register:
    """An empty register is not asked 71 times."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM organizing_person)")
        return Register(empty=cursor.fetchone()[0])
