"""What the storeys above may call."""

from niangjia.kernel.files.actions import discard, store
from niangjia.kernel.files.enums import EVERY_KIND, PAPERS, SHEETS, FileKind
from niangjia.kernel.files.queries import NoSuchFile, file_for, keep_to_module, open_file, path_of
from niangjia.kernel.files.rules import DEFAULT_LIMIT, FileRefused

__all__ = [
    "DEFAULT_LIMIT",
    "EVERY_KIND",
    "PAPERS",
    "SHEETS",
    "FileKind",
    "FileRefused",
    "NoSuchFile",
    "discard",
    "file_for",
    "keep_to_module",
    "open_file",
    "path_of",
    "store",
]
