"""Reads of the register of personal data."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps

from niangjia.kernel.scope.scoped import Absent
from niangjia.organizing.models import DataEntry, RetentionTerm

CLASSES = ("personal", "sensitive")
WORDS = {
    "Person": "会员（人员）", "Membership": "会籍", "WorkRelation": "工作关系", "Transfer": "会籍转接",
    "MemberCard": "会员卡", "MemberLogin": "会员账号", "JoinApplication": "入会申请",
    "JoinCode": "入会码", "Consent": "同意书", "DataRequest": "个人信息请求", "Officer": "工会干部",
    "Candidate": "候选人", "Preparer": "筹备组成员", "FoundingCase": "建会事项",
    "BankAccount": "银行账户", "Certificate": "证书", "PersonMaterial": "会员材料",
    "EmployerMaterial": "单位材料", "Rating": "好差评", "Offer": "免申即享",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one table."""

    name: str
    entries: list[DataEntry]


class NoSuchEntry(Absent):
    """No entry of this number in force."""


def entry_for(entry_id: int, *, lock: bool = False) -> DataEntry:
    rows = DataEntry.objects.filter(pk=entry_id, valid_to__isnull=True)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NoSuchEntry(f"没有这一项：{entry_id}")
    return found


def entry_history(entry: DataEntry) -> list[DataEntry]:
    """Every version, newest first."""
    rows = DataEntry.objects.filter(model=entry.model, field=entry.field)
    return list(rows.order_by("-valid_from", "-pk"))


def data_groups() -> list[Group]:
    """The register in force, table by table. One query."""
    groups: dict[str, Group] = {}
    for entry in DataEntry.objects.filter(valid_to__isnull=True):
        name = WORDS.get(entry.model, entry.model)
        groups.setdefault(entry.model, Group(name, [])).entries.append(entry)
    return list(groups.values())


def retention_terms() -> list[RetentionTerm]:
    return list(RetentionTerm.objects.filter(valid_to__isnull=True))


def unregistered() -> Iterator[tuple[str, str]]:
    """Personal fields of the module that no entry speaks of; a test keeps this empty."""
    known = set(DataEntry.objects.filter(valid_to__isnull=True).values_list("model", "field"))
    for model in apps.get_app_config("organizing").get_models():
        classes = getattr(model, "PRIVACY", {})
        for field in sorted(set().union(*(classes.get(name, set()) for name in CLASSES))):
            if (model.__name__, field) not in known:
                yield model.__name__, field
