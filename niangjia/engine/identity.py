"""Numbers of identity papers: citizens, permits, foreigners' cards, passports, officers.

Citizen numbers follow GB 11643-1999: six digits of division, eight of birth, three of sequence
(odd: male), one check character (ISO 7064, MOD 11-2). Permits of residents of Hong Kong, Macao
and Taiwan have the same form under 810000, 820000 and 830000. The card of a foreigner with
permanent residence has eighteen digits beginning with 9 since 2023, and before that three
letters of nationality with twelve digits.

Pure: no clock, no list of divisions. Both are handed in, because both change.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import mul

WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))
CHECKS = "10X98765432"
# Provinces by GB/T 2260; 81 and 82 are regions as well as permits, 83 is Taiwan on a permit.
PROVINCES = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
     *range(61, 66), 71, 81, 82, 83]
)  # fmt: skip
PERMITS = ("810000", "820000", "830000")
OLDEST = 130  # years

_DROP = re.compile(r"[\s\-‐-―−'’‘`\"“”\u200b-\u200f\u2060\ufeff]+")
_EIGHTEEN = re.compile(r"\d{17}[\dX]")
_FIFTEEN = re.compile(r"\d{15}")
_OLD_FOREIGNER = re.compile(r"[A-Z]{3}\d{12}")
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{5,15}")
_OFFICER = re.compile(r"([\u3400-\u9fff]{1,2}?)字?第?0*(\d{4,8})号?")


class Paper(StrEnum):
    """Kinds of paper; 1, 2 and 3 are codes of the federation's real-name dictionary."""

    IDENTITY_CARD = "1"
    PASSPORT = "2"
    OFFICER_CARD = "3"
    RESIDENCE_PERMIT = "4"
    FOREIGNER_CARD = "5"


