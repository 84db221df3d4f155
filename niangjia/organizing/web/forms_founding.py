"""Forms of 建会一件事: HTTP input only; what holds is decided by the actions."""

from dataclasses import fields

from django import forms
from django.utils import timezone

from niangjia.engine.persons import check_contact
from niangjia.kernel.documents.api import open_codes
from niangjia.kernel.scope.enums import UnitKind
from niangjia.organizing.actions.founding import EmployerFacts, Opening
from niangjia.organizing.actions.founding_equip import Engraved
from niangjia.organizing.actions.founding_meeting import Slate
from niangjia.organizing.actions.founding_papers import LOOSE
from niangjia.organizing.actions.founding_people import Somebody
from niangjia.organizing.enums.founding import AssemblyKind, BarKind, PaperKind, Seat
from niangjia.organizing.enums.materials import OF_FIRM, MaterialKind
from niangjia.organizing.enums.members import Education, PoliticalStatus, Sex
from niangjia.organizing.enums.unions import AccountKind, EconomicType, SealKind
from niangjia.organizing.queries.choices import superiors_for
from niangjia.organizing.queries.founding import known_names
from niangjia.organizing.queries.founding_rules import sizes_of
from niangjia.organizing.rules.roster_words import NATIONALITY_CODES
from niangjia.organizing.web.forms_unions import PICK, day_field, long_text, number_field
from niangjia.ui.widgets import SuggestInput

FOUNDED = (UnitKind.BASIC, UnitKind.JOINT, UnitKind.INDUSTRY, UnitKind.AREA)
TICKED = [b for b in BarKind if b not in (BarKind.RETAINED,)]


def today_field(label, **kwargs):
    return day_field(label, initial=timezone.localdate, **kwargs)


