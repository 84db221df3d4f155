"""What to put into the arguments of every URL, so that the matrix can call it.

A new URL with an argument needs an entry here; ``test_access`` fails until it has one.
"""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from niangjia.kernel.accounts.models import Account, Post
from niangjia.kernel.documents import models as documents
from niangjia.kernel.documents.content import to_data
from niangjia.kernel.documents.samples import notice
from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.jobs.models import JobRun
from niangjia.kernel.notifications.models import Countersign, TodoItem
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import Role, UnitKind
from niangjia.kernel.scope.models import Unit
from niangjia.matching import models as matching
from niangjia.matching.enums import Source, SyncStage, Zone
from niangjia.matching.intake import code_of
from tests.house.ours import Page
from tests.house.rows import Sample, make_row, row, word
from tests.organizing.campaigns import samples as campaigns
from tests.organizing.figures import samples as figures
from tests.organizing.founding import samples as founding
from tests.organizing.joining import samples as joining
from tests.organizing.members import samples as members
from tests.organizing.periods import samples as periods
from tests.organizing.unions import samples as unions

ORGANIZING = (unions, founding, members, joining, figures, campaigns, periods)

# URLs of others, which declare no access of ours, and why each is open.
STRANGERS = {
    "account_login": "allauth：登录页，人人可开",
    "account_logout": "allauth：退出，未登录时回到登录页",
    "account_inactive": "allauth：账号停用的说明",
    "account_reauthenticate": "allauth：本人再次确认，自带登录检查",
    "account_change_password": "allauth：本人改口令，自带登录检查",
    "mfa_index": "allauth：本人的第二因素，自带登录检查",
    "mfa_authenticate": "allauth：登录的第二步，口令通过后才开",
    "mfa_reauthenticate": "allauth：本人再次确认，自带登录检查",
    "mfa_activate_totp": "allauth：本人启用验证器，需再次确认",
    "mfa_deactivate_totp": "allauth：本人停用验证器，需再次确认",
    "mfa_view_recovery_codes": "allauth：本人的恢复码，需再次确认",
    "mfa_generate_recovery_codes": "allauth：本人的恢复码，需再次确认",
    "mfa_download_recovery_codes": "allauth：本人的恢复码，需再次确认",
    "mfa_list_webauthn": "allauth：本人的通行密钥，自带登录检查",
    "mfa_add_webauthn": "allauth：本人添加通行密钥，需再次确认",
    "mfa_reauthenticate_webauthn": "allauth：本人再次确认，自带登录检查",
    "mfa_remove_webauthn": "allauth：本人的通行密钥，别人的答 404",
    "mfa_edit_webauthn": "allauth：本人的通行密钥，别人的答 404",
}

# Rows that are absent in the own unit too, and why.
MAY_BE_ABSENT = {
    "notifications:item_hand_over": "待办只给一个人或一种岗位",
    "notifications:sign_ask": "待办只给一个人或一种岗位",
    "notifications:item_recall": "只有办过这一步的人可以撤回",
    "matching:gap_compare": "要有同一规则的另一次运行才能对照",
    "imports:run_detail": "一种名册只给办理它的岗位看",
    "imports:run_mapping": "一种名册只给办理它的岗位看",
    "imports:run_problems": "一种名册只给办理它的岗位看",
    "imports:template_download": "一种名册的模板只给办理它的岗位",
    "accounts:deputy_new": "只有本人和安全管理员可以委托一个岗位",
    "accounts:deputy_recall": "只有委托人和安全管理员可以收回",
}

# Rows of one county that others may read, and why.
SHARED = {
    "matching:link_run": "比对对全市进行，质量单只有计数",
}

# POST that leads back to a list with a refusal; it must be the same as for an absent row.
REFUSED_ON_THE_LIST = {
    "matching:route_end": "别处的与已停用的，回到清单说同一句话",
    "matching:candidate_decide": "表单未填时先回到页面，填了才找这一行",
}


def _account(unit: Unit) -> int:
    number = Account.objects.count()
    account = Account.objects.create_user(f"sample{number}", name=f"样{number}")
    role = Role.LIAISON if unit.kind == UnitKind.DEPARTMENT else Role.CLERK
    Post.objects.create(account=account, unit=unit, role=role, valid_from=date(2020, 1, 1))
    return account.pk


def _post(unit: Unit) -> int:
    return Post.objects.within(unit.scope).filter(account_id=_account(unit)).get().pk


