"""A strategy: one way to solve problems, on a page of its own; it finds the solutions, or says why it passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extremum.problems.problem import Problem
from extremum.solving.solution import SolutionSet


@dataclass(frozen=True, slots=True)
class Passed:
    """A strategy does not apply, or stopped; reason: a clause, without a full stop."""

    reason: str


@dataclass(frozen=True, slots=True)
class Strategy:
    """name: what is tried, a noun phrase; attempt: the solutions of a problem, or why there are none from here.

    An attempt sees a released problem (:meth:`extremum.problems.problem.Problem.released`): structures that are
    constraints are written out. It raises NoExtremumError only where the problem provably has no solution.
    """

    name: str
    attempt: Callable[[Problem], SolutionSet | Passed]
