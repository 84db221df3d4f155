"""Fill in the divisions known when this version was made."""

from django.db import migrations

from niangjia.kernel.scope.intake import KNOWN, read_divisions


def fill(apps, schema_editor):
    with KNOWN.open(encoding="utf-8", newline="") as lines:
        model = apps.get_model("scope", "Division")
        model.objects.bulk_create(model(**row) for row in read_divisions(lines))


class Migration(migrations.Migration):
    dependencies = [("scope", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
