"""``niangjia import``: counts in words, refusals as one sentence and exit code 1."""

from collections.abc import Callable
from pathlib import Path

import pytest

from niangjia.kernel.accounts.models import Account
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.matching.models import Batch, Entry
from tests.cli.conftest import Niangjia

HEADER = "纳税人识别号,纳税人名称,登记状态,行业,从业人数,主管税务机关,生产经营地址\n"
ROWS = (
    "91370303MA3CUA9G5X,淄博甲化工有限公司,正常,化学原料制造,30,张店区税务局,张店区马尚街道\n"
    ",淄博乙运输有限公司,正常,道路运输,三十人,张店区税务局,张店区马尚街道\n"
)


@pytest.fixture
def tax(tmp_path: Path) -> Path:
    file = tmp_path / "税务.csv"
    file.write_text(HEADER + ROWS, encoding="gb18030")
    return file


@pytest.fixture
def clerk(city: Unit, east: Unit, make_account: Callable[..., Account]) -> Account:
    return make_account(city, Role.CLERK, username="bidui")


def words(file: Path, username: str = "bidui", *more: str) -> tuple[str, ...]:
    named = ("--source", "tax", "--as-of", "2022-06-30", "--username", username)
    return ("import", str(file), *named, *more)


def test_list_is_written_and_told_in_words(niangjia: Niangjia, tax: Path, clerk: Account) -> None:
    done = niangjia(*words(tax))

    assert (done.exit_code, done.exception) == (0, None), done.output
    progress, checked, written, hint = done.output.splitlines()
    assert progress.split()[:3] == ["税务.csv", "2", "行"]
    assert checked.startswith("检查：读入 2，")
    assert written.startswith("写入：新增 ")
    assert "网页" in hint
    batch = Batch.objects.unscoped(reason="试验").get()
    assert (batch.source, batch.extent, batch.created_by) == ("tax", "full", clerk.name)
    assert Entry.objects.unscoped(reason="试验").filter(batch=batch).exists()


def test_same_file_twice_changes_nothing(niangjia: Niangjia, tax: Path, clerk: Account) -> None:
    niangjia(*words(tax))
    again = niangjia(*words(tax))

    assert again.exit_code == 0
    assert "写入：新增 0，更新 0，不再出现 0，" in again.output


def test_increment_is_written_as_such(niangjia: Niangjia, tax: Path, clerk: Account) -> None:
    assert niangjia(*words(tax, "bidui", "--increment")).exit_code == 0

    assert Batch.objects.unscoped(reason="试验").get().extent == "increment"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "内容却是 PNG 图片"),
        ("乙,丙\n1,2\n".encode(), "缺少必需的列"),
    ],
    ids=["empty", "picture", "columns"],
)
def test_bad_file_is_one_sentence(
    niangjia: Niangjia, tmp_path: Path, clerk: Account, content: bytes, sentence: str
) -> None:
    file = tmp_path / "坏.csv"
    file.write_bytes(content)

    done = niangjia(*words(file))

    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert sentence in done.output
    assert done.output.count("\n") == 1
    assert not Batch.objects.unscoped(reason="试验").exists()


def test_unknown_account_is_named(niangjia: Niangjia, tax: Path, clerk: Account) -> None:
    done = niangjia(*words(tax, "nobody"))

    assert (done.exit_code, done.output) == (1, "Error: 没有账号 nobody。\n")


def test_account_without_post_is_named(niangjia: Niangjia, tax: Path, city: Unit) -> None:
    Account.objects.create_user("idle", "Liang-2026-wo", name="闲")

    done = niangjia(*words(tax, "idle"))

    assert (done.exit_code, done.output) == (1, "Error: 账号 idle 没有岗位。\n")


def test_only_clerks_import(
    niangjia: Niangjia, tax: Path, city: Unit, make_account: Callable[..., Account]
) -> None:
    make_account(city, Role.LEADER, username="leader")

    done = niangjia(*words(tax, "leader"))

    assert done.exit_code == 1
    assert "只有本级及上级的比对专员可以办理" in done.output


def test_wrong_day_is_refused_before_anything_starts(niangjia: Niangjia, tax: Path) -> None:
    assert niangjia("import", tax, "--source", "tax", "--as-of", "30.6.22").exit_code == 2
