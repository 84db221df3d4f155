"""What a paper says: frozen values without layout, Django or files.

The same values are printed as PDF and as DOCX, kept with the paper as JSON (``to_data``) and
read again (``from_data``) when the paper is made anew. User text stays text all the way:
nothing in it is ever read as markup.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, ClassVar

from niangjia.kernel.documents.enums import PaperKind


class NotPrintable(ValueError):
    """A paper that cannot be printed as it stands. The message is for the user."""


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. ``level`` 0: body; 1–4: numbered 一、（一）1.（1）, each in its own font.

    ``text`` of a level is its heading; ``rest`` follows in the same line in the body's font.
    ``indent=False`` starts flush left.
    """

    tag: ClassVar[str] = "para"
    text: str
    level: int = 0
    rest: str = ""
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table inside a paper. ``widths``: shares; empty: equal columns."""

    tag: ClassVar[str] = "grid"
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """``出席：王  凯  欧阳小凯``: a label in 黑体 and names; two-character names are spread."""

    tag: ClassVar[str] = "names"
    label: str
    names: tuple[str, ...]


Block = Para | Grid | Names


@dataclass(frozen=True, slots=True)
class Annex:
    """Named below the body. With ``blocks`` it is printed behind the paper on its own page."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """An official paper (公文) to GB/T 9704-2012; the layout follows from ``kind``.

    ``issuer``: full name of the issuing body, also the signature unless ``signature`` is given.
    ``mark``: red head, by default ``<issuer>文件`` (函: the bare name; 纪要: ``<issuer>会议纪要``);
    ``plain=True`` prints no head, as bodies without a head paper of their own do.
    ``number``: ``淄总工发〔2022〕12号``; given by the register when the paper is issued.
    ``signatory``: 签发人, for 请示 and 报告. ``title`` may hold line breaks where the author
    wants them; otherwise lines are broken between words. ``sealed`` places signature and date for
    a seal. ``note``: 附注, without brackets. ``copies``: 抄送. ``printer``/``printed_on``: 版记.
    """

    tag: ClassVar[str] = "paper"
    kind: PaperKind
    issuer: str
    title: str
    body: tuple[Block, ...]
    addressee: str = ""
    number: str = ""
    signatory: tuple[str, ...] = ()
    dated: date | None = None
    annexes: tuple[Annex, ...] = ()
    signature: str = ""
    sealed: bool = True
    mark: str = ""
    plain: bool = False
    urgency: str = ""
    note: str = ""
    copies: tuple[str, ...] = ()
    printer: str = ""
    printed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a form. ``label``: grey, centred. ``sign``: a box to sign, stamp and date in,
    with ``text`` as its heading. ``height`` in millimetres, 0: as the text needs."""

    text: str = ""
    span: int = 1
    down: int = 1
    label: bool = False
    sign: bool = False
    height: float = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A bordered form (申请表、登记表) on A4. ``widths``: shares of the columns."""

    tag: ClassVar[str] = "form"
    title: str
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    dated: date
    subtitle: str = ""
    number: str = ""
    notes: tuple[str, ...] = ()
    kind: PaperKind = PaperKind.FORM


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate on A4 across, with a QR code leading to the public check page.

    ``link``: what the QR holds; ``code``: the same to type by hand. ``facts``: label and value.
    """

    tag: ClassVar[str] = "certificate"
    title: str
    holder: str
    text: str
    issuer: str
    dated: date
    facts: tuple[tuple[str, str], ...] = ()
    number: str = ""
    link: str = ""
    code: str = ""
    valid_until: date | None = None
    kind: PaperKind = PaperKind.CERTIFICATE


@dataclass(frozen=True, slots=True)
class Col:
    """A column of a table. ``width``: share. ``align``: ``left``, ``center`` or ``right``."""

    label: str
    width: float = 1
    align: str = "left"


@dataclass(frozen=True, slots=True)
class TableReport:
    """Many rows, the header repeated on every page, page numbers 第 n 页 共 m 页.

    Cells are text, written as the XLSX export writes them; ``notes``: 口径, conditions, source.
    """

    tag: ClassVar[str] = "table"
    title: str
    columns: tuple[Col, ...]
    rows: tuple[tuple[str, ...], ...]
    dated: date
    notes: tuple[str, ...] = ()
    across: bool = False
    total: tuple[str, ...] = ()
    maker: str = ""
    kind: PaperKind = PaperKind.TABLE


@dataclass(frozen=True, slots=True)
class Poster:
    """A4 poster to hang up: title, QR, up to three steps, the unit."""

    tag: ClassVar[str] = "poster"
    title: str
    link: str
    steps: tuple[str, ...]
    unit: str
    dated: date
    subtitle: str = ""
    note: str = ""
    kind: PaperKind = PaperKind.POSTER


Printable = Paper | Form | Certificate | TableReport | Poster
LAYOUTS: dict[str, type[Any]] = {
    layout.tag: layout for layout in (Paper, Form, Certificate, TableReport, Poster)
}
BLOCKS: dict[str, type[Any]] = {block.tag: block for block in (Para, Grid, Names)}


def to_data(document: Printable) -> dict[str, Any]:
    """Plain JSON values; ``from_data`` gives back an equal document."""
    return {"layout": document.tag, **_plain(document)}


def _plain(value: Any) -> Any:
    if isinstance(value, (Para, Grid, Names)):
        return {"block": value.tag, **asdict(value)}
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, PaperKind) else value


def from_data(data: dict[str, Any]) -> Printable:
    """The document that ``to_data`` wrote down."""
    values = dict(data)
    layout = LAYOUTS[values.pop("layout")]
    for name in ("dated", "printed_on", "valid_until"):
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    values["kind"] = PaperKind(values["kind"])
    if layout is Paper:
        values["body"] = _blocks(values["body"])
        annexes = values["annexes"]
        values["annexes"] = tuple(Annex(a["title"], _blocks(a["blocks"])) for a in annexes)
    elif layout is Form:
        values["rows"] = tuple(tuple(Cell(**cell) for cell in row) for row in values["rows"])
    elif layout is TableReport:
        values["columns"] = tuple(Col(**column) for column in values["columns"])
    return layout(**{name: _frozen(value) for name, value in values.items()})  # type: ignore[no-any-return]


def _blocks(found: list[dict[str, Any]]) -> tuple[Block, ...]:
    made = []
    for data in found:
        values = {name: _frozen(value) for name, value in data.items() if name != "block"}
        made.append(BLOCKS[data["block"]](**values))
    return tuple(made)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, (list, tuple)) else value
