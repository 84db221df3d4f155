"""Upload → columns → preview → confirm, and everything that may go wrong between."""

import random
import time
from datetime import date

import openpyxl
import pytest
from django.db import transaction

from niangjia.engine.sheets import BadFile
from niangjia.kernel.audit.models import AuditEvent
from niangjia.kernel.files.api import FileRefused, path_of
from niangjia.kernel.imports import actions, jobs, queries, spool, work
from niangjia.kernel.imports.api import WrongMapping, import_now
from niangjia.kernel.imports.enums import RunState
from niangjia.kernel.imports.intake import Intake, register
from niangjia.kernel.imports.models import ImportMapping, ImportRun
from niangjia.kernel.jobs.api import Cancelled, Silent, work_off
from niangjia.kernel.jobs.progress import Stopping
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from tests.engine.sheet_files import write_csv, write_xlsx, zip_bomb
from tests.kernel.imports.lists import COLUMNS, HEADER, INTAKE, WRITTEN, line, write

pytestmark = pytest.mark.django_db


def again(run: ImportRun) -> ImportRun:
    return queries.run_by_id(run.pk)


def previewed(run: ImportRun, by) -> ImportRun:
    actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=by)
    work.check_list(Silent(), run.pk)
    return again(run)


def written(run: ImportRun, by) -> ImportRun:
    actions.take_confirm(run_id=run.pk, by=by)
    work.write_list(Silent(), run.pk)
    return again(run)


def good(tmp_path, numbers=(1, 2, 3), name="a.xlsx"):
    return write_xlsx(tmp_path / name, [["名册"], HEADER, *(line(n) for n in numbers)])


def test_the_whole_way(tmp_path, upload, clerk):
    rows = [line(1), line(2, uscc="9.137E+17"), line(3, headcount="许多"), line(1)]
    run = upload(write_xlsx(tmp_path / "名单.xlsx", [["名册"], HEADER, *rows, ["合计"]]))
    assert (run.state, run.header_first, run.label) == (RunState.UPLOADED, 2, "测试名册")

    run = previewed(run, clerk)
    counts = run.counts
    assert run.state == RunState.PREVIEWED
    assert [counts[k] for k in ("read", "ok", "flagged", "failed", "duplicate", "totals")] == [
        4, 1, 1, 1, 1, 1,
    ]  # fmt: skip
    assert WRITTEN == {}

    run = written(run, clerk)
    assert run.state == RunState.DONE
    assert run.written["new"] == 2
    assert run.written["flagged"] == 1
    assert set(WRITTEN) == {"淄博001商贸有限公司", "淄博002商贸有限公司"}
    assert WRITTEN["淄博001商贸有限公司"]["district_unit"] == 3
    assert WRITTEN["淄博001商贸有限公司"]["founded_on"] == date(2020, 5, 1)


def test_rows_carry_their_number_and_their_flags(tmp_path, upload, clerk):
    run = previewed(
        upload(write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1, district="火星")])), clerk
    )

    (row,) = spool.rows(run.pk)
    assert row["row_number"] == 2
    assert row["problems"] == [{"column": "所在区县", "reason": "认不出“火星”是哪个区县或镇街"}]


def test_every_deed_leaves_its_trace(tmp_path, upload, clerk):
    run = written(previewed(upload(good(tmp_path)), clerk), clerk)
    events = AuditEvent.objects.filter(target_type="imports.importrun", target_id=str(run.pk))
    verbs = list(events.order_by("id").values_list("verb", flat=True))

    assert verbs == ["imports.upload", "imports.check", "imports.confirm", "imports.write"]


def test_the_same_file_twice_changes_nothing(tmp_path, upload, clerk):
    file = good(tmp_path)
    first = written(previewed(upload(file), clerk), clerk)
    before = dict(WRITTEN)
    second = previewed(upload(file), clerk)

    assert queries.same_file_before(second) == first
    second = written(second, clerk)
    assert second.written == {"new": 0, "changed": 0, "gone": 0, "unchanged": 3, "flagged": 0}
    assert before == WRITTEN


