"""Moves, mergers and dissolutions: first what it means, then a confirmation, then the deed."""

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.queries import unit_for
from niangjia.organizing.actions import endings
from niangjia.organizing.actions.moves_large import begin_move
from niangjia.organizing.policies.unions import KEEPERS
from niangjia.organizing.queries.subtrees import weight_of
from niangjia.organizing.queries.unions import union_for
from niangjia.organizing.web.attempts import attempt, back_to, filled, form_page, moved
from niangjia.organizing.web.forms_unions import DissolveForm, MergeForm, MoveForm
from niangjia.ui.pages import confirm_page, confirmed

FUNDS = ("amount", "property_text", "papers_text", "handed_by", "received_by")


@page("GET", "POST", roles=KEEPERS)
def unit_move(request, unit_id):
    unit = unit_for(request.actor.scope, unit_id)
    form, weight = filled(MoveForm, request, unit=unit), weight_of(unit.scope)
    if form.is_valid():
        to = unit_for(request.actor.scope, form.cleaned_data["superior_id"])
        if not confirmed(request):
            return confirm_page(request, title=f"移动{unit.name}", message=_said(unit, to, weight))
        done = attempt(form, begin_move, unit_id=unit.pk, **form.cleaned_data)
        if done is not None:
            told = f"已移到{to.name}之下，随迁工会{weight.unions:,}家。"
            return moved(request, done, unit.pk, lambda _: told)
    return form_page(request, form, f"移动{unit.name}", submit="预览", weight=weight, unit=unit)


def _said(unit, to, weight):
    return (
        f"{unit.name}连同下级共{weight.units:,}个单位、{weight.unions:,}家工会、"
        f"{weight.members:,}名会员移到{to.name}之下。此前各日的数字仍按原隶属计。"
    )


def _ended(form, deed, union_id):
    """Funds become one value; the rest goes to the deed as it is."""
    facts = form.facts()
    funds = endings.Funds(**{name: facts.pop(name) for name in FUNDS})
    return attempt(form, deed, union_id=union_id, funds=funds, **facts)


def _ending(request, union_id, kind, deed, words):
    union = union_for(request.actor.scope, union_id)
    form, weight = filled(kind, request, union=union), weight_of(union.unit.scope)
    title, message = (text.format(name=union.unit.name, n=f"{weight.members:,}") for text in words)
    if form.is_valid():
        if not confirmed(request):
            return confirm_page(request, title=title, message=message)
        if (people := _ended(form, deed, union_id)) is not None:
            return back_to(request, union_id, f"已办理，涉及会员{int(people):,}人。")
    return form_page(request, form, title, union=union, submit="预览", weight=weight)


@page("GET", "POST", roles=KEEPERS)
def union_merge(request, union_id):
    words = ("合并{name}", "{name}并入所选工会：{n}名会员和全部覆盖单位随转，本会不再存在。")
    return _ending(request, union_id, MergeForm, endings.merge_union, words)


@page("GET", "POST", roles=KEEPERS)
def union_dissolve(request, union_id):
    words = ("撤销{name}", "撤销{name}：{n}名会员按所选方式处理，任期、席位和覆盖一并终止。")
    return _ending(request, union_id, DissolveForm, endings.dissolve_union, words)
