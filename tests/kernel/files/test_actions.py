"""Storing, handing out, sweeping."""

import hashlib
import io
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.files import actions
from niangjia.kernel.files.api import (
    SHEETS,
    FileKind,
    FileRefused,
    NoSuchFile,
    file_for,
    open_file,
    path_of,
    store,
)
from niangjia.kernel.files.models import StoredFile
from niangjia.kernel.files.queries import content_path
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit

ROWS = "企业名称,人数\n甲公司,30\n".encode()
SYSTEM = Actor.system("试验")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_FOLDER = tmp_path / "files"
    return settings.MEDIA_FOLDER


def keep(unit: Unit, content: bytes = ROWS, name: str = "名册.csv", **more: object) -> StoredFile:
    return store(io.BytesIO(content), name=name, by=SYSTEM, unit=unit, purpose="名册", **more)


def contents(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_content_lies_under_its_hash_and_the_deed_is_on_record(city: Unit, folder: Path) -> None:
    file = keep(city)

    digest = hashlib.sha256(ROWS).hexdigest()
    assert path_of(file) == folder / digest[:2] / digest[2:4] / digest
    with open_file(file) as content:
        assert content.read() == ROWS
    assert (file.size, file.kind, file.created_by) == (len(ROWS), FileKind.CSV, SYSTEM.name)
    event = AuditEvent.objects.get(verb="files.store")
    assert (event.target_id, event.unit_path) == (str(file.pk), city.path)
    assert event.changes["sha256"] == digest


def test_same_content_twice_is_kept_once_under_two_names(city: Unit, folder: Path) -> None:
    first, second = keep(city), keep(city, name="又一次.csv")

    assert first.pk != second.pk
    assert path_of(first) == path_of(second)
    assert len(contents(folder)) == 1


@pytest.mark.parametrize(
    ("content", "more", "message"),
    [
        (b"", {}, "文件是空的"),
        (ROWS * 100, {"limit": 1024}, "超过 1 KB 的上限"),
        (b"%PDF-1.7 ", {}, "内容却是 PDF"),
        (b"%PDF-1.7 ", {"name": "通知.pdf", "kinds": SHEETS}, "这里不能上传 PDF"),
    ],
)
def test_refused_file_leaves_nothing(
    city: Unit, folder: Path, content: bytes, more: dict, message: str
) -> None:
    with pytest.raises(FileRefused, match=message):
        keep(city, content, **more)

    assert contents(folder) == []
    assert not StoredFile.objects.unscoped(reason="试验").exists()


def test_endless_stream_is_stopped_at_the_limit(city: Unit) -> None:
    class Endless:
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"a" * size

    stream = Endless()
    with pytest.raises(FileRefused, match="上限"):
        store(stream, name="a.csv", by=SYSTEM, unit=city, purpose="名册", limit=5 * 1024 * 1024)

    assert stream.given <= 6 * 1024 * 1024


def test_two_threads_storing_the_same_bytes_both_find_them(folder: Path) -> None:
    """Both rename over the same place at the same time; neither sees half a file."""
    content = os.urandom(3_000_000)
    digest = hashlib.sha256(content).hexdigest()
    together = threading.Barrier(2)
    wrong: list[bytes] = []

    def work() -> None:
        with actions._draft() as (place, draft):
            actions._copy(io.BytesIO(content), draft, 10_000_000)
            together.wait()
            actions._keep(place, content_path(digest))
            if content_path(digest).read_bytes() != content:
                wrong.append(b"half")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert contents(folder) == [content_path(digest)]


def test_sweep_takes_old_orphans_and_nothing_else(city: Unit, folder: Path) -> None:
    kept = keep(city)
    orphan = content_path("ab" * 32)
    draft = folder / "drafts" / "left-by-a-crash"
    young = content_path("cd" * 32)
    for path in (orphan, draft, young):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    long_ago = time.time() - 3 * 24 * 3600
    for path in (orphan, draft, path_of(kept)):
        os.utime(path, (long_ago, long_ago))

    assert actions.sweep_orphans() == 2
    assert sorted(contents(folder)) == sorted([path_of(kept), young])


def test_storing_again_makes_an_orphan_young(city: Unit) -> None:
    """The first registration was rolled back; the second, still open, relies on the content."""
    with transaction.atomic():
        file = keep(city)
        transaction.set_rollback(True)
    long_ago = time.time() - 3 * 24 * 3600
    os.utime(path_of(file), (long_ago, long_ago))
    with transaction.atomic():
        keep(city)
        StoredFile.objects.unscoped(reason="试验：登记尚未提交，清除看不到").delete()
        assert actions.sweep_orphans() == 0


def test_file_of_another_unit_does_not_exist(west: Unit, east: Unit) -> None:
    file = keep(west)

    assert file_for(west.scope, file.pk) == file
    with pytest.raises(NoSuchFile):
        file_for(east.scope, file.pk)


def test_download_is_an_attachment_and_is_logged(west: Unit, login: Callable[..., Client]) -> None:
    file = keep(west, name="名册 2022.csv")

    answer = login(west, Role.CLERK).get(f"/files/{file.pk}/")

    assert b"".join(answer.streaming_content) == ROWS
    assert answer["Content-Disposition"].startswith("attachment")
    assert f"filename*=utf-8''{quote('名册 2022.csv')}" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "text/csv"
    event = AuditEvent.objects.get(verb="files.download")
    assert (event.target_id, event.actor_unit) == (str(file.pk), west.name)


@pytest.mark.parametrize(("role", "status"), [(Role.CLERK, 404), (Role.SYSTEM_ADMIN, 403)])
def test_download_elsewhere_or_by_an_administrator_is_refused(
    west: Unit, east: Unit, login: Callable[..., Client], role: Role, status: int
) -> None:
    answer = login(east, role).get(f"/files/{keep(west).pk}/")

    assert answer.status_code == status
    assert not AuditEvent.objects.filter(verb="files.download").exists()


def test_lost_content_is_not_found_and_not_logged(west: Unit, login: Callable[..., Client]) -> None:
    file = keep(west)
    path_of(file).unlink()

    assert login(west, Role.CLERK).get(f"/files/{file.pk}/").status_code == 404
    assert not AuditEvent.objects.filter(verb="files.download").exists()
