from django.apps import AppConfig

DEEDS = {
    "matching.answer_pair": "判断一对", "matching.confirm_changed": "确认原判断仍成立",
    "matching.take_back": "收回判断", "matching.decision": "复核生效", "matching.merge": "合并企业",
    "matching.separate": "拆开对应", "matching.undo": "撤销变更", "matching.trial": "采用试算改写对应",
    "matching.draw_sample": "抽取样本", "matching.audit": "抽查一行",
    "matching.make_trial": "试算", "matching.apply_trial": "采用试算",
    "matching.discard_trial": "放弃试算", "matching.change_threshold": "修改阈值",
    "matching.change_review_share": "修改复核抽样", "matching.export": "导出一张表",
    "matching.linkchange": "对应变更", "matching.link": "对应", "matching.task": "任务",
    "matching.auditsample": "抽查样本", "matching.audititem": "抽查行", "matching.trial_line": "试算行",
    "matching.threshold": "阈值", "matching.reviewshare": "复核抽样",
}  # fmt: skip


class MatchingConfig(AppConfig):
    name = "niangjia.matching"

    def ready(self) -> None:
        """Offer the six lists to the import and the pages to the navigation."""
        from niangjia.kernel.audit.texts import name_deeds
        from niangjia.matching.intake import register_intakes
        from niangjia.matching.web.menu import register_matching
        from niangjia.matching.web.menu_gaps import register_gaps
        from niangjia.matching.web.menu_tasks import register_tasks

        name_deeds(DEEDS)
        register_intakes()
        register_matching()
        register_gaps()
        register_tasks()
