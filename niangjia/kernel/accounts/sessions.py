"""Sessions that know their account: at most so many at once, the oldest ends first."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.utils import timezone

from niangjia.kernel.accounts.models import LoginSession
from niangjia.kernel.locks import hold

LOGIN_AT = "login_at"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> Any:
        return LoginSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.login_at = datetime.fromisoformat(data[LOGIN_AT]) if LOGIN_AT in data else None
        return row


@transaction.atomic
def limit_sessions(session: Any, account_id: int) -> int:
    """Mark ``session`` as just logged in and end the oldest beyond the limit; returns how many."""
    hold(f"accounts.sessions:{account_id}")
    session[LOGIN_AT] = timezone.now().isoformat()
    session.save()
    alive = LoginSession.objects.filter(account_id=account_id, expire_date__gt=timezone.now())
    newest = alive.order_by("-login_at").values_list("session_key", flat=True)
    return end_sessions(newest[settings.MAX_SESSIONS :])


def end_sessions(keys: Iterable[str]) -> int:
    """Log these browsers out."""
    return LoginSession.objects.filter(session_key__in=list(keys)).delete()[0]


def end_sessions_of(account_id: int) -> int:
    """Log an account out everywhere."""
    return LoginSession.objects.filter(account_id=account_id).delete()[0]
