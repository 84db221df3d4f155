import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def name_matters(apps, schema_editor):
    """Every item so far is a matter of its own; a reminder belongs to its term or certificate."""
    item = apps.get_model("notifications", "TodoItem")
    item._base_manager.update(matter=F("subject"))
    reminders = item._base_manager.filter(kind__in=["换届提醒", "证书到期提醒"])
    for row in reminders.iterator():
        row.matter = row.subject.rpartition(":")[0]
        row.save(update_fields=["matter"])


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("notifications", "0003_message_without_account"),
    ]
    operations = [
        migrations.AddField(
            "todoitem", "matter",
            models.CharField("所属事项", max_length=60, db_index=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "todoitem", "outcome", models.CharField("结果", max_length=60, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "todoitem", "handed_from",
            models.ForeignKey(
                settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, null=True,
                related_name="+", verbose_name="转办前的办理人",
            ),
        ),
        migrations.RunPython(name_matters, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            "todoitem",
            models.Index(
                fields=["handed_from"], condition=models.Q(handed_from__isnull=False),
                name="todo_handed",
            ),
        ),
    ]  # fmt: skip
