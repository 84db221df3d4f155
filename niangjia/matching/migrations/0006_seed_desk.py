"""Thresholds and the second reviewer's share every federation starts with; both can be edited."""

from datetime import date
from decimal import Decimal

from django.db import migrations
from django.db.models import F

SOURCES = ("registration", "tax", "statistics", "social", "party", "union")
MARKS = "引擎出厂标定：把握不低于 0.95 自动确认；各地可按抽查结果修改"
SHARE = "暂定：每百行抽 5 行由第二人再判，待各地按人手确定"


def fill(apps, schema_editor):
    threshold = apps.get_model("matching", "Threshold")
    share = apps.get_model("matching", "ReviewShare")
    common = {"valid_from": date(2021, 1, 1), "created_by": "系统预置"}
    for source in SOURCES:
        threshold.objects.create(
            source=source, auto_from=Decimal("0.95"), review_from=Decimal("0.01"),
            own_below=Decimal("0.5"), precision_target=Decimal("0.995"), min_sample=200,
            source_text=MARKS, **common,
        )
        share.objects.create(source=source, percent=5, seed=source, source_text=SHARE, **common)


def mark_decided(apps, schema_editor):
    """Links written before know their engine's word only where nobody has decided."""
    links = apps.get_model("matching", "Link")._base_manager
    links.filter(decided_at__isnull=True).update(engine_zone=F("zone"))
    links.filter(decided_at__isnull=False).update(stage="decided", seen_entry=F("entry_id"))


class Migration(migrations.Migration):
    dependencies = [("matching", "0005_desk")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(mark_decided, migrations.RunPython.noop),
    ]
