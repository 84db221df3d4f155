"""A venue looks at a card: the code of the moment counts, nothing else."""

from django.shortcuts import redirect, render

from niangjia.kernel.documents.visits import asked_too_often, may_ask
from niangjia.kernel.scope.access import public
from niangjia.organizing.actions.cards import check_card
from niangjia.organizing.queries.cards import CardAnswer, Verdict
from niangjia.organizing.rules.cards import card_ref
from niangjia.organizing.web.join_flow import calm

PAGE = "card"


@public("GET")
def card_start(request):
    number, code = request.GET.get("number", "").strip(), request.GET.get("code", "").strip()
    if number.isdecimal() and len(number) <= 12 and code.isdecimal() and len(code) == 6:
        return redirect("card:card_check", card_ref(int(number)), code)
    context = {"number": number, "asked": "number" in request.GET or bool(code)}
    return calm(render(request, "organizing/card_start.html", context))


@public("GET")
def card_check(request, ref, code):
    if asked_too_often(PAGE, request):
        return _answer(request, Verdict(CardAnswer.WRONG), status=429, busy=True)
    verdict = check_card(ref=ref, code=code)
    if verdict.answer == CardAnswer.WRONG:
        may_ask(PAGE, request)  # only wrong codes are counted: a gate checks hundreds
    return _answer(request, verdict)


def _answer(request, verdict, status=200, **context):
    context["verdict"] = verdict
    return calm(render(request, "organizing/card_check.html", context, status=status))
