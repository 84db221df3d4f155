"""Which jobs there are, and what the worker does by the clock."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import autodiscover_modules

Function = Callable[..., Any]


class NoSuchJob(LookupError):
    """No function was registered under this name."""


@dataclass(frozen=True, slots=True)
class Job:
    """A function that may run in the background.

    ``atomic``: the whole run is one transaction, in which the run is also marked done; killed
    at any moment it has happened once or not at all.
    """

    name: str
    label: str
    function: Function
    atomic: bool = True

    def check(self, arguments: dict[str, Any]) -> None:
        """Raises ``TypeError`` where the call would: at once, not when the worker comes to it."""
        inspect.signature(self.function).bind(None, **arguments)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something short that every worker does again and again; twice at once must do no harm."""

    name: str
    seconds: float
    function: Callable[[], Any]


_jobs: dict[str, Job] = {}
_chores: dict[str, Chore] = {}


def job(name: str, *, label: str, atomic: bool = True) -> Callable[[Function], Function]:
    """Register ``f(progress, **primitive arguments) -> dict of JSON values`` as a job.

    Jobs stand in the module ``jobs`` of their app, which is found by itself. With
    ``atomic=False`` the function makes its own transactions and must bear being run again.
    """

    def register(function: Function) -> Function:
        _jobs[name] = Job(name, label, function, atomic)
        return function

    return register


def every(seconds: float, name: str) -> Callable[[Function], Function]:
    """Register a chore: called at the start of a worker and then every ``seconds``."""

    def register(function: Function) -> Function:
        _chores[name] = Chore(name, seconds, function)
        return function

    return register


def find(name: str) -> Job:
    """The job of this name; ``NoSuchJob`` if no installed app has it."""
    if name not in _jobs:
        discover()
    if name not in _jobs:
        raise NoSuchJob(f"没有名为“{name}”的后台任务")
    return _jobs[name]


def chores() -> list[Chore]:
    return list(_chores.values())


def discover() -> None:
    """Import the module ``jobs`` of every app. Not done at start: it loads the engine."""
    autodiscover_modules("jobs")
