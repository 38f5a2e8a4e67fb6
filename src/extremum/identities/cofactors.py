"""``det(A) inv(A)`` as the adjugate, for values where A may be singular: a gradient of a determinant has one there."""

from __future__ import annotations

from collections.abc import Collection

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.adjugate import adjugate
from extremum.operations.powers import pairs
from extremum.operations.wordalgebra import factors


def has_cofactors(nodes: Collection[Expr]) -> bool:
    """Whether there are a determinant and an inverse among the nodes."""
    names = {node.op.name for node in nodes}
    return "det" in names and "inverse" in names


def cofactors(node: Expr) -> Expr | None:
    """``s det(A)^k A⁻¹ B`` with a whole k from 1 on as ``s det(A)^(k-1) adj(A) B``; None: it is no such product."""
    q, scalars, word = factors(node)
    items = [item for scalar in scalars for item in pairs(scalar)]
    for base, exponent in items:
        at = _place(base, exponent, word)
        if at is None:
            continue
        rest = [c.power(b, e) for b, e in items if b is not base]
        left = c.power(base, c.subtract(exponent, c.number(1)))
        new = (*word[:at], adjugate(word[at].args[0]), *word[at + 1 :])
        return c.product(c.number(q), *rest, left, *new)
    return None


def _place(base: Expr, exponent: Expr, word: tuple[Expr, ...]) -> int | None:
    """The place of the one inverse of a matrix by whose determinant a word is multiplied, if it may be singular."""
    natural = c.is_number(exponent) and c.value_of(exponent) in range(1, 10)
    if base.op.name != "det" or not natural or holds(base.args[0], "invertible"):
        return None
    matrices = (base.args[0], c.transpose(base.args[0]))
    places = [k for k, factor in enumerate(word) if factor.op.name == "inverse" and factor.args[0] in matrices]
    return places[0] if len(places) == 1 else None
