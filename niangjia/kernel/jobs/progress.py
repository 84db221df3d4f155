"""What long work tells while it runs."""

from typing import Protocol


class Cancelled(Exception):
    """The user asked to stop; raised by ``Progress.step`` so that the transaction rolls back."""


class Stopping(Exception):
    """The worker is closing; raised by ``Progress.step``: rolled back now, run again later."""


class Progress(Protocol):
    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        """Report ``done`` of ``total``; raises ``Cancelled`` once the user has asked to stop."""


class Silent:
    """For tests and commands that show nothing."""

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        return None
