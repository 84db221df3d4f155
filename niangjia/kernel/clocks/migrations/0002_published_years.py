"""Fill in the notices published when this version was made (2021 to 2026)."""

from django.db import migrations

from niangjia.kernel.clocks.intake import PUBLISHED, read_special_days


def fill(apps, schema_editor):
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        model = apps.get_model("clocks", "SpecialDay")
        model.objects.bulk_create(model(**row) for row in read_special_days(lines))


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
