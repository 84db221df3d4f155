"""The register of personal data and the terms, as they come with the house."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "members_register.csv"
BY, SINCE = "随版本发布", date(2021, 11, 1)
TERMS = (
    ("member", 0, "在籍期间保存；离会后转入“离会后五年”", "《工会会员会籍管理办法》"),
    ("former", 60, "清除联系方式和登记项目，留姓名、证件号码和会籍历史（最小档案）", "示例口径：会员及离会后五年（待联合会确认）"),
    ("archive", 0, "最小档案长期保存", "会籍历史；《工会会员会籍管理办法》"),
    ("applicant", 12, "清除全部资料", "示例口径：未入会的，办结后十二个月（待联合会确认）"),
)


def fill(apps, schema_editor):
    entry, term = (apps.get_model("organizing", n) for n in ("DataEntry", "RetentionTerm"))
    with DATA.open(encoding="utf-8", newline="") as lines:
        entry.objects.bulk_create(
            entry(
                model=row["model"], field=row["field"], label=row["label"], owner=row["owner"],
                purpose=row["purpose"], term=row["term"], source_text=row["source"],
                valid_from=SINCE, created_by=BY,
            )
            for row in csv.DictReader(lines)
        )
    term.objects.bulk_create(
        term(
            retention=retention, months=months, afterwards=afterwards, source_text=source,
            valid_from=SINCE, created_by=BY,
        )
        for retention, months, afterwards, source in TERMS
    )


class Migration(migrations.Migration):
    dependencies = [("organizing", "0201_members_register")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
