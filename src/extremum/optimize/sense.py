"""Minimising and maximising: the words of each, and the sign of what is minimised, ``sign f``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class Sense:
    """A direction, as it is said of the values of f.

    falls: what a value does along a way; lower: how values beside it are where it does so; bound: how far others reach
    from the best; extremum: what is looked for; other: what is not; constant: terms of f without unknowns.
    """

    name: str
    sign: int
    falls: str
    lower: str
    bound: str
    extremum: str
    other: str
    constant: float = 0.0

    def of(self, value: float) -> float:
        """The value of f, from that of what is minimised."""
        return self.sign * value + self.constant

    @property
    def lower_nearby(self) -> str:
        """Said of a point where the gradient is small, and which is none that is looked for."""
        return f"{self.lower} values are nearby: it is a saddle or a {self.other}"

    @property
    def endless(self) -> str:
        """Said of a way along which there is no last value."""
        return f"the value {self.falls} without end"


MIN = Sense("min", 1, "falls", "lower", "up to", "minimum", "maximum")
MAX = Sense("max", -1, "rises", "higher", "down to", "maximum", "minimum")
