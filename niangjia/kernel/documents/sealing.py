"""Electronic signatures in issued PDFs: made (PAdES B-B, EN 319 142-1), and examined later (X7).

``NIANGJIA_SEAL``: empty, no signature; ``local``, a key of our own derived from the field keys, for
demo and trial; else the dotted path of a class with the methods of ``Seal``, for a real provider of
电子印章 (《电子签名法》13 条: a reliable signature needs the signer's own key).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any, Protocol

from asn1crypto import cms
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.module_loading import import_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from niangjia.kernel.crypto import ring
from niangjia.kernel.documents.enums import SealState

FIELD = "Seal"
LOCAL = "local"
NAME = "娘家试用签章（自签，不代替正式电子印章）"
_PURPOSE = "seal/p256"
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2070, 1, 1, tzinfo=UTC)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256, SEC 2


class Seal(Protocol):
    """Who signs. ``label`` is told to the reader of a paper."""

    label: str

    def sign(self, pdf: bytes, reason: str) -> bytes:
        """The same PDF with a signature over all its bytes."""

    def is_ours(self, certificate: bytes) -> bool:
        """Whether a certificate (DER) belongs to this seal, now or before."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file's signature says. ``signed_at`` is the signer's own clock."""

    state: SealState
    signer: str = ""
    signed_at: datetime | None = None


class LocalSeal:
    """Our own key on P-256, self-signed: shows a changed file, vouches for nobody."""

    label = NAME

    def sign(self, pdf: bytes, reason: str) -> bytes:
        told = signers.PdfSignatureMetadata(
            field_name=FIELD, reason=reason[:200], md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
        )  # fmt: skip
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        signer = _signer(ring().derive(ring().current, _PURPOSE))
        return bytes(_apart(lambda: signers.sign_pdf(writer, told, signer=signer)).getbuffer())

    def is_ours(self, certificate: bytes) -> bool:
        keys = (ring().derive(key_id, _PURPOSE) for key_id in ring().ids)
        return any(certificate == _certificate(key) for key in keys)


def seal() -> Seal | None:
    """The seal that is set up, if any."""
    if not settings.NIANGJIA_SEAL:
        return None
    return (
        LocalSeal() if settings.NIANGJIA_SEAL == LOCAL else import_string(settings.NIANGJIA_SEAL)()
    )


def sealed(pdf: bytes, reason: str) -> bytes:
    """Signed by the seal that is set up; unchanged where there is none."""
    by = seal()
    return by.sign(pdf, reason) if by else pdf


def examine(pdf: bytes) -> Examined:
    """Look at the last signature of a file. Never raises: a broken file is unreadable or changed."""
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
    except Exception:  # whatever a hostile file makes a parser do
        return Examined(SealState.UNREADABLE)
    if not found:
        return Examined(SealState.NONE)
    try:
        return _verdict(found[-1], pdf)
    except Exception:  # the signature itself is damaged
        return Examined(SealState.CHANGED)


def _apart(work: Callable[[], Any]) -> Any:
    """In a thread of its own: pyHanko starts an event loop, and the caller's thread may run one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()


def _verdict(signature: Any, pdf: bytes) -> Examined:
    certificate = signature.signer_cert
    # Whether the certificate is ours is asked below; here only what was signed counts.
    trust = ValidationContext(trust_roots=[certificate], allow_fetching=False)
    status = _apart(lambda: validate_pdf_signature(signature, signer_validation_context=trust))
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE and _as_written(signature, pdf)
    ours = seal()
    if not (status.intact and status.valid and whole):
        state = SealState.CHANGED
    elif ours and ours.is_ours(certificate.dump()):
        state = SealState.INTACT
    else:
        state = SealState.FOREIGN
    signer = str(certificate.subject.native.get("common_name", ""))
    return Examined(state, signer, status.signer_reported_dt)


def _as_written(signature: Any, pdf: bytes) -> bool:
    """The place left out of the digest holds the signature and nothing else."""
    first, second = int(signature.byte_range[1]), int(signature.byte_range[2])
    gap, whole = pdf[first:second], cms.ContentInfo.load(signature.pkcs7_content).dump()
    return gap.lower() == b"<%s>" % whole.hex().encode().ljust(second - first - 2, b"0")


@cache
def _signer(secret: bytes) -> signers.SimpleSigner:
    der = serialization.Encoding.DER
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(_certificate(secret)),
        signing_key=asn1_keys.PrivateKeyInfo.load(_key(secret).private_bytes(der, *plain)),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


@cache
def _key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(secret) % (_ORDER - 1) + 1, ec.SECP256R1())


@cache
def _certificate(secret: bytes) -> bytes:
    """Self-signed, DER; equal secrets make equal bytes."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
         "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    key = _key(secret)
    built = x509.CertificateBuilder(
        name, name, key.public_key(), 1, _FROM, _UNTIL
    ).add_extension(
        x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
    )  # fmt: skip
    made = built.sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    return made.public_bytes(serialization.Encoding.DER)
