"""The register: list, one union, new, edit, history."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.actions import unions as actions
from niangjia.organizing.policies.founding import READERS as CASE_READERS
from niangjia.organizing.policies.unions import HANDS, KEEPERS, OWN, READERS
from niangjia.organizing.queries import sums, unions
from niangjia.organizing.queries.founding import case_of_union
from niangjia.organizing.queries.stamps import UNIONS, stamp
from niangjia.organizing.queries.union_guide import vacancy_of
from niangjia.organizing.queries.union_page import union_page
from niangjia.organizing.web.attempts import attempt, back_to, filled, form_page
from niangjia.organizing.web.forms_unions import EditUnionForm, NewUnionForm
from niangjia.organizing.web.listings_unions import UnionListing
from niangjia.organizing.web.undo_links import link_changes
from niangjia.organizing.web.views.members import READERS as MEMBER_READERS
from niangjia.ui.days import asked_day


@page("GET", roles=READERS - {Role.CHAIR})
def union_list(request):
    scope, day = request.actor.scope, asked_day(request)
    rows = unions.register(scope, day)
    listing = UnionListing(request, rows, stamp=stamp(UNIONS), as_of=day)
    figures = sums.totals(scope, day or timezone.localdate())
    return listing.respond("organizing/unions/list.html", figures=figures, day=day)


def ways_on(actor, found):
    """To the members and to the case that founded the union, for those who may read them."""
    listed = f"{reverse('organizing:member_list')}?{urlencode({'union': found.union.unit.name})}"
    case = case_of_union(found.union.pk) if actor.has(*CASE_READERS) else None
    return {"members_url": listed if actor.has(*MEMBER_READERS) else "", "founding_case": case}


def may_write(actor, found):
    """Which buttons of the page lead somewhere: new records only while the union lives."""
    owns = actor.has(*OWN)
    hands = found.living and actor.has(*HANDS)
    keeps = actor.has(*KEEPERS)
    return {"keeps": keeps, "hands": hands, "owns": found.living and owns, "closes": owns}


@page("GET", roles={Role.CHAIR})
def union_own(request):
    return redirect("organizing:union_detail", unions.own_union(request.actor.scope).pk)


@page("GET", roles=READERS)
def union_detail(request, union_id):
    found = union_page(request.actor.scope, union_id, asked_day(request))
    context = {"page": found, "union": found.union, "version": found.version}
    context |= may_write(request.actor, found)
    context["vacancy"] = vacancy_of(found.union) if found.living and found.is_today else None
    link_changes(request.actor, found.changes)
    context |= ways_on(request.actor, found)
    return render(request, "organizing/unions/detail.html", context)


@page("GET", roles=READERS)
def union_history(request, union_id):
    found = union_page(request.actor.scope, union_id)
    link_changes(request.actor, found.changes)
    context = {"page": found, "union": found.union, "whole": True}
    context["replaced"] = unions.replaced_versions(request.actor.scope, union_id)
    return render(request, "organizing/unions/history.html", context)


@page("GET", roles=READERS)
def union_federated(request, union_id):
    scope, day = request.actor.scope, asked_day(request) or timezone.localdate()
    context = {"union": unions.union_for(scope, union_id), "day": day}
    context["seats"] = sums.federation_members(scope, union_id, day)
    context["figures"] = sums.federation_figures(scope, [union_id], day)
    return render(request, "organizing/unions/federated.html", context)


@page("GET", "POST", roles=KEEPERS)
def union_new(request):
    form = filled(NewUnionForm, request)
    if form.is_valid() and (made := attempt(form, actions.register_union, **form.cleaned_data)):
        return back_to(request, made.pk, "工会已登记。")
    return form_page(request, form, "登记工会")


@page("GET", "POST", roles=KEEPERS)
def union_edit(request, union_id):
    union = unions.union_for(request.actor.scope, union_id)
    version = unions.open_version(union)
    form = filled(EditUnionForm, request, union=union)
    form.initial = {name: getattr(version, name) for name in form.fields if hasattr(version, name)}
    facts = {"union_id": union_id}
    if form.is_valid() and attempt(form, actions.change_union, **facts, **form.cleaned_data):
        return back_to(request, union_id, "已保存，原来的记录留在历史里。")
    return form_page(request, form, "变更登记事项", union=union)
