"""What the storeys above may call.

Say what a paper says with the values of ``content``; keep it with the actions; read it with the
queries. ``docs/how-to/make-a-paper.md`` walks through an example.

Contents    ``Paper Para Grid Names Annex``; ``Form Cell``; ``Certificate``; ``TableReport Col``;
            ``Poster``. ``render_pdf(document)`` and ``render_docx(document)`` print without
            keeping; ``NotPrintable`` says in Chinese what is wrong, a missing glyph included.
Papers      ``draft_paper`` → ``change_paper`` → ``issue_paper`` → ``attach_scan``; ``void_paper``,
            ``print_again``; ``issue_directly`` and ``issue_many`` for
            certificates and forms. Read: ``paper_for papers_about version_for``.
Numbers     ``open_code``, ``open_codes``, ``take_number``, ``void_number``.
Checks      ``publish_check`` of one ``Published``, ``publish_checks`` of many; ``revoke_check``,
            ``revoke_code``, ``check_address`` (for the QR code).
Links       ``sign_link``, ``read_link``, ``link_address``, ``qr_svg``, ``register_purpose``.
Turning     ``turning_key``, ``turning_code``, ``turning_step``.
"""

from niangjia.kernel.documents.actions import (
    NumberRefused,
    PaperRefused,
    Published,
    attach_scan,
    change_paper,
    draft_paper,
    issue_directly,
    issue_many,
    issue_paper,
    open_code,
    print_again,
    publish_check,
    publish_checks,
    revoke_check,
    revoke_code,
    take_number,
    void_number,
    void_paper,
)
from niangjia.kernel.documents.codes import (
    BadLink,
    ExpiredLink,
    read_link,
    shown_code,
    sign_link,
    turning_code,
    turning_key,
    turning_step,
)
from niangjia.kernel.documents.content import (
    Annex,
    Cell,
    Certificate,
    Col,
    Form,
    Grid,
    Names,
    NotPrintable,
    Paper,
    Para,
    Poster,
    Printable,
    TableReport,
)
from niangjia.kernel.documents.enums import PaperKind, PaperState
from niangjia.kernel.documents.links import check_address, link_address, register_purpose
from niangjia.kernel.documents.printing import docx as render_docx
from niangjia.kernel.documents.printing import pdf as render_pdf
from niangjia.kernel.documents.qr import svg as qr_svg
from niangjia.kernel.documents.queries import (
    NoSuchPaper,
    open_codes,
    paper_for,
    papers_about,
    version_for,
)
from niangjia.kernel.documents.rules import chinese_date, number_text, spread_name

__all__ = [
    "Annex",
    "BadLink",
    "Cell",
    "Certificate",
    "Col",
    "ExpiredLink",
    "Form",
    "Grid",
    "Names",
    "NoSuchPaper",
    "NotPrintable",
    "NumberRefused",
    "Paper",
    "PaperKind",
    "PaperRefused",
    "PaperState",
    "Para",
    "Poster",
    "Printable",
    "Published",
    "TableReport",
    "attach_scan",
    "change_paper",
    "check_address",
    "chinese_date",
    "draft_paper",
    "issue_directly",
    "issue_many",
    "issue_paper",
    "link_address",
    "number_text",
    "open_code",
    "open_codes",
    "paper_for",
    "papers_about",
    "print_again",
    "publish_check",
    "publish_checks",
    "qr_svg",
    "read_link",
    "register_purpose",
    "render_docx",
    "render_pdf",
    "revoke_check",
    "revoke_code",
    "shown_code",
    "sign_link",
    "spread_name",
    "take_number",
    "turning_code",
    "turning_key",
    "turning_step",
    "version_for",
    "void_number",
    "void_paper",
]