def test_only_failed_rows_need_be_sent_again(tmp_path, upload, clerk):
    rows = [line(n) for n in range(1, 6)]
    rows[3] = line(4, founded_on="1899-12-31")
    run = previewed(
        upload(write_csv(tmp_path / "a.csv", [",".join(map(str, r)) for r in [HEADER, *rows]])),
        clerk,
    )
    work.return_workbooks(Silent(), run.pk)
    run = written(again(run), clerk)
    assert len(WRITTEN) == 4

    with path_of(run.failed_rows).open("rb") as file:
        book = openpyxl.load_workbook(file)
    page = book.active
    cells = [[c.value for c in row] for row in page.iter_rows()]
    assert len(cells) == 2
    assert cells[1][-2] == 5
    assert "多半是空格或 0" in cells[1][-1]
    page.cell(2, HEADER.index("成立日期") + 1).value = "2020-05-04"
    book.save(tmp_path / "改正.xlsx")
    book.close()
    mended = upload(tmp_path / "改正.xlsx", extent="increment", amends=run.pk)
    mended = written(previewed(mended, clerk), clerk)

    assert mended.amends_id == run.pk
    assert mended.written["new"] == 1
    assert len(WRITTEN) == 5


def test_settled_columns_are_remembered_for_the_next_file(tmp_path, upload, clerk, city):
    titles = ["甲", "乙", "丙", "丁", "戊", "己", "庚"]
    first = upload(
        write_csv(tmp_path / "a.csv", [",".join(map(str, r)) for r in [titles, line(1), line(2)]])
    )
    everything = {c.name: at for at, c in enumerate(COLUMNS)}
    actions.settle_mapping(run_id=first.pk, mapping=everything, by=clerk)
    random.Random(1).shuffle(titles)

    second = upload(
        write_csv(tmp_path / "b.csv", [",".join(titles), ",".join(["x"] * 7), "y,,,,,,"])
    )

    assert {name: titles[at] for name, at in second.mapping.items()} == dict(
        zip(everything, ["甲", "乙", "丙", "丁", "戊", "己", "庚"], strict=True)
    )
    assert ImportMapping.objects.within(city.scope).count() == 1


def test_a_column_left_out_is_left_out_next_time(tmp_path, upload, clerk):
    rows = [[c.label for c in COLUMNS], line(1), line(2)]
    file = write_csv(tmp_path / "a.csv", [",".join(map(str, row)) for row in rows])
    first = upload(file)
    assert "status" in first.mapping
    kept = {name: at for name, at in first.mapping.items() if name != "status"}
    actions.settle_mapping(run_id=first.pk, mapping=kept, by=clerk)

    assert upload(file).mapping == kept


def test_a_missing_key_column_stops_at_the_mapping(tmp_path, upload, clerk):
    run = upload(write_csv(tmp_path / "a.csv", ["企业名称,从业人数", "甲公司,3"]))

    with pytest.raises(WrongMapping, match=r"缺少必需的列：“统一社会信用代码”.*补上该列后重新上传"):
        actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=clerk)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [({"name": 0, "uscc": 0}, "对应了两次"), ({"name": 0, "uscc": 99}, "有误"), ({"x": 0}, "有误")],
)
def test_impossible_mappings(tmp_path, upload, clerk, mapping, said):
    run = upload(good(tmp_path))

    with pytest.raises(WrongMapping, match=said):
        actions.settle_mapping(run_id=run.pk, mapping=mapping, by=clerk)


def test_refused_files_leave_nothing(tmp_path, upload):
    empty = tmp_path / "a.xlsx"
    empty.touch()
    picture = tmp_path / "b.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    for file, problem in [
        (empty, FileRefused),
        (picture, FileRefused),
        (zip_bomb(tmp_path / "c.xlsx"), BadFile),
    ]:
        with pytest.raises(problem), transaction.atomic():
            upload(file)

    assert not ImportRun.objects.unscoped(reason="测试").exists()


