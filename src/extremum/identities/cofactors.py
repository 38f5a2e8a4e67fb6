"""``det(A) inv(A)`` as the adjugate, for values where A may be singular: a gradient of a determinant has one there."""

from __future__ import annotations

from collections.abc import Collection

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.adjugate import adjugate
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors


def has_cofactors(nodes: Collection[Expr]) -> bool:
    """Whether there are a determinant and an inverse among the nodes."""
    names = {node.op.name for node in nodes}
    return "det" in names and "inverse" in names


def cofactors(node: Expr) -> Expr | None:
    """``s det(A)^k A⁻¹ B`` with a whole k from 1 on as ``s det(A)^(k-1) adj(A) B``, also where the inverse is inside of
    what is linear in it; None: it is no such product."""
    q, scalars, word = factors(node)
    items = [item for scalar in scalars for item in pairs(scalar)]
    for base, exponent in items:
        if not _is_determinant(base, exponent):
            continue
        left = c.power(base, c.subtract(exponent, c.number(1)))
        others = [c.power(b, e) for b, e in items if b is not base]
        for k, part in enumerate(parts := [*others, *word]):
            found = _multiplied(part, base)
            if found is not None:
                return c.product(c.number(q), left, *parts[:k], found, *parts[k + 1 :])
    return None


def _is_determinant(base: Expr, exponent: Expr) -> bool:
    """Whether it is a power from 1 on of the determinant of what may be singular."""
    natural = c.is_number(exponent) and c.value_of(exponent) in range(1, 10)
    return base.op.name == "det" and natural and not holds(base.args[0], "invertible")


def _multiplied(node: Expr, det: Expr) -> Expr | None:
    """``det(A) * node`` with ``adj(A)`` in it for ``inv(A)``; None where it is not linear in one inverse."""
    if node.op.name == "inverse":
        return _cofactors(node.args[0], det.args[0])
    if node.op.name == "sum":
        return _terms(node, det)
    if node.op.binder:
        return None
    for k in [k for k, arg in enumerate(node.args) if arg.args and node.op.linear.at(node, k)]:
        found = _multiplied(node.args[k], det)
        if found is not None:
            return c.build(node.op.name, (*node.args[:k], found, *node.args[k + 1 :]), node.params)
    return None


def _cofactors(inverted: Expr, matrix: Expr) -> Expr | None:
    """``det(A) inv(B)`` where B is A, its transpose, or one of them with the other sign."""
    for same in (matrix, c.transpose(matrix)):
        for sign in (1, -1):
            if inverted is c.multiple(sign, same):
                return c.multiple(sign, adjugate(same))
    return None


def _terms(node: Expr, det: Expr) -> Expr | None:
    """A sum, multiplied term by term, where one has the inverse."""
    parts = [(q, term, _multiplied(term, det)) for q, term in terms_of(node)]
    if all(found is None for _, _, found in parts):
        return None
    return c.add(*(c.multiple(q, c.product(det, term) if found is None else found) for q, term, found in parts))
