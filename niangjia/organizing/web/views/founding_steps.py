"""The steps of a case: one page a step, with the form the step needs."""

from django.http import Http404

from niangjia.kernel.scope.access import page
from niangjia.organizing.actions import (
    founding_apply,
    founding_ballots,
    founding_equip,
    founding_meeting,
    founding_recall,
    founding_result,
)
from niangjia.organizing.policies.founding import open_steps
from niangjia.organizing.queries.founding import case_for
from niangjia.organizing.queries.founding_election import election_of
from niangjia.organizing.web import forms_founding as forms
from niangjia.organizing.web.attempts import filled
from niangjia.organizing.web.forms_founding_ballot import BallotForm, HeadsForm
from niangjia.organizing.web.views.founding import asked
from niangjia.organizing.workflow.founding import DECIDERS, FOUNDING_FLOW, HANDS, REGISTRARS

STEPS = {
    "submit": (forms.PlainForm, founding_apply.submit),
    "approve": (forms.CodeForm, founding_apply.approve),
    "return": (forms.DefectForm, founding_apply.return_application),
    "refuse": (forms.ReasonForm, founding_apply.refuse),
    "enrol": (forms.PlainForm, founding_meeting.enrol),
    "nominate": (forms.SlateForm, founding_meeting.nominate),
    "reopen": (forms.ReasonForm, founding_meeting.reopen),
    "ask_meeting": (forms.MeetingForm, founding_meeting.ask_meeting),
    "approve_meeting": (forms.CodeForm, founding_meeting.approve_meeting),
    "return_meeting": (forms.DefectForm, founding_apply.return_meeting),
    "postpone": (forms.PostponeForm, founding_meeting.postpone),
    "hold": (forms.PlainForm, founding_ballots.hold),
    "correct": (forms.ReasonForm, founding_ballots.correct),
    "report": (forms.PlainForm, founding_result.report),
    "establish": (forms.CodeForm, founding_result.establish),
    "return_result": (forms.DefectForm, founding_apply.return_result),
    "invalidate": (forms.ReasonForm, founding_result.invalidate),
    "seal": (forms.SealForm, founding_equip.seal),
    "seal_last": (forms.SealForm, founding_equip.seal),
    "file": (forms.FileForm, founding_equip.file_legal),
    "certify": (forms.CertifyForm, founding_equip.certify),
    "certify_last": (forms.CertifyForm, founding_equip.certify),
    "waive": (forms.ReasonForm, founding_equip.waive),
    "account": (forms.AccountForm, founding_equip.account),
    "fund": (forms.FundForm, founding_equip.fund),
    "operate": (forms.OperateForm, founding_equip.operate),
    "recall": (forms.PlainForm, founding_recall.recall),
    "recall_meeting": (forms.PlainForm, founding_recall.recall),
    "recall_result": (forms.PlainForm, founding_recall.recall),
    "withdraw": (forms.ReasonForm, founding_apply.withdraw),
    "stop": (forms.ReasonForm, founding_apply.stop),
}
EVERYBODY = HANDS | DECIDERS | REGISTRARS


@page("GET", "POST", roles=EVERYBODY)
def case_step(request, case_id, name):
    case = case_for(request.actor.scope, case_id)
    if name not in STEPS:
        raise Http404("没有这个步骤")
    kind, deed = STEPS[name]
    step, form = FOUNDING_FLOW.steps[name], filled(kind, request, case=case)

    def do(**facts):
        return deed(case_id=case_id, by=request.actor, **facts)

    closed = request.method == "GET" and step not in open_steps(request.actor, case)
    return asked(request, form, do, title=step.label, case=case, closed=closed, step=step,
                 said=f"已办理：{step.label}。", submit=step.label)  # fmt: skip


@page("GET", "POST", roles=HANDS)
def case_plan(request, case_id):
    """The day and place of the assembly, before the 请示 is made from them."""
    case = case_for(request.actor.scope, case_id)
    form = filled(forms.MeetingForm, request, case=case)

    def do(**facts):
        return founding_meeting.plan_meeting(case_id=case_id, by=request.actor, **facts)

    return asked(request, form, do, title="拟定大会日期和地点", case=case, submit="保存")


@page("GET", "POST", roles=HANDS)
def case_ballot(request, case_id, seat):
    case = case_for(request.actor.scope, case_id)
    election = election_of(case)
    turn = election.next_round(seat)
    if turn is None:
        raise Http404("这一项不需要再投票")
    last = election.judged[-1] if election.judged else None
    form = filled(BallotForm, request, case=case, turn=turn, last=last)

    def do(**facts):
        return founding_ballots.record_ballot(case_id=case_id, by=request.actor, **facts)

    title = f"登记投票：{turn.label}，应选{turn.seats}人"
    return asked(
        request, form, do, title=title, case=case, columns=3, said="已登记，结果见选举情况。"
    )


@page("GET", "POST", roles=HANDS)
def ballot_void(request, case_id, ballot_id):
    case = case_for(request.actor.scope, case_id)
    form = filled(forms.ReasonForm, request, case=case)

    def do(**facts):
        return founding_ballots.void_ballot(
            case_id=case_id, ballot_id=ballot_id, by=request.actor, **facts
        )

    return asked(
        request, form, do, title="作废这轮投票", case=case, submit="作废", said="已作废，记录留存。"
    )


@page("GET", "POST", roles=HANDS)
def case_heads(request, case_id):
    case = case_for(request.actor.scope, case_id)
    form = filled(HeadsForm, request, case=case, election=election_of(case))

    def do(**facts):
        return founding_ballots.set_heads(case_id=case_id, by=request.actor, **facts)

    return asked(request, form, do, title="登记分工", case=case, submit="保存")
