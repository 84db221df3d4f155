"""What happens when allauth, axes or Django tell that somebody came or was refused."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from niangjia.kernel.accounts import actions
from niangjia.kernel.accounts.models import Account
from niangjia.kernel.accounts.sessions import limit_sessions


@receiver(user_logged_in)
def keep_few_sessions(sender: Any, request: Any, user: Account, **kwargs: Any) -> None:
    limit_sessions(request.session, user.pk)


@receiver(user_locked_out)
def trace_lockout(sender: Any, username: str, ip_address: str, **kwargs: Any) -> None:
    actions.note_lockout(username=username or "", address=ip_address or "")
