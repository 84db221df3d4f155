"""What the kernel itself does by the clock."""

from niangjia.kernel.audit.sealing import seal
from niangjia.kernel.files.actions import sweep_orphans
from niangjia.kernel.jobs.registry import every


@every(1, "audit.seal")
def seal_trail() -> int:
    """So that nobody can change what was written more than a second ago unnoticed."""
    return seal()


@every(24 * 3600, "files.sweep_orphans")
def clear_files() -> int:
    """Content whose registration was rolled back."""
    return sweep_orphans()
