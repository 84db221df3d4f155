"""Any figure for any day: all of them, one by its parts, the unions and persons behind it."""

from django.http import Http404
from django.shortcuts import render

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.organizing.enums.figures import PEOPLE, SPANS
from niangjia.organizing.policies.unions import READERS
from niangjia.organizing.queries import figures
from niangjia.organizing.web.figure_pages import (
    overview,
    overview_table,
    parts_page,
    parts_table,
    too_early,
)
from niangjia.organizing.web.forms_figures import CompareForm, CutForm, DaysForm
from niangjia.organizing.web.listings_figures import FigurePeopleListing
from niangjia.organizing.web.listings_figures import FigureUnionListing as UnionsBehind
from niangjia.organizing.web.tables_plain import exported


def asked_of(request, key, form):
    actor = request.actor
    return figures.question(key, actor.scope, actor.unit_path, day=form.day, since=form.start)


@page("GET", roles=READERS)
def figure_home(request):
    form = CompareForm(request.GET or None)
    lines = overview(request.actor, form)
    file = exported(request, lambda: overview_table(request, form, lines))
    if file:
        return file
    context = {"form": form, "lines": lines, "query": form.query}
    context["early"] = too_early(request.actor.scope, form.day, [line.value for line in lines])
    return render(request, "organizing/figures/home.html", context)


@page("GET", roles=READERS)
def figure_detail(request, key):
    form = CutForm(request.GET or None, key=key)
    asked = asked_of(request, key, form)
    cells = figures.parts(asked, form.cut)
    file = exported(request, lambda: parts_table(request, asked, form.cut, cells))
    if file:
        return file
    context = {"form": form, "asked": asked, "key": key, "span": key in SPANS}
    context |= parts_page(asked, form.cut, cells)
    context["early"] = too_early(request.actor.scope, form.day, cells)
    return render(request, "organizing/figures/detail.html", context)


@page("GET", roles=READERS)
def figure_unions(request, key):
    form = DaysForm(request.GET or None)
    asked = asked_of(request, key, form)
    rows = figures.by_union(asked)
    listing = UnionsBehind(request, rows, asked, stamp=asked.stamp)
    context = {"asked": asked, "key": key, "span": key in SPANS, "form": form}
    return listing.respond("organizing/figures/unions.html", **context)


@page("GET", roles=READERS - {Role.REGISTRAR, Role.CLERK})
def figure_people(request, key, union_id):
    form = DaysForm(request.GET or None)
    asked = asked_of(request, key, form)
    version = figures.version_behind(asked, union_id) if key in PEOPLE else None
    if version is None:
        raise Http404("这个数字后面没有这家工会")
    listing = FigurePeopleListing(request, figures.people_of(asked, union_id), asked)
    context = {"asked": asked, "key": key, "version": version, "span": key in SPANS, "form": form}
    return listing.respond("organizing/figures/people.html", **context)
