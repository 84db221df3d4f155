"""The drafts of a union in office, printed from what the register says of it."""

from django.utils import timezone

from niangjia.kernel.documents.api import Paper
from niangjia.kernel.scope.models import Scope
from niangjia.organizing.letters.union import LETTERS, UnionFacts
from niangjia.organizing.queries.terms import last_term
from niangjia.organizing.queries.union_guide import guide_for
from niangjia.organizing.queries.unions import NoSuchRecord, open_version


def letter_for(scope: Scope, union_id: int, kind: str) -> Paper:
    """The draft of this kind; ``NoSuchRecord`` for a kind there is not."""
    if kind not in LETTERS:
        raise NoSuchRecord(kind)
    guide = guide_for(scope, union_id)
    union, term, sizes = guide.union, last_term(guide.union), guide.sizes
    above = union.unit.parent
    facts = UnionFacts(
        union=open_version(union).name, superior=above.name if above else "", uscc=union.uscc,
        today=timezone.localdate(), members=sizes.members, women=sizes.women,
        sizes=(sizes.committee_said, sizes.audit_said, sizes.women_said),
        number=term.number if term else 0, years=term.years if term else 0,
        elected_on=term.elected_on if term else None, ends=guide.ends,
        latest=guide.latest,
        vacant=guide.vacancy.since if guide.vacancy else None,
        due=guide.vacancy.due if guide.vacancy else None,
    )  # fmt: skip
    return LETTERS[kind](facts)
