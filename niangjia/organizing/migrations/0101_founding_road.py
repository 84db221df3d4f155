"""States of the whole road, the kernel's paper behind a founding paper, 批准筹备 as a change."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_no_deletion'),
        ('organizing', '0402_figure_seeds'),
    ]

    operations = [
        migrations.AddField(
            model_name='foundingpaper',
            name='paper',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.paper', verbose_name='公文'),
        ),
        migrations.AlterField(
            model_name='foundingcase',
            name='state',
            field=models.CharField(choices=[('applying', '填写请示'), ('applied', '已请示'), ('returned', '退回补正'), ('preparing', '筹备'), ('enrolling', '发展会员'), ('nominated', '候选人公示'), ('meeting_asked', '已请示召开大会'), ('meeting_approved', '同意召开大会'), ('meeting_held', '已选举'), ('result_reported', '已报结果'), ('election_invalid', '选举无效'), ('established', '成立'), ('sealed', '已刻章'), ('legal_person', '已取得法人资格'), ('equipped', '印章证书齐备'), ('account_opened', '已开户'), ('funded', '经费已登记'), ('operating', '正常运行'), ('withdrawn', '已撤回'), ('refused', '不予批准')], default='applying', max_length=16, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='foundingstep',
            name='from_state',
            field=models.CharField(choices=[('applying', '填写请示'), ('applied', '已请示'), ('returned', '退回补正'), ('preparing', '筹备'), ('enrolling', '发展会员'), ('nominated', '候选人公示'), ('meeting_asked', '已请示召开大会'), ('meeting_approved', '同意召开大会'), ('meeting_held', '已选举'), ('result_reported', '已报结果'), ('election_invalid', '选举无效'), ('established', '成立'), ('sealed', '已刻章'), ('legal_person', '已取得法人资格'), ('equipped', '印章证书齐备'), ('account_opened', '已开户'), ('funded', '经费已登记'), ('operating', '正常运行'), ('withdrawn', '已撤回'), ('refused', '不予批准')], max_length=16, verbose_name='原状态'),
        ),
        migrations.AlterField(
            model_name='foundingstep',
            name='to_state',
            field=models.CharField(choices=[('applying', '填写请示'), ('applied', '已请示'), ('returned', '退回补正'), ('preparing', '筹备'), ('enrolling', '发展会员'), ('nominated', '候选人公示'), ('meeting_asked', '已请示召开大会'), ('meeting_approved', '同意召开大会'), ('meeting_held', '已选举'), ('result_reported', '已报结果'), ('election_invalid', '选举无效'), ('established', '成立'), ('sealed', '已刻章'), ('legal_person', '已取得法人资格'), ('equipped', '印章证书齐备'), ('account_opened', '已开户'), ('funded', '经费已登记'), ('operating', '正常运行'), ('withdrawn', '已撤回'), ('refused', '不予批准')], max_length=16, verbose_name='新状态'),
        ),
        migrations.AlterField(
            model_name='unionchange',
            name='kind',
            field=models.CharField(choices=[('prepare', '批准筹备'), ('found', '成立'), ('rename', '更名'), ('amend', '变更登记事项'), ('move', '调整隶属'), ('merge', '合并'), ('dissolve', '撤销'), ('correct', '更正'), ('import', '名册导入'), ('follow', '随上级调整')], max_length=12, verbose_name='事项'),
        ),
    ]
