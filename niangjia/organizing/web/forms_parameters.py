"""Forms of the rule book."""

import re

from django import forms

from niangjia.organizing.enums.parameters import ParameterCode
from niangjia.organizing.web.forms_unions import ActorForm, day_field

LINE = re.compile(r"^\s*(\d+)\s*[-–—~～]\s*(\d*)\s*[:：]\s*(\d+)\s*[-–—~～]\s*(\d+)\s*(单数)?\s*$")


class SourcedForm(ActorForm):
    valid_from = day_field("自", help_text="此前的日子仍按原来的规定。")
    source_text = forms.CharField(label="依据", max_length=300, help_text="文件名称与文号。")


class ParameterForm(SourcedForm):
    code = forms.ChoiceField(label="参数", choices=ParameterCode.choices)
    value = forms.CharField(label="值", max_length=20, help_text="整数，比例写成分数，如 2/3。")
    field_order = ("code", "value")


class SizesForm(SourcedForm):
    lines = forms.CharField(
        label="各档", widget=forms.Textarea(attrs={"rows": 10}),
        help_text="一行一档：会员数起-止：最少-最多，只取单数的在后面写“单数”；最后一档的止可以空着。",
    )  # fmt: skip
    field_order = ("lines",)

    def clean_lines(self):
        texts = [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        return [self._line(number, text) for number, text in enumerate(texts, 1)]

    def _line(self, number, text):
        found = LINE.match(text)
        if found is None:
            raise forms.ValidationError(f"第 {number} 行写不成一档：{text}")
        low, high, least, most, odd = found.groups()
        return {
            "members_from": int(low), "members_to": int(high) if high else None,
            "seats_min": int(least), "seats_max": int(most), "odd_only": bool(odd),
        }  # fmt: skip


def lines_of(rows):
    """The lines as the form reads them."""
    return "\n".join(
        f"{r.members_from}-{r.members_to or ''}：{r.seats_min}-{r.seats_max}"
        f"{' 单数' if r.odd_only else ''}"
        for r in rows
    )
