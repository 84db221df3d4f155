"""Pure rules of joining: how often a code is sent, what a draft holds, the card's arithmetic."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.organizing.rules.cards import card_id_of, card_number, card_ref, day_label
from niangjia.organizing.rules.join import (
    Draft,
    DraftRefused,
    Work,
    clean_platforms,
    draft_text,
    read_draft,
)
from niangjia.organizing.rules.join_phone import BRAKE, sending_problem

NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
ages = st.lists(st.integers(0, 86_399), max_size=30)


def problem(sent: list[datetime], **more: int | bool) -> str:
    told = {"from_visitor": 0, "from_house": 0} | more
    return sending_problem(sent, now=NOW, **told)  # type: ignore[arg-type]


@given(ages)
def test_a_phone_never_gets_more_than_its_share(seconds: list[int]) -> None:
    sent = [NOW - timedelta(seconds=s) for s in seconds]

    if not problem(sent):
        assert min(seconds, default=60) >= 60
        assert sum(s < 3600 for s in seconds) < BRAKE.an_hour
        assert len(seconds) < BRAKE.a_day


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        ([30], "请 31 秒后再试"),
        ([61 * n for n in range(1, 6)], "一小时内"),
        ([4000 * n for n in range(1, 11)], "今天获取"),
    ],
)
def test_the_refusal_says_how_long(seconds: list[int], told: str) -> None:
    assert told in problem([NOW - timedelta(seconds=s) for s in seconds])


def test_an_address_has_a_share_and_a_ceremony_a_larger_one() -> None:
    assert "换用手机流量" in problem([], from_visitor=BRAKE.visitor_an_hour)
    assert not problem([], from_visitor=BRAKE.visitor_an_hour, crowd=True)
    assert "已达上限" in problem([], from_house=BRAKE.house_a_day)


DRAFT = Draft("r" * 32, "c12", 1_000, "王小凯", "1", "370303199005061022", "13812345678",
              work=Work(platforms=("美团", "饿了么"), trade="rider"))  # fmt: skip


def test_a_draft_comes_back_as_it_was() -> None:
    assert read_draft(draft_text(DRAFT), entry="c12", now=1_001) == DRAFT


def test_a_draft_is_good_for_its_own_link_and_two_hours() -> None:
    with pytest.raises(DraftRefused, match="另一个二维码"):
        read_draft(draft_text(DRAFT), entry="c13", now=1_001)
    with pytest.raises(DraftRefused, match="超过两小时"):
        read_draft(draft_text(DRAFT), entry="c12", now=1_000 + 7_201)


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (Work(), "请选择工作单位"),
        (Work(platforms=("美团",)), "主要做哪一行"),
        (Work(platforms=tuple(map(str, range(9))), trade="rider"), "最多填 8 个"),
        (Work(trade="rider"), "至少选择或填写一个平台"),
        (Work(employer_name="某店"), ""),
        (Work(employer_id=3, platforms=("美团",), trade="rider"), ""),
    ],
)
def test_what_is_missing_of_work(work: Work, told: str) -> None:
    assert told in work.problem()
    assert bool(told) == bool(work.problem())


@given(st.lists(st.sampled_from(["美团", "饿了么", "滴滴"])), st.text(max_size=60))
def test_platforms_are_named_once_and_never_empty(chosen: list[str], typed: str) -> None:
    found = clean_platforms(chosen, typed)

    assert len(set(found)) == len(found)
    assert all(name.strip() == name and 0 < len(name) <= 40 for name in found)
    assert set(chosen) <= set(found)


def test_typed_platforms_are_parted() -> None:
    assert clean_platforms(["美团"], "叮咚、朴朴，美团") == ("美团", "叮咚", "朴朴")


@given(st.integers(0, 10**12))
def test_a_card_in_a_link_is_the_card(number: int) -> None:
    assert card_id_of(card_ref(number)) == number


@pytest.mark.parametrize("text", ["", "A1", "-1", "1" * 13, "１"])
def test_other_words_are_no_card(text: str) -> None:
    assert card_id_of(text) is None


def test_cards_and_days_are_written_one_way() -> None:
    assert card_number(7) == "0000000007"
    assert day_label(date(2026, 11, 28)) == b"card-day/2026-11-28"
    assert replace(DRAFT, amends=3).amends == 3
