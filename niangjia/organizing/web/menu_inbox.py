"""The kinds of item organising writes into the inbox."""

from niangjia.kernel.notifications.kinds import Batch, Kind, register_kind
from niangjia.organizing.actions import (
    ceremony,
    duties,
    founding_steps,
    inbox,
    join_apply,
    own_data,
    periods_forms,
    ratings,
    vacancies,
)
from niangjia.organizing.actions import transfers_desk as transfers
from niangjia.organizing.actions.watch import CERTIFICATE, SHELL, TERM
from niangjia.organizing.queries.inbox import (
    path_of_event,
    path_of_request,
    path_of_table,
    path_of_union,
)
from niangjia.organizing.queries.inbox_parts import join_parts, period_parts, transfer_parts


def register_inbox() -> None:
    register_kind(
        Kind(founding_steps.TODO, "建会事项", "建会", recall=inbox.FOUNDING),
        Kind(join_apply.TODO, "入会申请", "入会", reach=path_of_union, several=True,
             batch=Batch(join_parts, inbox.approve_one),
             no_recall="申请人已收到短信、批准的已是会员，不能撤回；办错的请在会员页面更正。"),
        Kind(transfers.TODO, "会籍转接", "转接",
             batch=Batch(transfer_parts, inbox.accept_one), recall=inbox.TRANSFER),
        Kind(periods_forms.TODO, "统计报表", "报表上报", reach=path_of_table,
             batch=Batch(period_parts, inbox.pass_table), recall=inbox.PERIOD),
        Kind(own_data.TODO, "会员资料更正", "会员资料", reach=path_of_request,
             no_recall="会员已看到答复，不能撤回；需要再改的，请会员重新提出。"),
        Kind(ceremony.TODO, "集中入会", "集中入会", reach=path_of_event,
             no_recall="活动已经举办，不能撤回。"),
        Kind(ratings.TODO, "评价答复", "好差评",
             no_recall="评价人凭查询码看得到答复，不能撤回。"),
        Kind(duties.TODO, duties.TODO, "工会登记"),
        Kind(vacancies.TODO, vacancies.TODO, "工会登记"),
        Kind(TERM, TERM, "工会登记"),
        Kind(CERTIFICATE, CERTIFICATE, "工会登记"),
        Kind(SHELL, SHELL, "工会登记"),
    )  # fmt: skip