def test_only_clerks_of_the_unit_upload(tmp_path, upload, actor, west, east, city):
    file = good(tmp_path)
    for who in (actor(city, Role.LEADER), actor(east, Role.CLERK)):
        with pytest.raises(NotAllowed):
            upload(file, by=who, unit=west)


def test_runs_of_other_units_are_absent(tmp_path, upload, actor, east, city):
    run = upload(good(tmp_path))

    with pytest.raises(queries.NoSuchImport):
        actions.confirm(run_id=run.pk, by=actor(east, Role.CLERK))
    with pytest.raises(NotAllowed):
        actions.abandon(run_id=run.pk, by=actor(city, Role.LEADER))


def test_header_and_sheet_can_be_chosen_anew(tmp_path, upload, clerk):
    file = write_xlsx(tmp_path / "a.xlsx", [["a", "b", "c", "d"], HEADER, line(1)])
    run = upload(file)
    run = actions.reread(run_id=run.pk, by=clerk, header_first=1, header_last=1)
    assert run.titles[:4] == ["a", "b", "c", "d"]

    run = actions.reread(run_id=run.pk, by=clerk)
    assert run.header_last == 2
    assert len(run.mapping) == len(COLUMNS)
    with pytest.raises(BadFile, match="没有名为"):
        actions.reread(run_id=run.pk, by=clerk, sheet_name="没有")


def test_nothing_to_import_cannot_be_confirmed(tmp_path, upload, clerk):
    run = previewed(
        upload(write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1, headcount="x")])), clerk
    )

    with pytest.raises(NotAllowed, match="没有一行可以导入"):
        actions.confirm(run_id=run.pk, by=clerk)


def test_giving_up_clears_the_spool(tmp_path, upload, clerk, django_capture_on_commit_callbacks):
    run = previewed(upload(good(tmp_path)), clerk)
    with django_capture_on_commit_callbacks(execute=True):
        actions.abandon(run_id=run.pk, by=clerk)

    assert again(run).state == RunState.CANCELLED
    assert not spool.folder_of(run.pk).exists()


def test_old_spools_are_swept_but_not_those_at_work(tmp_path, upload, clerk):
    done = written(previewed(upload(good(tmp_path)), clerk), clerk)
    busy = previewed(upload(good(tmp_path, name="b.xlsx")), clerk)
    actions.take_confirm(run_id=busy.pk, by=clerk)

    assert work.sweep_spools() == 0
    assert work.sweep_spools(age=-1) == 1
    assert not spool.folder_of(done.pk).exists()
    assert spool.folder_of(busy.pk).exists()


def test_me10_fifty_thousand_rows_are_checked_in_seconds(tmp_path, upload, clerk):
    rows = (",".join(map(str, line(n, headcount=n if n % 100 else "x"))) for n in range(50_000))
    run = upload(write_csv(tmp_path / "a.csv", [",".join(HEADER), *rows]))
    began = time.monotonic()
    run = previewed(run, clerk)

    assert time.monotonic() - began < 20
    assert (run.counts["read"], run.counts["failed"]) == (50_000, 500)


def test_a_cleared_preview_asks_to_check_again(tmp_path, upload, clerk):
    run = previewed(upload(good(tmp_path)), clerk)
    spool.clear(run.pk)
    actions.take_confirm(run_id=run.pk, by=clerk)

    with pytest.raises(spool.NoSpool):
        work.write_list(Silent(), run.pk)
    run = again(run)
    assert (run.state, "重新检查" in run.error) == (RunState.PREVIEWED, True)
    assert written(previewed(run, clerk), clerk).state == RunState.DONE


class BreaksAfter:
    """Raises at the n-th step."""

    def __init__(self, steps: int, problem: BaseException) -> None:
        self.left, self.problem = steps, problem

    def step(self, done, total=None, message=""):
        self.left -= 1
        if self.left < 0:
            raise self.problem


