"""What the union does next: elections and changes, with what to hand in."""

from django.shortcuts import render

from niangjia.kernel.scope.access import page
from niangjia.organizing.policies.unions import HANDS, KEEPERS, READERS
from niangjia.organizing.queries.union_guide import guide_for


@page("GET", roles=READERS)
def union_guide(request, union_id):
    found = guide_for(request.actor.scope, union_id)
    context = {"guide": found, "union": found.union}
    context |= {"hands": request.actor.has(*HANDS), "keeps": request.actor.has(*KEEPERS)}
    return render(request, "organizing/unions/guide.html", context)
