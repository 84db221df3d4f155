"""Taking a merge, a dissolution or a move back: what it brings back, why, once more, the deed."""

from functools import partial

from niangjia.kernel.scope.access import page
from niangjia.organizing.actions.moves_large import begin_undo_move
from niangjia.organizing.actions.undo import undo_ending
from niangjia.organizing.policies.unions import KEEPERS
from niangjia.organizing.queries.undo import change_for, ending_preview
from niangjia.organizing.queries.undo_moves import move_for, move_preview
from niangjia.organizing.web.attempts import attempt, back_to, filled, moved, undo_page
from niangjia.organizing.web.forms_unions import UndoForm
from niangjia.ui.pages import confirm_page, confirmed


@page("GET", "POST", roles=KEEPERS)
def change_undo(request, change_id):
    change = change_for(request.actor.scope, change_id)
    title = f"撤回{change.get_kind_display()}{change.union.unit.name}"
    preview, form = ending_preview(change), filled(UndoForm, request, union=change.union)
    if form.is_valid() and not preview.obstacles:
        if not confirmed(request):
            return confirm_page(request, title=title, message=f"{preview.told}。", label="确定撤回")
        done = attempt(form, undo_ending, change_id=change_id, **form.cleaned_data)
        if done is not None:
            return back_to(request, change.union_id, f"已撤回，{int(done):,} 名会员恢复原样。")
    return undo_page(request, form, title, preview, deed=change)


@page("GET", "POST", roles=KEEPERS)
def move_undo(request, move_id):
    move = move_for(request.actor.scope, move_id)
    title = f"撤回调整{move.unit.name}的隶属"
    preview, form = move_preview(move), filled(UndoForm, request)
    if form.is_valid() and not preview.obstacles:
        if not confirmed(request):
            return confirm_page(request, title=title, message=f"{preview.told}。", label="确定撤回")
        done = attempt(form, begin_undo_move, move_id=move_id, **form.cleaned_data)
        if done is not None:
            told = partial("已移回{}之下，{:,} 家工会随之更正。".format, move.before.name)
            return moved(request, done, move.unit_id, told)
    return undo_page(request, form, title, preview, deed=move)
