"""What is mine: union, history, and who looked."""

from django.utils import timezone

from niangjia.kernel.scope.access import member_page
from niangjia.organizing.queries.consents import current_texts, given_now
from niangjia.organizing.queries.memberships import timeline
from niangjia.organizing.queries.offers import offers_of
from niangjia.organizing.queries.own import looks_at, own_union, work_of
from niangjia.organizing.queries.transfers import open_transfer, transfers_of
from niangjia.organizing.web.own_pages import own_page


@member_page("GET")
def home(request):
    person = request.member.person
    given = given_now(person.pk)
    newer = [t for p, t in current_texts().items() if p in given and given[p].text_id != t.pk]
    union = own_union(person, timezone.localdate())
    waiting = open_transfer(person.pk)
    context = {"union": union, "newer": newer, "waiting": waiting}
    return own_page(request, "organizing/own_home.html", offers=offers_of(person.pk), **context)


@member_page("GET")
def union_show(request):
    person = request.member.person
    union = own_union(person, timezone.localdate())
    return own_page(request, "organizing/own_union.html", union=union, work=work_of(person.pk))


@member_page("GET")
def history_show(request):
    person = request.member.person
    rows, moves = timeline(person.pk), transfers_of(person.pk)
    return own_page(request, "organizing/own_history.html", rows=rows, moves=moves)


@member_page("GET")
def look_list(request):
    return own_page(request, "organizing/own_looks.html", looks=looks_at(request.member.person.pk))
