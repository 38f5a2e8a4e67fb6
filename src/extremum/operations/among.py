"""Terms of a sum under a condition: multiplied by 1 where it holds and by 0 elsewhere, where they have a value too.

Where a part of a term may have none elsewhere, as the slope of ``norm2(x[i] - x[j])`` at i = j and ``1/(x[i] - x[j])``,
its argument is 1 there: with m the condition as a number, ``f(m*u + (1 - m)*1)`` in place of ``f(u)``.
"""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import rebuild, transform
from extremum.operations import construct as c
from extremum.operations.elementwise import ELEMENTWISE, FUNCTIONS, defined_everywhere, function_of
from extremum.operations.hadamard import HADAMARD
from extremum.operations.powers import pairs


def among(condition: Expr, term: Expr) -> Expr:
    """``condition * term``, the term with a value and a derivative where the condition does not hold.

    Raises:
        UnsupportedError: a part of it may have none there, whatever its argument.
    """

    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        if not node.indices & condition.indices or _smooth_everywhere(node):
            return rebuild(node, args)
        return rebuild(node, _elsewhere_one(condition, node, args))

    return c.product(condition, transform(term, change))


def _elsewhere_one(condition: Expr, node: Expr, args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """The arguments of a part, 1 where the condition does not hold."""
    if node.op is HADAMARD:
        return tuple(
            arg if k % 2 or _whole(node.args[k + 1]) else _or_one(condition, arg) for k, arg in enumerate(args)
        )
    if not (node.op is ELEMENTWISE and _smooth_at_one(node)):
        message = f"{node} may have no value or no derivative where the condition of the sum does not hold"
        raise UnsupportedError(f"{message}; sum over all indices, or add a small constant inside of it")
    return tuple(_or_one(condition, arg) for arg in args)


def _or_one(condition: Expr, arg: Expr) -> Expr:
    """The argument where the condition holds, ones elsewhere."""
    off = c.subtract(c.number(1), condition)
    return c.add(c.product(condition, arg), c.product(off, c.like_ones(arg)))


def _smooth_at_one(node: Expr) -> bool:
    function = FUNCTIONS[function_of(node)[0]]
    inside = function.domain.low < 1 < function.domain.high
    return inside and all(kink.at != Fraction(1) for kink in function.kinks)


def _smooth_everywhere(node: Expr) -> bool:
    if node.op is HADAMARD:
        return all(_whole(exponent) for _, exponent in pairs(node))
    if node.op is ELEMENTWISE:
        return defined_everywhere(node)
    return not node.args or node.op.binder or all(node.op.linear.at(node, k) for k in range(len(node.args)))


def _whole(exponent: Expr) -> bool:
    return c.is_number(exponent) and c.value_of(exponent) == abs(int(c.value_of(exponent)))
