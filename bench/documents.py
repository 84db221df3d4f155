"""Certificates, papers and tables a second, beside a bare typst compile of an empty page."""

import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.house import clerk, open_house
from bench.report import Table

SECONDS = 4.0
KEPT = 200  # certificates
EMPTY = '#set document(date: auto)\n#set page(paper: "a4")\n'


def run(var: Path, seconds: float = SECONDS) -> Table:
    """One process, then one for each core, then kept in the store as a job does it."""
    unit = open_house(var)
    from niangjia.kernel.documents import fonts, printing, samples

    table = Table(
        name="documents",
        title="Documents",
        note=(
            "PDF/A-2b by typst, fonts loaded once in a process. Every certificate differs (name, number, QR). "
            "The ratio is time against a bare compile of an empty A4 page without text, fonts or JSON."
        ),
        header=["what", "pages/s", "ms a document", "kB", "× empty page"],
    )
    empty, _ = _rate(_bare(), seconds)
    table.add("empty page, bare typst", f"{empty:.0f}", f"{1000 / empty:.1f}", "–", "1.0")
    fonts.loaded()
    for name, make, pages in (
        ("certificate with QR", _certificate, 1),
        ("请示, three pages", lambda n: replace(samples.request(), note=f"第{n}件"), 3),
        ("poster", lambda n: replace(samples.poster(), note=f"第{n}号"), 1),
        ("table of 120 rows, three pages", lambda n: replace(samples.table(), maker=f"{n}"), 3),
    ):
        rate, size = _rate(lambda n, make=make: printing.pdf(make(n)), seconds)  # type: ignore[misc]
        table.add(
            name, f"{rate * pages:.0f}", f"{1000 / rate:.1f}",
            f"{size / 1000:.0f}", f"{empty / rate:.1f}",
        )  # fmt: skip
    rate, size = _rate(lambda n: printing.docx(replace(samples.request(), note=f"{n}")), seconds)
    table.add("the same 请示 as DOCX", "–", f"{1000 / rate:.1f}", f"{size / 1000:.0f}", "–")
    with get_context("spawn").Pool(2) as pool:
        rates = pool.map(_worker, [seconds, seconds])
    table.add("certificates, two processes", f"{sum(rates):.0f}", "–", "–", "–")
    rate = _kept(unit)
    table.add("certificates kept by a job", f"{rate:.0f}", f"{1000 / rate:.1f}", "–", "–")
    return table


def _kept(unit: Any) -> float:
    """Certificates a second with file, digest, record and audit lines, in one transaction."""
    from django.db import transaction

    from niangjia.kernel.documents.actions import issue_many

    by, start = clerk(), time.perf_counter()
    with transaction.atomic():
        made = ((_certificate(n), ("bench", str(n))) for n in range(KEPT))
        issue_many(documents=made, unit_id=unit.pk, by=by)
        rate = KEPT / (time.perf_counter() - start)
        transaction.set_rollback(True)
    return rate


def _bare() -> Callable[[int], bytes]:
    import tempfile

    import typst

    place = Path(tempfile.mkdtemp()) / "empty.typ"
    place.write_text(EMPTY + "#metadata(sys.inputs.n)")
    compiler = typst.Compiler(input=str(place), root=str(place.parent), ignore_system_fonts=True)
    return lambda n: bytes(
        compiler.compile(  # type: ignore[arg-type]
            format="pdf", pdf_standards=["a-2b"], timestamp=0, sys_inputs={"n": str(n)}
        )
    )


def _certificate(n: int) -> Any:
    from niangjia.kernel.documents import samples

    return replace(
        samples.certificate(), holder=f"王凯{n}", number=f"淄会证{n:010d}",
        link=f"http://127.0.0.1:8000/q/check.{n:016d}.0.k1.{n:022d}/",
    )  # fmt: skip


def _rate(make: Callable[[int], bytes | None], seconds: float) -> tuple[float, int]:
    """Documents a second, and the size of one in bytes; the first two do not count."""
    for n in range(2):
        made = make(-n)
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        count += 1
        made = make(count)
    return count / (time.perf_counter() - start), len(made or b"")


def _worker(seconds: float) -> float:
    import os

    os.environ["NIANGJIA_OFFLINE"] = os.environ["NIANGJIA_DEMO"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "niangjia.config.settings"
    from niangjia.kernel.documents import printing

    return _rate(lambda n: printing.pdf(_certificate(n)), seconds)[0]
