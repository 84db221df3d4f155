"""Transfers that begin at a phone, and the chore that settles what slipped through."""

from django.db import transaction

from niangjia.kernel.notifications.actions import settle_all
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.transfers import propose_transfer
from niangjia.organizing.actions.transfers_desk import TODO, subject_of
from niangjia.organizing.models import Transfer
from niangjia.organizing.queries.join_transfers import told_and_over


@transaction.atomic
def ask_transfer(
    *, person_id: int, to_union_id: int, by: Actor, employer_id: int | None = None, note: str = ""
) -> Transfer:
    """会员本人申请转接：扫新单位工会的码，一步提出；只问新单位是哪一家。"""
    return propose_transfer(
        person_id=person_id, to_union_id=to_union_id, by=by, employer_id=employer_id, note=note
    )


def settle_transfers() -> int:
    """Items of transfers that are done, refused or withdrawn: a chore, whoever ended them."""
    over = told_and_over(TODO)
    house = Actor.system("会籍转接办结")
    subjects = [subject_of(number) for number in over]
    return settle_all(subjects=subjects, by=house, outcome="转接已了结") if over else 0
