"""Filters of the pages about papers."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from niangjia.kernel.documents import codes, qr
from niangjia.kernel.documents.enums import CheckOutcome, PaperState, SealState
from niangjia.kernel.documents.links import check_address

register = template.Library()

OUTCOMES = {
    CheckOutcome.VALID: "success",
    CheckOutcome.EXPIRED: "warning",
    CheckOutcome.UNKNOWN: "warning",
    CheckOutcome.REVOKED: "danger",
    CheckOutcome.FORGED: "danger",
}
STATES = {PaperState.DRAFT: "warning", PaperState.ISSUED: "success", PaperState.VOID: "danger"}

SEALS = {SealState.INTACT: "success", SealState.CHANGED: "danger", SealState.FOREIGN: "warning"}


@register.filter
def seal_tone(state: SealState) -> str:
    return SEALS.get(state, "info")


@register.filter
def outcome_tone(outcome: CheckOutcome) -> str:
    return OUTCOMES[outcome]


@register.filter
def paper_tone(state: str) -> str:
    return STATES[PaperState(state)]


@register.filter
def shown_code(code: str) -> str:
    return codes.shown_code(code)


@register.filter
def can_be_checked(code: str) -> bool:
    """Whether the check page knows codes such as this one."""
    return codes.is_ours(code)


@register.filter
def check_qr(code: str) -> SafeString:
    """The QR code that leads to the check page, to be put beside the certificate."""
    return mark_safe(qr.svg(check_address(code), label="查验二维码"))
