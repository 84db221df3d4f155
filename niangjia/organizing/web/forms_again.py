"""A matter of a firm on file: only what is missing is asked; the rest may be corrected."""

from dataclasses import replace

from django import forms

from niangjia.kernel.crypto.masking import mask
from niangjia.kernel.scope.enums import UnitKind
from niangjia.organizing.actions.founding import EmployerFacts
from niangjia.organizing.web.forms_founding import OpenForm


class AgainForm(OpenForm):
    """``known`` is taken as it stands; with ``correct`` all of it may be changed."""

    keep_group = forms.BooleanField(label="沿用上次的筹备组", required=False, initial=True)
    field_order = ("unit_id", "kind", "name", "uscc", "second_name", "union_name")

    def __init__(self, *args, known, correct=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.known, self.correct = known, correct
        for name in self._dropped():
            del self.fields[name]
        if not correct:
            return
        self.initial |= {n: v for n, v in known.values.items() if n != "applicant_phone"}
        self.fields["name"].disabled = True
        if phone := known.values.get("applicant_phone"):
            said = f"已登记 {mask('mobile', phone)}，不改就空着。"
            self.fields["applicant_phone"].help_text = said

    def _dropped(self):
        """Fields with an answer on file, and those that are questions only beside others."""
        known = set() if self.correct else set(self.known.values) & set(self.fields)
        if self.known.others or self.known.values.get("kind") == UnitKind.BASIC:
            known.add("second_name")
        if not self.correct and "union_name" not in self.known.values:
            known.add("union_name")  # the name follows from the firm's own
        return known | (set() if self.known.preparers else {"keep_group"})

    def clean(self):
        """What was not asked, and what was left empty, is what is on file."""
        told = super().clean() or self.cleaned_data
        blank = dict.fromkeys(("second_name", "union_name"), "")
        given = {name: value for name, value in told.items() if value not in (None, "")}
        self.cleaned_data = blank | told | dict(self.known.values) | given
        return self.cleaned_data

    def opening(self):
        opening = super().opening()
        others = tuple(EmployerFacts(e.name, e.uscc) for e in self.known.others)
        return replace(opening, employers=opening.employers + others)
