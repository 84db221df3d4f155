"""Which year's form."""

from django import forms

from niangjia.ui.filters import PlainSelect

FIRST_YEAR = 2017
"""The first whole year of the registration of members by name."""


class YearPick(forms.Form):
    """A wrong or absent year falls on the last whole one."""

    year = forms.ChoiceField(label="年份", required=False, widget=PlainSelect)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.last_whole = today.year - 1
        years = range(today.year, FIRST_YEAR - 1, -1)
        self.fields["year"].choices = [(str(year), f"{year}年") for year in years]
        self.fields["year"].initial = str(self.last_whole)

    @property
    def chosen(self):
        given = self.cleaned_data.get("year") if self.is_valid() else ""
        return int(given or self.last_whole)
