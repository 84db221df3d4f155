"""Reads about stored files."""

from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.scope.actor import Scope
from niangjia.kernel.scope.scoped import Absent


class NoSuchFile(Absent):
    """Absent, or outside the scope: the two look the same on purpose."""


_KEPT: set[str] = set()


def keep_to_module(purpose: str) -> str:
    """Files of this purpose are handed out by their module alone, never by the common address."""
    _KEPT.add(purpose)
    return purpose


def common_file_for(scope: Scope, file_id: int) -> StoredFile:
    """``file_for``, for the common address: what a module keeps to itself looks absent."""
    file = file_for(scope, file_id)
    if file.purpose in _KEPT:
        raise NoSuchFile(f"没有这个文件：{file_id}")
    return file


def file_for(scope: Scope, file_id: int) -> StoredFile:
    """One file within the scope, with its unit; raises ``NoSuchFile``."""
    found = StoredFile.objects.within(scope).select_related("unit").filter(pk=file_id).first()
    if found is None:
        raise NoSuchFile(f"没有这个文件：{file_id}")
    return found


def path_of(file: StoredFile) -> Path:
    """Where the content lies. To be read only: other files may share it."""
    return content_path(file.sha256)


def content_path(sha256: str) -> Path:
    """``ab/cd/<sha256>`` below the media folder."""
    return Path(settings.MEDIA_FOLDER) / sha256[:2] / sha256[2:4] / sha256


def open_file(file: StoredFile) -> BinaryIO:
    """The content, opened for reading; ``NoSuchFile`` if the disk has lost it."""
    try:
        return path_of(file).open("rb")
    except FileNotFoundError:
        raise NoSuchFile(f"文件“{file.name}”的内容不在存储中，请从备份恢复。") from None
