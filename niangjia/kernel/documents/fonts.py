"""Which fonts papers are set in, and where they lie.

The official fonts (方正小标宋, 仿宋_GB2312, 楷体_GB2312, 黑体) are licensed and not ours to ship. An
office that owns them puts the files into the folder named by ``NIANGJIA_FONTS``; every role then
takes its own font first. Without them Noto Serif SC and Noto Sans SC (OFL) stand in, which
also know the rare characters of names (all of CJK extension A, the table of 通用规范汉字).

In a checkout the Noto fonts come from ``node_modules``; ``python -m
niangjia.kernel.documents.fonts --collect`` copies the three files in use into the package for a wheel.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

PACKAGE = Path(__file__).resolve().parents[2]
COLLECTED = PACKAGE / "font_dist"
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
FILES = (
    "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    "noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf",
)
LICENCES = ("noto-serif-sc/LICENSE_FONT", "noto-sans-sc/LICENSE_FONT")
# Role: official families in order of preference, then the stand-in and its weight.
ROLES: dict[str, tuple[tuple[str, ...], str, int]] = {
    "biaosong": (
        ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"),
        SERIF,
        700,
    ),
    "fangsong": (("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"), SERIF, 400),
    "kaiti": (("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "LXGW WenKai"), SERIF, 400),
    "heiti": (("黑体", "SimHei"), SANS, 500),
    "songti": (("宋体", "SimSun"), SERIF, 400),
}


class NoFonts(RuntimeError):
    """The fonts papers need are not there. The message says how to mend it."""


@dataclass(frozen=True, slots=True)
class FontState:
    """What ``niangjia doctor`` tells: families found and roles that use a stand-in."""

    families: tuple[str, ...]
    stand_ins: tuple[str, ...]


def folders() -> list[Path]:
    """Folders in which fonts are looked for: the office's own first."""
    from django.conf import settings

    node = Path(settings.NODE_MODULES) / "@expo-google-fonts"
    found = [node / Path(file).parent for file in FILES] if node.is_dir() else [COLLECTED]
    own = settings.OWN_FONTS
    return ([Path(own)] if own else []) + [folder for folder in found if folder.is_dir()]


@cache
def loaded() -> typst.Fonts:
    """All fonts, read once in the life of a process; ``NoFonts`` if the stand-ins are missing."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders()],
    )
    if missing := {SERIF, SANS} - set(fonts.families()):
        names = "、".join(sorted(missing))
        raise NoFonts(
            f"缺少公文字体 {names}。在源码目录运行 make setup；安装包自带字体，请重新安装。"
        )
    return fonts


@cache
def roles() -> dict[str, dict[str, object]]:
    """For each role what the templates set: ``{"font": [family, …], "weight": 400}``."""
    there = set(loaded().families())
    made: dict[str, dict[str, object]] = {}
    for role, (official, stand_in, weight) in ROLES.items():
        own = next((name for name in official if name in there), None)
        rest = [stand_in, *({SERIF, SANS} - {stand_in})]
        others = sorted(there - {own, SERIF, SANS})
        families = ([own] if own else []) + rest + others
        made[role] = {"font": families, "weight": 400 if own else weight}
    return made


def state() -> FontState:
    """For the doctor; raises ``NoFonts``."""
    there = set(loaded().families())
    lacking = [own[0] for own, _, _ in ROLES.values() if not there.intersection(own)]
    return FontState(tuple(sorted(there)), tuple(lacking))


def collect(source: Path, target: Path) -> int:
    """Copy the fonts in use and their licences from ``source``; returns how many files."""
    target.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        shutil.copyfile(source / file, target / Path(file).name)
    for file in LICENCES:
        shutil.copyfile(source / file, target / f"{Path(file).parent.name}-LICENSE.txt")
    return len(FILES) + len(LICENCES)


def main(arguments: list[str]) -> int:
    """The build's call; see the module's docstring."""
    if arguments != ["--collect"]:
        sys.stderr.write("用法：python -m niangjia.kernel.documents.fonts --collect\n")
        return 2
    os.environ.setdefault("NIANGJIA_OFFLINE", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "niangjia.config.settings")
    from django.conf import settings

    count = collect(Path(settings.NODE_MODULES) / "@expo-google-fonts", COLLECTED)
    sys.stdout.write(f"已收集字体文件 {count} 个\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
