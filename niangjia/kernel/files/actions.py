"""Taking files in, handing them out, clearing away what nothing refers to."""

import hashlib
import mmap
import os
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from niangjia.kernel.audit.models import record
from niangjia.kernel.files.enums import EVERY_KIND, FileKind
from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.files.queries import common_file_for, content_path, file_for, open_file
from niangjia.kernel.files.rules import (
    DEFAULT_LIMIT,
    FileRefused,
    check_name,
    clean_name,
    kind_of,
    size_text,
)
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit

CHUNK = 1024 * 1024
ORPHAN_AGE = 24 * 3600  # seconds; younger content may belong to a transaction still open


class Readable(Protocol):
    """An uploaded file, an opened file, a buffer."""

    def read(self, size: int = ..., /) -> bytes: ...


def store(
    stream: Readable,
    *,
    name: str,
    by: Actor,
    unit: Unit,
    purpose: str,
    limit: int = DEFAULT_LIMIT,
    kinds: Collection[FileKind] = EVERY_KIND,
) -> StoredFile:
    """收存文件：写入存储并登记。

    Reads ``stream`` once, in pieces. ``limit`` in bytes; ``kinds`` says what this place
    accepts. Raises ``FileRefused`` with a sentence for the user; nothing is kept then.
    """
    name = clean_name(name)
    with _draft() as (place, draft):
        sha256, size = _copy(stream, draft, limit)
        kind = _look(draft, size)
        check_name(name, kind)
        if kind not in kinds:
            wanted = "、".join(sorted(FileKind(k).label for k in kinds))
            raise FileRefused(f"这里不能上传 {kind.label}，可以上传：{wanted}。")
        _keep(place, content_path(sha256))
    with transaction.atomic():
        file = StoredFile.objects.create(
            unit=unit, name=name, sha256=sha256, size=size, kind=kind, purpose=purpose,
            created_by=by.name, created_by_id=by.account_id,
        )  # fmt: skip
        record("files.store", on=file, by=by, name=name, sha256=sha256, size=size, purpose=purpose)
    return file


@transaction.atomic
def open_for_download(*, file_id: int, by: Actor) -> tuple[StoredFile, BinaryIO]:
    """下载文件：范围内才给，每次留痕。Raises ``NoSuchFile``."""
    file = file_for(by.scope, file_id)
    content = open_file(file)
    record("files.download", on=file, by=by, name=file.name)
    return file, content


@transaction.atomic
def open_common(*, file_id: int, by: Actor) -> tuple[StoredFile, BinaryIO]:
    """公共下载地址：由业务模块自己出示的文件不从这里给。"""
    common_file_for(by.scope, file_id)
    return open_for_download(file_id=file_id, by=by)


def discard(file: StoredFile, *, by: Actor) -> bool:
    """删除登记；别处还用到的保留。True when it is gone; the content goes with the next sweep."""
    try:
        with transaction.atomic():
            record("files.discard", on=file, by=by, sha256=file.sha256)
            file.delete()
    except ProtectedError:
        return False
    return True


def sweep_orphans(*, older_than: int = ORPHAN_AGE) -> int:
    """清除没有登记的内容（上传后事务回滚留下的）；返回清除的个数。

    ``older_than`` seconds. Storing the same content again makes it young, so that a sweep
    never takes what a transaction still open is about to register.
    """
    folder, before, removed = Path(settings.MEDIA_FOLDER), time.time() - older_than, 0
    found = [*folder.glob("[0-9a-f][0-9a-f]/*/*"), *folder.glob("drafts/*")]
    old = [path for path in found if path.stat().st_mtime < before]
    rows = StoredFile.objects.unscoped(reason="清除无主内容要看全部登记")
    for start in range(0, len(old), 1000):
        part = {path.name: path for path in old[start : start + 1000]}
        kept = set(rows.filter(sha256__in=part).values_list("sha256", flat=True))
        for sha256 in part.keys() - kept:
            part[sha256].unlink(missing_ok=True)
            removed += 1
    return removed


@contextmanager
def _draft() -> Iterator[tuple[Path, BinaryIO]]:
    """A temporary file on the disk of the store, so that the final rename is atomic."""
    folder = Path(settings.MEDIA_FOLDER) / "drafts"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with open(handle, "w+b") as draft:
            yield Path(name), draft
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(stream: Readable, draft: BinaryIO, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise FileRefused(f"文件超过 {size_text(limit)} 的上限，请拆分后再上传。")
        digest.update(chunk)
        draft.write(chunk)
    draft.flush()
    os.fsync(draft.fileno())
    return digest.hexdigest(), size


def _look(draft: BinaryIO, size: int) -> FileKind:
    if size == 0:  # an empty file cannot be mapped
        return kind_of(b"")
    with mmap.mmap(draft.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return kind_of(content)


def _keep(draft: Path, target: Path) -> None:
    """Move the draft to its place. Content already there is the same: replacing renews its age."""
    draft.chmod(0o440)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
