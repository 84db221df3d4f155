"""What the import's pages take in."""

from django import forms
from django.utils import timezone

from niangjia.kernel.imports.actions import WrongMapping
from niangjia.kernel.imports.enums import Extent, RunState
from niangjia.kernel.imports.intake import Intake, intakes
from niangjia.kernel.imports.policies import may_load, may_look


def _choices(may, actor):
    return [(intake.code, intake.label) for intake in intakes() if may(actor, intake)]


class UploadForm(forms.Form):
    """A list and what the clerk knows of it. The file itself is checked by the action."""

    intake = forms.ChoiceField(label="名册")
    as_of = forms.DateField(
        label="名册日期", initial=timezone.localdate, help_text="名册反映的是哪一天的情况。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    extent = forms.ChoiceField(
        label="范围", choices=Extent.choices, initial=Extent.FULL,
        help_text="全量：名册里没有的视为已消失；增量：只补充和更正。",
    )  # fmt: skip
    amends = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["intake"].choices = _choices(may_load, actor)

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError("名册日期不能晚于今天")
        return day


class FilterForm(forms.Form):
    """Which imports are listed."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *RunState.choices]
    )
    intake = forms.ChoiceField(label="名册", required=False)

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["intake"].choices = [("", "全部"), *_choices(may_look, actor)]

    @property
    def chosen(self):
        """Only what is a valid choice."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("state", "intake")}


class HeaderForm(forms.Form):
    """Another worksheet, or the rows of the header where the guess was wrong."""

    sheet_name = forms.ChoiceField(label="工作表", required=False)
    header_first = forms.IntegerField(label="表头从第几行", min_value=1, max_value=60)
    header_last = forms.IntegerField(label="到第几行", min_value=1, max_value=60)

    def __init__(self, *args, names=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet_name"].choices = [(name, name) for name in names]
        if len(names) < 2:
            del self.fields["sheet_name"]


def read_mapping(posted, width: int, intake: Intake) -> dict[str, int]:
    """Column name → position, from the selects of the mapping table; ``WrongMapping``."""
    mapping: dict[str, int] = {}
    known = {column.name: column.label for column in intake.columns}
    for place in range(width):
        name = posted.get(f"column-{place}", "")
        if not name:
            continue
        if name in mapping:
            raise WrongMapping(f"“{known.get(name, name)}”被选了两次，请只对应一列")
        mapping[name] = place
    return mapping
