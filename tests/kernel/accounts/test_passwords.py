"""Rules of passwords as properties."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from niangjia.kernel.accounts.passwords import EnoughClasses, classes, initial_password, names_of


@given(st.text("abcXYZ123-_", max_size=20))
def test_short_or_plain_passwords_never_pass(password: str) -> None:
    kinds = [any(c in group for c in password) for group in ("abc", "XYZ", "123", "-_")]
    assert classes(password) == sum(kinds)

    if len(password) >= 10 and sum(kinds) >= 3:
        EnoughClasses().validate(password)
    else:
        with pytest.raises(ValidationError):
            EnoughClasses().validate(password)


def test_initial_passwords_pass_their_own_rules() -> None:
    for _ in range(100):
        password = initial_password()
        validate_password(password)
        assert not set(password) & set("lIO01")


def test_initial_passwords_do_not_repeat() -> None:
    assert len({initial_password() for _ in range(200)}) == 200


def test_short_initials_do_not_forbid_every_password() -> None:
    person = SimpleNamespace(username="zhangsan", name="张三")

    assert names_of(person) == ["zhangsan", "张三"]
