"""好差评: the applicant's one mark by code; the officers' list, answer and shares."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from niangjia.kernel.scope.access import page, public
from niangjia.organizing.actions.ratings import rate, reply_rating
from niangjia.organizing.policies.services import RATING_READERS, may_reply
from niangjia.organizing.queries import ratings
from niangjia.organizing.rules.ratings import DEFINITION
from niangjia.organizing.web.forms_ratings import PeriodForm, RateForm, ReplyForm
from niangjia.organizing.web.join_answers import REFUSED
from niangjia.organizing.web.listings_ratings import RatingListing, UnitRatingListing
from niangjia.organizing.web.views.progress import found_by, shown


@public("GET", "POST")
def progress_rate(request, code):
    found, refusal = found_by(request, code)
    if refusal or found.open or ratings.rating_by(found.code):
        return refusal or redirect("progress:progress_show", found.code)
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rate(code=found.code, **form.told)
        except REFUSED as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "谢谢您的评价。")
        return redirect("progress:progress_show", found.code)
    return shown(request, "organizing/progress/rate.html", progress=found, form=form)


@page("GET", roles=RATING_READERS)
def rating_list(request):
    rows = ratings.ratings_in(request.actor.scope)
    return RatingListing(request, rows).respond("organizing/ratings/list.html")


@page("GET", roles=RATING_READERS)
def rating_summary(request):
    scope, form = request.actor.scope, PeriodForm(request.GET or None)
    since, until = form.days() if request.GET else (None, None)
    rows = ratings.rated_units(scope, since, until)
    context = {"months": ratings.months(scope, since, until), "form": form}
    context |= {"definition": DEFINITION, "kept": {"since": since, "until": until}}
    return UnitRatingListing(request, rows).respond("organizing/ratings/summary.html", **context)


@page("GET", "POST", roles=RATING_READERS)
def rating_detail(request, rating_id):
    row = ratings.rating_for(request.actor.scope, rating_id)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reply_rating(rating_id=row.pk, by=request.actor, **form.cleaned_data)
            messages.success(request, "已答复，评价人凭查询码看到。")
            return redirect("organizing:rating_detail", row.pk)
        except REFUSED as refused:
            form.add_error(None, str(refused))
    context = {"row": row, "form": form, "may_reply": may_reply(request.actor, row)}
    context |= {"matter_url": ratings.page_of(row), "back": reverse("organizing:rating_list")}
    return render(request, "organizing/ratings/detail.html", context)
