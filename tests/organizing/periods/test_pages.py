"""Pages of period tables: fill, report, return, lock; sums and files with the same numbers."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Unit
from niangjia.organizing.actions.periods import report_table
from niangjia.organizing.models import PeriodForm, PeriodTable
from niangjia.organizing.rules.periods import Told
from tests.organizing.periods.conftest import told_of

Tables = dict[str, PeriodTable]
Login = Callable[..., Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"organizing:{name}", args=args)


def text(page: Any) -> str:
    assert page.status_code == 200, page
    return str(page.content.decode())


def sheet(answer: Any) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [[cell for cell in row if cell is not None] for row in book.active.values]


def sending(table: PeriodTable, **changes: str) -> dict[str, str]:
    told = {f"value_{key}": str(said.value) for key, said in told_of(table).items()}
    return told | changes


def state_of(table: PeriodTable) -> str:
    return PeriodTable.objects.unscoped(reason="试验").get(pk=table.pk).state


def test_report_return_and_lock_on_the_pages(
    sent: Tables, east: Unit, city: Unit, login: Login
) -> None:
    table, own, head = sent["张店区"], login(east, Role.ORGANISER), login(city, Role.ORGANISER)
    report, detail = url("period_report", table.pk), url("period_detail", table.pk)
    assert "系统计数 10" in text(own.get(report))

    refused = text(own.post(report, sending(table, value_members="13")))
    assert "会员上报 13，系统计数 10" in refused
    assert 'value="13"' in refused  # what was typed is not lost
    told = sending(table, value_members="13", reason_members="三人补录中")
    assert own.post(report, told).status_code == 302
    assert "三人补录中" in text(head.get(detail))

    back = url("period_step", table.pk, "return")
    assert "至少在一个数字后写明问题" in text(head.post(back, {"reason": ""}))
    assert head.post(back, {"defect_members": "补录后再报"}).status_code == 302
    assert "退回时写明：补录后再报" in text(own.get(report))
    assert own.post(report, sending(table)).status_code == 302
    for name in ("approve", "lock"):
        assert head.post(url("period_step", table.pk, name), {}).status_code == 302
    assert state_of(table) == "locked"
    assert "已锁定" in text(own.get(report))  # denied, and says why
    assert "已锁定" in text(own.post(report, sending(table)))
    assert state_of(table) == "locked"


def test_unlocking_is_for_the_leader_of_the_form_s_federation(
    sent: Tables, east: Unit, city: Unit, login: Login
) -> None:
    table, head = sent["张店区"], login(city, Role.ORGANISER)
    login(east, Role.ORGANISER).post(url("period_report", table.pk), sending(table))
    for name in ("approve", "lock"):
        head.post(url("period_step", table.pk, name), {})
    unlock = url("period_step", table.pk, "unlock")

    assert "不能办理" in text(head.get(unlock))
    head.post(unlock, {"reason": "有误"})
    assert state_of(table) == "locked"
    leader = login(city, Role.LEADER)
    assert "必填" in text(leader.post(unlock, {"reason": ""}))
    assert leader.post(unlock, {"reason": "区划调整"}).status_code == 302
    assert state_of(table) == "approved"
    assert "区划调整" in text(leader.get(url("period_detail", table.pk)))


def test_a_county_sees_its_own_tables_only(sent: Tables, west: Unit, login: Login) -> None:
    client = login(west, Role.ORGANISER)

    listed = text(client.get(url("period_list")))
    assert "淄川区" in listed
    assert "张店区" not in listed
    for name in ("period_detail", "period_report"):
        assert client.get(url(name, sent["张店区"].pk)).status_code == 404
    assert client.get(url("period_step", sent["张店区"].pk, "approve")).status_code == 404
    assert login(west, Role.LIAISON).get(url("period_list")).status_code == 403


def test_the_sum_and_its_files_hold_the_same_numbers(
    sent: Tables, form: PeriodForm, city: Unit, east: Unit, actor: Callable[..., Actor],
    login: Login,
) -> None:  # fmt: skip
    table = sent["张店区"]
    report_table(
        table_id=table.pk, told=told_of(table, members=Told(1234, "补录")),
        by=actor(east, Role.ORGANISER),
    )  # fmt: skip
    desk, page = login(city, Role.ORGANISER), url("period_summary", form.pk, "2022-11-30")

    shown = text(desk.get(page))
    assert "还有 1 个单位没有上报" in shown
    assert 'data-label="会员" class="is-numeric">1,234<' in shown  # named on a phone too
    assert 'data-label="会员" class="is-numeric"><b>1,234</b>' in shown
    rows = sheet(desk.get(f"{page}?export=xlsx"))
    assert ["合计", 0, 1234, 1] in rows
    assert any("未上报：淄川区" in str(row) for row in rows)
    answer = desk.get(f"{page}?export=pdf")
    assert answer.content.startswith(b"%PDF")
    rows = sheet(desk.get(f"{url('period_detail', table.pk)}?export=xlsx"))
    assert any(row[:4] == ["会员", "人", 1234, 10] for row in rows)
    assert desk.get(f"{url('period_detail', table.pk)}?export=pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("wish", ["x", "9" * 30, "0"])
def test_a_sum_of_elsewhere_is_absent(
    sent: Tables, form: PeriodForm, east: Unit, city: Unit, login: Login, wish: str
) -> None:
    page = url("period_summary", form.pk, "2022-11-30")
    client = login(east, Role.ORGANISER)

    assert client.get(f"{page}?unit={wish}").status_code == 404
    assert client.get(f"{page}?unit={city.pk}").status_code == 404
    assert "马尚街道" in text(client.get(page))
    assert client.get(url("period_summary", form.pk, "2022-10-31")).status_code == 404


def test_a_form_from_set_up_to_sent_out(city: Unit, east: Unit, town: Unit, login: Login) -> None:
    desk = login(city, Role.ORGANISER)
    facts = {"name": "组建月报", "cadence": "month", "reach": "town", "due_days": "5",
             "valid_from": "2022-11-01", "source_text": "淄工办〔2022〕8号"}  # fmt: skip
    refused = text(desk.post(url("period_form_new"), facts))
    assert "请先改正" in refused
    assert "组建月报" in refused
    made = desk.post(url("period_form_new"), facts | {"keys": ["members", "joined"]})
    assert made.status_code == 302
    page = made["Location"]

    chosen = PeriodForm.objects.within(city.scope).get()
    until = next(iter(_offered(desk.get(page))))
    assert desk.post(page, {"until": until}).status_code == 302
    assert PeriodTable.objects.within(city.scope).filter(form=chosen).count() == 2
    other = login(east, Role.ORGANISER)
    assert "立即下发" not in text(other.get(page))
    other.post(page, {"until": _offered(desk.get(page))[1]})
    assert PeriodTable.objects.within(city.scope).filter(form=chosen).count() == 2
    other.post(url("period_form_end", chosen.pk))
    chosen.refresh_from_db()
    assert chosen.ended_on is None
    desk.post(url("period_form_end", chosen.pk))
    chosen.refresh_from_db()
    assert chosen.ended_on is not None


def _offered(page: Any) -> list[str]:
    return [day for day, _ in page.context["form"].fields["until"].choices]


def test_a_unit_without_any_below_is_led_to_its_own_table(
    sent: Tables, form: PeriodForm, town: Unit, login: Login
) -> None:
    page = text(login(town, Role.ORGANISER).get(url("period_summary", form.pk, "2022-11-30")))

    assert page.count(f'href="{url("period_detail", sent["马尚街道"].pk)}"') == 2
    assert "没有下级要汇总" in page
