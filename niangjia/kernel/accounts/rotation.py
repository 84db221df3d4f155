"""Everything sealed, brought under the current key: fields, and the second factors of allauth."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from niangjia.kernel.accounts.adapters import SECRET
from niangjia.kernel.audit.models import record
from niangjia.kernel.crypto import decrypt, encrypt, ring
from niangjia.kernel.crypto.rotation import rotate
from niangjia.kernel.scope.actor import Actor

SEALED = ("secret", "seed")


def rotate_everything(*, by: Actor) -> dict[str, int]:
    """Rows re-encrypted by model label. Safe to stop and to repeat."""
    done = {**rotate(), Authenticator._meta.label: _rotate_factors()}
    with transaction.atomic():
        record("crypto.rotate", on=Authenticator(), by=by, key=ring().current, rows=done)
    return done


@transaction.atomic
def _rotate_factors() -> int:
    factors = Authenticator.objects.select_for_update(of=("self",))
    rotated = 0
    for factor in factors:
        sealed = [name for name in SEALED if name in factor.data]
        for name in sealed:
            factor.data[name] = encrypt(decrypt(factor.data[name], SECRET), SECRET)
        if sealed:
            factor.save(update_fields=["data"])
            rotated += 1
    return rotated
