"""Chinese names of the deeds on members, for the trail."""

DEEDS = {
    "members.file": "建立会员档案", "members.learn": "补充会员资料", "members.admit": "批准入会",
    "members.readmit": "重新批准入会", "members.release": "转出", "members.stay": "撤回转出",
    "members.receive": "转入", "members.retain": "保留会籍", "members.resume": "恢复会籍",
    "members.leave": "自愿退会", "members.deem_left": "视为退会", "members.expel": "除名",
    "members.register_death": "登记死亡", "members.correct": "更正会籍",
    "members.annul": "撤销会籍变化", "members.fact": "更正会员资料", "members.look": "查看遮盖内容",
    "members.view": "打开会员页面", "members.export_row": "导出完整信息",
    "members.work_add": "登记工作关系", "members.work_end": "终止工作关系",
    "members.transfer_propose": "提出转接", "members.transfer_accept": "确认转接",
    "members.transfer_refuse": "不同意转接", "members.transfer_withdraw": "撤回转接",
    "members.roster": "写入会员名册", "members.data_entry": "修改个人信息登记册",
    "members.purge": "到期清除", "organizing.person": "会员", "organizing.dataentry": "个人信息登记册",
}  # fmt: skip
