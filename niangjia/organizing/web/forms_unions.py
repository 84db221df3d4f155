"""Forms of the register: HTTP input only; what holds is decided by the actions."""

from django import forms
from django.utils import timezone

from niangjia.engine.trades import SECTIONS, section_of_code
from niangjia.kernel.scope.enums import UnitKind
from niangjia.organizing.enums.unions import (
    COUNTED,
    REGISTERED,
    Channel,
    EconomicType,
    UnionState,
)
from niangjia.organizing.queries.choices import superiors_for, union_named

PICK = ("", "请选择")


def kinds(codes):
    return [(kind.value, kind.label) for kind in UnitKind if kind in codes]


def day_field(label, **kwargs):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    wrong = {"invalid": "没有这一天，或者写法不对；日期请写成 2026-11-23 的样子。"}
    return forms.DateField(label=label, widget=widget, error_messages=wrong, **kwargs)


def number_field(label, **kwargs):
    box = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, required=False, widget=box, **kwargs)


def long_text(label, **kwargs):
    box = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, widget=box, max_length=300, **kwargs)


class ActorForm(forms.Form):
    """Knows who asks and which union it is about."""

    def __init__(self, *args, actor, union=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor, self.union = actor, union


class UnionFactsForm(ActorForm):
    """What the register says of a union."""

    name = forms.CharField(label="工会名称", max_length=200)
    kind = forms.ChoiceField(label="组织类型", choices=[PICK, *kinds(REGISTERED)])
    state = forms.ChoiceField(
        label="状态",
        choices=[(s.value, s.label) for s in (UnionState.NORMAL, UnionState.PREPARATORY)],
    )
    trade_code = forms.CharField(
        label="行业代码", max_length=8, required=False,
        help_text="GB/T 4754，如 C3311；只知门类时填一个字母 A–T。",
    )  # fmt: skip
    economic_type = forms.ChoiceField(
        label="经济类型", choices=[("", "未填"), *EconomicType.choices], required=False
    )
    new_form = forms.BooleanField(label="新就业形态工会", required=False)
    employees = number_field("职工数")
    address = forms.CharField(label="地址", max_length=200, required=False)
    phone = forms.CharField(label="办公电话", max_length=30, required=False)

    def clean_trade_code(self):
        code = self.cleaned_data["trade_code"].strip().upper()
        if not code or code[0] in SECTIONS:
            return code
        if not section_of_code(code):
            raise forms.ValidationError("行业代码以门类字母 A–T 开头，或写 GB/T 4754 的数字代码。")
        return section_of_code(code) + code


class NewUnionForm(UnionFactsForm):
    superior_id = forms.TypedChoiceField(label="上级工会", coerce=int)
    founded_on = day_field("建会日期")
    uscc = forms.CharField(label="工会统一社会信用代码", max_length=20, required=False)
    channel = forms.ChoiceField(label="建会渠道", choices=Channel.choices)
    document_number = forms.CharField(label="批准文号", max_length=60, required=False)
    reason = long_text("说明", required=False)
    field_order = ("name", "kind", "superior_id", "founded_on", "document_number", "uscc")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["superior_id"].choices = [PICK, *superiors_for(self.actor.scope, self.union)]


class EditUnionForm(UnionFactsForm):
    on = day_field("生效日期", help_text="变更自这一天起生效，此前仍按原来的记录。")
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    reason = long_text("事由", required=False)
    correct = forms.BooleanField(
        label="更正：原来就写错了，没有发生变更", required=False,
        help_text="勾选后改的是现行版本本身，生效日期不变。",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class UnionPick(forms.CharField):
    """A union by its code, number or full name; resolved in the form's ``clean``."""

    def __init__(self, label, **kwargs):
        hint = "填工会全称、统一社会信用代码，或登记册里的编号。"
        super().__init__(label=label, max_length=200, help_text=hint, **kwargs)


class PickingForm(ActorForm):
    """Turns ``union_text`` into ``target`` (a union's number)."""

    target = "target_id"

    def clean_union_text(self):
        text = self.cleaned_data["union_text"].strip()
        if not text:
            self.cleaned_data[self.target] = None
            return text
        found = union_named(self.actor.scope, text)
        if found is None:
            raise forms.ValidationError("没有找到这家工会，或者同名的不止一家，请改填代码。")
        self.cleaned_data[self.target] = found.pk
        return text

    def facts(self):
        return {k: v for k, v in self.cleaned_data.items() if k != "union_text"}


class MoveForm(ActorForm):
    superior_id = forms.TypedChoiceField(label="移到哪个上级之下", coerce=int)
    on = day_field("生效日期")
    document_number = forms.CharField(label="文号", max_length=60)
    reason = long_text("事由", required=False)

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["superior_id"].choices = [PICK, *superiors_for(self.actor.scope, unit=unit)]
        self.fields["on"].initial = timezone.localdate()


class EndingForm(PickingForm):
    """What both merging and dissolving ask for: paper, day, funds."""

    on = day_field("生效日期")
    document_number = forms.CharField(label="批准文号", max_length=60)
    reason = long_text("事由")
    amount = forms.DecimalField(
        label="移交经费余额（元）", min_value=0, max_digits=14, decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )  # fmt: skip
    property_text = long_text("移交财产", required=False)
    papers_text = long_text("移交印章、证书、账册", required=False)
    handed_by = forms.CharField(label="移交人", max_length=60)
    received_by = forms.CharField(label="接收人", max_length=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class MergeForm(EndingForm):
    target = "into_id"
    union_text = UnionPick("并入哪家工会")
    field_order = ("union_text", "on", "document_number")


class DissolveForm(EndingForm):
    target = "members_to_id"
    union_text = UnionPick("会员转入哪家工会", required=False)
    field_order = ("on", "document_number", "reason", "union_text")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["union_text"].help_text += "不填则全部保留会籍。"


class UndoForm(ActorForm):
    """Taking a deed back needs no paper of its own, but a reason."""

    reason = long_text("撤回的事由", help_text="写明错在哪里，会留在沿革和操作记录里。")


COUNTED_KINDS = kinds(COUNTED)
