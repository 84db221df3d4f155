"""Steps on tasks: one page a step, with the form the step needs."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from niangjia.kernel.scope.access import page
from niangjia.kernel.scope.enums import Role
from niangjia.kernel.workflow import NotAllowed
from niangjia.matching.actions import founding, opinions, task_lists, task_visits, tasks
from niangjia.matching.enums import SyncStage
from niangjia.matching.queries.tasks import task_for, task_rows
from niangjia.matching.web import forms_tasks as forms
from niangjia.matching.web.listings_tasks import TaskListing
from niangjia.matching.workflow import TASK_FLOW

WORKERS = {Role.CLERK, Role.ORGANISER}
PAGES = {
    "assign": (forms.GiveForm, tasks.assign),
    "reassign": (forms.GiveForm, tasks.reassign),
    "visit": (forms.VisitForm, task_visits.record_visit),
    "revisit": (forms.VisitForm, task_visits.record_visit),
    "agree": (forms.NoteForm, tasks.agree),
    "establish": (forms.EstablishForm, tasks.establish),
    "release": (forms.ReleaseForm, tasks.release),
    "return": (forms.ReturnForm, tasks.return_task),
    "reopen": (forms.WhyForm, tasks.reopen),
}


def attempt(form, deed, **facts):
    """Do it; what the action refuses is said above the form."""
    upload = facts.pop("evidence", None)
    if upload is not None:
        facts["evidence"] = tasks.Evidence(upload, upload.name)
    try:
        return deed(by=form.actor, **facts) or True
    except (ValueError, NotAllowed) as refusal:
        form.add_error(None, str(refusal))
        return None


def _form(kind, request, task=None):
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return kind(*sent, actor=request.actor, task=task)


def _answer(request, task, form, title, submit="提交"):
    context = {"form": form, "task": task, "step_title": title, "submit": submit}
    context["back"] = reverse("matching:task_detail", args=[task.pk])
    return render(request, "matching/tasks/step.html", context)


@page("GET", "POST", roles=WORKERS)
def task_step(request, task_id, name):
    task = task_for(request.actor.scope, task_id)
    if name not in PAGES:
        raise Http404("没有这个步骤")
    kind, deed = PAGES[name]
    form = _form(kind, request, task)
    if form.is_valid() and attempt(form, deed, task_id=task.pk, **form.cleaned_data):
        messages.success(request, f"已办理：{TASK_FLOW.steps[name].label}")
        return redirect("matching:task_detail", task.pk)
    return _answer(request, task, form, TASK_FLOW.steps[name].label)


@page("GET", "POST", roles=WORKERS)
def task_undo(request, task_id):
    task = task_for(request.actor.scope, task_id)
    form = _form(forms.TaskForm, request, task)
    if form.is_valid() and attempt(form, tasks.undo, task_id=task.pk):
        messages.success(request, "已撤回最后一步，记录保留。")
        return redirect("matching:task_detail", task.pk)
    return _answer(request, task, form, "撤回最后一步", "撤回")


@page("POST", roles={Role.ORGANISER})
def task_found(request, task_id):
    """Over into a founding case, with everything that is known."""
    try:
        where = founding.start_case(task_id=task_id, by=request.actor)
    except (ValueError, NotAllowed) as refusal:
        messages.error(request, str(refusal))
        return redirect("matching:task_detail", task_id)
    messages.success(request, "已发起建会：台账里的事项已带入，请补填其余的。")
    return redirect(where)


@page("GET", "POST", roles=WORKERS)
def task_stage(request, task_id, stage):
    task = task_for(request.actor.scope, task_id)
    if stage not in SyncStage.values:
        raise Http404("没有这个阶段")
    form = _form(forms.StageForm, request, task)
    facts = {"task_id": task.pk, "stage": stage}
    if form.is_valid() and attempt(form, task_visits.date_stage, **facts, **form.cleaned_data):
        messages.success(request, "已登记三同步日期。")
        return redirect("matching:task_detail", task.pk)
    return _answer(request, task, form, f"三同步：{SyncStage(stage).label}", "保存")


@page("GET", "POST", roles=WORKERS)
def opinion_new(request, task_id):
    task = task_for(request.actor.scope, task_id)
    form = _form(forms.OpinionForm, request, task)
    facts = {"task_id": task.pk}
    if form.is_valid() and attempt(form, opinions.pass_opinion, **facts, **form.cleaned_data):
        messages.success(request, "意见已转交，部门联络员已收到待办。")
        return redirect("matching:task_detail", task.pk)
    return _answer(request, task, form, "转交企业意见", "转交")


@page("POST", roles={Role.CLERK})
def task_give_many(request):
    """First the choice of a person for the ticked tasks, then, with ``task``, the deed."""
    chosen = [task for task in request.POST.getlist("task") if task.isdecimal()]
    form = forms.GiveForm(request.POST if chosen else None, actor=request.actor)
    if chosen and form.is_valid():
        done = attempt(form, task_lists.give_all, task_ids=[int(t) for t in chosen],
                       **form.cleaned_data)  # fmt: skip
        if done:
            messages.success(request, f"已派单{done}项。")
            return redirect("matching:task_list")
    listing = TaskListing(request, task_rows(request.actor.scope))
    ids = chosen or list(listing.picked().values_list("pk", flat=True))
    return render(request, "matching/tasks/give_many.html", {"form": form, "ids": ids})


@page("POST", roles={Role.CLERK})
def tasks_create(request, run_id):
    """From the gap run's page: the ticked hits (``row``), or all of the run (``everything``)."""
    rows = [int(row) for row in request.POST.getlist("row") if row.isdecimal()]
    every = request.POST.get("everything") == "1" or not rows
    counts = task_lists.create_tasks(run_id=run_id, by=request.actor, hits=None if every else rows)
    text = f"新列入{counts.created}项，其中{counts.unassigned}项待派单；已有任务{counts.known}家。"
    messages.success(request, text)
    return redirect("matching:task_list")
