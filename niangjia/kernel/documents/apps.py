from django.apps import AppConfig

NAMES = {
    "documents.draft": "拟稿",
    "documents.change": "修改草稿",
    "documents.issue": "印发公文",
    "documents.print": "生成文件",
    "documents.void": "作废公文",
    "documents.scan": "回传扫描件",
    "documents.download": "下载公文",
    "documents.code_open": "启用机关代字",
    "documents.code_close": "停用机关代字",
    "documents.number_take": "取文号",
    "documents.number_void": "作废文号",
    "documents.check_publish": "登记公开查验",
    "documents.check_revoke": "撤销公开查验",
    "documents.paper": "公文",
    "documents.paperversion": "公文版次",
    "documents.paperscan": "扫描件",
    "documents.issuercode": "机关代字",
    "documents.documentnumber": "文号",
    "documents.checkrecord": "公开查验",
}


class DocumentsConfig(AppConfig):
    name = "niangjia.kernel.documents"
    verbose_name = "公文与证书"

    def ready(self) -> None:
        from niangjia.kernel.audit.texts import name_deeds
        from niangjia.kernel.documents.links import register_purpose

        name_deeds(NAMES)
        register_purpose("check", label="真伪查验", url_name="documents:check_show")
