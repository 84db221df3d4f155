"""What a password must be (三级等保: length, classes, not the name, not the old one)."""

import secrets
import string
from typing import Any

from django.core.exceptions import ValidationError

from niangjia.kernel.scope.actions import pinyin_initials

MINIMUM = 10
CLASSES_NEEDED = 3
# Without letters and digits that look alike on paper.
LETTERS = "".join(c for c in string.ascii_letters if c not in "lIO")
DIGITS = "23456789"


def classes(password: str) -> int:
    """How many of the four classes occur: lower case, upper case, digits, other signs."""
    tests = (str.islower, str.isupper, str.isdigit)
    named = sum(any(test(c) for c in password) for test in tests)
    return named + any(not c.isalnum() for c in password)


class EnoughClasses:
    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MINIMUM:
            raise ValidationError(f"口令至少 {MINIMUM} 位。", code="too_short")
        if classes(password) < CLASSES_NEEDED:
            raise ValidationError(
                "口令须含大写字母、小写字母、数字、符号中的三种。", code="classes"
            )

    def get_help_text(self) -> str:
        return f"至少 {MINIMUM} 位，含大写字母、小写字母、数字、符号中的三种。"


class NotTheName:
    def validate(self, password: str, user: Any = None) -> None:
        text = password.lower()
        for own in names_of(user):
            if own in text or own[::-1] in text:
                raise ValidationError("口令不能包含账号或姓名。", code="name")

    def get_help_text(self) -> str:
        return "不能包含账号或姓名（含拼音首字母）。"


class NotTheSame:
    def validate(self, password: str, user: Any = None) -> None:
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError("新口令不能与原口令相同。", code="same")

    def get_help_text(self) -> str:
        return "不能与原口令相同。"


def names_of(user: Any) -> list[str]:
    """What of this account must not stand in its password; parts under 3 letters are left out."""
    username, name = getattr(user, "username", ""), getattr(user, "name", "")
    parts = [username.lower(), name.lower(), pinyin_initials(name)]
    return [p for p in parts if len(p) >= (2 if p == name.lower() else 3)]


def initial_password() -> str:
    """A password to be read out once: 14 signs in groups, all classes, nothing ambiguous."""
    pick = secrets.choice
    groups = ["".join(pick(LETTERS + DIGITS) for _ in range(4)) for _ in range(2)]
    return f"{pick('ABCDEFGH')}{pick('abcdefgh')}{pick(DIGITS)}-{groups[0]}-{groups[1]}"
