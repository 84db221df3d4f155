"""How often an address may ask a public page: counted in the database, for all processes alike."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from niangjia.kernel.crypto import blind_index
from niangjia.kernel.documents.models import VisitCount

WINDOW = timedelta(minutes=10)
COUNT = """
INSERT INTO documents_visitcount (page, visitor, "window", count) VALUES (%s, %s, %s, 1)
ON CONFLICT (page, visitor, "window") DO UPDATE SET count = documents_visitcount.count + 1
RETURNING count
"""


def window_of(at: datetime) -> datetime:
    """The beginning of the ten minutes in which ``at`` lies."""
    seconds = int(WINDOW.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=at.tzinfo)


def may_ask(page: str, request: HttpRequest) -> bool:
    """Count this visit; False once the address has asked more often than is allowed.

    Only a keyed digest of the address is kept, and that for an hour.
    """
    visitor = blind_index(request.META.get("REMOTE_ADDR", ""), "documents.visitor")
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [page, visitor, window_of(timezone.now())])
        return bool(cursor.fetchone()[0] <= settings.PUBLIC_PAGE_LIMIT)


def forget_old() -> int:
    """Remove counts older than an hour; returns how many."""
    removed, _ = VisitCount.objects.filter(window__lt=timezone.now() - timedelta(hours=1)).delete()
    return removed
