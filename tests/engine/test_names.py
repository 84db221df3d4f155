"""MA2: a table of name pairs, all as stated. Every firm is invented."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.engine.names import parse_name, split_joint, split_trade
from niangjia.engine.regions import Regions, stem_of
from niangjia.engine.text import clean_text, sound_key

REGIONS = (
    "山东省", "淄博市", "张店区", "淄川区", "博山区", "临淄区", "周村区", "桓台县", "沂源县", "高新区",
    "马尚街道", "云南省", "楚雄州", "禄丰县", "哈尔滨市",
)  # fmt: skip
LEFT, RIGHT, COLON, COMMA = "\uff08", "\uff09", "\uff1a", "\uff0c"


def wide(text: str) -> str:
    """Half-width signs made full-width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


SAME = [
    # spelling
    ("淄博禾岚商贸有限公司", "淄博 禾岚 商贸 有限公司"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有\n限公司"),
    ("淄博禾岚商贸有限公司", "\u3000淄博禾岚商贸有限公司\t"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限责任公司"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸责任有限公司"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公"),
    ("淄博禾岚商贸有限公司", "“淄博禾岚商贸有限公司”"),
    ("淄博禾岚商贸有限公司", "12、淄博禾岚商贸有限公司"),
    ("淄博禾岚商贸有限公司", "(3)淄博禾岚商贸有限公司"),
    ("淄博禾岚商贸有限公司", "淄博禾嵐商貿有限公司"),
    ("淄博澜华电机有限公司", "淄博瀾華電機有限公司"),
    ("淄博龙腾机械厂", "淄博龍騰機械廠"),
    ("淄博宝丰运输有限公司", "淄博寶豐運輸有限公司"),
    ("淄博YK软件有限公司", "淄博yk软件有限公司"),
    ("淄博YK9软件有限公司", "淄博" + wide("YK9") + "软件有限公司"),
    ("淄博尔·雅文化有限公司", "淄博尔雅文化有限公司"),
    ("淄博三禾电器有限公司", "淄博3禾电器有限公司"),
    # divisions
    ("淄博禾岚商贸有限公司", "淄博市禾岚商贸有限公司"),
    ("淄博禾岚商贸有限公司", "山东省淄博市禾岚商贸有限公司"),
    ("淄博禾岚商贸有限公司", "淄博市张店区禾岚商贸有限公司"),
    ("淄博禾岚商贸有限公司", "张店禾岚商贸有限公司"),
    ("淄博禾岚商贸有限公司", "禾岚商贸有限公司"),
    ("淄博禾岚商贸有限公司", "禾岚(淄博)商贸有限公司"),
    ("淄博禾岚商贸有限公司", "禾岚商贸(淄博)有限公司"),
    ("淄博禾岚商贸有限公司", f"禾岚商贸{LEFT}山东淄博{RIGHT}有限公司"),
    ("淄博禾岚商贸有限公司", "马尚街道禾岚商贸有限公司"),
    ("淄博禾岚商贸有限公司", "淄博高新区禾岚商贸有限公司"),
    ("天宝动物营养科技有限公司", "云南省楚雄州禄丰县天宝动物营养科技有限公司"),
    # forms
    ("淄博鲁岳化工股份有限公司", "淄博鲁岳化工股份公司"),
    ("山东鲁岳集团有限公司", "山东鲁岳(集团)有限公司"),
    ("山东鲁岳集团有限公司", f"山东鲁岳{LEFT}集团{RIGHT}有限责任公司"),
    ("张店丰穗养鸡专业合作社", "张店丰穗养鸡农民专业合作社"),
    ("张店丰穗养鸡合作社", "张店丰穗养鸡专业合作社"),
    ("张店老潘家饭店", "张店老潘家饭店(个体工商户)"),
    ("张店老潘家饭店", f"张店老潘家饭店{LEFT}个体工商户{RIGHT}"),
    ("山东衡岱律师事务所", "山东衡岱律师事务所(特殊普通合伙)"),
    # unions
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司工会委员会"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司工会"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司基层工会委员会"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司联合工会委员会"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司工会联合会"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司第二届工会委员会"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司工会第三届委员会"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司工会(筹)"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司机关工会"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司工会筹备组"),
    ("淄博禾岚商贸有限公司张店分公司", "淄博禾岚商贸有限公司张店分公司工会委员会"),
    # party organisations
    ("淄博禾岚商贸有限公司", "中共淄博禾岚商贸有限公司支部委员会"),
    ("淄博禾岚商贸有限公司", "中共淄博禾岚商贸有限公司委员会"),
    ("淄博禾岚商贸有限公司", "中共淄博禾岚商贸有限公司总支部委员会"),
    ("淄博禾岚商贸有限公司", "中国共产党淄博禾岚商贸有限公司支部委员会"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司党支部"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司党总支"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司党委"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司联合党支部"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司第一党支部"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司支部委员会"),
    # remarks and former names
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司(筹)"),
    ("淄博禾岚商贸有限公司", f"淄博禾岚商贸有限公司{LEFT}注销{RIGHT}"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司【已注销】"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司〔停产〕"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司—已吊销"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司(原淄博禾苗贸易有限公司)"),
    ("淄博禾岚商贸有限公司", f"淄博禾岚商贸有限公司{LEFT}曾用名{COLON}淄博禾苗贸易部{RIGHT}"),
    ("淄博禾岚商贸有限公司", f"淄博禾岚商贸有限公司曾用名{COLON}淄博禾苗贸易有限公司"),
    ("淄博禾岚商贸有限公司", f"淄博禾岚商贸有限公司{COMMA}原名{COLON}淄博禾苗贸易有限公司"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司(原淄博禾苗贸易有限公司)工会委员会"),
    ("淄博禾岚商贸有限公司", "淄博禾苗贸易有限公司更名为淄博禾岚商贸有限公司"),
    ("淄博禾岚商贸有限公司", "淄博禾苗贸易有限公司(现名:淄博禾岚商贸有限公司)"),
    # branches
    ("淄博禾岚商贸有限公司第一分公司", "淄博禾岚商贸有限公司一分公司"),
    ("淄博禾岚商贸有限公司第一分公司", "淄博禾岚商贸有限公司第1分公司"),
    ("淄博禾岚商贸有限公司第十二分公司", "淄博禾岚商贸有限公司12分公司"),
    ("淄博禾岚商贸有限公司张店分公司", "淄博禾岚商贸有限责任公司张店区分公司"),
    ("淄博禾岚商贸有限公司(张店分公司)", "淄博禾岚商贸有限公司张店分公司"),
    ("山东岱信银行淄博支行", "山东岱信银行(淄博支行)"),
    # a division is all that tells a firm from others, but its level word is not
    ("淄博电机厂", "淄博市电机厂"),
    ("淄博电机厂", "电机厂(淄博)"),
]

OTHER = [
    ("淄博禾岚商贸有限公司", "淄博禾苗商贸有限公司"),
    ("淄博禾岚商贸有限公司", "淄博禾岚物流有限公司"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸股份有限公司"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸集团有限公司"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸专业合作社"),
    ("淄博禾岚商贸有限公司", "淄博禾岚商贸有限公司张店分公司"),
    ("淄博禾岚商贸有限公司张店分公司", "淄博禾岚商贸有限公司淄川分公司"),
    ("淄博禾岚商贸有限公司第一分公司", "淄博禾岚商贸有限公司第二分公司"),
    ("淄博禾岚商贸有限公司第一分公司", "淄博禾岚商贸有限公司第十一分公司"),
    ("淄博禾岚商贸有限公司第二分公司", "淄博禾岚商贸有限公司第二十分公司"),
    ("淄博禾岚商贸有限公司张店分公司", "淄博禾岚商贸有限公司张店营业部"),
    ("淄博三禾电器有限公司", "淄博四禾电器有限公司"),
    ("淄博新禾岚商贸有限公司", "淄博禾岚商贸有限公司"),
    ("淄博禾岚新材料有限公司", "淄博禾岚材料有限公司"),
    ("淄博电机厂", "博山电机厂"),
    ("淄博建材有限公司", "临淄建材有限公司"),
    ("张店商店", "周村商店"),
    ("淄博澜华一厂", "淄博澜华二厂"),
    ("淄博YK软件有限公司", "淄博YX软件有限公司"),
    ("张店老潘家饭店", "张店老潘饭店"),
    ("淄博禾苗贸易有限公司", "淄博禾岚商贸有限公司(原淄博禾苗贸易有限公司)"),
    ("山东岱信银行淄博支行", "山东岱信银行桓台支行"),
    ("山东岱信银行", "山东岱信银行桓台支行"),
    ("淄博鲁岳化工有限公司", "淄博鲁岳精细化工有限公司"),
    ("淄博丰穗养鸡专业合作社", "淄博丰穗养猪专业合作社"),
]


def test_the_table_has_at_least_a_hundred_pairs():
    assert len(SAME) + len(OTHER) >= 100


@pytest.mark.parametrize(("one", "other"), SAME)
def test_written_differently_but_the_same(one, other):
    assert parse_name(one, REGIONS).key == parse_name(other, REGIONS).key


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_looks_alike_but_another_firm(one, other):
    assert parse_name(one, REGIONS).key != parse_name(other, REGIONS).key


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("哈尔滨博实工业服务有限公司山东淄博分公司",
         (("哈尔滨",), "博实", "工业服务", "有限公司", "山东淄博分公司")),
        ("辰辰齐翔新材料有限公司", ((), "辰辰齐翔", "新材料", "有限公司", "")),
        ("云南省楚雄州禄丰县天宝动物营养科技有限公司",
         (("云南", "楚雄", "禄丰"), "天宝动物营养", "科技", "有限公司", "")),
        ("禾岚(淄博)物流有限公司", (("淄博",), "禾岚", "物流", "有限公司", "")),
        ("张店明庐超市淄川分店", (("张店",), "明庐", "超市", "", "淄川分店")),
        ("博山电机厂", (("博山",), "博山", "电机厂", "", "")),
        ("淄博禾岚养鸡专业合作社", (("淄博",), "禾岚养鸡", "", "合作社", "")),
    ],
)  # fmt: skip
def test_parts(text, parts):
    name = parse_name(text, REGIONS)

    assert (name.divisions, name.brand, name.trade, name.form, name.branch_tail) == parts
    assert name.core == name.brand + name.trade


def test_branch_knows_its_head_office():
    name = parse_name("淄博禾岚商贸有限公司张店分公司工会委员会", REGIONS)

    assert name.head_office == "淄博禾岚商贸有限公司"
    assert name.plain == "淄博禾岚商贸有限公司张店分公司"
    assert parse_name(name.head_office, REGIONS).core == name.core


@pytest.mark.parametrize(
    ("text", "former"),
    [
        (f"淄博禾岚商贸有限公司{LEFT}原{COLON}淄博禾苗贸易有限公司{RIGHT}", "淄博禾苗贸易有限公司"),
        ("淄博禾岚商贸有限公司(原淄博禾苗(集团)有限公司)", "淄博禾苗(集团)有限公司"),
        ("淄博禾岚商贸有限公司(曾用名称:禾苗贸易部)", "禾苗贸易部"),
        ("淄博禾岚商贸有限公司曾用名:淄博禾苗贸易有限公司", "淄博禾苗贸易有限公司"),
        ("淄博禾苗贸易有限公司现更名为淄博禾岚商贸有限公司", "淄博禾苗贸易有限公司"),
        ("淄博禾岚药业(原料药)有限公司", ""),
        ("淄博原野商贸有限公司", ""),
        ("淄博现代商贸有限公司", ""),
    ],
)
def test_former_name(text, former):
    assert parse_name(text, REGIONS).former == former


@pytest.mark.parametrize(
    ("text", "union", "party"),
    [
        ("淄博禾岚商贸有限公司基层工会委员会", "基层工会委员会", ""),
        ("淄博禾岚商贸有限公司联合工会委员会", "联合工会委员会", ""),
        ("中共淄博禾岚商贸有限公司支部委员会", "", "支部委员会"),
        ("淄博禾岚商贸有限公司党总支", "", "党总支"),
        ("淄博市总工会", "", ""),
        ("张店区工会联合会", "", ""),
        ("中共淄博市委员会", "", ""),
        ("淄博禾岚业主委员会", "", ""),
        ("工会", "", ""),
        ("党支部", "", ""),
    ],
)
def test_what_is_taken_off_is_told(text, union, party):
    name = parse_name(text, REGIONS)

    assert (name.union_suffix, name.party_suffix) == (union, party)
    assert name.plain


@pytest.mark.parametrize(
    ("text", "generic"),
    [
        ("商店", True),
        ("物业", True),
        ("鑫商店", True),
        ("禾岚", False),
        ("禾岚商贸有限公司", False),
        ("", True),
    ],
)
def test_generic_names_are_told(text, generic):
    assert parse_name(text, REGIONS).generic is generic


@pytest.mark.parametrize(
    ("text", "firms"),
    [
        ("淄博禾岚商贸有限公司、淄博鲁岳化工厂联合工会委员会", ["淄博禾岚商贸有限公司", "淄博鲁岳化工厂"]),
        ("淄博禾岚商贸有限公司淄博鲁岳化工有限公司联合党支部",
         ["淄博禾岚商贸有限公司", "淄博鲁岳化工有限公司"]),
        ("淄博禾岚商贸有限公司和鲁岳化工有限公司联合工会", ["淄博禾岚商贸有限公司", "鲁岳化工有限公司"]),
        ("淄博禾岚商贸有限公司张店分公司联合工会", ["淄博禾岚商贸有限公司张店分公司"]),
        ("甲岚公司、乙岚公司、丙岚厂等3家企业联合工会委员会", ["甲岚公司", "乙岚公司", "丙岚厂"]),
        ("中共甲岚公司、乙岚厂联合支部委员会", ["甲岚公司", "乙岚厂"]),
        (f"甲岚公司{COMMA}乙岚公司;甲岚公司", ["甲岚公司", "乙岚公司"]),
        ("甲岚(集团、控股)有限公司", ["甲岚(集团、控股)有限公司"]),
        ("甲岚商贸有限公司(原乙岚商贸有限公司)", ["甲岚商贸有限公司"]),
        ("甲岚商贸有限公司工会委员会", ["甲岚商贸有限公司"]),
        ("", []),
        (None, []),
    ],
)  # fmt: skip
def test_firms_of_a_joint_organisation(text, firms):
    assert split_joint(text) == firms


@pytest.mark.parametrize(
    ("division", "stem"),
    [("淄博市", "淄博"), ("张店区", "张店"), ("内蒙古自治区", "内蒙古"), ("高新区", "高新区"),
     ("马尚街道", "马尚街道"), ("沂县", "沂县"), ("楚雄彝族自治州", "楚雄"), ("房镇镇", "房镇镇")],
)  # fmt: skip
def test_stem_of_a_division(division, stem):
    assert stem_of(division) == stem


@pytest.mark.parametrize(
    ("core", "halves"),
    [
        ("禾岚环保科技", ("禾岚", "环保科技")),
        ("物业管理", ("", "物业管理")),
        ("禾岚", ("禾岚", "")),
        ("", ("", "")),
    ],
)
def test_trade_stands_at_the_end(core, halves):
    assert split_trade(core) == halves


def test_a_division_of_one_character_is_none():
    """区 alone in a list of divisions must not open every name that begins with it."""
    assert parse_name("区域禾岚商贸有限公司", ["区", "淄博市"]).core == "区域禾岚商贸"


def test_a_branch_without_a_form_in_front_of_its_part_stays_whole():
    """Nobody can say where the head office ends: 分公司 is no form of its own."""
    name = parse_name("鲁岳石化张店分公司马尚加油站", REGIONS)

    assert (name.head_office, name.branch_tail) == ("", "")


brands = st.text(alphabet="禾岚岱穗澜岳钰珩璟晔翊柠", min_size=2, max_size=4)
trades = st.sampled_from(["商贸", "机械制造", "物业服务", "新材料", "环保科技"])
forms = st.sampled_from(["有限公司", "股份有限公司", "合作社", "公司"])
divisions = st.sampled_from(["", "淄博", "淄博市", "山东省淄博市张店区", "桓台县"])
tails = st.sampled_from(["", "张店分公司", "第三分公司", "桓台营业部"])
wrappers = st.sampled_from(
    [
        "{}",
        " {} ",
        "{}工会委员会",
        "中共{}支部委员会",
        "{}党支部",
        "{}(筹)",
        "{}(原老岳商行)",
        "7、{}",
        "({})",
    ]
)
names = st.builds(lambda *parts: "".join(parts), divisions, brands, trades, forms, tails)


@given(names, wrappers, st.booleans())
def test_what_departments_write_around_a_name_does_not_change_its_key(name, wrapper, full_width):
    written = wrapper.format(name)
    written = wide(written) if full_width else written

    assert parse_name(written, REGIONS).key == parse_name(name, REGIONS).key


@given(divisions, brands, trades, forms)
def test_parts_are_found_again(division, brand, trade, form):
    name = parse_name(division + brand + trade + form, REGIONS)

    assert (name.brand, name.trade) == (brand, trade)
    assert name.form == form
    assert bool(name.divisions) is bool(division)


@given(st.text(max_size=60))
def test_any_text_is_taken_apart(text):
    name = parse_name(text, REGIONS)

    assert name.raw == text
    assert len(name.core) <= len(clean_text(text)) + 8
    assert split_joint(text) == [] or all(split_joint(text))


@given(st.text(alphabet="(原曾用名:有限公司工会党支部淄博张店商贸)、第一分中共委员", max_size=40))
def test_any_mixture_of_the_known_words_is_taken_apart(text):
    name = parse_name(text, REGIONS)

    assert bool(name.plain) is bool(clean_text(text))


def test_regions_are_given_not_known():
    assert parse_name("淄博禾岚商贸有限公司").core == "淄博禾岚商贸"
    assert parse_name("淄博禾岚商贸有限公司", Regions(["淄博市"])).core == "禾岚商贸"


def test_a_long_name_costs_no_more_than_its_length():
    begun = time.perf_counter()
    for text in (
        "(",
        "原(",
        "(原名",
        "更名为",
        "公司",
        "淄博",
        "支部",
        "工会",
        "现为(",
        "厂分店",
        "一",
    ):
        parse_name(text * 20_000, REGIONS)
        split_joint(text * 20_000)
    parse_name("淄博" * 5000 + "有限公司" * 5000, REGIONS)
    parse_name("原" * 5000 + "(曾用名" * 2000, REGIONS)

    assert time.perf_counter() - begun < 2


def test_homophones_sound_alike():
    assert sound_key("禾岚YK") == sound_key("河蓝YK") != sound_key("禾苗YK")
