"""Forms of the register of members: HTTP input only; what holds is decided by the actions."""

from django import forms
from django.utils import timezone

from niangjia.organizing.enums.members import (
    ChangeReason,
    DocumentKind,
    Education,
    HouseholdType,
    NewFormTrade,
    PoliticalStatus,
    WorkRelationKind,
)
from niangjia.organizing.queries.members import own_unions, unions_named
from niangjia.organizing.rules.roster_words import NATIONALITY_CODES
from niangjia.organizing.workflow.memberships import REASONS

PICK = ("", "请选择")


def day_field(label, **kwargs):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


def choice(label, choices, **kwargs):
    return forms.ChoiceField(label=label, choices=[PICK, *choices], **kwargs)


def note_field(label="说明", **kwargs):
    box = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, widget=box, max_length=200, **kwargs)


class FindForm(forms.Form):
    """Exact search; sent by POST so that no number stands in an address."""

    number = forms.CharField(
        label="证件号码、手机号或会员卡号", max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )  # fmt: skip


class LookForm(forms.Form):
    purpose = forms.CharField(label="用途", min_length=2, max_length=100)


class AdmitForm(forms.Form):
    """The clerk's entry: what the paper form holds, the number first."""

    union_id = forms.TypedChoiceField(label="加入工会", coerce=int)
    name = forms.CharField(label="姓名", max_length=60)
    document_kind = forms.ChoiceField(label="证件类别", choices=DocumentKind.choices)
    number = forms.CharField(label="证件号码", max_length=40)
    phone = forms.CharField(label="手机号", max_length=40, required=False)
    on = day_field("批准入会日期", initial=timezone.localdate)
    nationality_group = choice(
        "民族", [(c, f"{n}族") for n, c in NATIONALITY_CODES.items()], required=False
    )
    education = choice("学历", Education.choices, required=False)
    political_status = choice("政治面貌", PoliticalStatus.choices, required=False)
    household_type = choice("户籍类型", HouseholdType.choices, required=False)
    employer_name = forms.CharField(label="工作单位", max_length=300, required=False)
    occupation = forms.CharField(label="岗位", max_length=60, required=False)
    trade = choice("新就业形态", NewFormTrade.choices, required=False)
    address = forms.CharField(label="住址", max_length=200, required=False)
    card_number = forms.CharField(label="会员卡号", max_length=20, required=False)
    migrant = forms.BooleanField(label="农民工", required=False)
    acted_for = forms.CharField(
        label="代办人",
        max_length=80,
        required=False,
        help_text="本人委托窗口代办的，写窗口工作人员。",
    )
    note = note_field(required=False)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        unions = [(union.pk, union.name) for union in own_unions(actor)]
        self.fields["union_id"].choices = unions if len(unions) == 1 else [PICK, *unions]


class StepForm(forms.Form):
    """One form for the plain steps: a day, a reason where the table names several, a note."""

    on = day_field("生效日期", initial=timezone.localdate)
    reason = forms.ChoiceField(label="原因", required=False)
    note = note_field(required=False)

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        reasons = REASONS.get(step.name, ())
        if len(reasons) < 2:
            del self.fields["reason"]
        else:
            self.fields["reason"].choices = [(r, ChangeReason(r).label) for r in reasons]
        self.fields["note"].required = step.needs_reason


class DeemedForm(forms.Form):
    """视为退会: the last sign and the reminders."""

    last_sign = day_field("最后缴费或参加活动")
    reminder_1 = day_field("催告日期")
    reminder_2 = day_field("再次催告", required=False)
    note = note_field(required=False)

    @property
    def reminders(self):
        found = (self.cleaned_data.get(name) for name in ("reminder_1", "reminder_2"))
        return [day for day in found if day]


class FactForm(forms.Form):
    value = forms.CharField(label="更正为", max_length=300, required=False)
    why = forms.CharField(label="依据", max_length=200)

    def __init__(self, *args, label, choices, **kwargs):
        super().__init__(*args, **kwargs)
        if choices:
            self.fields["value"] = choice("更正为", choices, required=False)
        self.fields["value"].label = f"{label}更正为"


class RowForm(forms.Form):
    """Putting a row of the membership right."""

    valid_from = day_field("生效日期")
    note = note_field(required=False)
    migrant = forms.BooleanField(label="农民工", required=False)
    trade = choice("新就业形态", NewFormTrade.choices, required=False)
    why = forms.CharField(label="更正依据", max_length=200)


class WhyForm(forms.Form):
    why = forms.CharField(label="依据", max_length=200)


class WorkForm(forms.Form):
    platform = forms.CharField(label="平台", max_length=40)
    trade = choice("工种", NewFormTrade.choices, required=False)
    relation = forms.ChoiceField(label="用工关系", choices=WorkRelationKind.choices, initial="none")
    place = forms.CharField(label="常在区域", max_length=60, required=False)
    on = day_field("自", initial=timezone.localdate)


class TargetForm(forms.Form):
    """The union a member goes to: typed, then found by name or code."""

    union = forms.CharField(label="转入工会", max_length=200, help_text="全称或统一社会信用代码。")
    on = day_field("生效日期", required=False, help_text="不填为双方确认当日。")
    note = note_field(required=False)

    def clean_union(self):
        text = self.cleaned_data["union"].strip()
        found = unions_named(text)
        exact = [u for u in found if text == u.name or text in u.also or text.upper() in u.also]
        if len(exact) != 1:  # a part of a name moves nobody
            some = "、".join(union.name for union in found[:5])
            raise forms.ValidationError(
                f"请写全称或代码，相近的有：{some}"
                if found
                else "没有找到这个工会，请核对名称或代码"
            )
        return exact[0].pk


class RequestForm(forms.Form):
    """转入申请: the number and the name, nothing else is told or shown."""

    to_union_id = forms.TypedChoiceField(label="转入工会", coerce=int)
    name = forms.CharField(label="姓名", max_length=60)
    number = forms.CharField(label="证件号码", max_length=40)
    on = day_field("生效日期", required=False, help_text="不填为双方确认当日。")
    note = note_field(required=False)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        unions = [(union.pk, union.name) for union in own_unions(actor)]
        self.fields["to_union_id"].choices = unions if len(unions) == 1 else [PICK, *unions]


class AnswerForm(forms.Form):
    answer = note_field("理由")


class ExportForm(forms.Form):
    purpose = forms.CharField(label="导出用途", min_length=2, max_length=100)


class EntryForm(forms.Form):
    """An entry of the register of personal data."""

    owner = forms.CharField(label="责任单位", max_length=60)
    purpose = forms.CharField(label="用途", max_length=200)
    term = forms.CharField(label="保存期限", max_length=200)
    why = forms.CharField(label="修改依据", max_length=200)

    def split(self):
        facts = dict(self.cleaned_data)
        return {"why": facts.pop("why"), "facts": facts}
