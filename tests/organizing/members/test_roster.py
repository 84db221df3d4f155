"""The roster as a workbook (ME10): every problem of every row at once, then one transaction."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.utils import timezone

from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.imports import actions, spool, work
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.imports.queries import NoSuchImport, run_for
from niangjia.kernel.imports.workbooks import template_bytes
from niangjia.kernel.jobs.progress import Silent
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.organizing.actions.memberships import expel, leave
from niangjia.organizing.intake import roster
from niangjia.organizing.models import Membership, Person, Transfer, Union, WorkRelation
from niangjia.organizing.queries.memberships import timeline
from tests.organizing.members.conftest import MAN, WOMAN, identity
from tests.organizing.members.test_memberships import figures

pytestmark = pytest.mark.django_db
WHY = "测试"
HEADER = ["姓名", "证件类别", "证件号码", "性别", "手机号", "是否农民工", "新就业形态", "平台",
          "所在工会", "入会日期"]  # fmt: skip
TODAY = date(2022, 12, 1)
Line = list[Any]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    settings.MEDIA_FOLDER = tmp_path / "var" / "files"


def line(name: str = "王小凯", number: str = MAN, **more: Any) -> Line:
    facts = {"证件类别": "身份证", "性别": "", "手机号": "", "是否农民工": "否", "新就业形态": "",
             "平台": "", "所在工会": "", "入会日期": "2022-06-01"} | more  # fmt: skip
    return [{"姓名": name, "证件号码": number, **facts}[title] for title in HEADER]


Check = Callable[..., ImportRun]


@pytest.fixture
def check(tmp_path: Path, union: Union, chair: Actor) -> Check:
    """``check(lines)``: the chair's workbook, uploaded and checked."""

    def do(lines: list[Line], by: Actor | None = None, at: Any = None) -> ImportRun:
        path = tmp_path / "名册.xlsx"
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet("名册")
            for row, cells in enumerate([HEADER, *lines]):
                for column, cell in enumerate(cells):
                    page.write_string(row, column, str(cell))
        with path.open("rb") as file:
            run = actions.upload(
                file=file, intake=roster.CODE, unit=at or union.unit, as_of=TODAY,
                extent="increment", by=by or chair,
            )  # fmt: skip
        actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=by or chair)
        work.check_list(Silent(), run.pk)
        run.refresh_from_db()
        return run

    return do


@pytest.fixture
def write(check: Check, chair: Actor) -> Callable[..., dict[str, Any]]:
    def do(lines: list[Line], by: Actor | None = None, at: Any = None) -> dict[str, Any]:
        run = check(lines, by, at)
        actions.take_confirm(run_id=run.pk, by=by or chair)
        return work.write_list(Silent(), run.pk)

    return do


def told(run: ImportRun) -> dict[int, list[str]]:
    found = spool.findings(run.pk)
    return {row: [f"{f.verdict} {f.column} {f.reason}" for f in of] for row, of in found.items()}


def verdicts(run: ImportRun) -> dict[str, int]:
    return {n: run.counts[n] for n in ("ok", "flagged", "failed", "duplicate")}


def test_a_roster_is_written(write: Any, union: Union, chair: Actor) -> None:
    done = write(
        [
            line(手机号="138 1234 5678", 是否农民工="是", 新就业形态="骑手", 平台="美团、饿了么"),
            line("阿依古丽•热合曼", WOMAN, 入会日期="2022-07-01"),
        ]
    )

    man, woman = Person.objects.within(chair.scope).order_by("pk")
    assert done["new"] == 2
    assert (man.number, man.phone, man.state, man.sex, man.joined_on, man.migrant, man.trade) == (
        MAN, "13812345678", "active", "1", date(2022, 6, 1), True, "rider",
    )  # fmt: skip
    assert (woman.name, woman.sex, woman.birth_on) == ("阿依古丽·热合曼", "2", date(1990, 5, 6))
    assert (man.path, man.unit_id, man.retention) == (union.unit.path, union.unit_id, "member")
    (row,) = timeline(man.pk)
    assert (row.union, row.state, row.change, row.channel) == (union, "active", "1", "roster")
    assert figures(union, date(2022, 6, 30)) == (1, 0, 1, 1, 0)
    assert figures(union, date(2022, 7, 1)) == (2, 1, 1, 1, 0)


def test_two_platforms_are_one_member_with_two_work_relations(write: Any, chair: Actor) -> None:
    """ME7."""
    write([line(新就业形态="外卖配送员", 平台="美团、饿了么")])

    work_places = WorkRelation.objects.within(chair.scope)
    assert Person.objects.within(chair.scope).count() == 1
    assert sorted(work_places.values_list("platform", flat=True)) == ["美团", "饿了么"]


