"""How random problems are written: texts with hostile names, and the table of their families."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

NAMES = [
    "P", "lam", "lambda", "inverse", "nu", "z", "t", "v", "P_", "nu_", "S", "Q", "kind", "x1", "Z", "mu", "T", "tr_",
    "eigvec_", "W", "R", "norm", "pi_", "k1", *"abcefghruwxy",
]  # fmt: skip


@dataclass(slots=True)
class Generated:
    """A problem as text. feasible: how a point is made feasible (tests/solving/fuzzing.py), with names of data."""

    objective: str | list[str]
    unknowns: list[str]
    sense: str | None
    constraints: list[str]
    declarations: list[str]
    kind: str = ""
    feasible: tuple[str, ...] = ("affine",)

    def __str__(self) -> str:
        asked = f"{self.sense} {self.objective} over {self.unknowns} s.t. {self.constraints}"
        return f"[{self.kind}] {asked} given {self.declarations}"


@dataclass(slots=True)
class Writer:
    """Takes names as it writes terms, and declares them."""

    rng: random.Random
    names: list[str] = field(default_factory=list)
    declared: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = self.rng.sample(NAMES, len(NAMES))

    def new(self, shape: str = "", facts: str = "", run: str = "") -> str:
        name = self.names.pop()
        self.declared.append(f"{name}{shape}{f' for {run}' if run else ''}{': ' + facts if facts else ''}")
        return name

    def some(self, *options: str) -> str:
        return str(self.rng.choice(options))

    def often(self, chance: float) -> bool:
        return self.rng.random() < chance

    def sign(self) -> str:
        return self.some("", "-", "2*", "-3*")

    def coefficient(self) -> str:
        q, kind = self.sign(), self.some("number", "number", "positive", "any")
        return q if kind == "number" else f"{q}{self.new('', kind.replace('any', ''))}*"

    def weight(self) -> str:
        """A positive number, or one of unknown sign."""
        return self.some("", "2*", f"{self.new('', 'positive')}*", f"{self.new()}*")

    def problem(
        self, objective: str | list[str], unknowns: list[str], sense: str | None, constraints: list[str] | None = None,
        feasible: tuple[str, ...] = ("affine",),
    ) -> Generated:  # fmt: skip
        if isinstance(objective, str):
            objective = objective.replace("+ -", "- ")
        return Generated(objective, unknowns, sense, constraints or [], self.declared, "", feasible)


Family = Callable[[Writer], Generated]
FAMILIES: dict[str, Family] = {}


def family(function: Family) -> Family:
    """A kind of problems, by the name of the function that writes one."""
    FAMILIES[function.__name__] = function
    return function


def sense_of(w: Writer) -> str | None:
    return w.rng.choice(["min", "max", "min", None])
