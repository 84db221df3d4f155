"""Unified social credit codes (GB 32100-2015) and organisation codes (GB 11714-1997).

A wrong check character makes a code unusable. A wrong check character of the organisation code
inside it is only a warning: registering authorities have issued such codes.
"""

import re
import unicodedata
from dataclasses import dataclass
from operator import mul

SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
NEVER_USED = "IOSVZ"
WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
ORG_SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

# GB 32100-2015 with the amendment sheet of 2016, tables 1 and 2.
DEPARTMENTS: dict[str, tuple[str, dict[str, str]]] = {
    "1": ("机构编制", {"1": "机关", "2": "事业单位", "3": "群众团体", "9": "其他"}),
    "2": ("外交", {"1": "外国常驻新闻机构", "9": "其他"}),
    "3": (
        "司法行政",
        {
            "1": "律师执业机构",
            "2": "公证处",
            "3": "基层法律服务所",
            "4": "司法鉴定机构",
            "5": "仲裁委员会",
            "9": "其他",
        },
    ),
    "4": ("文化", {"1": "外国在华文化中心", "9": "其他"}),
    "5": ("民政", {"1": "社会团体", "2": "民办非企业单位", "3": "基金会", "9": "其他"}),
    "6": (
        "旅游",
        {"1": "外国旅游部门常驻代表机构", "2": "港澳台地区旅游部门常驻内地代表机构", "9": "其他"},
    ),
    "7": ("宗教", {"1": "宗教活动场所", "2": "宗教院校", "9": "其他"}),
    "8": ("工会", {"1": "基层工会", "9": "其他"}),
    "9": ("市场监管", {"1": "企业", "2": "个体工商户", "3": "农民专业合作社", "9": "其他"}),
    "A": ("军队编制", {"1": "军队事业单位", "9": "其他"}),
    "N": (
        "农业",
        {"1": "组级集体经济组织", "2": "村级集体经济组织", "3": "乡镇级集体经济组织", "9": "其他"},
    ),
    "Y": ("其他", {"1": "其他"}),
}

_DROP = re.compile(r"[\s\-‐‑‒–—―−'`’‘\"“”\u200b-\u200f\u2060\ufeff]+")
_CLEAN = re.compile(r"[0-9A-Z]*")
_SCIENTIFIC = re.compile(r"\d(?:\.\d*)?E\+?\d{1,3}")
_VALUES = bytes(SYMBOLS.index(chr(i)) if chr(i) in SYMBOLS else 255 for i in range(256))
_ORG_VALUES = bytes(ORG_SYMBOLS.index(chr(i)) if chr(i) in ORG_SYMBOLS else 255 for i in range(256))
_BY_VALUE = SYMBOLS[0] + SYMBOLS[:0:-1]  # (31 - sum mod 31) mod 31, as a symbol
# What a hand or a scanner writes instead of a symbol of the code.
MISREAD = str.maketrans("OISZV", "0152U")


@dataclass(frozen=True, slots=True)
class UsccCheck:
    """What one cell says. ``problem`` is a Chinese sentence and empty only when ``ok``.

    ``org_code``: positions 9-17 of a good code, or a good bare organisation code (then ``ok`` is
    false). ``warning``: accepted, but to be looked at. ``suggestion``: the code meant, where a
    letter that never occurs was written for a similar digit and the check character then agrees.
    """

    value: str
    ok: bool
    problem: str = ""
    org_code: str = ""
    department: str = ""
    kind: str = ""
    warning: str = ""
    suggestion: str = ""

    @property
    def is_union(self) -> bool:
        """The code belongs to a trade union itself, never to the employer."""
        return self.ok and self.value[0] == "8"


def clean_code(text: str | None) -> str:
    """Half-width, upper case, without spaces, hyphens and quotes. Mends nothing else."""
    if not text:
        return ""
    if text.isascii() and _CLEAN.fullmatch(text):
        return text
    return unicodedata.normalize("NFKC", _DROP.sub("", unicodedata.normalize("NFKC", text)).upper())


def uscc_check_char(first17: str) -> str:
    """Check character of the first 17 symbols (ISO 7064 MOD 31); ``ValueError`` for others."""
    values = first17.encode("latin-1", "replace").translate(_VALUES)
    if len(values) != 17 or 255 in values:
        raise ValueError("前 17 位必须是统一社会信用代码的字符")
    return _BY_VALUE[sum(map(mul, values, WEIGHTS)) % 31]


