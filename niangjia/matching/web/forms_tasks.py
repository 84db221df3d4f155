"""Forms of the task list: HTTP input only; what holds is decided by the actions."""

import re

from django import forms
from django.utils import timezone

from niangjia.kernel.clocks.rules import DayKind
from niangjia.matching.enums import Attitude, Clock, MaterialKind, MetWith
from niangjia.matching.queries.materials import departments_for, materials_for
from niangjia.matching.queries.task_desk import organisers_in, route_units
from niangjia.matching.workflow import REASONS

PICK = ("", "请选择")
PAPER = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx"


def day_field(label, **kwargs):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


def text_field(label, rows=3, **kwargs):
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=box, max_length=500, **kwargs)


class TaskForm(forms.Form):
    """A step on one task: knows the task and who asks."""

    def __init__(self, *args, actor, task=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor, self.task = actor, task


class NoteForm(TaskForm):
    note = text_field("说明", required=False)


class WhyForm(TaskForm):
    note = text_field("原因")


class GiveForm(TaskForm):
    """承办单位与承办人: one choice gives both."""

    person = forms.ChoiceField(label="承办人")
    note = text_field("原因", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = organisers_in(self.actor.scope, timezone.localdate())
        groups = {}
        for code, unit, name in people:
            groups.setdefault(unit, []).append((code, name))
        self.fields["person"].choices = [PICK, *groups.items()]

    def clean(self):
        found = super().clean()
        if "person" in found:
            found["unit_id"], found["account_id"] = map(int, found.pop("person").split(":"))
        return found


class ReasonForm(TaskForm):
    """A reason from the step's list."""

    step = ""
    reason = forms.ChoiceField(label="原因")
    note = text_field("说明", required=False, help_text="原因选“其他”时必填。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [PICK, *((r.value, r.label) for r in REASONS[self.step])]


class ReturnForm(ReasonForm):
    step = "return"


def evidence_field(hint):
    box = forms.FileInput(attrs={"accept": PAPER})
    return forms.FileField(label="佐证材料", widget=box, help_text=hint)


class ReleaseForm(ReasonForm):
    step = "release"
    evidence = evidence_field("注销证明、参保清单等，照片、PDF、Word 或 Excel。")


class EstablishForm(ReasonForm):
    step = "establish"
    union_name = forms.CharField(label="工会名称", max_length=200)
    established_on = day_field("建会日期")
    evidence = evidence_field("上级工会批复，照片、PDF 或 Word。")
    field_order = ("reason", "union_name", "established_on", "evidence", "note")


class VisitForm(TaskForm):
    """走访登记: short enough for a phone at the factory gate."""

    visited_on = day_field("走访日期")
    met = forms.MultipleChoiceField(
        label="会见对象", choices=MetWith.choices, widget=forms.CheckboxSelectMultiple,
        help_text="只选职务，不登记姓名。",
    )  # fmt: skip
    attitude = forms.ChoiceField(
        label="企业态度", choices=Attitude.choices, widget=forms.RadioSelect
    )
    headcount = forms.IntegerField(label="现场了解职工人数", min_value=0, required=False)
    questions = text_field("企业提出的问题", required=False)
    note = text_field("走访情况", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visited_on"].initial = timezone.localdate()
        self.materials = list(materials_for(self.actor).filter(active=True))
        for material in self.materials:
            self.fields[f"copies_{material.pk}"] = forms.IntegerField(
                label=f"发放《{material.title}》", min_value=0, required=False,
                help_text=f"库存{material.left:,}份。", widget=_count(),
            )  # fmt: skip

    def clean(self):
        found = super().clean()
        given = {m.pk: found.pop(f"copies_{m.pk}", None) for m in self.materials}
        found["materials"] = {pk: copies for pk, copies in given.items() if copies}
        return found


def _count():
    return forms.NumberInput(attrs={"inputmode": "numeric"})


class OpinionForm(TaskForm):
    department_id = forms.TypedChoiceField(label="承接部门", coerce=int)
    text = text_field("企业的意见", rows=4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        departments = departments_for(self.actor)
        self.fields["department_id"].choices = [PICK, *((u.pk, str(u)) for u in departments)]


class AnswerForm(TaskForm):
    answer = text_field("答复", rows=5)


class StageForm(TaskForm):
    firm_on = day_field("企业日期", required=False)
    union_on = day_field("工会日期", required=False)


class MaterialForm(TaskForm):
    title = forms.CharField(label="名称", max_length=100)
    kind = forms.ChoiceField(label="类别", choices=MaterialKind.choices)
    printed = forms.IntegerField(label="印数", min_value=0, widget=_count())


class PrintForm(TaskForm):
    copies = forms.IntegerField(label="加印份数", min_value=1, widget=_count())


SIGNS = re.compile(r"[\s、，,；;]+")


class WordsField(forms.CharField):
    """Several short words in one line."""

    def clean(self, value):
        return [word for word in SIGNS.split(super().clean(value)) if word]


class ClockForm(TaskForm):
    code = forms.ChoiceField(label="期限", choices=Clock.choices)
    days = forms.IntegerField(label="天数", min_value=1, max_value=730, widget=_count())
    kind = forms.ChoiceField(label="计法", choices=[(k.value, k.label) for k in DayKind])
    source_text = forms.CharField(label="依据", max_length=300)


class RouteForm(TaskForm):
    unit_id = forms.TypedChoiceField(label="范围", coerce=int)
    label = forms.CharField(label="行业", max_length=40)
    codes = WordsField(
        label="行业代码", required=False, help_text="国民经济行业代码的开头或门类字母，用顿号隔开。"
    )
    words = WordsField(label="关键词", required=False, help_text="没有代码时看行业和企业名称。")
    target_id = forms.TypedChoiceField(label="承办的行业工会联合会", coerce=int)
    source_text = forms.CharField(label="依据", max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        areas, targets = route_units(self.actor.scope)
        self.fields["unit_id"].choices = [PICK, *areas]
        self.fields["target_id"].choices = [PICK, *targets]
