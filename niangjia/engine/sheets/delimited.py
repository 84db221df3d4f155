"""Text lists: which encoding, which separator, rows one by one."""

import csv
import io
import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from niangjia.engine.sheets.model import BadFile, Limits, Row
from niangjia.engine.sheets.values import unwrap

UTF8, UTF8_BOM, GB18030, UTF16 = "UTF-8", "UTF-8（带 BOM）", "GB18030", "UTF-16"
CODECS = {UTF8: "utf-8", UTF8_BOM: "utf-8-sig", GB18030: "gb18030", UTF16: "utf-16"}
CHUNK = 1024 * 1024
SWALLOWED_LINES = 20


@dataclass(slots=True)
class Script:
    """How the bytes of a text list are written.

    ``mixed``: line number (from 1) → its encoding, where it is not that of the file;
    ``odd_rows``: the same by record, filled while the records are read.
    """

    encoding: str
    mixed: dict[int, str] = field(default_factory=dict)
    odd_rows: dict[int, str] = field(default_factory=dict)


def find_script(path: Path) -> Script:
    """Judge by all bytes, not by the first ones: many lists turn Chinese only on line 9,000."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Script(UTF16)
    if _decodes(path):
        return Script(UTF8_BOM if start.startswith(b"\xef\xbb\xbf") else UTF8)
    return _by_lines(path)


def _decodes(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as text:
            while text.read(CHUNK):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _by_lines(path: Path) -> Script:
    """GB18030, or a file glued together from both: the smaller share is kept by line number."""
    seen: dict[str, list[int]] = {UTF8: [], GB18030: [], "": []}
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.isascii():
                seen[_encoding_of(line)].append(number)
    if seen[""]:
        raise BadFile(
            f"第 {seen[''][0]} 行的文字编码认不出（既不是 UTF-8 也不是 GB18030），文件可能已损坏；"
            "请在 Excel 中打开原表，另存为“CSV UTF-8”后重传"
        )
    main, other = (UTF8, GB18030) if len(seen[UTF8]) > len(seen[GB18030]) else (GB18030, UTF8)
    return Script(main, dict.fromkeys(seen[other], other))


def _encoding_of(line: bytes) -> str:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # two Chinese bytes of GB18030 may pass for one Latin letter of UTF-8, three rarely do
        return UTF8 if any(c >= "\u2e80" for c in text) else GB18030
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return GB18030


def line_count(path: Path) -> int:
    """Line breaks in the file."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))


def text_rows(path: Path, script: Script, limits: Limits) -> Iterator[tuple[int, Row]]:
    """Numbered records; the number is the row a spreadsheet program would show."""
    literals, most_columns, most_rows = _has_literals(path), limits.columns, limits.rows
    lines = _MixedLines(path, script) if script.mixed else _plain_lines(path, script)
    with lines as text:
        separator = _separator(path, script)
        reader = csv.reader(text, delimiter=separator)
        number, line = 0, 0
        try:
            for number, cells in enumerate(reader, start=1):
                now = reader.line_num
                if now - line > SWALLOWED_LINES:
                    raise BadFile(_open_quote(line + 1, now - line))
                if script.mixed:
                    _note_odd(script, number, range(line + 1, now + 1))
                line = now
                if len(cells) > most_columns or number > most_rows:
                    _refuse_record(number, cells, limits)
                yield number, _unwrapped(cells) if literals else cast(Row, cells)
        except csv.Error as why:
            raise BadFile(_open_quote(line + 1, max(reader.line_num - line, 1))) from why


def _has_literals(path: Path) -> bool:
    """``="0012"`` occurs somewhere: only then is every cell looked at for it."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(b'="') >= 0 or content.find(b"=\x00\x22\x00") >= 0


def _note_odd(script: Script, number: int, lines: range) -> None:
    if odd := next((n for n in lines if n in script.mixed), None):
        script.odd_rows[number] = script.mixed[odd]


def _unwrapped(cells: list[str]) -> Row:
    return [unwrap(c) if c[:2] == '="' else c for c in cells]


def _refuse_record(number: int, cells: list[str], limits: Limits) -> None:
    if number > limits.rows:
        raise BadFile(f"文件超过 {limits.rows:,} 行，一次读不下；请拆成几个文件分别上传")
    if len(cells) > limits.columns:
        raise BadFile(
            f"第 {number} 行有 {len(cells)} 列，超过上限 {limits.columns} 列；请检查分隔符，删去无关的列后重传"
        )


def _open_quote(line: int, swallowed: int) -> str:
    return (
        f"第 {line} 行的引号没有配对，后面 {swallowed} 行被并成了一格；"
        "请在该行补上或删去多余的英文引号后重传"
    )


def _plain_lines(path: Path, script: Script) -> io.TextIOWrapper:
    return path.open(encoding=CODECS[script.encoding], newline="")


class _MixedLines:
    """Lines of a file in two encodings, each read in its own."""

    def __init__(self, path: Path, script: Script) -> None:
        self.file, self.script = path.open("rb"), script

    def __enter__(self) -> Iterable[str]:
        usual = CODECS[self.script.encoding]
        for_line = self.script.mixed
        return (
            line.decode(CODECS[for_line[n]] if n in for_line else usual, "replace")
            for n, line in enumerate(self.file, start=1)
        )

    def __exit__(self, *_: object) -> None:
        self.file.close()


def _separator(path: Path, script: Script) -> str:
    """The sign that splits the first lines most evenly; a comma if nothing does."""
    with path.open(encoding=CODECS[script.encoding], errors="replace", newline="") as text:
        head = [line for line in (text.readline(10_000) for _ in range(30)) if line.strip()]
    counts = {sign: sorted(line.count(sign) for line in head) for sign in ",\t;|,"}
    return max(counts, key=lambda s: (counts[s][len(head) // 2] if head else 0, s == ","))
