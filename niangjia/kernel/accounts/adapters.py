"""How allauth behaves in this house: nobody signs up, secrets are sealed, logins leave a trace."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from niangjia.kernel.accounts import actions
from niangjia.kernel.accounts.models import Account
from niangjia.kernel.crypto import decrypt, encrypt

SECRET = "mfa"
REAL_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "账号或口令不对。",
        "incorrect_password": "口令不对。",
        "enter_current_password": "请输入现在的口令。",
        "too_many_login_attempts": "尝试次数过多，请稍后再试。",
        "password_mismatch": "两次输入的新口令不一致。",
        "account_inactive": "账号已停用，请联系系统管理员。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Account, password: str) -> None:
        actions.change_own_password(account=user, password=password)

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> Any:
        actions.note_login(account=user)
        return super().post_login(request, user, **kwargs)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "至少保留一种第二因素；要更换，请先添加新的。",
        "cannot_generate_recovery_codes": "请先启用验证器或通行密钥，再生成恢复码。",
        "incorrect_code": "验证码不对。",
        "rate_limited": "尝试次数过多，请稍后再试。",
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text, SECRET)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, SECRET)

    def get_totp_label(self, user: Account) -> str:
        return user.username

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last real factor stays where one is required."""
        if not settings.SECOND_FACTOR_REQUIRED or authenticator.type not in REAL_FACTORS:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=REAL_FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())
