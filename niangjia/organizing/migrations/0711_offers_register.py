"""The register of personal data speaks of offers too, in houses set up before them."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "members_register.csv"


def fill(apps, schema_editor):
    entry = apps.get_model("organizing", "DataEntry")
    known = set(entry.objects.values_list("model", "field"))
    with DATA.open(encoding="utf-8", newline="") as lines:
        entry.objects.bulk_create(
            entry(
                model=row["model"], field=row["field"], label=row["label"], owner=row["owner"],
                purpose=row["purpose"], term=row["term"], source_text=row["source"],
                valid_from=date(2021, 11, 1), created_by="随版本发布",
            )
            for row in csv.DictReader(lines)
            if (row["model"], row["field"]) not in known
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("organizing", "0710_offers")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
