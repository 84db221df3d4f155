"""Form of the inbox."""

from django import forms
from django.utils import timezone

from niangjia.kernel.notifications.queries import colleagues


class HandOverForm(forms.Form):
    account_id = forms.TypedChoiceField(label="转办给", coerce=int)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        people = colleagues(actor, timezone.localdate())
        self.fields["account_id"].choices = [("", "请选择"), *people]
