"""What is asked of somebody who rates, and of the unit that answers."""

from django import forms

from niangjia.organizing.enums.services import Grade
from niangjia.organizing.web.forms_unions import day_field


class RateForm(forms.Form):
    grade = forms.TypedChoiceField(
        label="这次办理您满意吗", choices=Grade.choices, coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "请选择一项"},
    )  # fmt: skip
    words = forms.CharField(
        label="想说的话（选填）", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="请不要写身份证号、手机号。",
    )  # fmt: skip
    named = forms.ChoiceField(
        label="怎样署名", choices=[("0", "匿名：办理单位不知道是谁"), ("1", "实名：便于回访")],
        initial="0", widget=forms.RadioSelect,
    )  # fmt: skip

    @property
    def told(self):
        given = self.cleaned_data
        return {n: given[n] for n in ("grade", "words")} | {"named": given["named"] == "1"}


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="答复", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明核实情况和怎样整改"},
        help_text="写明核实情况和怎样整改；评价人凭查询码看到。",
    )  # fmt: skip


class PeriodForm(forms.Form):
    since = day_field("自", required=False)
    until = day_field("至", required=False)

    def days(self):
        """(since, until); what cannot be read is left out."""
        self.is_valid()
        return self.cleaned_data.get("since"), self.cleaned_data.get("until")
