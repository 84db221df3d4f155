"""Pages of the administrators, and 我的账号."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from niangjia.kernel.accounts import actions, queries
from niangjia.kernel.accounts.deputies import given
from niangjia.kernel.accounts.forms import AccountForm, PersonForm, PostForm, SearchForm
from niangjia.kernel.accounts.middleware import POST_CHOSEN
from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.scope.queries import unit_choices
from niangjia.kernel.workflow import NotAllowed

BOTH = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
PAGE = 50


@page("POST")
def post_switch(request):
    chosen = int(request.POST["post"]) if request.POST.get("post", "").isdigit() else 0
    actor = actions.choose_post(account=request.user, post_id=chosen, by=request.actor)
    request.session[POST_CHOSEN] = actor.post_id
    messages.success(request, f"已切换到：{actor.unit_name}。")
    wish = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wish, {request.get_host()})
    return redirect(wish if safe else resolve_url("portal:home"))


@page("GET")
def mine(request):
    context = {
        "posts": request.posts,
        "sessions": queries.open_sessions(request.user.pk),
        "here": request.session.session_key,
        "factor": queries.has_second_factor(request.user.pk),
        "given": given(request.user.pk),
    }
    return render(request, "accounts/mine.html", context)


@page("POST")
def sessions_end(request):
    here = request.session.session_key
    ended = actions.end_other_sessions(account=request.user, keep=here, by=request.actor)
    messages.success(request, f"已结束其他 {ended} 处登录。")
    return redirect("accounts:mine")


@page("GET", roles=BOTH)
def account_list(request):
    form = SearchForm(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    found = Paginator(queries.accounts_in(request.actor.scope, search), PAGE)
    context = {"form": form, "page": found.get_page(request.GET.get("page")), "search": search}
    return render(request, "accounts/account_list.html", context)


@never_cache
@page("GET", "POST", roles={Role.SYSTEM_ADMIN})
def account_new(request):
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account, password = actions.create_account(**form.cleaned_data, by=request.actor)
        except NotAllowed as refused:
            form.add_error("username", str(refused))
        else:
            return _show_password(request, account, password)
    return render(request, "accounts/account_new.html", {"form": form})


def _show_password(request, account, password):
    context = {"account": account, "password": password}
    return render(request, "accounts/password_once.html", context)


@page("GET", roles=BOTH)
def account_detail(request, pk):
    return _detail(request, pk)


def _detail(request, pk, form=None):
    account = queries.account_for(request.actor.scope, pk)
    wish = request.GET.get("union", "").strip()[:60]
    units = unit_choices(request.actor.scope, wish)
    context = {
        "wish": wish,
        "account": account,
        "posts": queries.posts_of(account),
        "sessions": queries.open_sessions(account.pk),
        "factor": queries.has_second_factor(account.pk),
        "form": form or PostForm(units=units),
        "security": request.actor.has(Role.SECURITY_ADMIN),
        "given": given(account.pk),
    }
    return render(request, "accounts/account_detail.html", context)


@page("GET", "POST", roles={Role.SYSTEM_ADMIN})
def account_edit(request, pk):
    account = queries.account_for(request.actor.scope, pk)
    form = PersonForm(request.POST or None, initial={"name": account.name})
    if request.method == "POST" and form.is_valid():
        deed = actions.rename_account
        return _done(request, pk, deed, "已保存。", account_id=pk, **form.cleaned_data)
    return render(request, "accounts/account_edit.html", {"form": form, "account": account})


def _done(request, pk, deed, said, **facts):
    """Do it, say so or say why not, and show the account."""
    try:
        deed(**facts, by=request.actor)
        messages.success(request, said)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect("accounts:account_detail", pk=pk)


@page("POST", roles={Role.SYSTEM_ADMIN})
def account_active(request, pk):
    active = request.POST.get("active") == "1"
    said = "账号已启用。" if active else "账号已停用，它的登录已全部结束。"
    return _done(request, pk, actions.set_active, said, account_id=pk, active=active)


@never_cache
@page("POST", roles={Role.SYSTEM_ADMIN})
def password_reset(request, pk):
    try:
        account, password = actions.reset_password(account_id=pk, by=request.actor)
    except NotAllowed as refused:
        messages.error(request, str(refused))
        return redirect("accounts:account_detail", pk=pk)
    return _show_password(request, account, password)


@page("POST", roles={Role.SECURITY_ADMIN})
def factor_reset(request, pk):
    said = "第二因素已清除，本人下次登录时重新设置。"
    return _done(request, pk, actions.reset_second_factor, said, account_id=pk)


@page("POST", roles={Role.SECURITY_ADMIN})
def post_assign(request, pk):
    units = unit_choices(request.actor.scope, chosen=request.POST.get("unit", ""))
    form = PostForm(request.POST, units=units)
    if not form.is_valid():
        return _detail(request, pk, form)
    facts = {"unit_id": form.cleaned_data["unit"], "role": form.cleaned_data["role"]}
    return _done(request, pk, actions.assign_post, "岗位已任命。", account_id=pk, **facts)


@page("POST", roles={Role.SECURITY_ADMIN})
def post_end(request, pk):
    account_id = queries.post_for(request.actor.scope, pk).account_id
    return _done(request, account_id, actions.end_post, "岗位已免去。", post_id=pk)


@page("GET", roles={Role.SECURITY_ADMIN})
def lockout_list(request):
    found = queries.lockouts_in(request.actor.scope)
    return render(request, "accounts/lockout_list.html", {"lockouts": found})


@page("POST", roles={Role.SECURITY_ADMIN})
def lockout_release(request):
    username = request.POST.get("username", "")
    try:
        actions.release_lockout(username=username, by=request.actor)
        messages.success(request, f"账号 {username} 已解除锁定。")
    except NotAllowed as refused:
        messages.error(request, str(refused))
    return redirect("accounts:lockout_list")
