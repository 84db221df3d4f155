"""The member's login: phone, the end of the number, a code by short message."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from niangjia.engine.persons import check_mobile
from niangjia.kernel.scope.access import member_page, public
from niangjia.organizing.actions.own_login import (
    end_session,
    keep_large,
    login_member,
    member_at,
)
from niangjia.organizing.enums.own import PhonePurpose
from niangjia.organizing.queries.own import login_of
from niangjia.organizing.web import join_flow as flow
from niangjia.organizing.web.forms_own import LoginForm
from niangjia.organizing.web.own_session import LARGE, YEAR, agent_of, forget, remember


@public("GET", "POST")
def login(request):
    if request.member and request.method == "GET":
        return redirect(_back(request))
    if request.method == "GET":
        return _screen(request, LoginForm())
    if "send" in request.POST:
        return _send(request)
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _screen(request, form)
    phone = check_mobile(form.cleaned_data.pop("phone")).value
    try:
        key = login_member(phone=phone, agent=agent_of(request), **form.cleaned_data)
    except ValueError as wrong:
        return _screen(request, form, problem=str(wrong))
    return _come_in(request, key)


def _come_in(request, key):
    """The type size that the member likes comes along to a new phone."""
    known = login_of(member_at(key).person.pk)
    return remember(redirect(_back(request)), key, large=known.account.large_type)


def _send(request):
    """The same words whether anybody of the register has this phone or not."""
    notice, problem = flow.code_sent(request, PhonePurpose.LOGIN, request.POST.get("phone", ""))
    form = LoginForm(initial=request.POST.dict() | {"code": ""})
    return _screen(request, form, notice=notice, problem=problem, sent=bool(notice))


def _screen(request, form, **context):
    context |= {"form": form, "next": _back(request)}
    return flow.calm(render(request, "organizing/own_login.html", context))


def _back(request):
    wish = request.POST.get("next") or request.GET.get("next") or ""
    host = {request.get_host()}
    safe = wish.startswith("/") and url_has_allowed_host_and_scheme(wish, host, settings.HTTPS)
    return wish if safe else "/me/"


@member_page("POST")
def logout(request):
    end_session(member=request.member)
    return forget(redirect("own:login"))


@member_page("POST")
def session_end(request, session_id):
    ended = end_session(member=request.member, session_id=session_id)
    messages.success(request, "已退出那台手机。" if ended else "那台手机已经退出。")
    return redirect("own:data_show")


@member_page("POST")
def large_set(request):
    large = request.POST.get("large") == "1"
    keep_large(member=request.member, large=large)
    response = redirect(_back(request))
    response.set_cookie(LARGE, str(int(large)), max_age=YEAR, samesite="Lax", httponly=True)
    return response