def test_the_same_roster_again_changes_nothing(write: Any, chair: Actor) -> None:
    lines = [line(手机号="13812345678"), line("李红", WOMAN)]
    write(lines)
    before = list(Membership.objects.unscoped(reason=WHY).values_list())

    again = write(lines)

    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert list(Membership.objects.unscoped(reason=WHY).values_list()) == before


def test_all_that_is_wrong_with_all_rows_at_once(check: Check) -> None:
    run = check(
        [
            line("王3", "35058119000229001X", 手机号="1064812345678", 入会日期="昨天"),
            line("李红", "370303900101001"),
            line("赵六", identity(105), 所在工会="没有这个工会"),
            line("钱七", identity(107), 性别="女"),
            line("孙八", identity(109)),
            line("孙八", identity(109)),
            line("周九", identity(109)),
            line("", ""),
            line("吴十", identity(111), 新就业形态="宇航员"),
        ]
    )

    found = told(run)
    assert verdicts(run) == {"ok": 1, "flagged": 2, "failed": 5, "duplicate": 1}
    assert [t.split(" ")[1] for t in found[2]] == ["入会日期", "证件号码", "姓名", "手机号"]
    assert "15 位的一代身份证号" in found[3][0]
    assert "没有名为“没有这个工会”" in found[4][0]
    assert found[5] == ["flagged 证件号码 填写的性别是女，与证件号码不符；以号码为准"]
    assert found[7] == ["duplicate 整行 与第 6 行完全相同，不重复导入"]
    assert "证件号码相同但内容不同" in found[8][0]
    assert len(found[9]) == 2  # name and number, each told once
    assert "不在选项之内" in found[10][0]


def test_only_the_failed_rows_again(check: Check, chair: Actor) -> None:
    """cht-core#7682: the mended row is taken, nothing else is asked for twice."""
    run = check([line(), line("李红", WOMAN[:-1] + "0")])
    work.return_workbooks(Silent(), run.pk)
    run.refresh_from_db()

    from niangjia.kernel.files.api import path_of

    with path_of(run.failed_rows).open("rb") as file:
        page = openpyxl.load_workbook(file).active
    texts = [[cell.value for cell in row] for row in page.iter_rows()]
    assert (texts[0][-1], len(texts)) == ("原因", 2)
    assert "校验码不对" in texts[1][-1]
    with path_of(run.returned).open("rb") as file:
        own = openpyxl.load_workbook(file).active
    assert own.cell(3, 3).fill.fgColor.rgb.endswith("FFC7CE")
    assert own.cell(2, 3).fill.fgColor.rgb.endswith("000000")


def test_members_elsewhere_become_proposals(
    write: Any, check: Check, other: Union, other_chair: Actor, union: Union
) -> None:
    write([line()])

    run = check([line(), line("李红", WOMAN)], other_chair, other.unit)
    assert "已在其他工会在籍" in told(run)[2][0]
    actions.take_confirm(run_id=run.pk, by=other_chair)
    done = work.write_list(Silent(), run.pk)

    assert (done["new"], done["flagged"]) == (1, 1)
    transfer = Transfer.objects.unscoped(reason=WHY).get()
    assert (transfer.from_union, transfer.to_union, transfer.state) == (union, other, "proposed")
    assert (transfer.received_by, transfer.due_on is not None) == (other_chair.name, True)
    assert Person.objects.within(other_chair.scope).count() == 1


def test_another_name_or_an_expelled_member_is_refused(
    write: Any, check: Check, chair: Actor
) -> None:
    write([line(), line("李红", WOMAN)])
    expelled = Person.objects.within(chair.scope).get(name="李红")
    expel(person_id=expelled.pk, note="判决", by=chair)

    found = told(check([line("王大凯"), line("李红", WOMAN)]))

    assert "另一姓名" in found[2][0]
    assert "除名" in found[3][0]


def test_who_left_comes_back_with_the_roster(write: Any, chair: Actor, union: Union) -> None:
    write([line(入会日期="2020-01-01")])
    person = Person.objects.within(chair.scope).get()
    leave(person_id=person.pk, by=chair, on=date(2021, 5, 1))

    done = write([line(入会日期="2022-06-01")])

    person.refresh_from_db()
    assert (done["new"], person.state, person.joined_on) == (0, "active", date(2022, 6, 1))
    assert [r.state for r in timeline(person.pk)] == ["active", "left_voluntary", "active"]
    assert figures(union, date(2022, 1, 1))[0] == 0
    assert figures(union, date(2022, 6, 1))[0] == 1


def test_what_changed_is_learnt_and_what_is_left_out_stays(write: Any, chair: Actor) -> None:
    write([line(手机号="13812345678")])

    done = write([line(手机号="13912345678")])
    again = write([line()])

    person = Person.objects.within(chair.scope).get()
    assert (done["changed"], again["changed"], person.phone) == (1, 0, "13912345678")


