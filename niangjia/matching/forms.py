"""Forms of the linkage: HTTP input only."""

from django import forms
from django.utils import timezone


def day_field(label, **kwargs):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


class DayForm(forms.Form):
    """As of which day."""

    as_of = day_field("截至日期")

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError("截至日期不能晚于今天")
        return day


class LinkForm(DayForm):
    full = forms.BooleanField(
        label="全部重算",
        required=False,
        help_text="台账各行全部重新计算；名册没有变化的仍不重复比对。",
    )
