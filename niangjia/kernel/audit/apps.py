from django.apps import AppConfig

NAMES = {
    "accounts.create": "建立账号",
    "accounts.rename": "更正姓名和手机号",
    "accounts.activate": "启用账号",
    "accounts.deactivate": "停用账号",
    "accounts.reset_password": "重发初始口令",
    "accounts.reset_factor": "清除第二因素",
    "accounts.change_password": "修改口令",
    "accounts.end_sessions": "结束其他登录",
    "accounts.unlock": "解除登录锁定",
    "accounts.lock": "登录锁定",
    "accounts.login": "登录",
    "accounts.logout": "退出",
    "accounts.assign": "任命岗位",
    "accounts.dismiss": "免去岗位",
    "accounts.appoint_deputy": "委托代办",
    "accounts.recall_deputy": "收回委托",
    "accounts.account": "账号",
    "accounts.post": "岗位",
    "scope.add": "新增单位",
    "scope.rename": "更名",
    "scope.move": "移动单位",
    "scope.close": "撤销单位",
    "scope.unit": "单位",
    "audit.export": "导出留痕",
    "audit.check": "核对留痕链",
    "audit.auditevent": "留痕",
    "audit.auditcheck": "留痕核对",
    "crypto.rotate": "更换字段密钥",
    "files.store": "收存文件",
    "files.download": "下载文件",
    "files.discard": "删除文件",
    "files.storedfile": "文件",
}
"""Of this package and of those below it and beside it that have no ``ready`` of their own."""


class AuditConfig(AppConfig):
    name = "niangjia.kernel.audit"
    verbose_name = "操作留痕"

    def ready(self) -> None:
        from niangjia.kernel.audit.texts import name_deeds

        name_deeds(NAMES)
