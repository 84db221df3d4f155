"""Which figure of which day; and what a figure means."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.http import urlencode

from niangjia.organizing.enums.figures import SPANS, Cut, FigureKey
from niangjia.organizing.rules.figures import check_span, compared_since
from niangjia.organizing.web.forms_unions import ActorForm, day_field
from niangjia.ui.filters import PlainSelect

FIRST = date(1900, 1, 1)


def sensible(day, label):
    """Refuse a day to come, and one before any union; None is left to the default."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(f"{label}不能晚于今天。")
    if day and day < FIRST:
        raise forms.ValidationError(f"{label}太早，请填 {FIRST:%Y-%m-%d} 以后的日期。")
    return day


class DaysForm(forms.Form):
    """Days to count for; what is left out or wrong falls on today and on 1 January."""

    as_of = day_field("截至日期", required=False)
    since = day_field("起始日期", required=False, help_text="新建、新发展按起止日期计，含两端。")

    def clean_as_of(self):
        return sensible(self.cleaned_data["as_of"], "截至日期")

    def clean_since(self):
        day = self.cleaned_data["since"]
        return sensible(day, "起始日期") if day and day < FIRST else day

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

    def clean_against(self):
        return sensible(self.cleaned_data["against"], "对照日期")

    @property
    def other(self):
        return self._given("against")

    @property
    def query(self):
        """The days as parameters of an address, for the same page as a file."""
        days = {"as_of": self.day, "since": self.start, "against": self.other}
        return urlencode({name: day.isoformat() for name, day in days.items() if day})

    @property
    def other_start(self):
        return compared_since(self.start, self.day, self.other) if self.other else None


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
