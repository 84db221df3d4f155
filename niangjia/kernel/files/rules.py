"""What a file is, told by its content and held against its name. Pure functions of bytes."""

import mmap
import re
import unicodedata
from pathlib import PurePosixPath

from niangjia.kernel.files.enums import FileKind

MEGABYTE = 1024 * 1024
DEFAULT_LIMIT = 300 * MEGABYTE
NAME_LENGTH = 200
END_OF_ZIP = b"PK\x05\x06"
END_OF_ZIP_SIZE = 22
ZIP_COMMENT = 65_535
TABLE_SHOWN = MEGABYTE  # of a zip's table of contents: the parts that tell the kind come early

ENDINGS = {
    "xlsx": FileKind.XLSX, "xls": FileKind.XLS, "csv": FileKind.CSV, "txt": FileKind.CSV,
    "pdf": FileKind.PDF, "png": FileKind.PNG, "jpg": FileKind.JPEG, "jpeg": FileKind.JPEG,
    "docx": FileKind.DOCX, "zip": FileKind.ZIP,
}  # fmt: skip

STARTS = [
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
CONTROLS = bytes(c for c in range(32) if c not in b"\x00\t\n\x0b\x0c\r\x1a")
Content = bytes | mmap.mmap


class FileRefused(ValueError):
    """The file cannot be taken in. The message is for the user."""


def kind_of(content: Content) -> FileKind:
    """The kind told by the bytes themselves; raises ``FileRefused`` with the reason."""
    if len(content) == 0:
        raise FileRefused("文件是空的，没有任何内容。")
    head = bytes(content[:8192])
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    if head.startswith(OLE):
        return _kind_of_ole(content)
    if _is_text(head):
        return FileKind.CSV
    raise FileRefused("认不出文件的类型：可以上传 xlsx、xls、csv、pdf、png、jpg、docx、zip。")


def _kind_of_zip(content: Content) -> FileKind:
    """Office documents are zips; the table of contents at the end names their parts.

    Only that table is looked at and nothing is unpacked: a bomb stays shut here.
    """
    end = content.rfind(END_OF_ZIP, max(0, len(content) - ZIP_COMMENT - END_OF_ZIP_SIZE))
    if end < 0 or end + END_OF_ZIP_SIZE > len(content):
        raise FileRefused("压缩包或工作簿不完整（没有结尾），请重新导出或重新上传。")
    start = int.from_bytes(content[end + 16 : end + 20], "little")
    table = bytes(content[start : min(end, start + TABLE_SHOWN)])
    if b"vbaProject.bin" in table:
        raise FileRefused("文件含有宏。请另存为不含宏的 xlsx 或 docx 后再上传。")
    if b"xl/workbook" in table or b"xl\\workbook" in table:
        return FileKind.XLSX
    return FileKind.DOCX if b"word/document" in table else FileKind.ZIP


def _kind_of_ole(content: Content) -> FileKind:
    """The old container of Office: names of its streams stand in UTF-16."""
    if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
        raise FileRefused("文件设有打开密码。请在 Excel 中去掉密码后再上传。")
    if any(content.find(name.encode("utf-16-le")) >= 0 for name in ("Workbook", "Book")):
        return FileKind.XLS
    raise FileRefused("这是旧版 Office 文件，但不是 Excel 工作簿。请另存为 docx 或 pdf。")


def _is_text(head: bytes) -> bool:
    """UTF-8, GB18030 or UTF-16 text. A stray NUL is left to the reader, who names its row."""
    if head.startswith(UTF16):
        return True
    strange = len(head) - len(head.translate(None, CONTROLS))
    return strange == 0 and head.count(0) * 4 <= len(head)


def check_name(name: str, kind: FileKind) -> None:
    """The ending must say what the content is; otherwise ``FileRefused`` says both."""
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    said = ENDINGS.get(ending)
    if said is None:
        told = f"不认识文件名的结尾“.{ending}”" if ending else "文件名没有扩展名"
        raise FileRefused(f"{told}：内容是 {kind.label}，请改为相应的扩展名。")
    if said != kind:
        raise FileRefused(
            f"文件名以 .{ending} 结尾，内容却是 {kind.label}。请用原来的程序打开，另存为 .{ending} 后再上传。"
        )


def clean_name(name: str) -> str:
    """The last part of a path, without control characters, at most 200 characters, ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    plain = plain.strip().lstrip(".") or "未命名"
    if len(plain) <= NAME_LENGTH:
        return plain
    suffix = PurePosixPath(plain).suffix[:12]
    return plain[: NAME_LENGTH - len(suffix)] + suffix


def size_text(size: int) -> str:
    """``1.5 MB`` for reading."""
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{max(1, size // 1024)} KB"
