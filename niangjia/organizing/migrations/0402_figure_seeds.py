"""The first definition of each figure."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "figures.csv"


def fill(apps, schema_editor):
    definition = apps.get_model("organizing", "FigureDefinition")
    with DATA.open(encoding="utf-8", newline="") as lines:
        definition.objects.bulk_create(
            definition(
                key=row["key"], words=row["words"], preparatory=row["preparatory"] == "1",
                retained=row["retained"] == "1", valid_from=date.fromisoformat(row["valid_from"]),
                source_text=row["source"], created_by="随版本发布",
            )
            for row in csv.DictReader(lines)
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("organizing", "0401_figures")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
