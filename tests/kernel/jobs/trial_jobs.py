"""Jobs for the tests; the worker of the kill test loads them too."""

import os
import threading
import time
from typing import Any

from niangjia.kernel.jobs.api import Progress, job
from niangjia.kernel.scope.actions import plant_unit
from niangjia.kernel.scope.enums import UnitKind
from niangjia.kernel.scope.models import Unit

REACHED, GO_ON = threading.Event(), threading.Event()


def plant(parent_id: int, name: str) -> Unit:
    """Something that is either written or not."""
    parent = Unit.objects.unscoped(reason="试验").get(pk=parent_id)
    return plant_unit(parent=parent, kind=UnitKind.TOWN, name=name)


@job("trial.plant", label="试种")
def plant_job(progress: Progress, parent_id: int, town: str, fail: str = "") -> dict[str, Any]:
    plant(parent_id, town)
    progress.step(1, 2, "种下一个")
    if fail == "told":
        raise ValueError("第 3 行：人数不是数字")
    if fail == "bug":
        raise KeyError("headcount")
    return {"town": town}


@job("trial.wait", label="试等")
def wait_job(progress: Progress, parent_id: int) -> dict[str, Any]:
    """Writes, then waits between two steps until the test lets it go on."""
    plant(parent_id, "等待中")
    progress.step(1, 4, "第一步")
    REACHED.set()
    GO_ON.wait(10)
    time.sleep(0.3)  # the pause between two written steps
    progress.step(2)
    return {}


@job("trial.pieces", label="分段", atomic=False)
def pieces_job(progress: Progress, parent_id: int) -> dict[str, Any]:
    plant(parent_id, "第一段")
    raise ValueError("第二段不行")


@job("trial.killed", label="中途断电")
def killed_job(progress: Progress, parent_id: int, folder: str) -> dict[str, Any]:
    """The first start writes, says so in a file and hangs; every later start goes through."""
    starts = len(os.listdir(folder)) + 1
    plant(parent_id, f"第{starts}次")
    progress.step(starts, 9, "写到一半")
    with open(os.path.join(folder, str(starts)), "w"):
        pass
    if starts == 1:
        time.sleep(60)
    return {"starts": starts}
