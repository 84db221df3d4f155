import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("scope", "0003_union_kinds"),
        ("organizing", "0601_founded_unions"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnitMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("effective_on", models.DateField(verbose_name="生效日期")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="事由")),
                ("unions", models.PositiveIntegerField(default=0, verbose_name="随迁工会")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="办理时间")),
                ("by_name", models.CharField(max_length=80, verbose_name="办理人")),
                ("by_account", models.BigIntegerField(null=True, verbose_name="办理人编号")),
                ("by_unit", models.CharField(blank=True, max_length=100, verbose_name="办理单位")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                ("undone_by", models.CharField(blank=True, max_length=80, verbose_name="撤回人")),
                ("undone_reason", models.CharField(blank=True, max_length=300, verbose_name="撤回事由")),
                ("after", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="scope.unit", verbose_name="新上级")),
                ("before", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="scope.unit", verbose_name="原上级")),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="scope.unit", verbose_name="单位")),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.AddField(
            model_name="unionchange",
            name="move",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="organizing.unitmove", verbose_name="隶属调整"),
        ),
        migrations.AddField(
            model_name="unionchange",
            name="undoes",
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone", to="organizing.unionchange", verbose_name="撤回的办理"),
        ),
        migrations.AlterField(
            model_name="unionchange",
            name="kind",
            field=models.CharField(choices=[("prepare", "批准筹备"), ("found", "成立"), ("rename", "更名"), ("amend", "变更登记事项"), ("move", "调整隶属"), ("merge", "合并"), ("dissolve", "撤销"), ("correct", "更正"), ("import", "名册导入"), ("follow", "随上级调整"), ("undo", "撤回办理")], max_length=12, verbose_name="事项"),
        ),
    ]
