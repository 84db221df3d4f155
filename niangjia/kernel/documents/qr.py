"""QR codes: a matrix for the typesetter, SVG for pages."""

from io import BytesIO

import segno


def runs(text: str, *, error: str = "m") -> list[list[list[int]]]:
    """For each row of the code its dark runs as ``[start, length]``; no quiet zone."""
    found = []
    for row in segno.make(text, error=error, micro=False).matrix:
        dark: list[list[int]] = []
        for at, bit in enumerate(row):
            if not bit:
                continue
            if dark and sum(dark[-1]) == at:
                dark[-1][1] += 1
            else:
                dark.append([at, 1])
        found.append(dark)
    return found


def svg(text: str, *, label: str = "二维码") -> str:
    """An ``<svg>`` element that takes the size of its box; ``label`` is read to the blind."""
    target = BytesIO()
    segno.make(text, error="m", micro=False).save(
        target, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, title=label,
        lineclass=None, svgclass="nj-qr",
    )  # fmt: skip
    return target.getvalue().decode()
