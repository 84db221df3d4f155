"""The kinds of item organising writes into the inbox."""

from niangjia.kernel.notifications.kinds import Batch, Kind, register_kind
from niangjia.organizing.actions import duties, founding_steps, join_apply, own_data, periods_forms
from niangjia.organizing.actions import transfers_desk as transfers
from niangjia.organizing.actions.inbox import accept_one, approve_one, pass_table
from niangjia.organizing.actions.watch import CERTIFICATE, SHELL, TERM
from niangjia.organizing.queries.inbox import path_of_request, path_of_table, path_of_union
from niangjia.organizing.queries.inbox_parts import join_parts, period_parts, transfer_parts


def register_inbox() -> None:
    register_kind(
        Kind(founding_steps.TODO, "建会事项", "建会"),
        Kind(join_apply.TODO, "入会申请", "入会", reach=path_of_union, several=True,
             batch=Batch("批准入会", join_parts, approve_one)),
        Kind(transfers.TODO, "会籍转接", "转接",
             batch=Batch("确认转接", transfer_parts, accept_one)),
        Kind(periods_forms.TODO, "统计报表", "报表上报", reach=path_of_table,
             batch=Batch("审核通过、锁定", period_parts, pass_table)),
        Kind(own_data.TODO, "会员资料更正", "会员资料", reach=path_of_request),
        Kind(duties.TODO, duties.TODO, "工会登记"),
        Kind(TERM, TERM, "工会登记"),
        Kind(CERTIFICATE, CERTIFICATE, "工会登记"),
        Kind(SHELL, SHELL, "工会登记"),
    )  # fmt: skip
