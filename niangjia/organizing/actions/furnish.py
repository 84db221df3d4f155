"""Terms, chairs, certificates and signs of many unions at once, for the sample city."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.public_checks import publish_certificates
from niangjia.organizing.enums.unions import (
    CertificateKind,
    CommitteeKind,
    OfficerTitle,
    SealKind,
    SignKind,
)
from niangjia.organizing.models import (
    Certificate,
    Committee,
    Officer,
    Seal,
    Term,
    Union,
    UnionSign,
    UnionVersion,
)
from niangjia.organizing.models.facts import OPEN
from niangjia.organizing.rules.terms import term_end

BATCH = 2_000
WHY = "批量登记届次与证书"


@dataclass(frozen=True, slots=True)
class FurnishedUnion:
    """What hangs on a union: its term in force, chair, certificate, last activity.

    ``certificate``: its number, empty for none; ``issuer``: the unit that gave it.
    """

    union_id: int
    number: int
    elected_on: date
    years: int
    chair: str
    full_time: bool
    certificate: str
    issuer: int | None
    last_sign: date


@transaction.atomic
def furnish_unions(*, rows: Sequence[FurnishedUnion], by: Actor) -> int:
    """Write them in a few statements; returns terms written."""
    terms = Term.objects.bulk_create(
        [
            Term(
                union_id=row.union_id, number=row.number, elected_on=row.elected_on,
                years=row.years, ends_on=term_end(row.elected_on, row.years), recorded_by=by.name,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip
    committees = Committee.objects.bulk_create(
        [Committee(term=term, kind=CommitteeKind.UNION, seats=5) for term in terms],
        batch_size=BATCH,
    )
    Officer.objects.bulk_create(
        [
            Officer(
                committee=committee, name=row.chair, title=OfficerTitle.CHAIR,
                full_time=row.full_time, valid_from=row.elected_on, recorded_by=by.name,
            )
            for row, committee in zip(rows, committees, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    _certify([row for row in rows if row.certificate], by)
    UnionSign.objects.bulk_create(
        [
            UnionSign(
                union_id=row.union_id, kind=SignKind.ACTIVITY, happened_on=row.last_sign,
                title="职工文体活动", recorded_by=by.name,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip
    return len(terms)


def _certify(rows: Sequence[FurnishedUnion], by: Actor) -> None:
    """Certificate and seal a month after the election, valid as long as the term."""
    numbers = [row.union_id for row in rows]
    unions = Union.objects.unscoped(reason=WHY).in_bulk(numbers)
    versions = UnionVersion.objects.unscoped(reason=WHY).filter(OPEN, union__in=numbers)
    names = dict(versions.values_list("union", "name"))
    issuers = Unit.objects.within(by.scope).in_bulk({row.issuer for row in rows})
    month = timedelta(days=30)
    made = Certificate.objects.bulk_create(
        [
            Certificate(
                union=unions[row.union_id], kind=CertificateKind.LEGAL_PERSON,
                number=row.certificate, representative=row.chair,
                uscc=unions[row.union_id].uscc, union_name=names[row.union_id],
                issued_on=row.elected_on + month, expires_on=term_end(row.elected_on, row.years),
                issuer=issuers.get(row.issuer), check_code=secrets.token_urlsafe(12),
                recorded_by=by.name,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip
    publish_certificates(made, by)
    Seal.objects.bulk_create(
        [
            Seal(union_id=row.union_id, kind=SealKind.UNION, engraved_on=row.elected_on + month,
                 recorded_by=by.name)
            for row in rows
        ],
        batch_size=BATCH,
    )  # fmt: skip
