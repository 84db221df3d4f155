"""The bytes that are sealed: the same facts give the same bytes, for ever."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

MAC_SIZE = 32
FIRST = bytes(MAC_SIZE)  # what the first seal follows on


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.hex() if isinstance(value, bytes) else value


def canonical(facts: Sequence[Any]) -> bytes:
    """JSON with sorted keys and no blanks; times in UTC, bytes in hexadecimal."""
    plain = [_plain(fact) for fact in facts]
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def split_macs(joined: bytes) -> list[bytes]:
    """The 32-byte values that were written one after the other."""
    return [joined[at : at + MAC_SIZE] for at in range(0, len(joined), MAC_SIZE)]
