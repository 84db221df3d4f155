"""The auditor's filter."""

from django import forms

from niangjia.kernel.audit.queries import Wish


class EventFilter(forms.Form):
    person = forms.CharField(label="操作人或单位", max_length=80, required=False)
    deed = forms.CharField(label="动作", max_length=60, required=False)
    target = forms.CharField(
        label="对象", max_length=80, required=False, help_text="类别、编号，或两者以空格隔开"
    )
    since = forms.DateField(
        label="起", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="止", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self):
        found = super().clean()
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", "止不能早于起。")
        return found

    @property
    def wish(self) -> Wish:
        """What was asked for; fields that could not be read do not count."""
        self.is_valid()
        return Wish(
            **{name: self.cleaned_data.get(name) or None for name in ("since", "until")}
            | {
                name: self.cleaned_data.get(name, "").strip()
                for name in ("person", "deed", "target")
            }
        )
