"""The terms every federation starts with; assumptions until a federation sets its own."""

from datetime import date

from django.db import migrations

CLOCKS = [
    ("first_visit", 30, "calendar", "暂定：列入任务清单后30日内首次走访，待上级文件明确"),
    ("closing", 90, "calendar", "暂定：首次走访后90日内销号，待上级文件明确"),
    ("answer", 5, "working", "暂定：部门收到转交意见后5个工作日内答复，待上级文件明确"),
]


def fill(apps, schema_editor):
    clock = apps.get_model("matching", "TaskClock")
    for code, days, kind, source_text in CLOCKS:
        clock.objects.create(
            code=code, days=days, kind=kind, source_text=source_text,
            valid_from=date(2021, 1, 1), created_by="系统预置",
        )


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_tasks")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
