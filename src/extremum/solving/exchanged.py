"""What is said where another function is extremal in place of the objective."""

from __future__ import annotations

from extremum.algebra.dims import ONE
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.operations import leaves
from extremum.problems.problem import SENSES, Problem
from extremum.solving.steps import Move


def exchanged(problem: Problem, inner: Expr, rising: bool, words: str) -> tuple[str, list[Move]]:
    """``f = …`` and ``g = …``, with letters that are free: f rises or falls with g by the function that words name."""
    assert problem.objective is not None and problem.sense is not None
    names = FreeNames(problem.objective, inner)
    f, g = (leaves.symbol(names.take(letter), ONE, ONE) for letter in "fg")
    of_f, other = SENSES[problem.sense], next(word for sense, word in SENSES.items() if sense != problem.sense)
    rule = f"{f} {'increases' if rising else 'decreases'} with {g}: {words}"
    moves = [Move("the objective", f, problem.objective), Move(rule, g, inner)]
    return f"the {of_f} of {f} is where the {of_f if rising else other} of {g} is:", moves
