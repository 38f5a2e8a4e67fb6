"""What a proof of curvature is made of: steps, conditions on parameters, and what makes a function strictly curved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.sum import terms_of

Sign = Literal[1, -1]
"""1 asks for convexity, -1 for concavity."""

BOYD = "Boyd & Vandenberghe (2004)"


def does_not_occur(absent: Sequence[Expr]) -> str:
    """``x, y do not occur``."""
    return f"{', '.join(x.name for x in absent)} {'do' if len(absent) > 1 else 'does'} not occur"


def bend(sign: int) -> str:
    """``convex`` or ``concave``."""
    return "convex" if sign > 0 else "concave"


@dataclass(frozen=True, slots=True)
class Step:
    """A claim about an expression, the rule it follows by, the rule's source, and the claims that the rule needs.

    passes: whether the rule passes on what holds of its premise, as a multiple and a sum of entries do; unknowns: those
    in which what is claimed holds, for it is another claim in others.
    """

    expr: Expr
    claim: str
    rule: str = ""
    source: str = ""
    premises: tuple[Step, ...] = ()
    passes: bool = False
    unknowns: tuple[Expr, ...] = ()

    @property
    def words(self) -> str:
        """``is convex: a norm of an affine expression (…)``, ``is affine in x``."""
        source = f" ({self.source})" if self.source else ""
        verb = "" if self.claim.startswith((">", "<")) else "is "
        return f"{verb}{self.claim}{self._within}" + (f": {self.rule}{source}" if self.rule else "")

    @property
    def _within(self) -> str:
        """The unknowns that occur, ``in x, y``."""
        names = {node.name for node in topological([self.expr]) if node.op.variable} if self.unknowns else set()
        found = [x.name for x in self.unknowns if x.name in names]
        return f" in {', '.join(found)}" if found else ""

    @property
    def core(self) -> Step:
        """The step that says why, below those that only pass it on."""
        step = self
        while step.passes and step.premises:
            step = step.premises[0]
        return step

    def __str__(self) -> str:
        return f"{self.expr} {self.words}"


@dataclass(frozen=True, slots=True)
class Bound:
    """A condition on parameters: ``a >= 0`` entry by entry, or a matrix that is positive semidefinite."""

    expr: Expr
    relation: Literal[">= 0", "<= 0", "is positive semidefinite", "is negative semidefinite"]

    def __str__(self) -> str:
        """``a - 1 >= 0`` is written ``a >= 1``."""
        if self.relation not in (">= 0", "<= 0") or self.expr.op.name != "sum":
            return f"{self.expr} {self.relation}"
        numbers = [q for q, term in terms_of(self.expr) if c.is_number(term)]
        rest = c.combine([(q, term) for q, term in terms_of(self.expr) if not c.is_number(term)])
        return f"{rest} {self.relation[:2]} {-numbers[0] if numbers else 0}"


Clause = tuple[Bound, ...]
"""Bounds of which one must hold."""


def words_of(clauses: Iterable[Clause]) -> str:
    """All clauses, each with its alternatives."""
    return " and ".join(" or ".join(str(bound) for bound in clause) for clause in clauses)


@dataclass(frozen=True, slots=True)
class Mover:
    """An affine expression of the unknowns: along every line on which it moves the function is strictly curved.

    weight: of it that holds only where this is positive; None: always.
    """

    expr: Expr
    weight: Expr | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A proof that an expression is convex or concave, under conditions on parameters.

    exact: whether it is so only where the conditions hold.
    """

    step: Step
    movers: tuple[Mover, ...] = ()
    clauses: tuple[Clause, ...] = ()
    exact: bool = False

    def under(self, step: Step) -> Found:
        """The same of another expression, by a further step."""
        return replace(self, step=step)


def joined(found: Iterable[Found]) -> tuple[tuple[Mover, ...], tuple[Clause, ...]]:
    """The movers and the clauses of several proofs together, each once."""
    parts = list(found)
    movers = tuple(dict.fromkeys(m for f in parts for m in f.movers))
    return movers, tuple(dict.fromkeys(clause for f in parts for clause in f.clauses))
