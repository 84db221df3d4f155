"""Are the members kept for each union what the register of persons says? For all days at once.

The tallies are kept change by change; here they are counted out of the memberships by a statement
of its own, so that a slip in the keeping cannot hide in the checking.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from niangjia.organizing.rules.memberships import FIGURES

MOST = 1000
PAIRS = ", ".join(f"coalesce(k.{name}, 0), coalesce(c.{name}, 0)" for name in FIGURES)
UNEQUAL = " OR ".join(f"coalesce(k.{name}, 0) <> coalesce(c.{name}, 0)" for name in FIGURES)
# Days on which either side begins to say something else; on each of them both are asked.
DIFFERENCES = f"""
WITH moves AS (
  SELECT m.union_id, d.day, d.sign AS members, d.sign * (p.sex = '2')::int AS women,
         d.sign * m.migrant::int AS migrants, d.sign * (m.trade <> '')::int AS new_form,
         d.sign * (m.state = 'retained')::int AS retained
    FROM organizing_membership m
    JOIN organizing_person p ON p.id = m.person_id
   CROSS JOIN LATERAL (VALUES (m.valid_from, 1), (m.valid_to, -1)) AS d(day, sign)
   WHERE m.superseded_at IS NULL AND m.state IN ('active', 'leaving', 'retained')
     AND d.day IS NOT NULL
), days AS (
  SELECT union_id, day, {", ".join(f"sum({name}) AS {name}" for name in FIGURES)}
    FROM moves GROUP BY union_id, day
), counted AS (
  SELECT union_id, day, lead(day) OVER w AS until,
         {", ".join(f"sum({name}) OVER w AS {name}" for name in FIGURES)}
    FROM days WINDOW w AS (PARTITION BY union_id ORDER BY day)
), asked AS (
  SELECT union_id, day FROM days
   UNION SELECT union_id, valid_from FROM organizing_uniontally
   UNION SELECT union_id, valid_to FROM organizing_uniontally WHERE valid_to IS NOT NULL
)
SELECT n.name, a.day, {PAIRS}
  FROM asked a
  JOIN organizing_union u ON u.id = a.union_id
  JOIN scope_unit n ON n.id = u.unit_id
  LEFT JOIN organizing_uniontally k ON k.union_id = a.union_id
   AND k.valid_from <= a.day AND (k.valid_to IS NULL OR k.valid_to > a.day)
  LEFT JOIN counted c ON c.union_id = a.union_id
   AND c.day <= a.day AND (c.until IS NULL OR c.until > a.day)
 WHERE {UNEQUAL}
 ORDER BY a.union_id, a.day LIMIT {MOST}
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """From ``day`` on a union is counted with other numbers than its memberships say."""

    union: str
    day: date
    kept: tuple[int, ...]
    counted: tuple[int, ...]

    def __str__(self) -> str:
        told = [
            f"{name} 记 {kept}，应为 {due}"
            for name, kept, due in zip(FIGURES, self.kept, self.counted, strict=True)
            if kept != due
        ]
        return f"{self.union}，自 {self.day}：" + "；".join(told)


def tally_differences() -> list[Difference]:
    """Every union and day on which the kept numbers and the memberships differ, first 1,000."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES)
        return [
            Difference(name, day, tuple(numbers[::2]), tuple(numbers[1::2]))
            for name, day, *numbers in cursor.fetchall()
        ]
