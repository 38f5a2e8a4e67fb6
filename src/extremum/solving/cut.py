"""What holds of values that are cut to a bound: ``a - relu(a - b)`` is a or b, the smaller one."""

from __future__ import annotations

from extremum.algebra.facts import holds
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.elementwise import ELEMENTWISE
from extremum.simplify.search import simplify

_CUTS = 2
"""How many cuts are looked into."""


def holds_cut(value: Expr, fact: str, cuts: int = _CUTS) -> bool:
    """Whether a fact holds of a number with ``r = relu(u)`` in it, which is 0 or u: where it does for both; for one of
    them, where the number is affine in r and rises, for it is the larger one then."""
    node = next((n for n in topological([value]) if n.op is ELEMENTWISE and n.function == "relu"), None)
    if node is None or not cuts or not (value.is_scalar and node.is_scalar) or node.indices:
        return holds(value, fact)
    ways = (holds_cut(simplify(replace(value, {node: at})), fact, cuts - 1) for at in (c.number(0), node.args[0]))
    stand = c.build("symbol", (), (unreachable(f"the value of {node}"), *node.shape, ()))
    slope = simplify(gradients(replace(value, {node: stand}), [stand])[0])
    rises = not contains(slope, [stand]) and holds(slope, "nonnegative")
    return any(ways) if rises else all(ways)
