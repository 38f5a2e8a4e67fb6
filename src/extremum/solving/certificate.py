"""What kind of extremum a solution is, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from extremum.solving.conditions import Condition


@dataclass(slots=True)
class Kind:
    """kind: ``global minimum``, ``local maximum``, ``saddle``, ``stationary``, …; reason: the argument; conditions:
    where it holds; notes: what else should be known; strict: whether the objective is strictly convex or concave;
    unless: the size at which it is another one."""

    kind: str
    reason: str
    conditions: list[Condition] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    strict: bool = False
    unless: str = ""

    def __str__(self) -> str:
        return f"{self.kind} where {' and '.join(k.words for k in self.conditions)}" if self.conditions else self.kind
