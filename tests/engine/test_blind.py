"""Blind exchange: tokens meet where firms meet, and say nothing else."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.engine.blind import STATES, NotComparable, Tokens, overlap, seal
from tests.codes import code

KEY, OTHER = "一把约定好的密钥，不少于十六个字符", "另外一把约定好的密钥，不少于十六个字"
FIRMS = [
    ("1", "禾岚商贸有限公司", code(1)), ("2", "岱澜物流有限公司", code(2)),
    ("3", "汶澜精密机械有限公司", ""), ("4", "沂禾食品有限公司", code(4)), ("5", "", ""),
]  # fmt: skip
NAMES = st.text(alphabet="禾岚岱澜汶沂商贸物流机械有限公司(0１A）", max_size=14)
LISTS = st.lists(st.tuples(NAMES, st.sampled_from(["", code(1), code(2), "坏"])), max_size=8)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The key's derivation is slow on purpose; here its length does not matter."""
    monkeypatch.setattr("niangjia.engine.blind.ROUNDS", 2)


def table(rows):
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return pa.table(
        {n: pa.array(c, pa.string()) for n, c in zip(("id", "name", "uscc"), columns, strict=True)}
    )


def sealed(rows, key=KEY, regions=()):
    return seal(table(rows), key, regions)[0]


def met(left, right):
    found = overlap(sealed(left), sealed(right))
    return {state: number for state, number in found.left.items() if number}


def test_codes_names_near_names_and_contradictions_are_counted():
    theirs = [
        ("a", "改了名的公司", code(1)), ("b", "岱澜物流有限责任公司工会委员会", ""),
        ("c", "汶斓精密机械有限公司", ""), ("d", "沂禾食品有限公司", code(5)), ("e", "", ""),
    ]  # fmt: skip
    found = overlap(sealed(FIRMS), sealed(theirs))

    assert found.left == {"code": 1, "name": 1, "near": 1, "differ": 1, "none": 1}
    assert found.right == found.left


def test_a_branch_is_not_near_its_head_office():
    left, right = [("1", "禾岚商贸有限公司", "")], [("1", "禾岚商贸有限公司张店分公司", "")]
    assert met(left, right) == {"none": 1}


def test_short_names_are_near_by_sound_alone():
    """Of three characters one less is anybody's."""
    assert met([("1", "禾岚店", "")], [("1", "河岚店", "")]) == {"near": 1}
    assert met([("1", "禾岚店", "")], [("1", "禾丰店", "")]) == {"none": 1}


def test_near_names_with_two_codes_do_not_meet():
    left = [("1", "汶澜精密机械有限公司", code(1))]
    assert met(left, [("1", "汶斓精密机械有限公司", code(2))]) == {"none": 1}
    assert met(left, [("1", "汶斓精密机械有限公司", "")]) == {"near": 1}


def test_another_key_makes_other_tokens_and_is_told():
    one, two = sealed(FIRMS), sealed(FIRMS, OTHER)
    tokens = [
        {
            t
            for kind in ("code", "name", "near")
            for cell in s.tokens[kind].to_pylist()
            for t in cell.split()
        }
        for s in (one, two)
    ]
    assert tokens[0]
    assert not tokens[0] & tokens[1]
    with pytest.raises(NotComparable, match="同一把密钥"):
        overlap(one, two)


def test_other_region_words_are_told():
    with pytest.raises(NotComparable, match="区划字样"):
        overlap(sealed(FIRMS), sealed(FIRMS, regions=("淄博市",)))


def test_a_short_key_is_refused_and_no_key_is_shown():
    with pytest.raises(ValueError, match="至少 16 个字符"):
        Tokens("short")
    assert repr(Tokens(KEY)) == "<Tokens>"
    assert KEY not in str(vars(Tokens(KEY)))


@settings(max_examples=40, deadline=None)
@given(LISTS, LISTS, st.randoms())
def test_every_row_is_in_one_state_and_order_changes_nothing(left, right, random):
    mine = [(str(n), *row) for n, row in enumerate(left)]
    theirs = [(str(n), *row) for n, row in enumerate(right)]
    found = overlap(sealed(mine), sealed(theirs))
    mixed = random.sample(mine, len(mine))

    assert sum(found.left.values()) == len(left)
    assert sum(found.right.values()) == len(right)
    assert tuple(found.left) == STATES
    assert sealed(mixed).tokens.equals(sealed(mine).tokens)
    assert overlap(sealed(mixed), sealed(theirs)) == found


@settings(max_examples=40, deadline=None)
@given(LISTS)
def test_a_list_meets_itself_wherever_a_row_says_something(rows):
    one = sealed([(str(n), *row) for n, row in enumerate(rows)])
    silent = sum(not (r["code"] or r["name"]) for r in one.tokens.to_pylist())

    assert overlap(one, one).left["none"] == silent
