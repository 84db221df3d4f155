"""A second founding of the same firm takes over what the first one told (X6)."""

from django.db import transaction

from niangjia.kernel.audit.models import record
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.actions.founding import Opening, open_case
from niangjia.organizing.models import FoundingCase, Preparer
from niangjia.organizing.policies.founding import acts_for
from niangjia.organizing.queries.firms import firm_for, known_firm
from niangjia.organizing.workflow.founding import HANDS

TOLD = ("person_id", "name", "sex", "nationality_group", "birth_on", "political_status",
        "education", "employer_post", "leads")  # fmt: skip


@transaction.atomic
def open_again(*, employer_id: int, opening: Opening, keep_group: bool, by: Actor) -> FoundingCase:
    """在册单位再次发起：已登记的事项不再填，上次的筹备组可以沿用。"""
    known = known_firm(firm_for(by.scope, employer_id), [])
    case = open_case(opening=opening, by=by)
    group = known.preparers if keep_group else []
    Preparer.objects.bulk_create(
        Preparer(case=case, **{name: getattr(row, name) for name in TOLD}) for row in group
    )
    if known.last:
        record(
            "organizing.founding_again", on=case, by=by, follows=known.last.pk, group=len(group),
            acted_for=acts_for(by, case, HANDS),
        )  # fmt: skip
    return case
