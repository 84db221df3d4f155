"""Forms of the review desk, of undoing, audits and thresholds: HTTP input only."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from niangjia.matching.enums import AuditKind
from niangjia.matching.web.forms_gaps import day_field, source_field


class ReasonForm(forms.Form):
    """Why a link is undone or firms are merged."""

    reason = forms.CharField(
        label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明怎样核实的；与变更一起保留。",
    )  # fmt: skip


class FirmSearchForm(forms.Form):
    """Name, part of a name, pinyin initials or the end of a code."""

    q = forms.CharField(
        label="企业", required=False, max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "名称、拼音首字母、代码后几位"}),
    )  # fmt: skip


class FindForm(forms.Form):
    """What an auditor found of an unmatched row: a firm, or none."""

    firm = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(label="备注", required=False, max_length=200)


class SampleForm(forms.Form):
    """How many rows of a batch are audited."""

    kind = forms.ChoiceField(label="抽查什么", choices=AuditKind.choices)
    size = forms.IntegerField(
        label="样本量", min_value=1, max_value=2_000, initial=100,
        help_text="100 行时，准确率 99% 的区间约为 95% 至 99.8%；行数越多区间越窄。",
    )  # fmt: skip
    seed = forms.CharField(
        label="随机种子", required=False, max_length=40,
        help_text="留空由系统取；写下的种子可以让别人重抽核对。",
    )  # fmt: skip


def share_field(label, **kwargs):
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_value=Decimal(1), max_digits=5, decimal_places=4,
        **kwargs,
    )  # fmt: skip


THRESHOLDS = ("auto_from", "review_from", "own_below", "precision_target")


class ThresholdForm(forms.Form):
    """New thresholds to be tried; nothing applies before the difference has been seen."""

    auto_from = share_field(
        "自动确认不低于", help_text="0 至 1 之间；把握不低于此值且没有矛盾的自动确认。"
    )
    review_from = share_field("人工复核不低于", help_text="低于此值按不匹配处理，不列入待复核。")
    own_below = share_field("低于此值先单独列为一家", help_text="业务名册的行；仍可复核。")
    precision_target = share_field(
        "准确率目标", help_text="提出建议时，自动确认的准确率区间下限须达到此值。"
    )
    min_sample = forms.IntegerField(
        label="提出建议至少需要的判断数", min_value=10, max_value=100_000
    )
    source_text = source_field()
    valid_from = day_field("生效日期")

    def __init__(self, *args, threshold=None, **kwargs):
        super().__init__(*args, **kwargs)
        names = (*THRESHOLDS, "min_sample", "source_text")
        self.initial = {name: getattr(threshold, name) for name in names} | self.initial
        self.initial.setdefault("valid_from", timezone.localdate())

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if day > timezone.localdate():
            raise forms.ValidationError("采用试算即生效，生效日期不能晚于今天。")
        return day

    def settings(self):
        """Values as text, as a trial keeps them."""
        return {name: str(value) for name, value in self.cleaned_data.items()}

    def clean(self):
        found = super().clean()
        if not self.errors and found["auto_from"] < found["review_from"]:
            raise forms.ValidationError("自动确认的阈值不能低于人工复核的阈值。")
        return found


class ShareForm(forms.Form):
    """How many of a hundred rows a second person judges as well."""

    percent = forms.IntegerField(label="抽取百分之几", min_value=0, max_value=100)
    seed = forms.CharField(
        label="随机种子", max_length=40, help_text="换一个种子，抽到的行就不同。"
    )
    source_text = source_field()
    valid_from = day_field("生效日期")

    def __init__(self, *args, share=None, **kwargs):
        super().__init__(*args, **kwargs)
        names = ("percent", "seed", "source_text") if share else ()
        self.initial |= {name: getattr(share, name) for name in names}
        self.initial["valid_from"] = timezone.localdate()