def uscc_ok(code: str) -> bool:
    """Whether a cleaned code has 18 symbols and the right check character."""
    if len(code) != 18 or not code.isascii():
        return False
    values = code.encode().translate(_VALUES)
    return 255 not in values and _BY_VALUE[sum(map(mul, values, WEIGHTS)) % 31] == code[17]


def org_check_char(first8: str) -> str:
    """Check character of an organisation code, GB 11714; its letter table differs from GB 32100's."""
    values = first8.encode("latin-1", "replace").translate(_ORG_VALUES)
    if len(values) != 8 or 255 in values:
        raise ValueError("前 8 位必须是组织机构代码的字符")
    return "0123456789X0"[11 - sum(map(mul, values, ORG_WEIGHTS)) % 11]


def org_code_ok(code: str) -> bool:
    """Whether nine cleaned characters form an organisation code with the right check character."""
    if len(code) != 9:
        return False
    values = code.encode("latin-1", "replace").translate(_ORG_VALUES)
    if 255 in values:
        return False
    return "0123456789X0"[11 - sum(map(mul, values[:8], ORG_WEIGHTS)) % 11] == code[8]


def check_uscc(text: str | None) -> UsccCheck:
    """Judge one cell. Never raises; names what is wrong in Chinese."""
    code = clean_code(text)
    if uscc_ok(code):
        return _good(code)
    suggestion = code.translate(MISREAD) if len(code) == 18 else ""
    return UsccCheck(
        value=code,
        ok=False,
        problem=_problem(code),
        org_code=code if org_code_ok(code) else "",
        suggestion=suggestion if uscc_ok(suggestion) else "",
    )


def _good(code: str) -> UsccCheck:
    department, kinds = DEPARTMENTS.get(code[0], ("", {}))
    return UsccCheck(code, True, "", code[8:17], department, kinds.get(code[1], ""), _warning(code))


def _warning(code: str) -> str:
    if code[0] not in DEPARTMENTS:
        return f"登记管理部门代码“{code[0]}”不在国家标准的表内"
    if code[1] not in DEPARTMENTS[code[0]][1]:
        return f"机构类别代码“{code[1]}”不在国家标准的表内"
    if not org_code_ok(code[8:17]):
        return f"第 9—17 位组织机构代码“{code[8:17]}”的校验位不对"
    return ""


def _problem(code: str) -> str:
    if not code:
        return "没有填写统一社会信用代码"
    if _SCIENTIFIC.fullmatch(code):
        return f"“{code}”被表格软件转成科学计数法，原代码已丢失，请把该列设为文本后重新导出"
    if len(code) == 9 and org_code_ok(code):
        return "这是 9 位组织机构代码，不是 18 位统一社会信用代码"
    if len(code) == 15 and code.isdigit():
        return "这是 15 位营业执照注册号，不能换算成统一社会信用代码"
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，实为 {len(code)} 位"
    return _wrong_symbol(code) or _wrong_check(code)


def _wrong_symbol(code: str) -> str:
    letters = [f"第 {i} 位“{c}”" for i, c in enumerate(code, 1) if c in NEVER_USED]
    if letters:
        return f"{'、'.join(letters)}：统一社会信用代码不用字母 I、O、S、V、Z"
    others = [f"第 {i} 位“{c}”" for i, c in enumerate(code, 1) if c not in SYMBOLS]
    return f"{'、'.join(others)}不是统一社会信用代码的字符" if others else ""


def _wrong_check(code: str) -> str:
    said = f"校验码不符：第 18 位应为“{uscc_check_char(code[:17])}”，实为“{code[17]}”"
    if code.isdigit() and code.endswith("000"):
        return said + "，末三位可能被表格软件变成了 0"
    return said


def usable_code(text: str) -> tuple[str, str]:
    """(code, organisation code) that may identify an employer; both empty where none may.

    A union's own code (first symbol 8) identifies the union and never its employer. A code whose
    letters were misread is used as suggested. Nine characters are taken as organisation code.
    """
    code = clean_code(text)
    if len(code) != 18:
        return ("", code) if org_code_ok(code) else ("", "")
    if not uscc_ok(code):
        code = code.translate(MISREAD)
        if not uscc_ok(code):
            return "", ""
    return ("", "") if code[0] == "8" else (code, code[8:17])
