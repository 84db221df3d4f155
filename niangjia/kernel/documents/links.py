"""Addresses for QR codes, and where a scanned link leads."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from niangjia.kernel.documents.codes import BadLink, SignedLink, sign_link


@dataclass(frozen=True, slots=True)
class Purpose:
    """A kind of link: its page's URL name, which takes the payload as its only argument."""

    code: str
    label: str
    url_name: str


_purposes: dict[str, Purpose] = {}


def register_purpose(code: str, *, label: str, url_name: str) -> None:
    """Let signed links of this purpose lead to a page; done in ``AppConfig.ready``.

    The page must be ``@public`` or ask for a login itself: the link proves only that the house
    gave it out.
    """
    _purposes[code] = Purpose(code, label, url_name)


def target_of(link: SignedLink) -> str:
    """The path the link leads to; ``BadLink`` if its purpose is not served here."""
    purpose = _purposes.get(link.purpose)
    if purpose is None:
        raise BadLink("这个二维码的用途在本系统没有开通，请联系发出单位。")
    return reverse(purpose.url_name, args=[link.payload])


def link_address(purpose: str, payload: str, *, expires: datetime | None = None) -> str:
    """The full address of a signed link, as it stands in a QR code."""
    token = sign_link(purpose, payload, expires=expires)
    return settings.PUBLIC_ADDRESS + reverse("documents:link_open", args=[token])


def check_address(code: str) -> str:
    """The full address of a check page, for the QR code of a paper or certificate."""
    return link_address("check", code)
