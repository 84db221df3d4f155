"""What the review page shows: two columns with the differences marked."""

from django.utils import timezone

from niangjia.kernel.scope.enums import Role
from niangjia.matching.queries import candidate_desk as desk
from niangjia.matching.rules.differences import differences
from niangjia.matching.web.listings_gaps import asked


def whole(left, right):
    """Figures differ as a whole, not by their digits."""
    return [(left, True)], [(right, True)]


def marked(pair):
    """A pair ready for the template: pieces left and right, and the verdict in words."""
    left, right = ("" if v is None else str(v) for v in (pair.entry, pair.firm))
    if left == right or pair.same:
        ours, theirs, word = [(left, False)], [(right, False)], "一致"
    else:
        figures = isinstance(pair.entry, int) and isinstance(pair.firm, int)
        ours, theirs = whole(left, right) if figures else differences(left, right)
        word = "不同" if left and right else ""
    return {"label": pair.label, "left": ours, "right": theirs, "word": word,
            "differs": word == "不同"}  # fmt: skip


def review_context(request, found, links):
    """``found``: the page's query; ``links``: the queue that the filter leaves."""
    scope, link = request.actor.scope, found.link
    place = desk.place_of(scope, link.pk)
    following, previous = desk.after(links, place), desk.before(links, place)
    left, done = links.order_by().count(), desk.decided_today(scope, timezone.localdate())
    return {
        "page": found, "link": link, "pairs": [marked(pair) for pair in found.pairs],
        "answered": desk.is_answered(link), "may_decide": request.actor.has(Role.CLERK),
        "stakes": desk.rules_at_stake(scope, link), "following": following, "previous": previous,
        "left": left, "done": done, "total": left + done, "query": asked(request.GET),
    }  # fmt: skip
