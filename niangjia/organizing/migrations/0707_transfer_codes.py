"""Each transfer has a code for 进度查询, those under way and past ones too."""

from django.db import migrations, models

import niangjia.kernel.documents.codes


def fill(apps, schema_editor):
    transfer = apps.get_model("organizing", "Transfer")
    rows = list(transfer._base_manager.only("pk"))
    for row in rows:
        row.code = niangjia.kernel.documents.codes.new_code()
    transfer._base_manager.bulk_update(rows, ["code"], batch_size=1_000)


class Migration(migrations.Migration):
    dependencies = [("organizing", "0706_materials_register")]
    operations = [
        migrations.AddField(
            "transfer", "code", models.CharField("查询码", max_length=24, null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "transfer",
            "code",
            models.CharField(
                "查询码",
                max_length=24,
                null=True,
                unique=True,
                default=niangjia.kernel.documents.codes.new_code,
            ),
        ),
    ]
