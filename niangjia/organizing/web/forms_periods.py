"""Forms of period tables: HTTP input only; what holds is decided by the actions."""

from django import forms
from django.utils import timezone

from niangjia.organizing.enums.figures import MEASURE, FigureKey
from niangjia.organizing.enums.periods import Cadence, PeriodReach
from niangjia.organizing.rules.periods import Told, recent
from niangjia.organizing.web.forms_unions import ActorForm, day_field, long_text


class PeriodFormForm(ActorForm):
    name = forms.CharField(label="报表名称", max_length=60)
    cadence = forms.ChoiceField(label="频次", choices=Cadence.choices)
    reach = forms.ChoiceField(label="填报范围", choices=PeriodReach.choices)
    due_days = forms.IntegerField(
        label="期末后几个工作日内上报", min_value=1, max_value=60, initial=5,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    valid_from = day_field("自哪一天起", help_text="这一天以后结束的各期才下发。")
    source_text = forms.CharField(label="依据", max_length=300, help_text="文件名称与文号。")
    keys = forms.MultipleChoiceField(
        label="指标", choices=FigureKey.choices, widget=forms.CheckboxSelectMultiple
    )


class SendForm(ActorForm):
    until = forms.TypedChoiceField(label="期别")

    def __init__(self, *args, kept, **kwargs):
        super().__init__(*args, **kwargs)
        periods = recent(kept.cadence, timezone.localdate(), not_before=kept.valid_from)
        self.by_day = {period.until.isoformat(): period for period in periods}
        self.fields["until"].choices = [(day, p.label) for day, p in self.by_day.items()]

    @property
    def day(self):
        return self.by_day[self.cleaned_data["until"]].until


class ReportForm(ActorForm):
    """A number and a reason for each figure; the number stands there as counted."""

    def __init__(self, *args, cells, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = [cell.key for cell in cells]
        for cell in cells:
            said = f"系统计数 {cell.counted:,}。"
            if cell.defect:
                said += f"退回时写明：{cell.defect}"
            self.fields[f"value_{cell.key}"] = forms.IntegerField(
                label=f"{cell.label}（{MEASURE.get(cell.key, '人')}）", min_value=0,
                max_value=2_000_000_000, initial=cell.reported, help_text=said,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
            self.fields[f"reason_{cell.key}"] = forms.CharField(
                label=f"{cell.label}不一致的原因", max_length=300, required=False,
                initial=cell.reason, help_text="与系统计数一致时不用填。",
            )  # fmt: skip

    @property
    def told(self):
        given = self.cleaned_data
        return {key: Told(given[f"value_{key}"], given[f"reason_{key}"]) for key in self.keys}


class StepForm(ActorForm):
    """What is said with a decision; ``must``: a reason is wanted."""

    reason = long_text("说明", required=False)

    def __init__(self, *args, must=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = must

    @property
    def facts(self):
        return {"reason": self.cleaned_data["reason"]}


class ReturnForm(ActorForm):
    """What is wrong, cell by cell."""

    def __init__(self, *args, cells, **kwargs):
        super().__init__(*args, **kwargs)
        for cell in cells:
            said = f"上报 {cell.reported:,}，系统计数 {cell.counted:,}"
            said += f"，原因：{cell.reason}" if cell.reason else ""
            self.fields[f"defect_{cell.key}"] = forms.CharField(
                label=f"{cell.label}的问题", max_length=300, required=False, help_text=said
            )
        self.fields["reason"] = long_text("总的原因", required=False)

    @property
    def facts(self):
        given = dict(self.cleaned_data)
        reason = given.pop("reason")
        return {
            "reason": reason,
            "defects": {name.removeprefix("defect_"): text for name, text in given.items()},
        }