def test_unions_are_found_by_name_and_code(
    write: Any, organiser: Actor, union: Union, other: Union, city: Any
) -> None:
    Union.objects.unscoped(reason=WHY).filter(pk=other.pk).update(uscc="81370303MC12345678")

    write(
        [line(所在工会=str(union)), line("李红", WOMAN, 所在工会="81370303MC12345678")],
        organiser, city,
    )  # fmt: skip

    people = Person.objects.within(organiser.scope).order_by("pk")
    assert [p.unit_id for p in people] == [union.unit_id, other.unit_id]


def test_a_federation_must_name_the_union(check: Check, organiser: Actor, city: Any) -> None:
    assert "没有填写所在工会" in told(check([line()], organiser, city))[2][0]


def test_a_chair_cannot_write_into_another_union(check: Check, other: Union) -> None:
    found = told(check([line(所在工会=str(other))]))

    assert "本级没有名为" in found[2][0]


def test_nothing_on_disk_or_in_the_trail_names_a_number(
    check: Check, write: Any, chair: Actor, settings: Any
) -> None:
    run = check([line(手机号="13812345678"), line("李红", "370303199005061029")])

    spooled = b"".join(p.read_bytes() for p in spool.folder_of(run.pk).glob("*.parquet"))
    assert MAN.encode() not in spooled
    assert b"13812345678" not in spooled
    assert MAN not in str(run.head)
    assert "370*************" in str(run.head)
    assert "370303199005061029" not in str(list(spool.all_findings(run.pk)))
    write([line(手机号="13812345678")])
    trail = str(list(AuditEvent.objects.values_list("changes", flat=True)))
    assert MAN not in trail
    assert "13812345678" not in trail


def test_one_line_in_the_trail_for_the_roster(write: Any) -> None:
    write([line(), line("李红", WOMAN)])

    event = AuditEvent.objects.get(verb="members.roster")
    assert event.changes["counts"]["new"] == 2
    assert len(event.changes["digest"]) == 64
    assert not AuditEvent.objects.filter(verb="members.admit").exists()


def test_other_posts_have_nothing_to_do_with_it(
    check: Check, union: Union, actor: Any, tmp_path: Path
) -> None:
    run = check([line()])
    clerk, window = actor(union.unit, Role.CLERK), actor(union.unit, Role.WINDOW)

    with pytest.raises(NoSuchImport):
        run_for(clerk, run.pk)
    assert run_for(window, run.pk) == run
    with (tmp_path / "名册.xlsx").open("rb") as file, pytest.raises(NotAllowed):
        actions.upload(
            file=file, intake=roster.CODE, unit=union.unit, as_of=TODAY, extent="increment",
            by=clerk,
        )  # fmt: skip


def test_the_template_offers_words_and_explains(tmp_path: Path) -> None:
    target = tmp_path / "模板.xlsx"
    target.write_bytes(template_bytes(roster.ROSTER))

    page = openpyxl.load_workbook(target).active
    titles = [cell.value for cell in page[1]]
    assert titles[:3] == ["姓名", "证件类别", "证件号码"]
    assert all(cell.comment for cell in page[1])
    offered = {
        str(v.sqref).split(":")[0][:-1]: v.formula1 for v in page.data_validations.dataValidation
    }
    assert '"居民身份证,护照,军官证' in offered["B"]
    assert len(offered) >= 8


def test_worker_processes_find_the_same(
    check: Check, monkeypatch: pytest.MonkeyPatch, chair: Actor
) -> None:
    lines = [line("王小凯", identity(100 + n), 手机号=f"138{n:08d}") for n in range(40)]
    lines[7][2] = "370303900101001"
    here = told(check(lines))
    monkeypatch.setattr(roster, "INLINE_ROWS", 1)
    monkeypatch.setattr(roster, "_cores", lambda: 2)

    run = check(lines)

    assert told(run) == here
    assert verdicts(run) == {"ok": 39, "flagged": 0, "failed": 1, "duplicate": 0}


def test_joining_meanwhile_is_not_joining_twice(
    check: Check, chair: Actor, join: Any, union: Union
) -> None:
    """Somebody joins between the preview and the writing."""
    run = check([line(), line("李红", WOMAN)])
    join(MAN, on=date(2022, 6, 1))
    actions.take_confirm(run_id=run.pk, by=chair)

    done = work.write_list(Silent(), run.pk)

    assert (done["new"], done["unchanged"]) == (1, 1)
    assert Person.objects.within(chair.scope).count() == 2
    assert figures(union, timezone.localdate())[0] == 2
