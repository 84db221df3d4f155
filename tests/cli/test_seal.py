"""``niangjia seal``: files in, tokens out; nowhere a name, a code, an id or the key."""

import os
import stat

import pytest
from click.testing import CliRunner

from niangjia.cli.seal import seal
from tests.engine.test_blind import FIRMS, KEY, OTHER

TITLES = "编号,企业名称,统一社会信用代码"
SECRETS = [cell for row in FIRMS for cell in row[1:] if cell] + ["禾岚", "岱澜", "G-1001", KEY]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("niangjia.engine.blind.ROUNDS", 2)


def run(*arguments, **more):
    return CliRunner().invoke(seal, [str(argument) for argument in arguments], **more)


def write(place, text):
    place.write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def files(tmp_path):
    """A list and a key file."""
    lines = [f"G-100{number},{name},{code}" for number, name, code in FIRMS]
    key = write(tmp_path / "key", KEY)
    key.chmod(0o600)
    return write(tmp_path / "名册.csv", "\n".join([TITLES, *lines])), key


def test_nothing_clear_is_in_files_or_output(files, tmp_path):
    out, pairs = tmp_path / "a.seal", tmp_path / "pairs.csv"
    done = run("list", files[0], "--out", out, "--key-file", files[1])
    compared = run("compare", out, out, "--out", pairs)

    assert (done.exit_code, compared.exit_code) == (0, 0), done.output + compared.output
    assert "5 行：有代码令牌 3，有名称令牌 4，两样都没有、无从比起 1" in done.output
    assert "代码相同 3，名称相同 1" in compared.output
    given = {place.name for place in files}
    written = [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file() and p.name not in given]
    assert len(written) == 2
    for text in [*written, done.output.encode(), compared.output.encode()]:
        assert [s for s in SECRETS if s.encode() in text or s.encode("gb18030") in text] == []


def test_the_map_stays_at_home_and_leads_back(files, tmp_path):
    home = tmp_path / "home.csv"
    run("list", files[0], "--out", tmp_path / "a.seal", "--key-file", files[1], "--map", home)
    rows = home.read_text(encoding="utf-8-sig").splitlines()[1:]

    assert stat.S_IMODE(os.stat(home).st_mode) == 0o600
    assert sorted(row.split(",")[1].strip('"') for row in rows) == [
        f"G-100{n}" for n in range(1, 6)
    ]


def test_the_key_may_be_typed_and_is_not_echoed(files, tmp_path):
    one, two = tmp_path / "a.seal", tmp_path / "b.seal"
    run("list", files[0], "--out", one, "--key-file", files[1])
    done = run("list", files[0], "--out", two, input=f"{KEY}\n{KEY}\n")

    assert done.exit_code == 0, done.output
    assert KEY not in done.output
    assert one.read_bytes() == two.read_bytes()


def test_another_key_is_told(files, tmp_path):
    other = write(tmp_path / "key2", OTHER)
    for key, name in ((files[1], "a.seal"), (other, "b.seal")):
        run("list", files[0], "--out", tmp_path / name, "--key-file", key)
    done = run("compare", tmp_path / "a.seal", tmp_path / "b.seal")

    assert done.exit_code == 2
    assert "不是用同一把密钥做的" in done.output


def test_a_new_key_is_long_private_and_never_overwritten(tmp_path):
    key = tmp_path / "key"
    assert run("key", "--out", key).exit_code == 0
    first = key.read_text(encoding="ascii")
    again = run("key", "--out", key)

    assert len(first.strip()) == 64
    assert stat.S_IMODE(os.stat(key).st_mode) == 0o600
    assert (again.exit_code, key.read_text(encoding="ascii")) == (2, first)
    assert first.strip() not in again.output


@pytest.mark.parametrize(
    ("first", "says"), [("", "没有找到表头"), ("禾岚,代码,备注\n", "没有找到名称列")]
)
def test_a_list_without_titles_is_refused_without_repeating_its_rows(files, tmp_path, first, says):
    rows = f"G-1001,禾岚商贸有限公司,{FIRMS[0][2]}\nG-1002,岱澜物流有限公司,\n"
    bare = write(tmp_path / "bare.csv", first + rows)
    done = run("list", bare, "--out", tmp_path / "a.seal", "--key-file", files[1])

    assert done.exit_code == 2
    assert says in done.output
    assert [s for s in SECRETS if s in done.output] == []
    assert not (tmp_path / "a.seal").exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[:-1],
        lambda lines: [*lines[:-1], "禾岚,,"],
        lambda lines: [lines[0].replace("niangjia-seal-1", "x"), *lines[1:]],
        lambda lines: ["[]", *lines[1:]],
        lambda lines: [],
    ],
)
def test_spoilt_token_files_are_refused(files, tmp_path, spoil):
    good = tmp_path / "a.seal"
    run("list", files[0], "--out", good, "--key-file", files[1])
    lines = good.read_text(encoding="ascii").splitlines()
    bad = write(tmp_path / "b.seal", "".join(f"{line}\n" for line in spoil(lines)))
    done = run("compare", good, bad)

    assert done.exit_code == 2
    assert "b.seal" in done.output


def test_places_that_collide_and_short_keys_are_refused(files, tmp_path):
    short = write(tmp_path / "short", "123456")
    said = {
        ("--out", files[0], "--key-file", files[1]): "必须是不同的文件",
        ("--out", tmp_path / "o", "--key-file", short): "至少 16 个字符",
        ("--out", tmp_path / "o", "--key-file", tmp_path / "none"): "读不了密钥文件",
        ("--out", tmp_path / "none" / "o", "--key-file", files[1]): "写不下令牌",
    }
    for options, words in said.items():
        done = run("list", files[0], *options)
        assert (done.exit_code, words in done.output) == (2, True), done.output


def test_the_key_has_no_place_on_the_command_line():
    options = {
        name for command in seal.commands.values() for p in command.params for name in p.opts
    }
    assert not options & {"--key", "--secret", "--password"}
