"""The teller's sheet of one ballot, and the division of work after the election."""

from django import forms

from niangjia.organizing.actions.founding_ballots import Count
from niangjia.organizing.enums.founding import Seat
from niangjia.organizing.web.forms_founding import CaseForm, today_field


def counted(label, **kwargs):
    box = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, widget=box, **kwargs)


class BallotForm(CaseForm):
    """One ballot: those due are given by the house, the rest is what the tellers announced."""

    held_on = today_field("投票日期")
    present = counted("实到会人数")
    handed_out = counted("发出选票")
    returned = counted("收回选票")
    invalid = counted("其中废票", initial=0)

    def __init__(self, *args, turn, last=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.turn = turn
        self.fields["present"].help_text = f"应到会{turn.due}人（由系统按会员或代表人数给出）。"
        if self.case.assembly_on:
            self.fields["held_on"].initial = self.case.assembly_on
        if last is not None:
            for name in ("held_on", "present", "handed_out", "returned"):
                self.fields[name].initial = getattr(last.ballot, name)
        for one in turn.candidates:
            self.fields[f"for_{one.pk}"] = counted(f"{one.name} 赞成")
            self.fields[f"against_{one.pk}"] = counted(f"{one.name} 反对", initial=0)
            self.fields[f"abstained_{one.pk}"] = counted(f"{one.name} 弃权", initial=0)

    def facts(self):
        told = self.cleaned_data
        votes = {
            c.pk: (told[f"for_{c.pk}"], told[f"against_{c.pk}"], told[f"abstained_{c.pk}"])
            for c in self.turn.candidates
        }
        names = ("held_on", "present", "handed_out", "returned", "invalid")
        return {"count": Count(self.turn.seat, votes=votes, **{n: told[n] for n in names})}


class HeadsForm(CaseForm):
    """主任 of the audit and the women's committee, of those elected."""

    def __init__(self, *args, election, **kwargs):
        super().__init__(*args, **kwargs)
        told = self.case.facts.get("heads", {})
        for seat, label in ((Seat.AUDIT, "经审会主任"), (Seat.WOMEN, "女职工委员会主任")):
            rows = [(c.pk, c.name) for c in election.elected if c.seat == seat]
            if rows:
                self.fields[seat.value] = forms.TypedChoiceField(
                    label=label, choices=rows, coerce=int, initial=told.get(seat.value)
                )

    def facts(self):
        return {"heads": dict(self.cleaned_data)}
