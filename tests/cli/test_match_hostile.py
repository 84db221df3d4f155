"""``niangjia match`` with what goes wrong at a desk: a sentence, an exit code, nothing half-written."""

import csv
import os
import re
import resource
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from niangjia.cli.match import match
from tests.codes import code

FIRMS = [("淄博禾岚商贸有限公司", code(1)), ("淄博岱澜物流有限公司", code(2))]
TITLES = "编号,企业名称,统一社会信用代码\n"
REGISTER = TITLES + "".join(f"R{n},{name},{uscc}\n" for n, (name, uscc) in enumerate(FIRMS))
OLD = "上一次的结果"
PARQUET = {"编号": ["1"], "企业名称": ["淄博禾岚商贸有限公司"]}


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        place = tmp_path / name
        place.write_text(text, encoding="utf-8", newline="")
        return place

    return written


@pytest.fixture
def register(write):
    return write("登记.csv", REGISTER)


def run(left, right, out, *more):
    words = [left, right, "--out", out, "--region", "淄博市", "--threads", "1", *more]
    return CliRunner().invoke(match, [str(word) for word in words])


def links(out):
    with out.open(encoding="utf-8-sig", newline="") as file:
        return {row["left_id"]: row["right_id"] for row in csv.DictReader(file)}


class TestCells:
    def test_line_breaks_and_quotes_inside_cells(self, write, register, tmp_path):
        rows = f'L1,"淄博禾岚\n商贸有限公司",{code(1)}\r\nL2,"""淄博岱澜""\r\n物流有限公司",\r\n'
        done = run(write("左.csv", TITLES + rows), register, tmp_path / "o.csv")

        assert done.exit_code == 0, done.output
        assert "左表 2 行" in done.output
        assert links(tmp_path / "o.csv") == {"L1": "R0", "L2": "R1"}

    def test_ids_with_line_breaks_and_quotes_come_back_as_they_were(
        self, write, register, tmp_path
    ):
        left = write("左.csv", f'{TITLES}"甲\n""1"", 乙",淄博禾岚商贸有限公司,{code(1)}\n')
        done = run(left, register, tmp_path / "o.csv")

        assert done.exit_code == 0, done.output
        assert [left_id.split() for left_id in links(tmp_path / "o.csv")] == [["甲", '"1",', "乙"]]

    def test_one_column(self, write, register, tmp_path):
        left = write("左.csv", "企业名称\n淄博禾岚商贸有限公司\n岱澜物流有限公司\n")
        done = run(left, register, tmp_path / "o.csv")

        assert done.exit_code == 0, done.output
        assert "没有编号列，以行号作编号" in done.output
        assert links(tmp_path / "o.csv") == {"2": "R0", "3": "R1"}

    def test_rows_with_only_a_code(self, write, register, tmp_path):
        left = write("左.csv", f"{TITLES}L1,,{code(2)}\nL2,,{code(77)}\nL3,,坏的\n")
        done = run(left, register, tmp_path / "o.csv")

        assert done.exit_code == 0, done.output
        assert "左表 3 行：自动确认 1，待核实 0，没有对应 2" in done.output
        assert links(tmp_path / "o.csv") == {"L1": "R1"}

    def test_no_name_column_tells_what_there_is(self, write, register, tmp_path):
        left = write("左.csv", f"编号,统一社会信用代码,人数\nL1,{code(1)},9\n")
        for pair, side in (((left, register), "左表"), ((register, left), "右表")):
            done = run(*pair, tmp_path / "o.csv")
            assert done.exit_code == 2
            assert f"无法比对：{side} 左.csv：没有找到名称列" in done.output
            assert "编号、统一社会信用代码、人数" in done.output
        assert not (tmp_path / "o.csv").exists()


class TestLists:
    def test_a_list_with_itself(self, register, tmp_path):
        done = run(register, register, tmp_path / "o.csv")

        assert done.exit_code == 0, done.output
        assert links(tmp_path / "o.csv") == {"R0": "R0", "R1": "R1"}
        assert register.read_text(encoding="utf-8") == REGISTER

    @pytest.mark.parametrize(("text", "says"), [("", "空的"), (TITLES, "表头下面没有数据行")])
    def test_an_empty_list_is_told(self, write, register, tmp_path, text, says):
        empty = write("空.csv", text)
        for pair, side in (((empty, register), "左表"), ((register, empty), "右表")):
            done = run(*pair, tmp_path / "o.csv")
            assert (done.exit_code, says in done.output) == (2, True), done.output
            assert f"{side} 空.csv" in done.output
        assert not (tmp_path / "o.csv").exists()

    def test_a_parquet_without_rows_links_nothing(self, register, tmp_path):
        pq.write_table(pa.table(PARQUET).slice(0, 0), tmp_path / "空.parquet")
        done = run(tmp_path / "空.parquet", register, tmp_path / "o.csv")

        assert done.exit_code == 0, done.output
        assert "左表 0 行" in done.output
        assert links(tmp_path / "o.csv") == {}

    @pytest.mark.parametrize("names", [[["甲"]], [{"a": 1}], [b"\xff\xfe"]])
    def test_a_parquet_whose_names_are_no_text_is_refused(self, register, tmp_path, names):
        pq.write_table(pa.table(PARQUET | {"企业名称": names}), tmp_path / "左.parquet")
        done = run(tmp_path / "左.parquet", register, tmp_path / "o.csv")

        assert done.exit_code == 2, done.output
        assert "有的列不是文字" in done.output

    def test_very_many_identical_names(self, write, tmp_path):
        rows = "".join(f"{n},淄博禾岚商贸有限公司,\n" for n in range(20_000))
        left = write("左.csv", TITLES + rows)
        done = run(left, left, tmp_path / "o.csv")
        told = re.search(r"自动确认 ([\d,]+)，待核实 ([\d,]+)，没有对应 ([\d,]+)", done.output)

        assert done.exit_code == 0, done.output
        auto, review, none = (int(number.replace(",", "")) for number in told.groups())
        assert auto == 0  # nobody can say which is which
        assert review + none == 20_000


