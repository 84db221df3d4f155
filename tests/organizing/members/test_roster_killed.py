"""kill -9 while a roster is written: nobody is in, the same job again finishes, nobody twice."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings as house
from django.db import connection

from niangjia.kernel.imports import actions, work
from niangjia.kernel.imports.models import ImportRun
from niangjia.kernel.jobs.progress import Silent
from niangjia.kernel.scope.actor import Actor
from niangjia.organizing.intake import roster
from niangjia.organizing.models import Membership, Person, Union
from tests.organizing.members.conftest import identity
from tests.organizing.members.test_memberships import figures

pytestmark = pytest.mark.django_db(transaction=True)
WHY, MEMBERS = "测试", 200
CHILD = """
import sys
from pathlib import Path
from niangjia.cli.django import start
start(var=Path(sys.argv[1]))
from niangjia.kernel.imports import work
from niangjia.kernel.jobs.progress import Silent
class Told(Silent):
    def step(self, done, total=None, message=""):
        print(message, flush=True)
        if message == sys.argv[3]:
            sys.stdin.read()  # waits here, in the middle of the transaction
work.write_list(Told(), int(sys.argv[2]))
"""


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    settings.MEDIA_FOLDER = tmp_path / "var" / "files"


@pytest.fixture
def confirmed(tmp_path: Path, union: Union, chair: Actor) -> ImportRun:
    """A roster checked and confirmed, not yet written."""
    path = tmp_path / "名册.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("名册")
        page.write_row(0, 0, ["姓名", "证件号码", "入会日期"])
        for n in range(MEMBERS):
            page.write_row(n + 1, 0, ["王小凯", identity(100 + n), "2022-06-01"])
    with path.open("rb") as file:
        run = actions.upload(
            file=file, intake=roster.CODE, unit=union.unit, as_of=date(2022, 12, 1),
            extent="increment", by=chair,
        )  # fmt: skip
    actions.settle_mapping(run_id=run.pk, mapping=run.mapping, by=chair)
    work.check_list(Silent(), run.pk)
    actions.take_confirm(run_id=run.pk, by=chair)
    return run


def database_url() -> str:
    """The database of this test, for another process."""
    to = connection.settings_dict
    return f"postgresql://{to['USER']}:{to['PASSWORD']}@/{to['NAME']}?host={to['HOST']}" + (
        f"&port={to['PORT']}" if to["PORT"] else ""
    )


def kill_at(message: str, run: ImportRun, var: Path) -> list[str]:
    """Write in a process of its own and kill it as soon as it tells ``message``."""
    environment = os.environ | {
        "DATABASE_URL": database_url(), "NIANGJIA_KEYS": house.NIANGJIA_KEYS,
        "NIANGJIA_SECRET_KEY": house.SECRET_KEY, "NIANGJIA_DEMO": "1",
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(var), str(run.pk), message],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    told = []
    with child:
        for line in child.stdout or ():
            told.append(line.strip())
            if told[-1] == message:
                os.kill(child.pid, signal.SIGKILL)
                break
    return told


@pytest.mark.parametrize("message", ["登记会籍", "计数"])
def test_killed_in_the_middle_and_taken_up_again(
    confirmed: ImportRun, union: Union, tmp_path: Path, message: str
) -> None:
    told = kill_at(message, confirmed, tmp_path / "var")

    assert told[-1] == message
    assert not Person.objects.unscoped(reason=WHY).exists()
    done = work.write_list(Silent(), confirmed.pk)
    again = work.write_list(Silent(), confirmed.pk)

    people = Person.objects.unscoped(reason=WHY)
    assert (done["new"], again["new"]) == (MEMBERS, MEMBERS)  # the second answers what was done
    assert people.count() == people.values("number_index").distinct().count() == MEMBERS
    assert Membership.objects.unscoped(reason=WHY).count() == MEMBERS
    assert figures(union, date(2022, 12, 1))[0] == MEMBERS
