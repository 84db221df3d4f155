"""Pages of 委托代办."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from niangjia.kernel.accounts import deputies
from niangjia.kernel.accounts.forms import DeputyForm
from niangjia.kernel.scope.access import page
from niangjia.kernel.workflow import NotAllowed


def _back(request, account_id):
    """The person's own page, or the account's page for the administrator."""
    if account_id == request.actor.account_id:
        return redirect("accounts:mine")
    return redirect("accounts:account_detail", pk=account_id)


@page("GET", "POST")
def deputy_new(request, pk):
    post = deputies.post_to_hand_over(request.actor, pk)
    people = deputies.candidates(post)
    start = {"begins": timezone.localdate()}
    form = DeputyForm(request.POST or None, people=people, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = deputies.appoint_deputy(post_id=pk, by=request.actor, **form.cleaned_data)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已委托{made.account.name}代办。")
            return _back(request, post.account_id)
    context = {"form": form, "post": post, "people": people}
    return render(request, "accounts/deputy_new.html", context)


@page("POST")
def deputy_recall(request, pk):
    post = deputies.recall_deputy(post_id=pk, by=request.actor)
    messages.success(request, f"已收回{post.account.name}的代办。")
    return _back(request, post.deputy_for_id)
