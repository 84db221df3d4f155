"""A workflow is a table of steps that a union officer can read (architecture, principle 4)."""

from collections.abc import Iterable
from dataclasses import dataclass


class NotAllowed(Exception):
    """The step is not open in this state or to this role. The message is for the user."""


@dataclass(frozen=True, slots=True)
class Step:
    """``name`` leads from one of ``leaves`` to ``reaches`` and is open to ``roles``."""

    name: str
    label: str
    leaves: frozenset[str]
    reaches: str
    roles: frozenset[str]
    needs_reason: bool = False
    needs_evidence: bool = False


class Flow:
    """The table, and the only two questions anyone asks of it."""

    def __init__(self, *steps: Step) -> None:
        self.steps = {step.name: step for step in steps}
        if len(self.steps) != len(steps):
            raise ValueError("步骤名称重复")

    def open_to(self, state: str, roles: Iterable[str]) -> list[Step]:
        """The steps that may be taken now, in the order of the table."""
        held = frozenset(roles)
        return [s for s in self.steps.values() if state in s.leaves and s.roles & held]

    def take(self, name: str, state: str, roles: Iterable[str]) -> Step:
        """The step, or ``NotAllowed``."""
        step = self.steps[name]
        if step not in self.open_to(state, roles):
            raise NotAllowed(f"{step.label}：当前状态或岗位不允许")
        return step
