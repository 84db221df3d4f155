"""A document of any layout to its files, and the few facts the store wants to know of it."""

from dataclasses import replace
from datetime import date
from functools import cache

from niangjia.kernel.crypto import sm3
from niangjia.kernel.documents import layouts, typesetting, word
from niangjia.kernel.documents.content import (
    Certificate,
    Form,
    Paper,
    Poster,
    Printable,
    TableReport,
)


def pdf(document: Printable, *, draft: bool = False) -> bytes:
    """PDF/A-2b; equal bytes for equal documents. Raises ``NotPrintable`` with the reason."""
    values = layouts.values_of(document, draft=draft)
    dated = document.dated or layouts.NO_DATE
    return typesetting.pdf(document.tag, values, dated=dated)


def docx(document: Printable, *, draft: bool = False) -> bytes | None:
    """The same for Word; only official papers have it, for the others ``None``."""
    return word.paper_docx(document, draft=draft) if isinstance(document, Paper) else None


def preview(document: Printable, *, draft: bool = False, ppi: float = 80) -> list[bytes]:
    """The pages as PNG, for a look on the screen."""
    return typesetting.images(document.tag, layouts.values_of(document, draft=draft), ppi=ppi)


def title_of(document: Printable) -> str:
    return "".join(document.title.split())


def issuer_of(document: Printable) -> str:
    if isinstance(document, (Paper, Certificate)):
        return document.issuer
    if isinstance(document, Poster):
        return document.unit
    return document.maker if isinstance(document, TableReport) else ""


def dated_on(document: Printable, day: date) -> Printable:
    """The document with its date; an official paper's 印发日期 is never before it."""
    if isinstance(document, Paper) and document.printer:
        printed = max(document.printed_on or day, day)
        return replace(document, dated=day, printed_on=printed)
    return replace(document, dated=day)


def numbered(document: Printable, number: str) -> Printable:
    """The document with its number, where its layout has a place for one."""
    if isinstance(document, (Paper, Form, Certificate)):
        return replace(document, number=number)
    return document


@cache
def _template(layout: str) -> str:
    source = b"".join(
        (typesetting.FOLDER / f"{name}.typ").read_bytes() for name in ("base", layout)
    )
    return f"{layout}-{sm3(source).hex()[:8]}"


def template_of(document: Printable) -> str:
    """Name and fingerprint of the template, kept with every printing."""
    return _template(document.tag)
