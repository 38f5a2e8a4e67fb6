"""Quotients of two functions of one argument that are a function themselves: ``sinh(t)/cosh(t) = tanh(t)``."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.powers import pairs
from extremum.simplify.cost import cost, rank

Powers = dict[Expr, Expr]


def ratios(node: Expr) -> Expr:
    """An entrywise product with such a quotient in it, written as the one function where that shortens it.

    >>> import extremum as ex
    >>> x = ex.vector("x", "n")
    >>> print(ratios(ex.divide(ex.sinh(x), ex.cosh(x))))
    tanh(x)
    """
    if node.op.name != "hadamard":
        return node
    best = min(_with_quotients(dict(pairs(node))), key=rank, default=node)
    return best if best is not node and cost(best) < cost(node) else node


def _with_quotients(powers: Powers) -> Iterator[Expr]:
    for base, exponent in powers.items():
        for name, below in _below(base):
            if below in powers and c.add(exponent, powers[below]) is c.number(0):
                rest = [c.power(b, e) for b, e in powers.items() if b is not base and b is not below]
                yield c.hadamard(*rest, c.power(c.apply(name, base.args[0]), exponent))


def _below(base: Expr) -> Iterator[tuple[str, Expr]]:
    """(tanh, ``cosh(t)``) for ``sinh(t)``: the quotients that a function is the numerator of."""
    if base.op.name == "elementwise" and base.param("order") == 0:
        for function in FUNCTIONS.values():
            if function.quotient is not None and function.quotient[0] == base.function:
                yield function.name, c.apply(function.quotient[1], base.args[0])
