"""Factors that all entries of a block matrix have, before it: ``r*[-sin(t); cos(t)]`` for ``[-r*sin(t); r*cos(t)]``."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.block import block, grid
from extremum.operations.powers import pairs
from extremum.operations.sum import content
from extremum.simplify.cost import cost


def factor_before(node: Expr) -> Expr:
    """A block matrix of scalars with their common factors before it, where that is shorter.

    >>> import extremum as ex
    >>> print(factor_before(ex.parse("[-r*s^2*sin(t); 0; r*s*cos(t)]", "r; s; t")))
    r*s*[-s*sin(t); 0; cos(t)]
    """
    if not all(part.is_scalar for part in node.args):
        return node
    common = _common([part for part in node.args if not c.is_zero(part)])
    if not common:
        return node
    over = [c.power(base, c.multiple(-1, exponent)) for base, exponent in common.items()]
    inner = block([[c.product(*over, part) for part in row] for row in grid(node)])
    found = c.product(*(c.power(base, exponent) for base, exponent in common.items()), inner)
    return found if cost(found) < cost(node) else node


def _common(parts: list[Expr]) -> dict[Expr, Expr]:
    """The powers that divide all of them: the lowest of positive ones, the highest of negative ones."""
    each = [dict(pairs(content(part)[1])) for part in parts]
    found: dict[Expr, Expr] = {}
    for base in each[0] if len(each) > 1 else ():
        exponents = [powers[base] for powers in each if base in powers]
        if c.is_number(base) or len(exponents) < len(each):
            continue
        if all(map(c.is_number, exponents)):
            values = [c.value_of(exponent) for exponent in exponents]
            if min(values) > 0 or max(values) < 0:
                found[base] = c.number(min(values) if min(values) > 0 else max(values))
        elif len(set(exponents)) == 1:
            found[base] = exponents[0]
    return found
