"""The three screens of joining: who, work, consents. Few fields, clear words, one thumb."""

from django import forms
from django.utils import timezone

from niangjia.organizing.enums.members import (
    ConsentPurpose,
    DocumentKind,
    NewFormTrade,
    WorkRelationKind,
)
from niangjia.organizing.queries.join import EMPLOYERS_SHOWN, platforms
from niangjia.organizing.rules.join import Work, clean_platforms
from niangjia.organizing.rules.members import FactsRefused, PersonFacts, read_facts, too_young

OTHER, NO_EMPLOYER = "other", "platform"
PHONE = {"type": "tel", "inputmode": "numeric", "autocomplete": "tel", "maxlength": "20"}
DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6"}
NUMBER = {"autocomplete": "off", "autocapitalize": "characters", "maxlength": "40"}


class NamedForm(forms.Form):
    """Name and number, as the paper shows them."""

    name = forms.CharField(
        label="姓名", max_length=60, error_messages={"required": "请填写姓名"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    document_kind = forms.ChoiceField(
        label="证件", choices=DocumentKind.choices, initial=DocumentKind.IDENTITY_CARD
    )
    number = forms.CharField(
        label="证件号码", max_length=40, error_messages={"required": "请填写证件号码"},
        widget=forms.TextInput(attrs=NUMBER),
    )  # fmt: skip

    def clean(self):
        given = self.cleaned_data
        if self.errors:
            return given
        today = timezone.localdate()
        phone = given.get("phone", "")
        asked = PersonFacts(given["name"], given["number"], given["document_kind"], phone)
        try:
            self.facts, _ = read_facts(asked, today=today)
        except FactsRefused as refused:
            for name, problem in refused.problems.items():
                self.add_error(name, problem)
            return given
        if young := too_young(self.facts.birth_on, today):
            self.add_error("number", f"{young}。工会会员须年满16周岁；如有疑问请联系工会。")
        return given


class WhoForm(NamedForm):
    phone = forms.CharField(
        label="手机号", max_length=20, error_messages={"required": "请填写手机号"},
        widget=forms.TextInput(attrs=PHONE),
    )  # fmt: skip


class PhoneWhoForm(WhoForm):
    """At the own phone: the code proves it."""

    code = forms.CharField(
        label="短信验证码", max_length=10, error_messages={"required": "请先获取并填写短信验证码"},
        widget=forms.TextInput(attrs=DIGITS),
    )  # fmt: skip


class WorkForm(forms.Form):
    """Employer of the union, another one, or platforms; only what the choice needs is asked."""

    work = forms.ChoiceField(
        label="我在哪里工作", widget=forms.RadioSelect, error_messages={"required": "请选择一项"}
    )
    employer_name = forms.CharField(
        label="单位名称", max_length=100, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    platforms = forms.MultipleChoiceField(
        label="所在平台（可多选）", required=False, widget=forms.CheckboxSelectMultiple
    )
    platform_other = forms.CharField(label="其他平台", max_length=100, required=False)
    trade = forms.ChoiceField(
        label="主要做什么", required=False, choices=[("", "请选择"), *NewFormTrade.choices]
    )
    relation = forms.ChoiceField(
        label="与平台或单位的关系", required=False,
        choices=[("", "不清楚"), *WorkRelationKind.choices],
    )  # fmt: skip
    migrant = forms.BooleanField(label="我是农民工（户籍在农村，外出务工）", required=False)

    def __init__(self, *args, employers, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {str(e.pk): e for e in employers[:EMPLOYERS_SHOWN]}
        named = [(pk, e.name) for pk, e in self.known.items()]
        more = (OTHER, "其他单位"), (NO_EMPLOYER, "在平台跑单或灵活就业，没有固定单位")
        self.fields["work"].choices = [*named, *more]
        self.fields["platforms"].choices = [(name, name) for name, _ in platforms()]
        if len(named) == 1 and not self.is_bound and "work" not in self.initial:
            self.initial["work"] = named[0][0]

    def clean(self):
        given = self.cleaned_data
        choice = given.get("work", "")
        named = clean_platforms(given.get("platforms") or [], given.get("platform_other", ""))
        typed = given.get("employer_name", "").strip() if choice == OTHER else ""
        employer = self.known.get(choice)
        self.work = Work(
            employer.pk if employer else None, employer.name if employer else typed, named,
            given.get("trade", "") if named else "", given.get("relation", ""),
            given.get("migrant", False),
        )  # fmt: skip
        if not choice:
            return given
        if choice == OTHER and not typed:
            self.add_error("employer_name", "请填写单位全称")
        elif choice == NO_EMPLOYER and not named:
            self.add_error("platforms", "请至少选择或填写一个平台")
        elif problem := self.work.problem():
            self.add_error("trade", problem)
        return given

    @staticmethod
    def initial_of(work):
        """What was answered before, for an application that is put right."""
        known = {name for name, _ in platforms()}
        choice = OTHER if work.employer_name else NO_EMPLOYER
        return {
            "work": str(work.employer_id) if work.employer_id else choice,
            "employer_name": "" if work.employer_id else work.employer_name,
            "platforms": [p for p in work.platforms if p in known],
            "platform_other": "、".join(p for p in work.platforms if p not in known),
            "trade": work.trade, "relation": work.relation, "migrant": work.migrant,
        }  # fmt: skip


class ConsentForm(forms.Form):
    """One tick for each text; what only a consent allows to be kept stands below it."""

    address = forms.CharField(label="住址（选填）", max_length=200, required=False)
    plate = forms.CharField(label="车牌（选填）", max_length=12, required=False)

    def __init__(self, *args, texts, kept=None, known=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.known = kept or {}, {n: v for n, v in (known or {}).items() if v}
        for name in self.known:
            del self.fields[name]
        self.texts = {p: text for p, text in texts.items() if p not in self.kept}
        for purpose, text in self.texts.items():
            needed = purpose == ConsentPurpose.MEMBERSHIP
            label = "我已阅读并同意" if needed else f"单独同意：{text.title}（可不选）"
            self.fields[f"agree_{purpose}"] = forms.BooleanField(
                label=label, required=needed, error_messages={"required": "须同意这一项才能入会"}
            )
            self.fields[f"version_{purpose}"] = forms.IntegerField(
                initial=text.number, widget=forms.HiddenInput, required=False
            )

    def clean(self):
        given = self.cleaned_data
        optional = given.get("address") or given.get("plate")
        sensitive = ConsentPurpose.SENSITIVE
        if optional and sensitive in self.texts and not given.get(f"agree_{sensitive}"):
            self.add_error(
                "address" if given.get("address") else "plate",
                "填写住址或车牌，须勾选上面的单独同意；也可以清空不填。",
            )
        return given

    @property
    def agreed(self):
        """Purpose → version shown, for everything ticked."""
        given = self.cleaned_data
        ticked = {p: given[f"version_{p}"] or 0 for p in self.texts if given.get(f"agree_{p}")}
        return ticked | {p: consent.text.number for p, consent in self.kept.items()}

    def rows(self):
        """(purpose, text, tick, version) in the order of the page."""
        return [
            (purpose, text, self[f"agree_{purpose}"], self[f"version_{purpose}"])
            for purpose, text in self.texts.items()
        ]