def begin(code_text, *words, **more):
    """The command in a process of its own, after some lines of preparation."""
    start = f"{code_text}\nfrom niangjia.cli import main\nmain()"
    return subprocess.Popen(
        [sys.executable, "-c", start, "match", *map(str, words), "--threads", "1"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


@pytest.fixture
def old(write):
    """A result of an earlier run, in the place of the new one."""
    return write("o.csv", OLD)


def files(folder):
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.slow
class TestDisk:
    def test_a_full_disk_leaves_the_old_result(self, write, old, tmp_path):
        """No file may grow past 4,000 bytes: the page and the links both would."""
        rows = "".join(f"{n},淄博禾{n}岚商贸有限公司,{code(n)}\n" for n in range(400))
        left, report = write("左.csv", TITLES + rows), write("r.html", OLD)

        def small_disk():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))

        for more in ([], ["--report", report]):
            work = begin("", left, left, "--out", old, *more, preexec_fn=small_disk)
            _, said = work.communicate(timeout=300)
            assert work.returncode == 2, said
            assert "无法比对：写不下结果" in said
            assert "原有文件没有改动" in said
            assert "Traceback" not in said
        assert (old.read_text("utf-8"), report.read_text("utf-8")) == (OLD, OLD)
        assert files(tmp_path) == ["o.csv", "r.html", "左.csv"]

    def test_a_device_is_no_place_for_a_result(self, register, tmp_path):
        for place in ("/dev/full", "/dev/null", tmp_path):
            done = run(register, register, place)
            assert (done.exit_code, "普通文件" in done.output) == (2, True), done.output
        assert not os.path.isfile("/dev/full")

    def test_a_folder_that_cannot_be_made_is_told(self, register, tmp_path):
        done = run(register, register, tmp_path / "o.csv", "--keep", register / "x")

        assert (done.exit_code, "建不了文件夹" in done.output) == (2, True), done.output


@pytest.mark.slow
class TestKilled:
    @pytest.mark.parametrize("moment", ["fsync", "replace"])
    def test_killed_while_writing_leaves_the_old_result(self, register, old, moment):
        """Dies by SIGKILL with the links written but not yet in their place; then runs again."""
        die = f"import os, signal\nos.{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)"
        work = begin(die, register, register, "--out", old)
        work.communicate(timeout=300)

        assert work.returncode == -signal.SIGKILL
        assert old.read_text("utf-8") == OLD
        assert run(register, register, old).exit_code == 0
        assert links(old) == {"R0": "R0", "R1": "R1"}

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
    def test_killed_while_comparing(self, register, old, tmp_path, number):
        there = tmp_path.parent / f"{tmp_path.name}.there"
        wait = (
            "import time\nfrom pathlib import Path\nfrom niangjia.engine.link import Linkage\n"
            f"Linkage._score = lambda _: (Path({str(there)!r}).touch(), time.sleep(600))"
        )
        work = begin(wait, register, register, "--out", old)
        end = time.monotonic() + 300
        while not there.exists() and work.poll() is None:
            assert time.monotonic() < end
            time.sleep(0.05)
        work.send_signal(number)
        work.communicate(timeout=300)

        assert work.returncode == (-9 if number == signal.SIGKILL else 128 + signal.SIGTERM)
        assert old.read_text("utf-8") == OLD
        if number == signal.SIGKILL:  # what he left goes with the next
            assert len(files(tmp_path)) == 3
            assert run(register, register, old).exit_code == 0
        assert files(tmp_path) == ["o.csv", "登记.csv"]

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_told_to_end_inside_a_query(self, register, old, tmp_path, number):
        """The signal comes while DuckDB counts, with rows of its own on the disk: what the handler
        raises is lost in it, and the exit code is the signal's all the same."""
        inside = f"""
import os, sys, threading
from niangjia.engine.engines.duck import Duck
def sql(duck, name, query):
    spill = duck.connection.execute("SELECT current_setting('temp_directory')").fetchone()[0]
    open(spill + "/rows", "w").close()
    threading.Timer(1, os.kill, (os.getpid(), {number:d})).start()
    try:
        duck.connection.execute("SELECT count(*) FROM range(1000000000000) t(i) WHERE hash(i) = 7")
    except RuntimeError as told:
        print(told, file=sys.stderr)
        raise
Duck.sql = sql"""
        work = begin(inside, register, register, "--out", old)
        _, said = work.communicate(timeout=300)

        assert (work.returncode, "Query interrupted" in said) == (128 + number, True), said
        assert "Traceback" not in said
        assert old.read_text("utf-8") == OLD
        assert files(tmp_path) == ["o.csv", "登记.csv"]
