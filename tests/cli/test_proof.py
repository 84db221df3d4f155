"""What ``demo --check`` compares: each figure that is off is named with both values."""

from types import SimpleNamespace
from typing import Any

import pytest

from niangjia.sample import proof

COUNTS = {"unions": 5, "members": 50, "new_form_unions": 1, "new_form_members": 9}
GOOD = {"missed": 0, "false_alarms": 0, "gaps": {"party_50_no_union": 72}}


class Nobody:
    """No hit without a task, unless told otherwise."""

    def __init__(self, count: int) -> None:
        self.number = count

    def unscoped(self, reason: str) -> "Nobody":
        return self

    filter = exclude = values = lambda self, *_, **__: self

    def count(self) -> int:
        return self.number


@pytest.fixture
def wrong(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``wrong(untasked=0, undecided=set(), **result)``: the sentences."""
    run = SimpleNamespace(unit=SimpleNamespace(path="0001"), as_of=None)

    def call(
        untasked: int = 0, undecided: frozenset[str] = frozenset(), shown: Any = COUNTS, **more: Any
    ) -> list[str]:
        monkeypatch.setattr(proof, "totals", lambda scope, day: shown)
        monkeypatch.setattr(proof, "GapHit", SimpleNamespace(objects=Nobody(untasked)))
        monkeypatch.setattr(proof, "Task", SimpleNamespace(objects=Nobody(0)))
        return proof._wrong(GOOD | more, {"counts": COUNTS}, set(undecided), run)  # type: ignore[arg-type]

    return call


def test_nothing_is_said_when_all_holds(wrong: Any) -> None:
    assert wrong() == []


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"missed": 1}, "缺口漏报：得 1，应为 0"),
        ({"false_alarms": 2}, "缺口误报：得 2，应为 0"),
        ({"gaps": {"party_50_no_union": 71}}, "50 人以上已建党组织未建会：得 71，应为 72"),
        ({"untasked": 3}, "没有任务的缺口户数：得 3，应为 0"),
        ({"undecided": {"x"}}, "待核实与真值不同的户数：得 1，应为 0"),
        ({"shown": COUNTS | {"members": 49}}, "members：得 49，应为 50"),
    ],
)
def test_figure_that_is_off_is_named(wrong: Any, facts: dict[str, Any], sentence: str) -> None:
    assert wrong(**facts) == [sentence]


def test_the_first_day_is_compared_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Runs(Nobody):
        order_by = lambda self, *_: [None]  # noqa: E731

    monkeypatch.setattr(proof, "GapRun", SimpleNamespace(objects=Runs(0)))
    monkeypatch.setattr(proof, "_codes", lambda run, verdict: {"A", "B"})
    earlier = {"as_of": "2022-11-01", "party_50_no_union": [{"uscc": "A"}, {"uscc": "C"}]}

    assert proof._wrong_before(earlier) == [
        "2022-11-01 的缺口漏报 1 户",
        "2022-11-01 的缺口误报 1 户",
    ]


def test_a_figure_of_the_page_that_is_off_is_named() -> None:
    due = dict.fromkeys(proof.PAGE, 7)

    assert proof.wrong_page(due, due) == []
    assert proof.wrong_page(due | {"joined": 6}, due) == ["统计数字“joined”：得 6，应为 7"]
