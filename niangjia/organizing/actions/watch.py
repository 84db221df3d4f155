"""Reminders before a term or certificate runs out, and of unions without a sign of life.

Every step (180, 90, 30 days, run out) is told once: to the union's chair and to the superior's
officer. The next step takes the place of the one before (ME13, ME15).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from niangjia.kernel.locks import hold
from niangjia.kernel.notifications.actions import Notice, settle_all, tell_all
from niangjia.kernel.notifications.models import TodoItem
from niangjia.kernel.scope.actor import Actor
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.models import Scope, Unit
from niangjia.organizing.actions.papers import certificate_subject
from niangjia.organizing.actions.signs import shell_subject
from niangjia.organizing.actions.terms import term_subject
from niangjia.organizing.models import Union
from niangjia.organizing.queries.watch import (
    running_terms,
    shells,
    valid_certificates,
    warn_steps,
)
from niangjia.organizing.rules.terms import reminder

TERM, CERTIFICATE, SHELL = "换届提醒", "证书到期提醒", "空壳工会"


@transaction.atomic
def remind_all(*, today: date | None = None) -> int:
    """届满、证书到期与空壳提醒，每一档只提醒一次。Returns notices written."""
    hold("organizing.watch", timeout=1)
    today, by = today or timezone.localdate(), Actor.system("届满提醒")
    done = 0
    for root in Unit.objects.unscoped(reason="每棵组织树各提醒一次").filter(parent=None):
        notices = [*_ends(root, today), *_shells(root, today)]
        fresh = _not_yet_told(notices)
        settle_all(subjects=_before(fresh), by=by, outcome="由下一档提醒代替")
        tell_all(fresh, by=by)
        done += len(fresh)
    return done


def _ends(root: Unit, today: date) -> Iterator[Notice]:
    steps = warn_steps(root.path, today)
    last, scope = today + timedelta(days=max(steps)), Scope((root.path,))
    for term in running_terms(scope).filter(ends_on__lte=last):
        end = term.postponed_to or term.ends_on
        step = reminder(end, today, steps)
        if step is not None:
            yield from _both(term_subject(term), step, TERM, term.union, end)
    for row in valid_certificates(scope).filter(expires_on__lte=last):
        step = reminder(row.expires_on, today, steps)
        if step is not None:
            subject = certificate_subject(row)
            yield from _both(subject, step, CERTIFICATE, row.union, row.expires_on)


def _both(subject: str, step: int, kind: str, union: Union, end: date) -> Iterator[Notice]:
    """To the chair at the union, and to the officer of its superior."""
    what = "任期" if kind == TERM else "法人证书"
    left = f"{step}天内到期" if step else "已经到期"
    page = "guide/" if kind == TERM else ""
    facts: dict[str, Any] = {
        "kind": kind, "title": f"{union.unit.short_name}：{what}{end:%Y-%m-%d}，{left}",
        "url": f"/organizing/unions/{union.pk}/{page}", "subject": f"{subject}:{step}", "due_on": end,
        "matter": subject,
    }  # fmt: skip
    yield Notice(unit_id=union.unit_id, role=Role.CHAIR, **facts)
    if union.unit.parent_id:
        role = Role.ORGANISER if kind == TERM else Role.REGISTRAR
        yield Notice(unit_id=union.unit.parent_id, role=role, **facts)


def _shells(root: Unit, today: date) -> Iterator[Notice]:
    for row in shells(Scope((root.path,)), today, root.path):
        unit = row.union.unit
        last = f"最近一次动态 {row.last_sign:%Y-%m-%d}" if row.last_sign else "没有任何动态"
        yield Notice(
            unit_id=unit.parent_id or unit.pk, role=Role.ORGANISER, kind=SHELL,
            title=f"{unit.short_name}：长期没有活动、经费和报表，{last}",
            url=f"/organizing/unions/{row.union_id}/", subject=shell_subject(row.union_id),
        )  # fmt: skip


def _not_yet_told(notices: list[Notice]) -> list[Notice]:
    """Those whose step was never told, done or not; a shell may be told again once settled."""
    subjects = {notice.subject for notice in notices}
    rows = TodoItem.objects.unscoped(reason="每一档只提醒一次").filter(subject__in=subjects)
    told = {
        subject
        for subject, kind, state in rows.values_list("subject", "kind", "state")
        if kind != SHELL or state == "open"
    }
    return [notice for notice in notices if notice.subject not in told]


def _before(notices: list[Notice]) -> list[str]:
    """Subjects of the other steps of the same matter, still open."""
    matters = {n.subject.rpartition(":")[0]: n.subject for n in notices if n.kind != SHELL}
    rows = TodoItem.objects.unscoped(reason="下一档代替上一档").filter(
        state="open", kind__in=[TERM, CERTIFICATE]
    )
    return [
        subject
        for subject in rows.values_list("subject", flat=True).distinct()
        if matters.get(subject.rpartition(":")[0], subject) != subject
    ]
