"""What the review page shows: two columns with the differences marked, nothing that anchors."""

from django.urls import reverse
from django.utils import timezone

from niangjia.kernel.scope.enums import Role
from niangjia.matching.enums import Stage, Zone
from niangjia.matching.queries import candidate_desk as queue
from niangjia.matching.queries import desk
from niangjia.matching.queries.candidates import candidate_page
from niangjia.matching.queries.ledger import rule_label
from niangjia.matching.rules.differences import differences
from niangjia.matching.rules.evidence import parts_of, signed
from niangjia.matching.web.listings_gaps import CandidateFilter, asked
from niangjia.ui.pages import page_or_part, wants_part


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


def queue_of(request):
    """What is asked of the person, within the filter in the address."""
    links = queue.queue(request.actor)
    return CandidateFilter(data=request.GET, queryset=links, request=request).qs


def score_of(link):
    """The engine's word, shown only after one's own."""
    zones = {Zone.AUTO: "自动确认", Zone.REVIEW: "人工复核"}
    parts = [(part.label, signed(part.points)) for part in parts_of(link.parts)]
    return {"parts": parts, "points": link.points, "probability": link.probability,
            "zone": zones.get(link.engine_zone, "没有给出"), "rule": rule_label(link.rule),
            "engine": link.engine_version, "model": link.model_version}  # fmt: skip


def told(request, link, answers, *, open_):
    """Answers this person may see: in a dispute without names, while others are asked only one's own."""
    if link.stage == Stage.DISPUTED and open_:
        return [(a.get_round_display(), a) for a in answers]
    if link.stage in (Stage.OPEN, Stage.SECOND):
        answers = [a for a in answers if a.account == request.actor.account_id]
    return [(f"{a.name}（{a.get_round_display()}）", a) for a in answers]


def last_of(request):
    """What the person answered before, with the engine's word on it and the way back."""
    word = desk.last_word(request.actor)
    if word is None or word.link is None:
        return None
    return {"word": word, "link": word.link, "score": score_of(word.link)}


def review_context(request, found):
    actor, link, links = request.actor, found.link, queue_of(request)
    may = actor.has(Role.CLERK)
    disputed = link.stage == Stage.DISPUTED and link.zone == Zone.REVIEW
    open_ = desk.is_asked(actor, link) or (disputed and desk.may_arbitrate(actor, link))
    left, done = links.order_by().count(), queue.decided_today(actor, timezone.localdate())
    return {
        "page": found, "link": link, "pairs": [marked(pair) for pair in found.pairs],
        "before": [marked(pair) for pair in found.before], "open": open_, "may_decide": may,
        "score": None if open_ else score_of(link), "may_answer": may and (open_ or link.stage == Stage.DECIDED),
        "told": told(request, link, found.answers, open_=open_), "disputed": disputed,
        "stakes": queue.rules_at_stake(actor.scope, link), "last": last_of(request) if may else None,
        "standing": desk.standing(link), "skip_url": turn_from(link, request.GET, "skip"),
        "back_url": turn_from(link, request.GET, "back"),
        "left": left, "done": done, "total": left + done, "query": asked(request.GET),
    }  # fmt: skip


def address_of(link_id, params):
    """The desk at a link, with the filter kept."""
    return reverse("matching:candidate_detail", args=[link_id]) + asked(params)


def turn_from(link, params, way):
    """To the pair behind or before this one; which it is, is looked up when it is asked for."""
    query = asked(params)
    more = f"{'&' if query else '?'}{way}={link.pk}"
    return reverse("matching:candidate_next") + query + more


def show(request, link_id, form, status=200):
    """The desk at one pair: the page, or its part for htmx with the address to remember."""
    found = candidate_page(request.actor.scope, link_id, timezone.localdate())
    context = review_context(request, found) | {"form": form}
    page, part = "matching/candidates/review.html", "matching/candidates/_desk.html"
    response = page_or_part(request, page, part, context, status)
    if wants_part(request):
        response["HX-Push-Url"] = address_of(link_id, request.GET)
    return response
