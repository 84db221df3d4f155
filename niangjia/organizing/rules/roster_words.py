"""Words of a roster: what people write for the codes of the real-name dictionary."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from niangjia.kernel.imports.columns import Doubtful
from niangjia.organizing.enums.members import (
    DocumentKind,
    Education,
    Employment,
    HouseholdType,
    NewFormTrade,
    PoliticalStatus,
    Sex,
    SkillGrade,
)

# GB/T 3304-1991, numeric codes 01 to 58.
NATIONALITIES = [
    "汉",
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
]
NATIONALITY_CODES = {name: f"{code:02d}" for code, name in enumerate(NATIONALITIES, start=1)}
OTHER_NATIONALITIES = {"其他": "97", "外国血统中国籍人士": "98"}

SYNONYMS: dict[str, dict[str, str]] = {
    "document_kind": {"身份证": "1", "居民身份证": "1", "二代身份证": "1", "军官证": "3",
                      "居住证": "4", "港澳台居住证": "4", "永居证": "5", "外国人永久居留证": "5"},
    "sex": {"男性": "1", "女性": "2", "M": "1", "F": "2"},
    "education": {"博士": "1", "硕士": "1", "研究生": "1", "本科": "2", "大学": "2", "大专": "3",
                  "专科": "3", "中专": "4", "中技": "4", "技校": "4", "职高": "4", "初中": "7",
                  "小学": "8"},
    "political_status": {"党员": "01", "中共党员": "01", "预备党员": "02", "团员": "03",
                         "共青团员": "03", "群众": "13", "无党派": "12"},
    "skill_grade": {"高级技师": "1", "技师": "2", "高级工": "3", "中级工": "4", "初级工": "5"},
    "household_type": {"农业": "rural", "农村": "rural", "农业户口": "rural", "非农业": "urban",
                       "城镇": "urban", "居民": "resident"},
    "employment": {"在职": "1", "下岗": "2", "待岗": "2", "内退": "7"},
    "trade": {"货车": "truck", "网约车": "ride", "快递": "courier", "外卖": "rider", "骑手": "rider",
              "外卖骑手": "rider", "外卖员": "rider", "护工": "carer", "家政": "domestic",
              "保安": "guard", "中介": "estate"},
}  # fmt: skip
CHOICES: dict[str, Any] = {
    "document_kind": DocumentKind, "sex": Sex, "education": Education,
    "political_status": PoliticalStatus, "skill_grade": SkillGrade,
    "household_type": HouseholdType, "employment": Employment, "trade": NewFormTrade,
}  # fmt: skip


def labels(name: str) -> tuple[str, ...]:
    """The words offered in the template's drop-down."""
    if name == "nationality_group":
        return tuple(f"{n}族" for n in NATIONALITIES)
    return tuple(str(label) for label in CHOICES[name].labels)


@cache
def words(name: str) -> Mapping[str, str]:
    """Everything that is understood: labels, codes, synonyms → code."""
    if name == "nationality_group":
        both = {**NATIONALITY_CODES, **{f"{n}族": c for n, c in NATIONALITY_CODES.items()}}
        return {**both, **OTHER_NATIONALITIES, **{c: c for c in NATIONALITY_CODES.values()}}
    choices = CHOICES[name]
    found = {str(label): str(code) for code, label in choices.choices}
    found |= {str(code): str(code) for code in choices.values}
    return found | SYNONYMS.get(name, {})


def code_reader(name: str) -> Callable[[Any, Mapping[str, Any]], str]:
    """A cell → code; what is not understood is left out and flagged."""
    known = words(name)

    def read(cell: Any, context: Mapping[str, Any]) -> str:
        text = str(cell if cell is not None else "").strip()
        if not text:
            return ""
        code = known.get(text) or known.get(text.removesuffix(".0"))
        if code is None:
            shown = "、".join(_some(labels(name)))
            raise Doubtful(f"“{text[:10]}”不在选项之内，这一项没有读取；可填：{shown}", "")
        return code

    return read


def _some(offered: Iterable[str], count: int = 8) -> list[str]:
    listed = list(offered)
    return [*listed[:count], "…"] if len(listed) > count else listed


def in_words(name: str) -> Callable[[Sequence[Any]], list[Any]]:
    """Codes → labels, for the preview."""
    if name == "nationality_group":
        known = {code: f"{nation}族" for nation, code in NATIONALITY_CODES.items()}
    else:
        known = {str(code): str(label) for code, label in CHOICES[name].choices}
    return lambda codes: [known.get(code, code) for code in codes]
