"""What is shown of personal data when nobody has asked for the whole (domain.md I.4)."""

import re
from collections.abc import Callable

# Compound surnames keep both characters in a mask.
COMPOUND_SURNAME = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|长孙|"
    "宇文|司徒|轩辕|独孤|南宫|端木|闻人|澹台|公冶|申屠|赫连|呼延"
)
STREET = re.compile(r"^.*?(?:街道|镇|乡|路|大街|街|巷)")


def mask_mobile(text: str) -> str:
    """``13812345678`` → ``138****5678``; anything too short for that: all stars."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else "*" * len(text)


def mask_identity(text: str) -> str:
    """First 6 and last 4 of an identity number: ``370303********1234``."""
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}" if len(text) >= 15 else "*" * len(text)


def mask_card(text: str) -> str:
    """The last 4 of a bank card."""
    return f"**** {text[-4:]}" if len(text) >= 12 else "*" * len(text)


def mask_name(text: str) -> str:
    """``王凯`` → ``王*``, ``王小凯`` → ``王*凯``, ``欧阳小凯`` → ``欧阳*凯``."""
    head = 2 if len(text) > 2 and COMPOUND_SURNAME.match(text) else 1
    surname, rest = text[:head], text[head:]
    if len(rest) <= 1:
        return surname + "*" * len(rest)
    return f"{surname}{'*' * (len(rest) - 1)}{rest[-1]}"


def mask_address(text: str) -> str:
    """Down to the street: ``张店区马尚街道1号楼`` → ``张店区马尚街道***``."""
    found = STREET.match(text)
    return f"{found[0]}***" if found and found.end() < len(text) else "***"


MASKS: dict[str, Callable[[str], str]] = {
    "mobile": mask_mobile,
    "identity": mask_identity,
    "card": mask_card,
    "name": mask_name,
    "address": mask_address,
}


def mask(kind: str, text: str) -> str:
    """Mask by kind of data (``mobile``, ``identity``, ``card``, ``name``, ``address``)."""
    return MASKS[kind](text)
