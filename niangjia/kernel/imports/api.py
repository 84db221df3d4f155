"""What the storeys above may call."""

from niangjia.kernel.imports.actions import WrongMapping, confirm, save_mapping, upload
from niangjia.kernel.imports.columns import Column, Context, Doubtful, Problem
from niangjia.kernel.imports.enums import Extent, Kind, RunState, Verdict
from niangjia.kernel.imports.intake import Intake, WriteCounts, intake_for, intakes, register
from niangjia.kernel.imports.spool import batches
from niangjia.kernel.imports.work import import_now

__all__ = [
    "Column",
    "Context",
    "Doubtful",
    "Extent",
    "Intake",
    "Kind",
    "Problem",
    "RunState",
    "Verdict",
    "WriteCounts",
    "WrongMapping",
    "batches",
    "confirm",
    "import_now",
    "intake_for",
    "intakes",
    "register",
    "save_mapping",
    "upload",
]
