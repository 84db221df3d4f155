"""Forms of campaigns."""

from django import forms

from niangjia.organizing.queries.campaigns import KEYS
from niangjia.organizing.web.forms_figures import DaysForm
from niangjia.organizing.web.forms_unions import ActorForm, day_field

WIDEST = 10_000_000


class CampaignDaysForm(ActorForm):
    starts_on = day_field("起")
    ends_on = day_field("止", help_text="含当天。")
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    open_ranking = forms.BooleanField(
        label="公开排名", required=False, initial=True,
        help_text="勾选后，参加的单位互相看得到完成数；不勾选，各单位只看自己的。",
    )  # fmt: skip


class CampaignDayForm(DaysForm):
    """Up to which day the progress is counted."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    since = None

    def outside(self, campaign):
        """Why another day is counted than was asked for; empty where none is."""
        if self.day < campaign.starts_on:
            return f"行动自 {campaign.starts_on:%Y-%m-%d} 开始，这以前没有数。"
        if self._given("as_of") and self.day > campaign.ends_on:
            return f"行动到 {campaign.ends_on:%Y-%m-%d} 结束，数到那一天。"
        return ""


class CampaignForm(CampaignDaysForm):
    name = forms.CharField(label="名称", max_length=80)
    field_order = ("name",)


class TargetForm(ActorForm):
    """A number for each place; empty: no target."""

    def __init__(self, *args, places, current, key, **kwargs):
        super().__init__(*args, **kwargs)
        self.places, self.key = places, key if key in KEYS else KEYS[0]
        box = {"inputmode": "numeric", "min": 0}
        for unit in places:
            held = current.get((unit.pk, self.key))
            self.fields[f"p{unit.pk}"] = forms.IntegerField(
                label=unit.short_name, min_value=0, max_value=WIDEST, required=False,
                initial=held.number if held else None, widget=forms.NumberInput(attrs=box),
            )  # fmt: skip
        self.fields["reason"] = forms.CharField(label="说明", max_length=200, required=False)

    @property
    def numbers(self):
        return {(u.pk, self.key): self.cleaned_data[f"p{u.pk}"] for u in self.places}
