"""Forms of the inbox."""

from django import forms
from django.utils import timezone

from niangjia.kernel.clocks.queries import current_calendar
from niangjia.kernel.notifications.countersigns import Question
from niangjia.kernel.notifications.queries import colleagues
from niangjia.kernel.notifications.signers import parts_of, signers

ANSWER_DAYS = 3
"""Working days for an answer unless the asker says otherwise. Our own choice."""


class HandOverForm(forms.Form):
    account_id = forms.TypedChoiceField(label="转办给", coerce=int)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = colleagues(actor, timezone.localdate())
        self.fields["account_id"].choices = [("", "请选择"), *self.people]


class AskForm(forms.Form):
    part = forms.TypedChoiceField(label="会签哪一件", coerce=int)
    post_ids = forms.TypedMultipleChoiceField(
        label="请谁会签", coerce=int, widget=forms.CheckboxSelectMultiple
    )
    question = forms.CharField(
        label="请会签的问题", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = forms.DateField(label="请在何日前答复", widget=forms.DateInput(attrs={"type": "date"}))
    must = forms.BooleanField(label="必须会签：没有全部答复，不能办理", required=False)

    def __init__(self, *args, actor, item, **kwargs):
        due = current_calendar().add_working_days(timezone.localdate(), ANSWER_DAYS).due
        super().__init__(*args, initial={"due_on": due.isoformat()}, **kwargs)
        self.people = signers(actor, item)
        named = [(one.post_id, f"{one.name}（{one.label}）") for one in self.people]
        self.fields["post_ids"].choices = named
        if parts := parts_of(actor, item):
            chosen = [(part.number, part.label) for part in parts]
            self.fields["part"].choices = [("", "请选择"), *chosen]
        else:
            del self.fields["part"]

    @property
    def question_asked(self):
        told = self.cleaned_data
        return Question(told["question"], told["due_on"], told["must"], told.get("part"))


class AnswerForm(forms.Form):
    agree = forms.TypedChoiceField(
        label="意见", coerce=lambda value: value == "1", widget=forms.RadioSelect,
        choices=[("1", "同意"), ("0", "不同意")],
    )  # fmt: skip
    answer = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不同意的，请写明理由。",
    )  # fmt: skip


class AsideForm(forms.Form):
    reason = forms.CharField(
        label="不采纳的理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
