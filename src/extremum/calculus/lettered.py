"""Gradients with letters for the sums of a formula, as on paper: ``2*A'*r`` with ``r = A*x - b``.

What is added to a gradient is added to the terms of a residual too, and what is taken out of it tears the residual
apart; behind a letter it stays whole, and small differences stay small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild
from extremum.calculus.dependence import dependent
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.sum import SUM
from extremum.simplify.cost import cost
from extremum.simplify.letter import Lettered, letter_for
from extremum.simplify.search import simplify

_LONGEST, _MOST = 200, 5
"""Longer formulas, and those with more sums, are differentiated without letters."""


def apart(f: Expr, targets: Sequence[Expr]) -> Lettered:
    """The formula with letters for the sums in it that depend on the targets.

    >>> import extremum as ex
    >>> f = ex.parse("norm2(A*x - b)^2", "A[n,m]; x[m]; b[n]")
    >>> found = apart(f, [f.symbols[1]])
    >>> len(found.values), str(*found.values.values())
    (1, "(A*x - b)'")
    """
    order, moving = dependent(f, targets)
    found: dict[Expr, Expr] = {}
    letters: dict[Expr, Expr] = {}  # of each sum, and of its transpose
    for node in order:
        new = rebuild(node, tuple([found[arg] for arg in node.args])) if node in moving and node.args else node
        if node is not f and node in moving and node.op is SUM and not node.indices:
            if new not in letters:
                letters[new] = letter_for(new, f"sum{len(letters)}")
                letters[new.T] = letters[new].T
            new = letters[new]
        found[node] = new
    values = {letter: part for part, letter in letters.items() if letter.op.variable}
    return Lettered(found[f], values)


@dataclass(slots=True)
class _Arrived:
    """What has arrived at letters and targets."""

    at: dict[Expr, list[Expr]] = field(default_factory=dict)

    def through(self, part: Expr, below: Sequence[Expr], seed: Expr | None = None) -> None:
        """One part's share in the gradients by what is below it."""
        for target, share in zip(below, gradients(part, below, seed), strict=True):
            self.at.setdefault(target, []).append(share)

    def total(self, target: Expr) -> Expr:
        return simplify(c.add(*self.at[target]))


def gradients_in_letters(f: Expr, targets: Sequence[Expr]) -> list[Lettered]:
    """The gradients of a scalar by the targets, in letters; none where no sum is worth a letter.

    The gradient by each letter is simplified before it goes on to what the letter stands for.
    """
    if cost(f) > _LONGEST:
        return []
    try:
        formula, values = apart(f, targets)
        letters, arrived = list(values), _Arrived()
        if not 0 < len(letters) <= _MOST:
            return []
        arrived.through(formula, [*letters, *targets])
        for k in reversed(range(len(letters))):
            arrived.through(values[letters[k]], [*letters[:k], *targets], arrived.total(letters[k]))
        return [Lettered(arrived.total(target), values) for target in targets]
    except ExtremumError:  # an operation needs more of its argument than is known of a letter
        return []
