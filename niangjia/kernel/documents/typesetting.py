"""The typst compiler: JSON in, PDF/A-2b out, always the same bytes for the same values.

User text travels only through ``sys_inputs``; the templates in ``typst/`` are ours and fixed.
PDF/A is asked for always: it is archival, and the only way in which typst refuses a character
without a glyph. In a plain PDF it would print an empty box and say nothing.
"""

import json
import re
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst

from niangjia.kernel.documents import fonts
from niangjia.kernel.documents.content import NotPrintable

FOLDER = Path(__file__).resolve().parent / "typst"
GLYPH = re.compile(r"the text \W*(.+?)\W* could not be displayed")
_own = threading.local()


def pdf(layout: str, values: dict[str, Any], *, dated: date) -> bytes:
    """Set ``typst/<layout>.typ`` with these values; ``dated`` becomes the PDF's creation date.

    Raises ``NotPrintable`` naming the character that no font has.
    """
    made = _set(
        layout, values, lambda compiler, inputs: compiler.compile(
            format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"], timestamp=_noon(dated),
        )
    )  # fmt: skip
    return bytes(made)


def images(layout: str, values: dict[str, Any], *, ppi: float = 80) -> list[bytes]:
    """The pages as PNG, for previews. Not a proof: use ``pdf`` before anything is kept."""
    made = _set(
        layout, values, lambda compiler, inputs: compiler.compile(
            format="png", sys_inputs=inputs, ppi=ppi
        )
    )  # fmt: skip
    return [made] if isinstance(made, bytes) else list(made)


def _set(
    layout: str, values: dict[str, Any], ask: Callable[[typst.Compiler, dict[str, str]], Any]
) -> Any:
    told = values | {"fonts": fonts.roles()}
    inputs = {"data": json.dumps(told, ensure_ascii=False, sort_keys=True)}
    try:
        return ask(_compiler(layout), inputs)
    except typst.TypstError as problem:
        raise _explained(problem) from problem


def _compiler(layout: str) -> typst.Compiler:
    """One compiler for each layout and thread; the fonts are shared by all of them."""
    kept: dict[str, typst.Compiler] = _own.__dict__.setdefault("compilers", {})
    if layout not in kept:
        kept[layout] = typst.Compiler(
            input=str(FOLDER / f"{layout}.typ"),
            root=str(FOLDER),
            font_paths=fonts.loaded(),
            ignore_system_fonts=True,
        )
    return kept[layout]


def _noon(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 4, tzinfo=UTC).timestamp())


def _explained(problem: typst.TypstError) -> Exception:
    """A missing glyph in words for the user; anything else is a fault of ours and stays one."""
    found = GLYPH.search(problem.message)
    if not found:
        return problem
    text = found[1]
    codes = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in dict.fromkeys(text) if not c.isspace())
    return NotPrintable(
        f"字体里没有这个字：{codes}，文件没有生成。"
        "请核对是否输入有误；确是人名地名用字的，请管理员把含有该字的字体文件放入 NIANGJIA_FONTS 指定的文件夹后重试。"
    )
