"""A tiny kind of list for the tests, and who writes it."""

from collections.abc import Iterator
from typing import Any

from niangjia.engine.uscc import org_check_char, uscc_check_char
from niangjia.kernel.imports.columns import Column
from niangjia.kernel.imports.intake import Intake, WriteCounts

WRITTEN: dict[str, dict[str, Any]] = {}
"""What the tests' writer has written, by name."""


def code(number: int) -> str:
    """The ``number``-th valid USCC of an enterprise of Zibo."""
    first = f"91370300MA{number:06d}"
    first += org_check_char(first[8:])
    return first + uscc_check_char(first)


COLUMNS = (
    Column("name", "企业名称", ("单位名称", "纳税人名称"), kind="name", required=True),
    Column("uscc", "统一社会信用代码", ("纳税人识别号",), kind="uscc", required=True, unique=True),
    Column("headcount", "从业人数", ("参保人数",), kind="int"),
    Column("founded_on", "成立日期", kind="date"),
    Column("district", "所在区县", kind="division"),
    Column("new_form", "是否新就业形态", kind="yes_no"),
    Column("status", "登记状态", kind="choice", choices=("存续", "注销")),
)


def write(run: Any, rows: Iterator[dict[str, Any]], progress: Any, by: Any) -> WriteCounts:
    """Keeps rows by name; a full list removes what it does not name."""
    counts, met = WriteCounts(), set()
    for row in rows:
        met.add(row["name"])
        kept = {k: v for k, v in row.items() if k not in ("row_number", "problems")}
        counts.flagged += bool(row["problems"])
        if row["name"] not in WRITTEN:
            counts.new += 1
        elif WRITTEN[row["name"]] == kept:
            counts.unchanged += 1
        else:
            counts.changed += 1
        WRITTEN[row["name"]] = kept
    if run.extent == "full":
        for name in set(WRITTEN) - met:
            del WRITTEN[name]
            counts.gone += 1
    return counts


INTAKE = Intake(
    code="tests.firms",
    label="测试名册",
    columns=COLUMNS,
    key_columns=("uscc", "name"),
    writer=write,
    context=lambda run: {"division": {"张店区": 3, "淄川区": 2}.get},
)
HEADER = [column.label for column in COLUMNS]


def line(number: int, **changed: Any) -> list[Any]:
    """A row in order, with some cells changed."""
    row: dict[str, Any] = {
        "name": f"淄博{number:03d}商贸有限公司", "uscc": code(number), "headcount": number,
        "founded_on": "2020-05-01", "district": "张店区", "new_form": "否", "status": "存续",
    }  # fmt: skip
    return list((row | changed).values())
