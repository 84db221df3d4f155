"""Names and telephone numbers of persons, as people type them and as they are kept. Pure."""

import re
import unicodedata
from dataclasses import dataclass

MIDDLE_DOT = "·"
LONGEST_NAME = 60
# Every dot that input methods and other registers offer between the parts of a name.
_DOTS = re.compile(r"\s*[·•‧∙⋅・･᛫⸱.．。●]\s*")
_UNSEEN = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad]")
_BLANKS = re.compile(r"\s+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_PHONE_SIGNS = re.compile(r"[\s\-‐-―−().（）\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class PlainText:
    """``value`` as it is to be kept; ``problem`` a Chinese sentence, or empty."""

    value: str
    problem: str = ""
    warning: str = ""

    @property
    def ok(self) -> bool:
        return not self.problem


def is_han(character: str) -> bool:
    """A Chinese character of any plane: 㛃 (extension A) and 𬱖 (extension E) as well as 王."""
    point = ord(character)
    return (
        0x4E00 <= point <= 0x9FFF
        or 0x3400 <= point <= 0x4DBF
        or 0x20000 <= point <= 0x3FFFD
        or character == "〇"
    )


def check_person_name(text: str) -> PlainText:
    """A personal name: Chinese, a minority name with ·, or a name in Latin letters.

    One kind of dot, no blanks inside a Chinese name, rare characters kept as they are (they are
    never folded: 䶮 is not 龑). Digits, signs and characters of private use are refused.
    """
    if not text.isascii() and text.isalpha() and 2 <= len(text) <= 4 and all(map(is_han, text)):
        return PlainText(text)
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).strip()
    if not plain:
        return PlainText("", "没有填写姓名")
    latin = not any(map(is_han, plain))
    plain = plain if latin else _DOTS.sub(MIDDLE_DOT, _narrow(plain))
    plain = _BLANKS.sub(" ", plain) if latin else _BLANKS.sub("", plain)
    problem = _name_problem(plain, latin)
    return PlainText(plain, problem, "" if problem else _name_warning(plain))


def _narrow(text: str) -> str:
    """Full-width letters and signs to half width; Chinese characters stay untouched."""
    return "".join(
        unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" else c for c in text
    )


def _name_problem(name: str, latin: bool) -> str:
    if len(name) > LONGEST_NAME:
        return f"姓名有 {len(name)} 个字，过长；请核对是否填错了列"
    if any(c.isdigit() for c in name):
        return f"姓名“{name[:20]}”里有数字；请核对"
    odd = [c for c in name if not _may_stand(c, latin)]
    if odd:
        return _odd_sign(odd[0])
    if latin and sum(c.isalpha() for c in name) < 2:
        return f"“{name}”不像姓名；请核对"
    if not latin and (name[0] == MIDDLE_DOT or name[-1] == MIDDLE_DOT):
        return "间隔点“·”应在姓名中间；请核对"
    return ""


def _may_stand(character: str, latin: bool) -> bool:
    if latin:
        return character.isalpha() or character in " .'’-" + MIDDLE_DOT
    return is_han(character) or character == MIDDLE_DOT


def _odd_sign(sign: str) -> str:
    if "\ue000" <= sign <= "\uf8ff" or ord(sign) >= 0xF0000:
        return "姓名里有系统自造的字，别的电脑显示不出；请用输入法重新输入该生僻字"
    if sign in "?？□�":
        return "姓名里有无法显示的字，原表已丢失该生僻字；请用输入法重新输入"
    return f"姓名里不能有“{sign}”；请核对"


def _name_warning(name: str) -> str:
    return "姓名只有一个字，请核对" if len(name) == 1 else ""


def check_mobile(text: str) -> PlainText:
    """A mobile number as 11 digits: ``+86``, ``86``, ``0086``, blanks and hyphens fall away."""
    if len(text) == 11 and text.isascii() and _MOBILE.fullmatch(text):
        return PlainText(text)
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    plain = _PHONE_SIGNS.sub("", plain)
    for prefix in ("+86", "0086", "86"):
        if plain.startswith(prefix) and len(plain) - len(prefix) == 11:
            plain = plain.removeprefix(prefix)
            break
    if not plain:
        return PlainText("", "没有填写手机号")
    return PlainText(plain, "" if _MOBILE.fullmatch(plain) else _phone_problem(plain))


def _phone_problem(plain: str) -> str:
    if not plain.removeprefix("+").isdigit():
        return "手机号里有数字以外的字；一格只填一个号码"
    if plain.startswith("+"):
        return "是境外号码，请填写中国内地手机号"
    if len(plain) == 13:
        return "是 13 位的物联网号码，不是个人手机号；请填 11 位手机号"
    if plain.startswith("0"):
        return "是固定电话，请填 11 位手机号"
    if len(plain) != 11:
        return f"手机号应为 11 位，实为 {len(plain)} 位；请核对"
    return "手机号应以 13 至 19 开头；请核对"


class _Initials(dict[int, str]):
    """First letters of characters, looked up once; for ``str.translate``."""

    def __missing__(self, point: int) -> str:
        from pypinyin import Style, lazy_pinyin

        letter = chr(point)
        if is_han(letter):
            letter = "".join(lazy_pinyin(letter, style=Style.FIRST_LETTER, errors="ignore"))
        letter = letter.lower()
        self[point] = letter if letter.isascii() and letter.isalnum() else ""
        return self[point]


_INITIALS = _Initials()
# Surnames that are read otherwise than the character alone (现代汉语词典).
_SURNAMES = {
    "单": "s", "曾": "z", "解": "x", "仇": "q", "区": "o", "查": "z", "朴": "p", "尉": "w",
    "缪": "m", "盖": "g", "翟": "z", "乐": "y", "覃": "q", "冼": "x", "员": "y", "种": "c",
    "秘": "b", "逄": "p", "重": "c", "万": "w", "折": "s", "召": "s", "长": "z", "祭": "z",
    "繁": "p",
}  # fmt: skip
_PAIRS = {"尉迟": "yc", "万俟": "mq", "长孙": "zs", "单于": "cy", "澹台": "tt", "令狐": "lh"}


def name_initials(name: str) -> str:
    """``单小凯`` → ``sxk``: first letters of pinyin, surnames read as surnames.

    Characters without a known reading leave nothing. One look-up per distinct character in the
    life of the process: 700,000 names take about a second.
    """
    if len(name) > 2 and name[:2] in _PAIRS:
        return _PAIRS[name[:2]] + name[2:].translate(_INITIALS)
    first = _SURNAMES.get(name[:1])
    return first + name[1:].translate(_INITIALS) if first else name.translate(_INITIALS)


_LANDLINE = re.compile(r"(0\d{2,3}-?)?\d{7,8}(-\d{1,5})?|[48]00-?\d{3,4}-?\d{3,4}")


def check_contact(text: str) -> PlainText:
    """Where somebody can be reached: a mobile number, or a telephone with area code, extension."""
    found = check_mobile(text)
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "")
    if not found.problem or not plain:
        return found
    if _LANDLINE.fullmatch(plain):
        return PlainText(plain)
    return PlainText(plain, "电话应为 11 位手机号，或带区号的固定电话，如 0533-2345678")
