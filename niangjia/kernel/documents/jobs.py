"""What papers do by the clock."""

from niangjia.kernel.documents.visits import forget_old
from niangjia.kernel.jobs.registry import every


@every(600, "documents.forget_visits")
def forget_visits() -> int:
    """Counts of visits to public pages are kept for an hour."""
    return forget_old()
