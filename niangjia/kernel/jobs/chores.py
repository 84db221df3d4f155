"""What the kernel itself does by the clock."""

from niangjia.kernel.files.actions import sweep_orphans
from niangjia.kernel.jobs.registry import every


@every(24 * 3600, "files.sweep_orphans")
def clear_files() -> int:
    """Content whose registration was rolled back."""
    return sweep_orphans()
