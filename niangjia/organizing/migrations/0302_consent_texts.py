"""The first wording of each notice."""

from datetime import date
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data" / "consents"
SOURCES = {
    "membership": "《个人信息保护法》第十三条、第十七条；《工会会员会籍管理办法》",
    "sensitive": "《个人信息保护法》第二十九条、第三十条",
    "provide": "《个人信息保护法》第二十三条",
    "publish": "《个人信息保护法》第二十五条",
}


def fill(apps, schema_editor):
    text = apps.get_model("organizing", "ConsentText")
    for purpose, source in SOURCES.items():
        title, _, body = (DATA / f"{purpose}.md").read_text(encoding="utf-8").partition("\n")
        text.objects.create(
            purpose=purpose, number=1, title=title, body=body.strip(),
            valid_from=date(2021, 11, 1), source_text=source, created_by="随版本发布",
        )


class Migration(migrations.Migration):
    dependencies = [("organizing", "0301_joining")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
