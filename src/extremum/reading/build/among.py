"""Terms of a sum under a condition: multiplied by 1 where it holds and by 0 elsewhere, where they have a value too."""

from __future__ import annotations

from extremum.algebra.errors import UnsupportedError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.elementwise import ELEMENTWISE, defined_everywhere
from extremum.operations.hadamard import HADAMARD
from extremum.operations.powers import pairs


def among(condition: Expr, term: Expr) -> Expr:
    """``condition * term``.

    Raises:
        UnsupportedError: the term may have no value, or no derivative, where the condition does not hold.
    """
    for node in topological([term]):
        if node.indices & condition.indices and not _smooth_everywhere(node):
            message = f"{node} may have no value or no derivative where the condition of the sum does not hold"
            raise UnsupportedError(f"{message}; sum over all indices, or add a small constant inside of it")
    return c.product(condition, term)


def _smooth_everywhere(node: Expr) -> bool:
    if node.op is HADAMARD:
        return all(_whole(exponent) for _, exponent in pairs(node))
    if node.op is ELEMENTWISE:
        return defined_everywhere(node)
    return not node.args or node.op.binder or all(node.op.linear.at(node, k) for k in range(len(node.args)))


def _whole(exponent: Expr) -> bool:
    return c.is_number(exponent) and c.value_of(exponent) == abs(int(c.value_of(exponent)))
