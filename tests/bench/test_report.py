"""The benchmark's own arithmetic: percentiles, ratios, the page that is written."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import report
from bench.crowd import Answers, ask
from bench.report import Table, keep, ratio, section


@given(st.lists(st.floats(0, 60), min_size=1, max_size=300))
def test_percentiles_are_measured_values_in_order(seconds):
    answers = Answers(seconds=seconds)

    assert answers.percentile(0.5) / 1000 == pytest.approx(sorted(seconds)[len(seconds) // 2])
    assert answers.percentile(0.5) <= answers.percentile(0.95) <= max(seconds) * 1000


def test_ratio_in_words():
    assert ratio(9, 2) == "4.5 ×"
    assert ratio(9, 0) == "–"


def test_tables_are_kept_and_the_page_holds_all_of_them(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(report, "ROOT", tmp_path)
    monkeypatch.setattr(report, "PAGE", tmp_path / "benchmarks.md")
    for name in ("pages", "load"):
        table = Table(name=name, title=name.title(), note="What.", header=["step", "seconds"])
        table.add("one", 2)
        keep(tmp_path / "results", table)
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")

    assert page.index("## Load") < page.index("## Pages")
    assert page.count("| one | 2 |") == 2
    assert "one · 2" in capsys.readouterr().out


def test_a_section_is_a_markdown_table():
    table = Table("load", "Loading", "Note.", ["a", "b"], [["1", "2"]], "2022-12-31", "2 cores")

    assert section(table).splitlines()[-3:] == ["| a | b |", "| --- | --- |", "| 1 | 2 |"]
    assert "Measured 2022-12-31: 2 cores." in section(table)


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status = 404 if self.path == "/no" else 200
        self.send_response(status)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"abc")
        self.server.cookies.add(self.headers["Cookie"])

    def log_message(self, *args):
        return None


@pytest.fixture
def served():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.daemon_threads = True
    server.cookies = set()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_crowd_asks_with_its_cookies_and_counts_wrong_answers(served):
    base = f"http://127.0.0.1:{served.server_port}"
    answers = ask(base, ["/yes", "/no"], ["a=1", "b=2", "c=3"], seconds=0.3, pause=0.01)

    assert served.cookies == {"a=1", "b=2", "c=3"}
    assert len(answers.seconds) > 6
    assert 0 < answers.wrong[404] < len(answers.seconds)
    assert answers.size == 3
    assert answers.per_second > 0
