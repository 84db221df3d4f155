"""QR codes: pixels for the typesetter, SVG for pages."""

from io import BytesIO
from typing import Any

import segno

ONE_MASK = 3


def pixels(text: str, *, error: str = "m", best_mask: bool = False) -> dict[str, Any]:
    """``{"size": modules of a side, "px": 0 for dark and 255 for light, row by row}``.

    Trying all eight masks takes five times as long and helps only cameras that are poor or far
    away: posters do it, certificates that are made by the thousand do not. No quiet zone.
    """
    mask = None if best_mask else ONE_MASK
    matrix = segno.make(text, error=error, micro=False, mask=mask).matrix
    return {"size": len(matrix), "px": [0 if bit else 255 for row in matrix for bit in row]}


def svg(text: str, *, label: str = "二维码") -> str:
    """An ``<svg>`` element that takes the size of its box; ``label`` is read to the blind."""
    target = BytesIO()
    segno.make(text, error="m", micro=False).save(
        target, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, title=label,
        lineclass=None, svgclass="nj-qr",
    )  # fmt: skip
    return target.getvalue().decode()
