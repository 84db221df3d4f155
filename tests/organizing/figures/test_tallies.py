"""The members kept for each union are proved against the memberships, for every day."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from niangjia.kernel.scope.models import Unit
from niangjia.organizing.models import UnionTally
from niangjia.organizing.queries.tally_check import tally_differences
from tests.organizing.figures.conftest import World, enrol

WHY = "试验"


def said(*words: str) -> str:
    out = io.StringIO()
    call_command("figures", *words, stdout=out)
    return out.getvalue()


def test_tallies_are_what_the_memberships_say(world: World) -> None:
    assert tally_differences() == []
    assert "相同" in said("--check")


def test_a_kept_number_that_is_off_is_named_with_its_day(world: World) -> None:
    rows = UnionTally.objects.unscoped(reason=WHY).filter(union=world.mill)
    rows.filter(valid_from=date(2022, 10, 1)).update(women=9)

    found = tally_differences()
    assert [(one.union, one.day) for one in found] == [("纺织厂工会委员会", date(2022, 10, 1))]
    assert str(found[0]).endswith("自 2022-10-01：women 记 9，应为 3")
    with pytest.raises(CommandError, match="1 处"):
        said("--check")


def test_a_membership_that_was_never_counted_is_found(world: World) -> None:
    enrol(world.shop, date(2022, 5, 1))

    told = [str(one) for one in tally_differences()]
    assert told[0].startswith("百货公司工会委员会，自 2022-05-01：members 记 0，应为 1")
    assert told[1].startswith("百货公司工会委员会，自 2022-09-01：members 记 2，应为 3")


def test_a_lost_row_is_found_from_its_day_on(world: World) -> None:
    UnionTally.objects.unscoped(reason=WHY).filter(union=world.branch).delete()

    assert [(one.day, one.kept[0], one.counted[0]) for one in tally_differences()] == [
        (date(2020, 1, 1), 0, 1)
    ]


def test_members_told_for_days_without_memberships_are_found(world: World) -> None:
    UnionTally.objects.unscoped(reason=WHY).filter(union=world.branch).update(
        valid_to=date(2020, 6, 1)
    )

    assert [one.day for one in tally_differences()] == [date(2020, 6, 1)]


def test_all_figures_of_a_day_are_told(world: World, city: Unit) -> None:
    told = said("--day=2022-11-30", "--since=2022-08-20")

    assert f"{city.name}，截至 2022-11-30" in told
    assert "  会员 12 人，口径全国第1版" in told
    assert "  新发展会员（自 2022-08-20） 7 人" in told
    assert "  新建工会（自 2022-08-20） 2 家" in told


def test_days_that_are_turned_are_refused() -> None:
    with pytest.raises(CommandError, match="请对调"):
        said("--day=2022-01-01", "--since=2022-05-01")
