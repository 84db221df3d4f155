"""Moving to another union by one tap, signing in at a ceremony, leaving."""

from django.contrib import messages
from django.shortcuts import redirect

from niangjia.kernel.scope.access import member_page
from niangjia.organizing.actions.ceremony import check_in_member
from niangjia.organizing.actions.join_transfers import ask_transfer
from niangjia.organizing.actions.memberships import leave as leave_union
from niangjia.organizing.actions.transfers import withdraw_transfer
from niangjia.organizing.queries.join import employers_of
from niangjia.organizing.queries.join_codes import EntryRefused, entry_of
from niangjia.organizing.web.forms_own import LeaveForm
from niangjia.organizing.web.join_answers import REFUSED
from niangjia.organizing.web.own_pages import own_page


def _do(request, deed, said, back):
    """Do it and go back with its sentence or its refusal."""
    try:
        deed()
        messages.success(request, said)
    except (*REFUSED, EntryRefused) as refused:
        messages.error(request, str(refused))
    return redirect(back)


def employer_in(sent, union_id):
    """The employer chosen among those the union covers; one alone needs no choice."""
    covered = [e.pk for e in employers_of(union_id)]
    chosen = sent.get("employer", "")
    if len(covered) == 1:
        return covered[0]
    return int(chosen) if chosen.isdecimal() and int(chosen) in covered else None


@member_page("POST")
def transfer_start(request, token):
    member = request.member

    def deed():
        union = entry_of(token).union
        told = {"to_union_id": union.pk, "employer_id": employer_in(request.POST, union.pk)}
        ask_transfer(person_id=member.person.pk, by=member.actor, **told)

    return _do(
        request, deed, "转接申请已提出，等待两边工会确认；查询码见下面。", "own:history_show"
    )


@member_page("POST")
def transfer_withdraw(request, transfer_id):
    def deed():
        withdraw_transfer(transfer_id=transfer_id, by=request.member.actor)

    return _do(request, deed, "转接申请已撤回。", "own:history_show")


@member_page("POST")
def event_check_in(request, token):
    member = request.member

    def deed():
        event = entry_of(token).event
        if event is None:
            raise ValueError("这个二维码不是活动签到码。")
        check_in_member(event=event, person_id=member.person.pk, by=member.actor)

    return _do(request, deed, "签到成功，欢迎参加。", "own:home")


@member_page("GET", "POST")
def leave(request):
    member = request.member
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"person_id": member.person.pk, "by": member.actor}

        def deed():
            leave_union(note=form.cleaned_data["note"], **told)

        return _do(request, deed, "已办理退会。您的资料仍可在这里查看、下载。", "own:home")
    return own_page(request, "organizing/own_leave.html", form=form)
