"""A house of its own for the benchmarks: data folder, sample city, people, main job."""

import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from niangjia.cli.django import migrate, start
from niangjia.sample.city import CityFiles, ListFile, make_city

TODAY = date(2022, 12, 31)


class Ticker:
    """A ``Progress`` that prints a line every few seconds: the runs are long."""

    def __init__(self, every: float = 15) -> None:
        self._every, self._last = every, time.monotonic()

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        if time.monotonic() - self._last > self._every:
            self._last = time.monotonic()
            print(f"    {message} {done:,}/{total or 0:,}", flush=True)


def open_house(var: Path) -> Any:
    """Start Django on ``var``, migrate, plant tree and people. Returns the city unit."""
    start(var=var, demo=True)
    migrate()
    from niangjia.sample.people import hire
    from niangjia.sample.tree import plant_city

    tree = plant_city()
    hire(tree)
    return tree.city


def city_files(folder: Path, scale: str | int) -> CityFiles:
    """The department files of the scale: the seed gives the same ones each time."""
    print(f"sample city ({scale}) …", flush=True)
    return make_city(folder, scale=scale, today=TODAY)


def clerk() -> Any:
    """The actor of the city's clerk."""
    from niangjia.kernel.accounts.models import Account
    from niangjia.kernel.accounts.queries import actor_for

    return actor_for(Account.objects.get(username="bidui"), None)


def intake_of(file: ListFile) -> str:
    """The kernel's name of the list's kind."""
    return f"matching.{file.source}"


@contextmanager
def peak_memory() -> Iterator[list[int]]:
    """Highest resident memory of this process in MB while the block runs (sampled)."""
    found, stop = [0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.2):
            found[0] = max(found[0], _resident())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()


def _resident() -> int:
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() // 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
