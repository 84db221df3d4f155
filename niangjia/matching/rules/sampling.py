"""Who is drawn: repeatable from a kept seed, and not to be foreseen or steered by a reviewer."""

from collections.abc import Iterable
from hashlib import blake2b


def mark(seed: str, key: str) -> int:
    """A number from 0 to 2**64 - 1 that depends on seed and key alone."""
    text = f"{seed}\x1f{key}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest())


def in_share(seed: str, key: str, percent: int) -> bool:
    """Whether a row belongs to the ``percent`` of a hundred that a second person sees too."""
    return mark(seed, key) * 100 < percent << 64


def draw(seed: str, keys: Iterable[int], size: int) -> list[int]:
    """``size`` of the keys (all if there are fewer), in the order they are worked off."""
    ordered = sorted(keys, key=lambda key: (mark(seed, str(key)), key))
    return ordered[:size]
