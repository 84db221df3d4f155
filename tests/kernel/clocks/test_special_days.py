"""The notices as dated data."""

from datetime import date

import pytest
from django.core.management import call_command

from niangjia.kernel.clocks.actions import publish_special_days
from niangjia.kernel.clocks.intake import PUBLISHED, read_special_days
from niangjia.kernel.clocks.models import SpecialDay
from niangjia.kernel.clocks.queries import (
    add_calendar_days,
    add_working_days,
    current_calendar,
    is_working_day,
)

HEAD = "date,kind,name,year,source"


@pytest.fixture
def notices(db):
    """The published days, also after a test that emptied the tables."""
    return publish_special_days(PUBLISHED.read_text(encoding="utf-8").splitlines())


def test_every_day_names_its_notice(notices):
    assert notices == SpecialDay.objects.count() == 218
    assert not SpecialDay.objects.exclude(
        source__startswith="国务院办公厅通知 国办发明电〔"
    ).exists()
    assert str(SpecialDay.objects.get(date=date(2026, 9, 20))) == "2026-09-20 上班 国庆节"


def test_the_calendar_costs_one_query(notices, django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar = current_calendar()

    assert calendar.years == {2021, 2022, 2023, 2024, 2025, 2026}
    assert not calendar.is_working_day(date(2026, 10, 1))


def test_short_cuts_ask_the_calendar_in_force(notices):
    assert is_working_day(date(2026, 10, 10))
    assert add_working_days(date(2026, 9, 30), 1).due == date(2026, 10, 8)
    assert add_calendar_days(date(2026, 9, 30), 1).due == date(2026, 10, 8)


def test_the_notice_of_2027_settles_2027(notices, tmp_path, capsys):
    before = add_working_days(date(2027, 2, 1), 5)
    file = tmp_path / "2027.csv"
    file.write_text(f"{HEAD}\n2027-02-05,holiday,春节,2027,示例通知\n", encoding="utf-8-sig")

    call_command("publish_special_days", file)

    after = add_working_days(date(2027, 2, 1), 5)
    assert "已写入 1 天" in capsys.readouterr().out
    assert (before.provisional, after.provisional) == (True, False)
    assert (before.due, after.due) == (date(2027, 2, 8), date(2027, 2, 9))


def test_a_corrected_notice_replaces_its_year_only(notices):
    publish_special_days([HEAD, "2026-10-01,holiday,国庆节,2026,更正"])

    assert SpecialDay.objects.filter(year=2026).count() == 1
    assert SpecialDay.objects.filter(year=2025).count() == 33


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("2026-13-01,holiday,国庆节,2026,通知", "第2行日期或年度有误"),
        ("2026-10-01,holiday,国庆节,,通知", "第2行日期或年度有误"),
        ("2026-10-01,off,国庆节,2026,通知", "第2行类别或依据有误"),
        ("2026-10-01,holiday,国庆节,2026,", "第2行类别或依据有误"),
        ("2026-10-12,workday,国庆节,2026,通知", "本是工作日"),
        ("2026-10-01", "第2行"),
    ],
)
def test_a_wrong_line_is_named(line, problem):
    with pytest.raises(ValueError, match=problem):
        list(read_special_days([HEAD, line]))
