"""What a member types on the own pages."""

from django import forms
from django.utils import timezone

from niangjia.organizing.web.forms_join import DIGITS, PHONE
from niangjia.organizing.web.forms_materials import file_field


class LoginForm(forms.Form):
    phone = forms.CharField(
        label="手机号", max_length=20, widget=forms.TextInput(attrs=PHONE),
        error_messages={"required": "请填写手机号"},
    )  # fmt: skip
    tail = forms.CharField(
        label="证件号码后四位", min_length=4, max_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": "4"}),
        error_messages={
            "required": "请填写证件号码后四位",
            "min_length": "请填写证件号码的最后四位",
            "max_length": "请填写证件号码的最后四位",
        },
    )  # fmt: skip
    code = forms.CharField(
        label="短信验证码", max_length=10, widget=forms.TextInput(attrs=DIGITS),
        error_messages={"required": "请先获取并填写短信验证码"},
    )  # fmt: skip


class CorrectForm(forms.Form):
    """Only what is to change is filled in."""

    name = forms.CharField(label="姓名改为", max_length=60, required=False)
    phone = forms.CharField(
        label="手机号改为", max_length=20, required=False, widget=forms.TextInput(attrs=PHONE)
    )
    employer_name = forms.CharField(label="工作单位改为", max_length=100, required=False)
    address = forms.CharField(label="住址改为", max_length=200, required=False)
    text = forms.CharField(
        label="说明", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="改姓名、证件请写明依据，工会可能请您出示证件。",
    )  # fmt: skip
    materials = forms.TypedMultipleChoiceField(
        label="用已有的材料", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    file = file_field("或者上传新的（选填）", required=False)

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        good = [row for row in offers if row.standing != "expired"]
        self.fields["materials"].choices = [
            (row.pk, f"{row.title}，{timezone.localtime(row.created_at):%Y-%m-%d} 存")
            for row in good
        ]
        if not good:
            del self.fields["materials"]
            self.fields["file"].label = "证明材料（选填）"

    def clean(self):
        self.cleaned_data.setdefault("materials", [])
        return self.cleaned_data


class FollowForm(forms.Form):
    """An applicant proves the phone before anything is changed."""

    code = forms.CharField(
        label="短信验证码", max_length=10, widget=forms.TextInput(attrs=DIGITS),
        error_messages={"required": "请先获取并填写短信验证码"},
    )  # fmt: skip
    name = forms.CharField(
        label="姓名", max_length=60, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip


class LeaveForm(forms.Form):
    note = forms.CharField(
        label="想对工会说的话（选填）", max_length=200, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    sure = forms.BooleanField(
        label="我已了解退会的后果，确认自愿退会", error_messages={"required": "请勾选确认"}
    )