LABELS = {
    Paper.IDENTITY_CARD: "居民身份证", Paper.PASSPORT: "护照", Paper.OFFICER_CARD: "军官证",
    Paper.RESIDENCE_PERMIT: "港澳台居民居住证", Paper.FOREIGNER_CARD: "外国人永久居留身份证",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Division:
    """What the list of divisions says of a code: whether it ended, and what came after it."""

    ended_on: date | None = None
    successor: str = ""


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """What a number says.

    ``value``: as it is to be kept. ``kind``: a code of ``Paper``; what the number shows wins over
    what was said. ``problem``: a Chinese sentence, empty only when ``ok``. ``warnings``: accepted,
    to be looked at. ``sex``: ``"1"`` male, ``"2"`` female (GB/T 2261.1), empty where the number
    does not say. ``division``: the six digits at issue.
    """

    value: str
    kind: str
    problem: str = ""
    warnings: tuple[str, ...] = ()
    birth_on: date | None = None
    sex: str = ""
    division: str = ""

    @property
    def ok(self) -> bool:
        return not self.problem


def clean_number(text: str) -> str:
    """Half width, upper case, without blanks, hyphens and quotes; ``x`` and ``×`` become X."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return _DROP.sub("", unicodedata.normalize("NFKC", text)).upper().replace("×", "X")


def check_character(first17: str) -> str:
    """The eighteenth character for seventeen digits (GB 11643-1999, annex)."""
    return CHECKS[sum(map(mul, WEIGHTS, map(int, first17))) % 11]


def check_identity(
    text: str,
    *,
    kind: str = "",
    today: date,
    divisions: Mapping[str, Division] | None = None,
) -> IdentityCheck:
    """Read a number of any kind of paper. ``kind`` as stated ("" if nothing was).

    ``divisions``: the dated list, by code; with it an ended division or one unknown under a
    city that the list knows gives a warning, never a refusal (the code is that of the issue).
    """
    value = clean_number(text)
    if not value:
        return IdentityCheck(value, kind or Paper.IDENTITY_CARD, "没有填写证件号码")
    if _EIGHTEEN.fullmatch(value):
        return _eighteen(value, kind, today, divisions or {})
    if kind in ("", Paper.FOREIGNER_CARD) and _OLD_FOREIGNER.fullmatch(value):
        return _old_foreigner(value)
    if kind == Paper.PASSPORT:
        return _passport(value)
    if kind == Paper.OFFICER_CARD:
        return _officer(value)
    return IdentityCheck(value, kind or Paper.IDENTITY_CARD, _why_not(value, kind))


def _eighteen(
    value: str, kind: str, today: date, divisions: Mapping[str, Division]
) -> IdentityCheck:
    shown = _shown_kind(value)
    birth, problem, doubt = _birth(value[6:14], today)
    if check_character(value[:17]) != value[17]:
        problem = "校验码不对，多半是抄错了一位；请对照证件核对"
    elif not problem:
        problem = _place_problem(value, shown)
    if problem:
        return IdentityCheck(value, shown, problem)
    warnings = [w for w in (_kind_warning(kind, shown), doubt) if w]
    if shown == Paper.IDENTITY_CARD and divisions:
        warnings += division_warning(value[:6], divisions)
    return IdentityCheck(
        value, shown, "", tuple(warnings), birth, "1" if int(value[16]) % 2 else "2", value[:6]
    )


def _shown_kind(value: str) -> Paper:
    if value[0] == "9":
        return Paper.FOREIGNER_CARD
    return Paper.RESIDENCE_PERMIT if value[:6] in PERMITS else Paper.IDENTITY_CARD


def _kind_warning(stated: str, shown: Paper) -> str:
    if stated in ("", shown):
        return ""
    named = LABELS.get(Paper(stated), stated) if stated in set(Paper) else stated
    return f"证件类别填的是{named}，号码是{LABELS[shown]}的；以号码为准"


def _place_problem(value: str, shown: Paper) -> str:
    place = value[1:3] if shown == Paper.FOREIGNER_CARD else value[:2]
    if int(place) in PROVINCES:
        return ""
    return f"前几位“{value[:3]}”不是任何省份的代码；请对照证件核对"


@lru_cache(maxsize=65_536)
def _birth(digits: str, today: date) -> tuple[date | None, str, str]:
    """(birth, problem, doubt)."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    try:
        birth = date(year, month, day)
    except ValueError:
        return None, f"出生日期 {year}年{month}月{day}日 不存在；请对照证件核对", ""
    if birth > today:
        return None, f"出生日期 {birth} 晚于今天；请对照证件核对", ""
    old = today.year - birth.year > OLDEST
    return birth, "", f"出生日期 {birth} 距今已超过 {OLDEST} 年，请核对" if old else ""


def division_warning(code: str, divisions: Mapping[str, Division]) -> list[str]:
    """Nothing, or one sentence: the division was abolished, or its city does not know it."""
    known = divisions.get(code)
    if known is not None and known.ended_on is not None:
        after = f"，现为 {known.successor}" if known.successor else ""
        return [f"号码中的区划 {code} 已于 {known.ended_on} 撤销{after}；号码仍然有效"]
    if known is None and f"{code[:4]}00" in divisions:
        return [f"号码中的区划 {code} 不在现行区划名录中，可能早已撤销；请核对"]
    return []


def _old_foreigner(value: str) -> IdentityCheck:
    """Three letters of nationality, four digits of place, birth as yymmdd, two more digits."""
    month, day = int(value[9:11]), int(value[11:13])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return IdentityCheck(value, Paper.FOREIGNER_CARD, "第 8 至 13 位应是出生年月日；请核对")
    return IdentityCheck(value, Paper.FOREIGNER_CARD)


def _passport(value: str) -> IdentityCheck:
    if _PASSPORT.fullmatch(value):
        return IdentityCheck(value, Paper.PASSPORT)
    return IdentityCheck(value, Paper.PASSPORT, "护照号码应为 5 至 15 位字母和数字；请核对")


def _officer(value: str) -> IdentityCheck:
    found = _OFFICER.fullmatch(value)
    if found is None:
        return IdentityCheck(
            value, Paper.OFFICER_CARD, "军官证号应写成“军字第1234567号”的样子；请核对"
        )
    return IdentityCheck(f"{found[1]}字第{found[2]}号", Paper.OFFICER_CARD)


def _why_not(value: str, kind: str) -> str:
    if _FIFTEEN.fullmatch(value):
        return "是 15 位的一代身份证号，一代证已于 2013年1月1日 停用；请填写 18 位号码"
    if kind == Paper.FOREIGNER_CARD:
        return "永久居留身份证应为 9 开头的 18 位数字，或 3 个字母加 12 位数字；请核对"
    if "E+" in value:
        return "被表格软件变成了科学计数法，末几位已丢失；请把该列设为文本后重填"
    if value[:17].isdigit() and len(value) == 18:
        return f"第 18 位“{value[17]}”应是数字或 X；请核对"
    if not value.isascii() or any(c.isalpha() for c in value[:-1]):
        return "含有数字和 X 以外的字；如是护照、军官证，请先选对证件类别"
    return f"应为 18 位，实为 {len(value)} 位；请补全"
