"""Forms of gap rules, their runs and the dated data: HTTP input only."""

import re

from django import forms
from django.utils import timezone

from niangjia.matching.enums import Source, TradeGroup
from niangjia.matching.queries.gap_pages import facts_of, first_ledger_day
from niangjia.matching.queries.rulebook import gap_rule_versions
from niangjia.matching.rules.gaps import GapTest, basis_in_words

MEASURES = ("min_headcount", "needs_party", "within_days", "new_form_only", "eight_only")
RESERVED = {"new", "runs"}
CODE = r"^[a-z][a-z0-9_]{1,29}$"
CODE_TOLD = "编码以小写字母开头，只用小写字母、数字和下划线，2 至 30 位。"


def day_field(label, **kwargs):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


def source_field():
    return forms.CharField(
        label="依据", max_length=300, help_text="文件名称和文号，或“假定”及其理由。"
    )


def code_field(limit=30):
    return forms.RegexField(
        CODE, label="编码", max_length=limit, error_messages={"invalid": CODE_TOLD},
        help_text=CODE_TOLD,
    )  # fmt: skip


class GapRuleForm(forms.Form):
    """A new version of a gap rule; with ``rule`` it begins with that version's values."""

    title = forms.CharField(label="名称", max_length=80)
    min_headcount = forms.IntegerField(
        label="职工人数不少于", required=False, min_value=0, max_value=1_000_000,
        help_text="留空则不问人数。",
    )  # fmt: skip
    within_days = forms.IntegerField(
        label="登记天数不超过", required=False, min_value=0, max_value=3650,
        help_text="留空则不问成立日期。",
    )  # fmt: skip
    needs_party = forms.BooleanField(label="须有党组织", required=False)
    new_form_only = forms.BooleanField(label="限新就业形态行业", required=False)
    eight_only = forms.BooleanField(label="限八大领域", required=False)
    basis = forms.CharField(
        label="口径", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="留空则按条件自动写出。",
    )  # fmt: skip
    source_text = source_field()
    valid_from = day_field("生效日期")

    def __init__(self, *args, rule=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.initial |= {"valid_from": timezone.localdate()} | (facts_of(rule) if rule else {})

    def clean(self):
        found = super().clean()
        if not self.errors and self.test == GapTest():
            raise forms.ValidationError("规则至少要有一项条件。")
        if self.rule and self._stale(found):
            self.add_error("basis", "条件改了，口径还是旧的：请改写，或清空由系统写出。")
        return found

    def _stale(self, found):
        old = facts_of(self.rule)
        changed = any(found.get(name) != old[name] for name in MEASURES)
        kept = "".join(found.get("basis", "").split()) == "".join(old["basis"].split())
        return changed and kept and not self.errors

    @property
    def test(self):
        return GapTest(**{name: self.cleaned_data[name] for name in MEASURES})

    @property
    def words(self):
        """The 口径 as it would be kept."""
        return self.cleaned_data["basis"].strip() or basis_in_words(self.test)

    def facts(self):
        """Arguments of ``change_rule``."""
        names = ("title", "basis", "source_text", "valid_from")
        return {name: self.cleaned_data[name] for name in names} | {"test": self.test}


class NewGapRuleForm(GapRuleForm):
    code = code_field()
    field_order = ("code",)

    def clean_code(self):
        code = self.cleaned_data["code"]
        if code in RESERVED or gap_rule_versions(code):
            raise forms.ValidationError(f"编码“{code}”已被使用。")
        return code


class GapStartForm(forms.Form):
    """Which day, and which wording."""

    as_of = day_field("截至日期")
    version = forms.TypedChoiceField(label="用哪一版", coerce=int)

    def __init__(self, *args, versions, current, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = [(v.version, f"第 {v.version} 版") for v in versions]
        self.initial |= {"as_of": timezone.localdate(), "version": current.version}

    def clean_as_of(self):
        day, first = self.cleaned_data["as_of"], first_ledger_day()
        if day > timezone.localdate():
            raise forms.ValidationError("截至日期不能晚于今天。")
        if first is None:
            raise forms.ValidationError("台账还没有内容，请先比对名册。")
        if day < first:
            raise forms.ValidationError(f"台账自 {first:%Y-%m-%d} 起才有记录。")
        return day


class HeadcountOrderForm(forms.Form):
    """Whose head-count counts: one choice a place."""

    tolerance = forms.IntegerField(label="相差百分之几以上算冲突", min_value=0, max_value=100)
    source_text = source_field()
    valid_from = day_field("生效日期")

    def __init__(self, *args, order=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = [f"place{n}" for n in range(1, len(Source) + 1)]
        for number, name in enumerate(self.places, start=1):
            choices = [("", "—"), *Source.choices]
            self.fields[name] = forms.ChoiceField(
                label=f"第 {number} 位", choices=choices, required=number == 1
            )
        self.order_fields([*self.places, "tolerance", "source_text", "valid_from"])
        self.initial |= {"valid_from": timezone.localdate()} | (self._of(order) if order else {})

    def _of(self, order):
        chosen = dict(zip(self.places, order.sources, strict=False))
        return chosen | {"tolerance": order.tolerance, "source_text": order.source_text}

    def clean(self):
        found = super().clean()
        found["sources"] = [found.pop(name) for name in self.places if found.get(name)]
        if len(set(found["sources"])) < len(found["sources"]):
            raise forms.ValidationError("同一来源只能排一次。")
        return found

    def facts(self):
        """Arguments of ``change_headcount_order``."""
        names = ("sources", "tolerance", "source_text", "valid_from")
        return {name: self.cleaned_data[name] for name in names}


def _split(text):
    return [word for word in re.split(r"[、，,；;\s]+", text) if word]


class TradeRuleForm(forms.Form):
    """A new version of a trade rule."""

    label = forms.CharField(label="名称", max_length=40)
    codes = forms.CharField(
        label="行业代码", required=False, max_length=300,
        help_text="GB/T 4754—2017 代码的开头几位，用顿号分开。",
    )  # fmt: skip
    words = forms.CharField(
        label="关键词", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="用顿号分开；只在没有三位以上行业代码时使用。",
    )  # fmt: skip
    source_text = source_field()
    valid_from = day_field("生效日期")

    def __init__(self, *args, rule=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"valid_from": timezone.localdate()}
        if rule:
            joined = {"codes": "、".join(rule.codes), "words": "、".join(rule.words)}
            self.initial |= joined | {"label": rule.label, "source_text": rule.source_text}

    def clean_codes(self):
        codes = _split(self.cleaned_data["codes"])
        wrong = [code for code in codes if not re.fullmatch(r"\d{2,4}", code)]
        if wrong:
            raise forms.ValidationError(f"行业代码应为 2 至 4 位数字：{'、'.join(wrong)}。")
        return codes

    def clean_words(self):
        words = _split(self.cleaned_data["words"])
        if any(not 2 <= len(word) <= 20 for word in words):
            raise forms.ValidationError("每个关键词 2 至 20 个字。")
        return words

    def clean(self):
        found = super().clean()
        if not self.errors and not found["codes"] and not found["words"]:
            raise forms.ValidationError("行业代码和关键词至少填一项。")
        return found

    def facts(self):
        """Arguments of ``change_trade_rule``, group and code aside unless asked for here."""
        return dict(self.cleaned_data)


class NewTradeRuleForm(TradeRuleForm):
    group = forms.ChoiceField(label="用途", choices=TradeGroup.choices)
    code = code_field(20)
    field_order = ("group", "code")


class StopForm(forms.Form):
    """From which day a rule is no longer asked, and why."""

    source_text = source_field()
    valid_from = day_field("停用日期")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"valid_from": timezone.localdate()}

    def facts(self):
        """Arguments of ``stop_trade_rule``, group and code aside."""
        return dict(self.cleaned_data)


class DecisionForm(forms.Form):
    """The answer to a doubtful link."""

    answer = forms.ChoiceField(
        choices=[("yes", "是同一家"), ("no", "不是同一家")],
        error_messages={"required": "请选择“是”或“否”。", "invalid_choice": "请选择“是”或“否”。"},
    )
    seen = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="理由", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="可不填；与名册留在一起，以后能查到。",
    )  # fmt: skip

    def facts(self):
        """Arguments of ``answer_pair`` beside the answer itself."""
        return {name: self.cleaned_data[name] for name in ("reason", "seen")}
