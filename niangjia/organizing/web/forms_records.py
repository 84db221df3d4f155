"""Forms of what hangs on a union: coverage, seats, terms, officers, papers, signs, heads."""

from django import forms
from django.utils import timezone

from niangjia.organizing.enums.members import Sex
from niangjia.organizing.enums.unions import (
    AccountKind,
    CertificateKind,
    CertificateState,
    CommitteeKind,
    OfficerTitle,
    SealKind,
    SealState,
    SignKind,
)
from niangjia.organizing.queries.founding import voters_of
from niangjia.organizing.queries.founding_rules import sizes_at
from niangjia.organizing.web.forms_unions import (
    ActorForm,
    PickingForm,
    UnionPick,
    day_field,
    long_text,
    number_field,
)


class TodayForm(ActorForm):
    """The day field named ``today`` begins with today."""

    today = "on"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.today in self.fields:
            self.fields[self.today].initial = timezone.localdate()


class CoverForm(TodayForm):
    name = forms.CharField(label="单位名称", max_length=300)
    uscc = forms.CharField(label="单位统一社会信用代码", max_length=20, required=False)
    employees = number_field("职工数")
    on = day_field("自")
    note = long_text("说明", required=False)


class SeatForm(TodayForm, PickingForm):
    target = "federation_id"
    union_text = UnionPick("行业或区域工会联合会")
    on = day_field("自")
    document_number = forms.CharField(label="文号", max_length=60, required=False)


class TermForm(ActorForm):
    elected_on = day_field("选举日期", help_text="任期自选举之日起算。")
    years = forms.TypedChoiceField(label="任期", coerce=int, choices=[(3, "三年"), (5, "五年")])
    report_number = forms.CharField(label="选举结果报告文号", max_length=60, required=False)
    approval_number = forms.CharField(label="批复文号", max_length=60, required=False)
    approved_on = day_field("批复日期", required=False)


class OfficerForm(TodayForm):
    kind = forms.ChoiceField(label="机构", choices=CommitteeKind.choices)
    name = forms.CharField(label="姓名", max_length=60)
    sex = forms.ChoiceField(label="性别", choices=Sex.choices)
    title = forms.ChoiceField(label="职务", choices=OfficerTitle.choices)
    full_time = forms.BooleanField(label="专职", required=False)
    employer_post = forms.CharField(label="行政职务", max_length=60, required=False)
    on = day_field("任职日期")


class CommitteeForm(ActorForm):
    kind = forms.ChoiceField(label="机构", choices=CommitteeKind.choices)
    seats = forms.IntegerField(label="人数", min_value=1, max_value=99)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sizes = sizes_at(self.union.unit.path, *voters_of(self.union.pk))
        if sizes.members:
            said = (sizes.committee_said, sizes.audit_said, sizes.women_said)
            self.fields["seats"].help_text = "；".join(said) + "。"


class SealForm(TodayForm):
    today = "engraved_on"
    kind = forms.ChoiceField(label="印章", choices=SealKind.choices)
    engraved_on = day_field("刻制日期")
    filing_number = forms.CharField(label="公安备案号", max_length=40, required=False)
    keeper = forms.CharField(label="保管人", max_length=60, required=False)


class CertificateForm(TodayForm):
    today = "issued_on"
    kind = forms.ChoiceField(label="证书", choices=CertificateKind.choices)
    number = forms.CharField(label="证号", max_length=40, required=False)
    uscc = forms.CharField(
        label="统一社会信用代码", max_length=20, required=False, help_text="首次发证时填写。"
    )
    issued_on = day_field("发证日期")
    expires_on = day_field("有效期至", required=False, help_text="不填则与本届任期一致。")


class AccountForm(TodayForm):
    today = "opened_on"
    kind = forms.ChoiceField(
        label="账户", choices=[c for c in AccountKind.choices if c[0] != AccountKind.NONE]
    )
    bank = forms.CharField(label="开户银行", max_length=100)
    number = forms.CharField(
        label="账号", max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    opened_on = day_field("开户日期")


class SignForm(TodayForm):
    kind = forms.ChoiceField(label="事项", choices=SignKind.choices)
    on = day_field("日期")
    title = forms.CharField(label="内容", max_length=200)
    people = number_field("参加人数")
    amount = forms.DecimalField(
        label="金额（元）", min_value=0, max_digits=14, decimal_places=2, required=False
    )


class CountsForm(TodayForm):
    today = "as_of"
    as_of = day_field("截至")
    employees = number_field("职工数")
    women = number_field("女职工数")
    members = number_field("会员数")
    women_members = number_field("女会员数")
    migrants = number_field("农民工会员数")
    new_form_members = number_field("新就业形态会员数")


class CodeForm(ActorForm):
    uscc = forms.CharField(label="工会统一社会信用代码", max_length=20)


class EndForm(TodayForm):
    on = day_field("日期")


class NotedEndForm(EndForm):
    note = long_text("说明", required=False)


class EndOfficeForm(EndForm):
    reason = forms.CharField(label="离任原因", max_length=100)


class EndSealForm(NotedEndForm):
    state = forms.ChoiceField(
        label="去向", choices=[c for c in SealState.choices if c[0] != SealState.IN_USE]
    )


class EndCertificateForm(EndForm):
    state = forms.ChoiceField(
        label="情形",
        choices=[
            c
            for c in CertificateState.choices
            if c[0] in (CertificateState.CANCELLED, CertificateState.LOST)
        ],
    )


class PostponeForm(ActorForm):
    until = day_field("延期至", help_text="经上级批准，一般不超过半年。")
    document_number = forms.CharField(label="批准文号", max_length=60)


class LookForm(ActorForm):
    purpose = long_text("查看用途", help_text="写明用途；查看会留痕。")
