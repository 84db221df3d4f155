"""Loading the sample city's rosters, the way clerks load theirs."""

from collections.abc import Sequence
from datetime import date

from niangjia.kernel.imports.api import Extent, import_now
from niangjia.kernel.jobs.progress import Progress
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.models import Unit
from niangjia.sample.members import Roster

ROSTER = "organizing.members"


def load_rosters(rosters: Sequence[Roster], city: Unit, today: date, progress: Progress) -> int:
    """Every workbook through the same import that clerks use; returns the members written.

    The unions must be in the register. Loading the same rosters again changes nothing.
    """
    by = Actor.system("示例数据", [city.path])
    written = 0
    for roster in rosters:
        run = import_now(
            roster.path, intake=ROSTER, unit=city, as_of=today, extent=Extent.INCREMENT.value,
            by=by, progress=progress,
        )  # fmt: skip
        written += run.written.get("new", 0)
    return written
