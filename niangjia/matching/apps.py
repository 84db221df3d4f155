from django.apps import AppConfig

DEEDS = {
    "matching.write_list": "写入名册", "matching.run_linkage": "比对并更新台账",
    "matching.run_rule": "运行缺口规则", "matching.change_rule": "修改缺口规则",
    "matching.change_trade_rule": "修改行业口径", "matching.stop_trade_rule": "停用行业口径",
    "matching.change_headcount_order": "修改人数取值顺序", "matching.change_clock": "修改期限",
    "matching.add_route": "新增派单规则", "matching.end_route": "停用派单规则",
    "matching.create_tasks": "列入任务清单",
    "matching.create_registration_tasks": "为新登记企业列任务",
    "matching.task_undo": "撤回任务一步", "matching.date_stage": "登记三同步日期",
    "matching.start_case": "由任务发起建会",
    "matching.pass_opinion": "转交意见", "matching.answer_opinion": "答复意见",
    "matching.withdraw_opinion": "撤回转交",
    "matching.add_material": "登记宣传资料", "matching.print_more": "登记加印",
    "matching.export_weekly": "导出周报",
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
        from niangjia.matching.actions.founding import follow_case
        from niangjia.matching.intake import register_intakes
        from niangjia.matching.web.menu import register_matching
        from niangjia.matching.web.menu_gaps import register_gaps
        from niangjia.matching.web.menu_inbox import register_inbox
        from niangjia.matching.web.menu_tasks import register_tasks
        from niangjia.matching.workflow import TASK_FLOW
        from niangjia.organizing.api import on_founding

        steps = {f"matching.task_{name}": step.label for name, step in TASK_FLOW.steps.items()}
        name_deeds(DEEDS | steps)
        register_intakes()
        register_matching()
        register_gaps()
        register_tasks()
        register_inbox()
        on_founding(follow_case)
