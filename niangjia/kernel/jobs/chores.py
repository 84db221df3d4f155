"""What the kernel itself does by the clock."""

from niangjia.kernel.audit.actions import check_if_due
from niangjia.kernel.audit.sealing import seal
from niangjia.kernel.files.actions import sweep_orphans
from niangjia.kernel.jobs.registry import every


@every(1, "audit.seal")
def seal_trail() -> int:
    """So that nobody can change what was written more than a second ago unnoticed."""
    return seal()


@every(3600, "audit.check")
def check_trail() -> None:
    """Once a day from the first line to the last; the auditor's page shows what was found."""
    check_if_due()


@every(24 * 3600, "files.sweep_orphans")
def clear_files() -> int:
    """Content whose registration was rolled back."""
    return sweep_orphans()
