"""Words of “我的材料”: what somebody hands in once."""

from django.db.models import TextChoices


class MaterialKind(TextChoices):
    LICENCE = "licence", "营业执照"
    IDENTITY = "identity", "身份证件"
    MANDATE = "mandate", "授权委托书"
    PREMISES = "premises", "场地使用证明"
    OPINION = "opinion", "党组织或行政意见"
    NAME_PROOF = "name_proof", "更名证明"
    WORK_PROOF = "work_proof", "工作证明"
    SIGNED = "signed", "入会申请书签字页"
    OTHER = "other", "其他材料"


OF_PERSON = (MaterialKind.IDENTITY, MaterialKind.NAME_PROOF, MaterialKind.WORK_PROOF,
             MaterialKind.OTHER)  # fmt: skip
OF_FIRM = (MaterialKind.LICENCE, MaterialKind.IDENTITY, MaterialKind.MANDATE,
           MaterialKind.PREMISES, MaterialKind.OPINION, MaterialKind.OTHER)  # fmt: skip
SENSITIVE = frozenset({MaterialKind.IDENTITY, MaterialKind.NAME_PROOF})
"""Each look at one of these is told with its purpose."""

DEEDS = {
    "organizing.material_keep": "收存材料",
    "organizing.material_remove": "删除材料",
    "organizing.material_reuse": "使用已有材料",
    "organizing.material_view": "查看材料",
    "organizing.material_own": "下载本人材料",
    "organizing.material_forget": "清除期满的材料",
    "organizing.personmaterial": "会员材料",
    "organizing.employermaterial": "单位材料",
}
