"""Where keys come from."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from niangjia.kernel.crypto import KeyRing, MissingKeys, encrypt

GOOD = "11" * 32
ROOT = Path(__file__).resolve().parents[3]


def test_the_first_key_is_current() -> None:
    ring = KeyRing.parse(f" k2:{GOOD} , k1:{'22' * 16}")

    assert (ring.current, ring.ids) == ("k2", ("k2", "k1"))


def test_each_purpose_and_each_key_derives_another_key() -> None:
    ring = KeyRing.parse(f"k2:{GOOD},k1:{'22' * 32}")

    derived = {ring.derive(k, p) for k in ring.ids for p in ("sm4/phone", "index/phone")}

    assert len(derived) == 4
    assert {len(key) for key in derived} == {32}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "请设置 NIANGJIA_KEYS"),
        ("k1", "写法不对"),
        ("k1:zz", "写法不对"),
        ("k1:1122", "至少 16 字节"),
        (f"k:1:{GOOD}", "写法不对"),
        (f"密钥:{GOOD}", "写法不对"),
        (f"k1:{GOOD},k1:{'22' * 32}", "编号重复"),
    ],
)
def test_a_wrong_list_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(MissingKeys, match=message):
        KeyRing.parse(text)


def test_a_wrong_list_is_refused_without_showing_the_key() -> None:
    with pytest.raises(MissingKeys) as refused:
        KeyRing.parse("1" * 64)

    assert "1" * 20 not in str(refused.value)


def test_without_keys_nothing_is_written_in_clear(settings: Settings) -> None:
    settings.NIANGJIA_KEYS = ""

    with pytest.raises(MissingKeys, match="没有字段密钥"):
        encrypt("13812345678")


def settings_value(var: Path, **environ: str) -> str:
    code = "from niangjia.config import settings; print(settings.NIANGJIA_KEYS)"
    clean = {k: v for k, v in os.environ.items() if not k.startswith("NIANGJIA_")}
    env = clean | {"NIANGJIA_VAR": str(var), "NIANGJIA_OFFLINE": "1"} | environ
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_demo_makes_a_key_once_that_only_its_owner_reads(tmp_path: Path) -> None:
    first = settings_value(tmp_path, NIANGJIA_DEMO="1")
    second = settings_value(tmp_path, NIANGJIA_DEMO="1")

    assert first == second
    assert KeyRing.parse(first).current == "k1"
    mode = (tmp_path / "niangjia_keys.txt").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_outside_demo_no_key_is_made(tmp_path: Path) -> None:
    assert settings_value(tmp_path) == ""
    assert not (tmp_path / "niangjia_keys.txt").exists()
