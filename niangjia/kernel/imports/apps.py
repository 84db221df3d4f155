from django.apps import AppConfig

NAMES = {
    "imports.upload": "上传名册",
    "imports.reread": "更换工作表或表头",
    "imports.check": "确定列的对应",
    "imports.confirm": "确认导入",
    "imports.write": "写入名册",
    "imports.abandon": "放弃导入",
    "imports.importrun": "导入",
}


class ImportsConfig(AppConfig):
    name = "niangjia.kernel.imports"

    def ready(self) -> None:
        from niangjia.kernel.audit.texts import name_deeds

        name_deeds(NAMES)
