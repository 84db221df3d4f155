"""How long an election may be put off at a time, as dated data."""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations, models

PARAMETERS = Path(__file__).resolve().parent.parent / "data" / "parameters.csv"


def fill(apps, schema_editor):
    parameter = apps.get_model("organizing", "Parameter")
    if parameter.objects.filter(code="term_postponed").exists():
        return
    with PARAMETERS.open(encoding="utf-8", newline="") as lines:
        (row,) = (row for row in csv.DictReader(lines) if row["code"] == "term_postponed")
    parameter.objects.create(
        code=row["code"], value=row["value"], measure=row["measure"],
        valid_from=date.fromisoformat(row["valid_from"]), source_text=row["source"],
        created_by="随版本发布",
    )  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ('organizing', '0713_joined_index'),
    ]

    operations = [
        migrations.AlterField(
            model_name='parameter',
            name='code',
            field=models.CharField(choices=[('tipping_members', '应建会人数'), ('campaign_employees', '集中建会职工人数'), ('women_committee_from', '女职工委员会起点人数'), ('delegates_from', '可开代表大会的人数'), ('full_time_chair_from', '专职主席起点人数'), ('preparatory_min', '筹备组最少人数'), ('preparatory_max', '筹备组最多人数'), ('term_years', '基层任期'), ('quorum', '到会比例'), ('majority', '当选比例'), ('extra_candidates', '委员差额比例'), ('notice_days', '候选人公示'), ('application_reply', '建会请示批复'), ('result_reply', '选举结果批复'), ('legal_person_apply', '法人登记申请'), ('legal_person_decide', '法人登记决定'), ('certificate_change', '登记事项变更'), ('certificate_renew', '证书换领提前'), ('term_warn_first', '换届首次提醒'), ('term_warn_second', '换届再次提醒'), ('term_warn_last', '换届最后提醒'), ('term_postponed', '一次延期换届'), ('shell_months', '空壳工会认定'), ('deemed_left_months', '视为退会'), ('borrowed_months', '借调转会'), ('chair_vacancy_months', '主席补选'), ('join_decide', '入会申请审批'), ('transfer_decide', '会籍转接办理'), ('data_request', '个人信息请求答复'), ('rating_reply', '差评答复'), ('card_step', '会员码更换')], max_length=30, verbose_name='参数'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
