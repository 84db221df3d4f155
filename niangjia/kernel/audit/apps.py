from django.apps import AppConfig

NAMES = {
    "audit.export": "导出留痕",
    "audit.check": "核对留痕链",
    "audit.auditevent": "留痕",
    "audit.auditcheck": "留痕核对",
    "crypto.rotate": "更换字段密钥",
    "files.store": "收存文件",
    "files.download": "下载文件",
    "files.storedfile": "文件",
}
"""Of this package and of those below it and beside it that have no ``ready`` of their own."""


class AuditConfig(AppConfig):
    name = "niangjia.kernel.audit"
    verbose_name = "操作留痕"

    def ready(self) -> None:
        from niangjia.kernel.audit.texts import name_deeds

        name_deeds(NAMES)