class CaseForm(forms.Form):
    """Knows who asks and which case it is about."""

    def __init__(self, *args, actor, case=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor, self.case = actor, case

    def facts(self):
        return self.cleaned_data


class EmployerFields(CaseForm):
    """What is asked of an employer, once."""

    name = forms.CharField(label="单位名称", max_length=300)
    uscc = forms.CharField(
        label="统一社会信用代码", max_length=20, required=False,
        help_text="照营业执照填；已在册的单位会自动对上。",
    )  # fmt: skip
    legal_representative = forms.CharField(label="法定代表人", max_length=60, required=False)
    address = forms.CharField(label="地址", max_length=300, required=False)
    trade_code = forms.CharField(
        label="行业代码", max_length=8, required=False, help_text="GB/T 4754，如 C3311。"
    )
    economic_type = forms.ChoiceField(
        label="经济类型", choices=[("", "未填"), *EconomicType.choices], required=False
    )
    employees = number_field("职工数")
    women = number_field("其中女职工")
    registered_on = day_field("登记日期", required=False)
    opened_on = day_field("开业日期", required=False)
    first_wage_on = day_field(
        "首次发薪日期", required=False, help_text="三个日期用来看“三同步”，不知道的可以空着。"
    )

    def employer(self):
        names = [f.name for f in fields(EmployerFacts)]
        return EmployerFacts(**{n: self.cleaned_data[n] for n in names})


class ContactField(forms.CharField):
    """Where the applicant is reached: notices of every step go there."""

    def __init__(self):
        hint = "手机号，或带区号的固定电话。"
        super().__init__(label="联系电话", max_length=20, required=False, help_text=hint)

    def clean(self, value):
        text = super().clean(value)
        found = check_contact(text)
        if text and found.problem:
            raise forms.ValidationError(found.problem)
        return found.value


class OpenForm(EmployerFields):
    """A walk-in: the first employer, the superior, the contact."""

    unit_id = forms.TypedChoiceField(label="上级工会", coerce=int)
    kind = forms.ChoiceField(label="组织类型", choices=[(k.value, k.label) for k in FOUNDED])
    second_name = forms.CharField(
        label="第二个单位", max_length=300, required=False,
        help_text="联合建会时填写；第三个起在事项页面添加。",
    )  # fmt: skip
    union_name = forms.CharField(
        label="拟建工会名称", max_length=200, required=False,
        help_text="不填则为“单位名称＋工会委员会”。",
    )  # fmt: skip
    applicant = forms.CharField(label="联系人", max_length=60)
    applicant_phone = ContactField()
    founding_basis = forms.CharField(
        label="党组织或行政意见", max_length=300, required=False,
        help_text="例如：经公司党支部研究，同意成立工会。",
    )  # fmt: skip
    members_expected = number_field("预计会员数")
    registry = forms.CharField(label="登记机关", max_length=100, required=False)
    field_order = ("unit_id", "kind", "name", "uscc", "second_name", "union_name")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = superiors_for(self.actor.scope)
        self.fields["unit_id"].choices = choices if len(choices) == 1 else [PICK, *choices]

    def opening(self):
        told = self.cleaned_data
        firms = [self.employer()]
        if told["kind"] in (UnitKind.INDUSTRY, UnitKind.AREA) and not told["name"]:
            firms = []
        if told["second_name"].strip():
            firms.append(EmployerFacts(told["second_name"]))
        names = ("unit_id", "kind", "union_name", "applicant", "applicant_phone",
                 "founding_basis", "members_expected", "registry")  # fmt: skip
        return Opening(employers=tuple(firms), **{n: told[n] for n in names})


class AmendForm(EmployerFields):
    """The application while it may be changed; what is known stands in it."""

    union_name = forms.CharField(label="拟建工会名称", max_length=200)
    applicant = forms.CharField(label="联系人", max_length=60)
    applicant_phone = ContactField()
    founding_basis = forms.CharField(label="党组织或行政意见", max_length=300)
    members_expected = number_field("预计会员数")
    registry = forms.CharField(label="登记机关", max_length=100, required=False)
    field_order = ("union_name", "applicant", "applicant_phone", "founding_basis")

    def __init__(self, *args, firm=None, count=None, **kwargs):
        case = kwargs["case"]
        known = {n: getattr(case, n) for n in ("union_name", "applicant", "applicant_phone",
                 "founding_basis", "members_expected")}  # fmt: skip
        known["registry"] = case.facts.get("registry", "")
        if firm is not None:
            known |= {n: getattr(firm, n, None) for n in EmployerFields.base_fields}
            known |= {"employees": count and count.employees, "women": count and count.women}
        super().__init__(*args, initial=known, **kwargs)
        self.single = firm is not None
        if not self.single:
            for name in EmployerFields.base_fields:
                del self.fields[name]
        else:
            self.fields["name"].disabled = True

    def facts(self):
        told = dict(self.cleaned_data)
        return {"facts": told | {"employer": self.employer() if self.single else None}}


class EmployerForm(EmployerFields):
    def facts(self):
        return {"facts": self.employer()}


class PersonFields(CaseForm):
    name = forms.CharField(label="姓名", max_length=60)
    sex = forms.ChoiceField(
        label="性别", choices=[("0", "未填"), *Sex.choices[1:3]], required=False
    )
    nationality_group = forms.ChoiceField(
        label="民族", required=False,
        choices=[PICK, *[(c, f"{n}族") for n, c in NATIONALITY_CODES.items()]],
    )  # fmt: skip
    birth_on = day_field("出生日期", required=False)
    political_status = forms.ChoiceField(
        label="政治面貌", choices=[PICK, *PoliticalStatus.choices], required=False
    )
    education = forms.ChoiceField(label="学历", choices=[PICK, *Education.choices], required=False)
    employer_post = forms.CharField(label="单位职务", max_length=60, required=False)

    def somebody(self):
        names = [f.name for f in fields(Somebody) if f.name in self.cleaned_data]
        told = {n: self.cleaned_data[n] for n in names}
        return Somebody(**told | {"bars": tuple(told.get("bars", ())), "sex": told["sex"] or "0"})


class PreparerForm(PersonFields):
    leads = forms.BooleanField(label="任组长", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget = SuggestInput([self.case.applicant])

    def facts(self):
        return {"who": self.somebody(), "leads": self.cleaned_data["leads"]}


class CandidateForm(PersonFields):
    seat = forms.ChoiceField(label="候选职务", choices=Seat.choices)
    bars = forms.MultipleChoiceField(
        label="资格审查", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(b.value, b.label) for b in TICKED],
        help_text="有下列情形的如实勾选，系统按法规判断能否担任；没有的不勾。",
    )  # fmt: skip
    field_order = ("seat", "name", "bars")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "从筹备组成员和会员里选；其他情况自动带出，不必再填。"
        self.fields["name"].widget = SuggestInput(known_names(self.case))

    def facts(self):
        return {"who": self.somebody(), "seat": self.cleaned_data["seat"]}


class PlainForm(CaseForm):
    """A step that asks nothing."""


class ReasonForm(CaseForm):
    reason = long_text("原因")


class CodeForm(CaseForm):
    """The superior's register of numbers for the reply."""

    code = forms.TypedChoiceField(label="机关代字", coerce=int)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        codes = open_codes(self.actor.scope).filter(unit__path__startswith=self.actor.unit_path)
        near = sorted(codes, key=lambda c: (c.unit_id != self.case.unit_id, c.word))
        rows = [(c.pk, f"{c.word}（{c.unit.short_name}）") for c in near]
        self.fields["code"].choices = rows
        if not rows:
            self.fields["code"].help_text = "本单位还没有机关代字，请先在“公文 › 机关代字”里启用。"

    def facts(self):
        return {"code_id": self.cleaned_data["code"]}


class DefectForm(CaseForm):
    """One defect a line: 材料：缺什么."""

    text = forms.CharField(
        label="退回的问题", widget=forms.Textarea(attrs={"rows": 6}), max_length=3000,
        help_text="一行一条，写“材料或事项：缺什么”，例如“筹备组名单：缺出生日期”。一次说清。",
    )  # fmt: skip

    def facts(self):
        lines = [line.strip() for line in self.cleaned_data["text"].splitlines() if line.strip()]
        return {"defects": [_split(line) for line in lines]}


def _split(line):
    for colon in ("：", ":"):
        item, found, text = line.partition(colon)
        if found and len(item) <= 60:
            return item, text
    return "", line


class SlateForm(CaseForm):
    """Seats, term and assembly, with the rule book's words beside them."""

    chair = number_field("主席", initial=1)
    vice_chair = number_field("副主席", initial=0)
    member = number_field("委员")
    audit = number_field("经费审查委员")
    women = number_field("女职工委员")
    term_years = forms.TypedChoiceField(label="任期（年）", coerce=int)
    assembly_kind = forms.ChoiceField(label="大会形式")
    delegates = number_field("代表人数", help_text="召开会员代表大会时填写。")
    notice_from = today_field("公示起始日", help_text="已张贴的日期；公示期满才能请示召开大会。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sizes = sizes_of(self.case)
        kinds_ = [(k, AssemblyKind(k).label) for k in sizes.assembly_kinds]
        self.fields["assembly_kind"].choices = kinds_
        self.fields["term_years"].choices = [(y, f"{y}年") for y in sizes.term_years]
        told = self.case.facts.get("seats", {})
        spread = sizes.suggestion | told
        for seat in Seat:
            self.fields[seat.value].initial = spread.get(seat.value, 0)
        self.fields["member"].help_text = sizes.committee_said
        self.fields["audit"].help_text = sizes.audit_said
        self.fields["women"].help_text = sizes.women_said

    def facts(self):
        told = self.cleaned_data
        seats = {seat.value: told[seat.value] or 0 for seat in Seat}
        slate = Slate({s: n for s, n in seats.items() if n}, told["term_years"],
                      told["assembly_kind"], told["delegates"])  # fmt: skip
        return {"slate": slate, "notice_from": told["notice_from"]}


class MeetingForm(CaseForm):
    assembly_on = day_field("大会日期")
    assembly_place = forms.CharField(label="大会地点", max_length=100)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("assembly_on", "assembly_place"):
            self.fields[name].initial = getattr(self.case, name)


class PostponeForm(MeetingForm):
    reason = long_text("原因")


class SealForm(CaseForm):
    on = today_field("刻制日期")
    kinds = forms.MultipleChoiceField(
        label="印章", choices=SealKind.choices, widget=forms.CheckboxSelectMultiple,
        initial=[SealKind.UNION, SealKind.FINANCE],
    )  # fmt: skip
    filing_number = forms.CharField(label="公安备案号", max_length=40, required=False)
    keeper = forms.CharField(label="保管人", max_length=60, required=False)

    def facts(self):
        told = self.cleaned_data
        return {"engraved": Engraved(told["on"], tuple(told["kinds"]), told["filing_number"],
                                     told["keeper"])}  # fmt: skip


class FileForm(CaseForm):
    filed_on = today_field("申请日期")


class CertifyForm(CaseForm):
    issued_on = today_field("发证日期")
    number = forms.CharField(label="资格证书证号", max_length=40)
    uscc = forms.CharField(label="工会统一社会信用代码", max_length=20)
    representative_number = forms.CharField(
        label="法定代表人证书证号",
        max_length=40,
        required=False,
        help_text="不填则与资格证书同号。",
    )


class AccountForm(CaseForm):
    kind = forms.ChoiceField(label="账户", choices=AccountKind.choices)
    bank = forms.CharField(label="开户银行", max_length=100, required=False)
    number = forms.CharField(
        label="账号", max_length=40, required=False, help_text="加密保存；上级代管的不填。"
    )
    opened_on = today_field("开户日期")


class FundForm(CaseForm):
    registered_on = today_field("缴费登记日期")
    amount = forms.DecimalField(
        label="首次拨缴金额", max_digits=14, decimal_places=2, min_value=0, required=False
    )


class OperateForm(CaseForm):
    happened_on = today_field("活动日期")
    title = forms.CharField(label="首次活动", max_length=200)
    people = number_field("参加人数")


class ScanForm(CaseForm):
    file = forms.FileField(label="扫描件", help_text="PDF 或图片，不超过 50 MB。")
    received_on = today_field("收到日期")

    def facts(self):
        file = self.cleaned_data["file"]
        return {"stream": file, "name": file.name, "received_on": self.cleaned_data["received_on"]}


class MaterialForm(CaseForm):
    kind = forms.ChoiceField(label="材料", choices=[(k.value, PaperKind(k).label) for k in LOOSE])
    title = forms.CharField(
        label="名称", max_length=200, required=False,
        widget=SuggestInput([k.label for k in OF_FIRM if k != MaterialKind.OTHER]),
        help_text="写明是什么，例如营业执照；单位以后办事可以直接用。",
    )  # fmt: skip
    file = forms.FileField(label="文件", help_text="PDF 或图片，不超过 50 MB。")
    valid_to = day_field("有效期止", required=False, help_text="长期有效的空着。")

    def facts(self):
        told = self.cleaned_data
        file = told["file"]
        named = {n: told[n] for n in ("kind", "title", "valid_to")}
        return named | {"stream": file, "name": file.name}
