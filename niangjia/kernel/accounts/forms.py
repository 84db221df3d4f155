"""What is typed on the login and account pages."""

from allauth.account import forms as login_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.validators import RegexValidator

from niangjia.kernel.scope.enums import Role, UnitKind

USERNAME = RegexValidator(
    r"^[A-Za-z][A-Za-z0-9._-]{2,39}$", "3–40 位，以字母开头，只用字母、数字和 . _ -。"
)
MOBILE = RegexValidator(r"^1[3-9]\d{9}$", "请填 11 位手机号。")


class Chinese:
    """Our words on allauth's fields: ``words`` maps a field to its label and type of input."""

    words = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in self.words.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = ""
                self.fields[name].widget.attrs.pop("placeholder", None)
        if "code" in self.fields:
            self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class LoginForm(Chinese, login_forms.LoginForm):
    words = {"login": "账号", "password": "口令"}


class ReauthenticateForm(Chinese, login_forms.ReauthenticateForm):
    words = {"password": "口令"}


class ChangePasswordForm(Chinese, login_forms.ChangePasswordForm):
    words = {"oldpassword": "现在的口令", "password1": "新口令", "password2": "再输一次新口令"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "password1"
        ].help_text = "至少 10 位，含大写字母、小写字母、数字、符号中的三种；不含账号和姓名。"


class FactorForm(Chinese, factor_forms.AuthenticateForm):
    words = {"code": "验证码或恢复码"}


class FactorAgainForm(Chinese, factor_forms.ReauthenticateForm):
    words = {"code": "验证码或恢复码"}


class ActivateTotpForm(Chinese, ActivateTOTPForm):
    words = {"code": "验证器上的 6 位数字"}


class AddPasskeyForm(Chinese, AddWebAuthnForm):
    words = {"name": "名称"}


class EditPasskeyForm(Chinese, EditWebAuthnForm):
    words = {"name": "名称"}


class SearchForm(forms.Form):
    q = forms.CharField(label="账号、姓名或拼音首字母", max_length=60, required=False)


class AccountForm(forms.Form):
    username = forms.CharField(label="账号", max_length=40, validators=[USERNAME])
    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(
        label="手机号", max_length=11, required=False, validators=[MOBILE],
        help_text="加密保存，用于短信提醒。",
    )  # fmt: skip


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(
        label="新手机号", max_length=11, required=False, validators=[MOBILE],
        help_text="留空表示不改。",
    )  # fmt: skip


class PostForm(forms.Form):
    """``units``: pairs of id and label of the units the administrator may fill."""

    unit = forms.TypedChoiceField(label="单位", coerce=int)
    role = forms.ChoiceField(label="岗位", choices=Role.choices)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units


class DeputyForm(forms.Form):
    """``people``: pairs of account and name of those who may stand in."""

    account_id = forms.TypedChoiceField(label="代办人", coerce=int)
    begins = forms.DateField(label="开始日期", widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(
        label="结束日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="含当日。"
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account_id"].choices = people


class UnitForm(forms.Form):
    name = forms.CharField(label="全称", max_length=100)
    short_name = forms.CharField(label="简称", max_length=40)
    division_code = forms.RegexField(
        r"^(\d{6}|\d{9}|\d{12})$", label="区划代码", required=False,
        error_messages={"invalid": "应为 6、9 或 12 位数字。"},
        help_text="功能区没有区划代码，留空。",
    )  # fmt: skip


class NewUnitForm(UnitForm):
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices)
    field_order = ["kind"]


class MoveForm(forms.Form):
    parent = forms.TypedChoiceField(label="新的上级", coerce=int)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = units


class CloseForm(forms.Form):
    on = forms.DateField(
        label="撤销日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
