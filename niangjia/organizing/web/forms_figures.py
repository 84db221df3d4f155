"""Which figure of which day; and what a figure means."""

from django import forms
from django.utils import timezone

from niangjia.organizing.enums.figures import SPANS, Cut, FigureKey
from niangjia.organizing.rules.figures import check_span
from niangjia.organizing.web.forms_unions import ActorForm, day_field
from niangjia.ui.filters import PlainSelect


class DaysForm(forms.Form):
    """Days to count for; what is left out or wrong falls on today and on 1 January."""

    as_of = day_field("截至日期", required=False)
    since = day_field("起始日期", required=False, help_text="新建、新发展按起止日期计，含两端。")

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("截至日期不能晚于今天。")
        return day

    def clean(self):
        given = super().clean()
        if given.get("since"):
            check_form_span(given["since"], given.get("as_of") or timezone.localdate())
        return given

    @property
    def day(self):
        return self._given("as_of") or timezone.localdate()

    @property
    def start(self):
        return self._given("since") or self.day.replace(month=1, day=1)

    def _given(self, name):
        return self.cleaned_data.get(name) if self.is_valid() else None


def check_form_span(since, day):
    try:
        check_span(since, day)
    except ValueError as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


class CompareForm(DaysForm):
    against = day_field("对照日期", required=False, help_text="不填不对照。")

    @property
    def other(self):
        return self._given("against")


class CutForm(DaysForm):
    """Days, and by what the figure is cut."""

    by = forms.ChoiceField(label="分组", choices=Cut.choices, required=False, widget=PlainSelect)

    def __init__(self, *args, key, **kwargs):
        super().__init__(*args, **kwargs)
        if key not in SPANS:
            del self.fields["since"]

    @property
    def cut(self):
        return self._given("by") or Cut.COUNTY.value


class DefinitionForm(ActorForm):
    words = forms.CharField(
        label="口径", max_length=400, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写清计什么、不计什么、以哪一天为准。",
    )  # fmt: skip
    preparatory = forms.BooleanField(label="含筹备中的工会", required=False)
    retained = forms.BooleanField(label="含保留会籍的会员", required=False)
    valid_from = day_field("自", help_text="此前的日子仍按原来的口径。")
    source_text = forms.CharField(label="依据", max_length=300, help_text="文件名称与文号。")
    field_order = ("words", "preparatory", "retained")

    def __init__(self, *args, key, **kwargs):
        super().__init__(*args, **kwargs)
        if key not in (FigureKey.UNIONS, FigureKey.NEW_FORM_UNIONS):
            del self.fields["preparatory"]
        if key != FigureKey.MEMBERS:
            del self.fields["retained"]
