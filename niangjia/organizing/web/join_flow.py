"""What the screens hand on: a sealed draft; and how a screen is answered."""

import time
from dataclasses import asdict, replace
from uuid import uuid4

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from niangjia.engine.persons import check_mobile
from niangjia.kernel.crypto import Unreadable, decrypt, encrypt
from niangjia.kernel.crypto.masking import mask_mobile
from niangjia.organizing.actions.join_phone import send_phone_code
from niangjia.organizing.queries.consents import current_texts
from niangjia.organizing.queries.join import employers_of
from niangjia.organizing.queries.join_codes import form_path
from niangjia.organizing.queries.prefill import (
    known_person,
    own_person,
    plate_of,
    said_before,
    still_agreed,
)
from niangjia.organizing.rules.join import Draft, DraftRefused, Work, draft_text, read_draft
from niangjia.organizing.rules.prefill import work_again
from niangjia.organizing.web.forms_join import ConsentForm, WorkForm

SEAL = "join-draft"
STEPS = ["我是谁", "在哪工作", "同意并提交"]


def seal(draft):
    return encrypt(draft_text(draft), SEAL)


def unseal(token, payload):
    """The draft behind a hidden field, or ``DraftRefused``."""
    try:
        text = decrypt(token, SEAL)
    except Unreadable:
        raise DraftRefused("前面填写的内容已失效，请从头填写。") from None
    return read_draft(text, entry=payload, now=int(time.time()))


def new_draft(payload, facts, *, amends=0, work=None, again=0):
    return Draft(
        request=uuid4().hex, entry=payload, started=int(time.time()), name=facts.name,
        document_kind=facts.document_kind, number=facts.number, phone=facts.phone, sex=facts.sex,
        birth_on=facts.birth_on.isoformat() if facts.birth_on else "", amends=amends,
        work=work or Work(), again=again,
    )  # fmt: skip


def work_of(application):
    """What an application said of work, for a form that is filled in again."""
    return Work(
        application.employer_id, application.employer_name, tuple(application.platforms),
        application.trade, application.facts.get("relation", ""), application.migrant,
    )  # fmt: skip


def screen(request, template, entry, *, at, status=200, **context):
    """One of the three screens."""
    context |= {"entry": entry, "steps": STEPS, "at": at}
    context.setdefault("action", form_path(entry.payload, timezone.now()))
    return calm(render(request, template, context, status=status))


def calm(response):
    """Not kept by caches or search engines, not told to other sites."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


def work_screen(request, entry, draft, form=None):
    form = form or WorkForm(
        employers=employers_of(entry.union.pk),
        initial=WorkForm.initial_of(draft.work) if asdict(draft.work) != asdict(Work()) else {},
    )
    context = {"form": form, "draft": seal(draft), "amends": draft.amends}
    return screen(request, "organizing/join_work.html", entry, at=2, **context)


def consent_form(draft, *sent):
    """Somebody known is not asked for what they agreed to and stated before."""
    if draft.amends:
        return ConsentForm(*sent, texts=current_texts(), initial=said_before(draft.amends))
    if not draft.again:
        return ConsentForm(*sent, texts=current_texts())
    known = {"address": own_person(draft.again).address, "plate": plate_of(draft.again)}
    kept = still_agreed(draft.again)
    return ConsentForm(*sent, texts=current_texts(), kept=kept, known=known)


def consent_screen(request, entry, draft, form=None, problem=""):
    form = form or consent_form(draft)
    return screen(
        request, "organizing/join_consents.html", entry, at=3, form=form, draft=seal(draft), told=draft,
        problem=problem,
    )  # fmt: skip


def with_work(draft, work):
    return replace(draft, work=work)


def code_sent(request, purpose, phone, *, crowd=False):
    """(notice, problem) after asking for a code; in the sample city the digits are shown."""
    read = check_mobile(phone)
    if read.problem:
        return "", f"手机号：{read.problem}"
    address = request.META.get("REMOTE_ADDR", "")
    sent = send_phone_code(phone=read.value, purpose=purpose, address=address, crowd=crowd)
    if sent.problem:
        return "", sent.problem
    shown = f"示例环境不发短信，验证码是 {sent.code}。" if settings.DEMO else ""
    return f"验证码已发送到 {mask_mobile(read.value)}，5 分钟内有效。{shown}", ""


def again_screen(request, entry, person):
    """What is on file of somebody who comes back, and one button where nothing is missing."""
    known = known_person(person)
    work = work_again(known.work, {e.pk: e.name for e in employers_of(entry.union.pk)})
    draft = new_draft(entry.payload, known.facts, work=work or known.work, again=person.pk)
    context = {"known": known, "work": work, "draft": seal(draft), "person": person}
    return screen(request, "organizing/join_again.html", entry, at=1, **context)
