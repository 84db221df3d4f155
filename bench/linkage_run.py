"""A program run once: wall time, processor time, highest memory, load; cut at a limit."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from bench.report import ROOT


@dataclass(frozen=True)
class Measured:
    """``cut``: ended at the limit, so that the times are lower bounds and there is no result."""

    wall: float
    cpu: float
    peak: int
    load: float
    cut: bool
    failed: str = ""


def measured(command: list[str], *, limit: float | None, folder: Path) -> Measured:
    """Run ``command`` in a session of its own; nothing of it is left when this returns.

    The load average is that of the last minute of the run: what else the machine was doing.
    """
    log = folder / "last.log"
    begun = time.perf_counter()
    with log.open("wb") as out:
        child = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True
        )
        cut, peak = False, 0
        while True:
            peak = max(peak, _highest(child.pid))
            ended, status, used = os.wait4(child.pid, os.WNOHANG)
            if ended:
                break
            if limit and not cut and time.perf_counter() - begun > limit:
                cut = True
                os.killpg(child.pid, signal.SIGKILL)
            time.sleep(0.02)
    wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    failed = "" if cut or child.returncode == 0 else (lines or ["?"])[-1][-200:]
    return Measured(wall, used.ru_utime + used.ru_stime, peak, os.getloadavg()[0], cut, failed)


def _highest(pid: int) -> int:
    """Highest resident MB of the program so far; ``ru_maxrss`` would begin with the caller's own."""
    try:
        told = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(x.split()[1]) >> 10 for x in told.splitlines() if x.startswith("VmHWM")), 0)
