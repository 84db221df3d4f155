"""What a linkage tells of its progress, and to whom."""

from typing import Protocol


class Progress(Protocol):
    """The part of a job's progress that the engine uses; ``step`` may raise to stop the work."""

    def step(self, done: int, total: int | None = None, message: str = "") -> None: ...


class Quiet:
    """Tells nobody."""

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        return None
