"""Single pieces of evidence, named."""

from importlib.resources import files

import pytest

from niangjia.engine import explain
from niangjia.engine.evidence.sides import canonical_trade, trade_lines
from niangjia.engine.model import MODEL_VERSION, from_json, known_model
from niangjia.engine.training import BY_HAND
from niangjia.engine.words import SYNONYMS

REGIONS = ("淄博市", "张店区")


def evidence(left, right):
    return explain({"name": left}, {"name": right}, regions=REGIONS).evidence


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("商贸", "经贸", "行业同义"),
        ("广告传媒", "文化传播", "行业部分同义"),
        ("装饰装修工程", "装潢设计", "行业部分同义"),
        ("商贸", "化工", "行业不同"),
        ("食品加工", "食品", "一方行业包含另一方"),
    ],
)
def test_trades(one, other, said):
    assert said in evidence(f"淄博禾岚{one}有限公司", f"淄博禾岚{other}有限公司")


@pytest.mark.parametrize("town", ["马尚镇", "体育场街道", "高新技术开发区"])
def test_a_place_in_front_of_a_name_is_told_from_other_words(town):
    long, short = f"{town}禾岚岱澜商贸有限公司", "禾岚岱澜商贸有限公司"

    assert "左表前面多出地名" in evidence(long, short)
    assert "右表前面多出地名" in evidence(short, long)
    assert "左表前面多出文字" in evidence("般阳蹴岚" + short, short)


def test_words_of_one_trade_said_twice_are_one():
    assert canonical_trade("广告传媒") == canonical_trade("广告") == canonical_trade("传播")
    assert canonical_trade("") == ""


def test_lines_of_trade_have_a_bit_each():
    assert len(SYNONYMS) <= 64  # bits of a whole number
    assert trade_lines("文化传媒") & trade_lines("广告")
    assert not trade_lines("广告") & trade_lines("物流")
    assert trade_lines("甲乙丙") == 0


def test_a_model_comes_back_from_its_file_as_it_was():
    kept = (files("niangjia.engine") / "data" / "model-1.json").read_text("utf-8")

    assert from_json(kept).to_json() == kept


def test_what_examples_cannot_teach_is_set_by_hand():
    model = known_model()

    assert model.version == MODEL_VERSION
    assert {(f, n): model.single[f][n] for f, n in BY_HAND} == BY_HAND