@pytest.mark.parametrize("problem", [Cancelled(), ValueError("库满"), RuntimeError("boom")])
def test_a_failed_writing_writes_nothing_and_can_be_repeated(
    tmp_path, upload, clerk, city, problem
):
    def breaking(run, rows, progress, by):
        next(rows)
        city.short_name = "改了"
        city.save(update_fields=["short_name"])
        raise problem

    run = previewed(upload(good(tmp_path)), clerk)
    actions.take_confirm(run_id=run.pk, by=clerk)
    register(Intake("tests.firms", "测试名册", COLUMNS, INTAKE.key_columns, breaking))
    with pytest.raises(type(problem)):
        work.write_list(Silent(), run.pk)

    city.refresh_from_db()
    run = again(run)
    assert (run.state, city.short_name) == (RunState.PREVIEWED, "淄博市")
    assert "没有写入任何内容" in run.error
    register(INTAKE)
    assert written(run, clerk).state == RunState.DONE


def test_a_worker_that_closes_leaves_the_run_to_the_next(tmp_path, upload, clerk):
    run = previewed(upload(good(tmp_path)), clerk)
    actions.take_confirm(run_id=run.pk, by=clerk)
    with pytest.raises(Stopping):
        work.write_list(BreaksAfter(0, Stopping()), run.pk)
    assert again(run).state == RunState.CONFIRMING

    work.write_list(Silent(), run.pk)
    work.write_list(Silent(), run.pk)  # rescued once too often
    assert again(run).written["new"] == 3


def test_a_check_that_breaks_says_so_and_can_be_repeated(tmp_path, upload, clerk):
    run = upload(good(tmp_path))
    actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=clerk)
    with pytest.raises(Cancelled):
        work.check_list(BreaksAfter(0, Cancelled()), run.pk)

    run = again(run)
    assert (run.state, run.error) == (RunState.FAILED, "检查没有完成：已取消")
    assert not spool.folder_of(run.pk).exists()
    assert previewed(run, clerk).state == RunState.PREVIEWED


def test_a_check_cut_off_midway_starts_over(tmp_path, upload, clerk):
    run = upload(good(tmp_path))
    actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=clerk)
    with pytest.raises(Stopping):
        work.check_list(BreaksAfter(1, Stopping()), run.pk)
    assert again(run).state == RunState.PREVIEWING

    work.check_list(Silent(), run.pk)
    work.check_list(Silent(), run.pk)
    assert again(run).counts["ok"] == 3


@pytest.mark.django_db(transaction=True)
def test_through_the_queue(tmp_path, upload, clerk):
    run = upload(write_xlsx(tmp_path / "a.xlsx", [HEADER, line(1), line(2, headcount="x")]))
    actions.save_mapping(run_id=run.pk, mapping=run.mapping, by=clerk)
    work_off()
    run = again(run)
    assert (run.state, run.counts["failed"]) == (RunState.PREVIEWED, 1)
    assert run.returned is not None
    assert run.failed_rows is not None

    actions.confirm(run_id=run.pk, by=clerk)
    work_off()
    assert again(run).written["new"] == 1
    assert jobs.check_job(Silent(), run.pk) == {"state": "done"}


def test_in_one_go_for_the_command_line(tmp_path, clerk, city):
    run = import_now(
        good(tmp_path), intake="tests.firms", unit=city, as_of=date(2026, 6, 30), extent="full",
        by=clerk, progress=Silent(),
    )  # fmt: skip

    assert (run.state, run.written["new"]) == (RunState.DONE, 3)


def test_problems_page_by_page(tmp_path, upload, clerk):
    rows = [line(n, headcount="x", district="火星") for n in range(60)]
    run = previewed(upload(write_xlsx(tmp_path / "a.xlsx", [HEADER, *rows])), clerk)

    first = spool.finding_page(run.pk)
    heads = spool.finding_page(run.pk, column="从业人数", page=2)
    assert (first.total, first.pages, len(first.findings)) == (120, 3, 50)
    assert (heads.total, len(heads.findings), heads.findings[0].row) == (60, 10, 52)
    assert spool.finding_page(run.pk, verdict="flagged", page=99).page == 2
    assert spool.finding_page(run.pk, column="' OR 1=1 --").total == 0
    assert write is INTAKE.writer