def _deputy(unit: Unit) -> int:
    absent = Account.objects.create_user(f"absent{unit.pk}", name="某缺席")
    ends = timezone.localdate() + timedelta(days=9)
    return make_row(Post, unit, role=Role.CLERK, deputy_for=absent, valid_to=ends).pk


def _unit(unit: Unit) -> int:
    return plant_unit(parent=unit, kind=UnitKind.TOWN, name="样本街道总工会").pk


def _sign(unit: Unit) -> int:
    """A question asked at the unit's desk."""
    item = make_row(TodoItem, unit, role=Role.CLERK)
    return make_row(Countersign, unit, item=item, state="open").pk


def _enterprise(unit: Unit) -> int:
    """A firm is shown by its ledger rows."""
    return make_row(matching.LedgerRow, unit).enterprise_id


def _paper(unit: Unit) -> int:
    """A paper that was printed once."""
    paper = make_row(documents.Paper, unit, content=to_data(notice()))
    return make_row(documents.PaperVersion, unit, paper=paper).paper_id


def seeded(name: str) -> Sample:
    """A value of the first trade rule that came with the migrations."""
    return lambda unit: getattr(matching.TradeRule.objects.order_by("pk")[0], name)


# By URL name and argument, or by namespace and argument.
SAMPLES: dict[tuple[str, str], Sample] = {
    ("accounts", "pk"): _account,
    ("accounts:post_end", "pk"): _post,
    ("accounts:deputy_new", "pk"): _post,
    ("accounts:deputy_recall", "pk"): _deputy,
    ("units", "pk"): _unit,
    ("documents", "paper_id"): _paper,
    ("documents:paper_file", "form"): word("pdf"),
    ("documents", "code_id"): row(documents.IssuerCode),
    ("documents", "number_id"): row(documents.DocumentNumber),
    ("documents", "check_id"): row(documents.CheckRecord),
    ("documents", "code"): word("poster"),
    ("documents:sample_file", "form"): word("pdf"),
    ("files", "file_id"): row(StoredFile),
    ("jobs", "run_id"): row(JobRun),
    ("imports", "run_id"): row(ImportRun, intake=code_of(Source.TAX)),
    ("imports:template_download", "code"): word(code_of(Source.TAX)),
    ("notifications", "item_id"): row(TodoItem, role=Role.CLERK),
    ("notifications", "sign_id"): _sign,
    ("matching", "task_id"): row(matching.Task),
    ("matching", "material_id"): row(matching.Material),
    ("matching", "opinion_id"): row(matching.Opinion),
    ("matching", "run_id"): row(matching.GapRun),
    ("matching:link_run", "run_id"): row(matching.LinkRun),
    ("matching", "enterprise_id"): _enterprise,
    ("matching", "route_id"): row(matching.TaskRoute),
    ("matching", "link_id"): row(matching.Link, zone=Zone.REVIEW),
    ("matching", "code"): word("party50"),
    ("matching", "change_id"): row(matching.LinkChange),
    ("matching", "other_id"): _enterprise,
    ("matching", "batch_id"): row(matching.Batch),
    ("matching", "item_id"): row(matching.AuditItem),
    ("matching", "trial_id"): row(matching.Trial),
    ("matching", "source"): word(Source.TAX),
    ("matching:trade_edit", "group"): seeded("group"),
    ("matching:trade_edit", "code"): seeded("code"),
    ("matching:trade_stop", "group"): seeded("group"),
    ("matching:trade_stop", "code"): seeded("code"),
    ("matching:task_stage", "stage"): word(SyncStage.values[0]),
    ("matching:task_step", "name"): word("visit"),
}


for part in ORGANIZING:
    SAMPLES |= part.SAMPLES
    MAY_BE_ABSENT |= part.MAY_BE_ABSENT
    REFUSED_ON_THE_LIST |= part.REFUSED_ON_THE_LIST


def sample_of(page: Page, argument: str) -> Sample | None:
    return SAMPLES.get((page.name, argument)) or SAMPLES.get((page.namespace, argument))


def arguments_for(page: Page, unit: Unit) -> dict[str, Any]:
    """The URL's arguments, standing for a row of ``unit``."""
    found = {}
    for argument in page.arguments:
        sample = sample_of(page, argument)
        assert sample is not None, f"tests/house/samples.py 缺少 {page.name} 的参数 {argument}"
        found[argument] = sample(unit)
    return found


def is_row(page: Page) -> bool:
    """Whether the URL shows one row, which may belong to somebody else."""
    return any(sample_of(page, a).__qualname__.startswith(("row", "_")) for a in page.arguments)
