"""The clock of an answer to a bad mark, and what the register says of marks."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"
BY = "随版本发布"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def fill(apps, schema_editor):
    parameter, entry = (apps.get_model("organizing", n) for n in ("Parameter", "DataEntry"))
    if not parameter.objects.filter(code="rating_reply").exists():
        (row,) = (r for r in rows("parameters.csv") if r["code"] == "rating_reply")
        parameter.objects.create(
            code=row["code"], value=row["value"], measure=row["measure"],
            valid_from=date.fromisoformat(row["valid_from"]), source_text=row["source"],
            created_by=BY,
        )  # fmt: skip
    known = set(entry.objects.values_list("model", "field"))
    entry.objects.bulk_create(
        entry(
            model=row["model"], field=row["field"], label=row["label"], owner=row["owner"],
            purpose=row["purpose"], term=row["term"], source_text=row["source"],
            valid_from=date(2021, 11, 1), created_by=BY,
        )
        for row in rows("members_register.csv")
        if (row["model"], row["field"]) not in known
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("organizing", "0708_ratings")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
