"""Valid unified codes, as many as wanted."""

from niangjia.engine.uscc import uscc_check_char


def code(number: int, start: str = "91370303MA") -> str:
    """A code of 18 characters whose check character is right."""
    first = f"{start}{number:07d}"[:17]
    return first + uscc_check_char(first)
