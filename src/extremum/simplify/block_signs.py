"""A minus before a product with a block matrix taken into the blocks, or out of them, where fewer are left to read."""

from __future__ import annotations

from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.block import block, grid
from extremum.operations.product import PRODUCT
from extremum.operations.scale import SCALE
from extremum.operations.sum import SUM, coefficients, terms_of
from extremum.operations.wordalgebra import factors


def with_few_minuses(node: Expr) -> Expr:
    """A product, or a sum of nothing but terms with a minus, with the other sign of one block matrix in it.

    >>> import extremum as ex
    >>> x, y, a = ex.vector("x", 2), ex.vector("y", 2), ex.scalar("a")
    >>> print(with_few_minuses(-2 * x.T @ ex.block([[-a, 1], [-1, -a]]) @ y))
    2*x'*[a, -1; 1, a]*y
    """
    if node.op is SUM and all(q < 0 for q in coefficients(node)):
        turned = [(q, term, _turned(term, 0)) for q, term in terms_of(node)]
        if any(other is not None for _, _, other in turned):
            return c.combine([(q, term) if other is None else (-q, other) for q, term, other in turned])
    if node.op in (PRODUCT, SCALE):
        other = _turned(node, 2)
        return node if other is None else c.multiple(-1, other)
    return node


def _turned(term: Expr, least: int) -> Expr | None:
    """Minus the term, with the other sign of the first block matrix in it that has so many more minuses than pluses."""
    q, scalars, word = (1, [], term.args) if term.op is PRODUCT and term.is_scalar else factors(term)
    for k, factor in enumerate(word):
        if factor.op.name == "block" and len(word) > 1 and _excess(factor) >= least:
            turned = block([[c.multiple(-1, part) for part in row] for row in grid(factor)])
            return c.product(c.number(q), *scalars, *word[:k], turned, *word[k + 1 :])
    return None


def _excess(node: Expr) -> int:
    """How many more minuses than pluses stand in a block matrix; less than none where there are no minuses."""
    signs = [_sign(part) for part in node.args]
    return -sum(signs) if -1 in signs else -1


def _sign(part: Expr) -> int:
    """-1 of what begins with a minus; 0 of a sum, which begins with either, and of 0."""
    if c.is_number(part):
        return _of(c.value_of(part))
    if part.op is not SUM:
        return 0 if c.is_zero(part) else 1
    signs = {_of(q) for q in coefficients(part)}
    return signs.pop() if len(signs) == 1 else 0


def _of(q: Rational) -> int:
    return (q > 0) - (q < 0)
