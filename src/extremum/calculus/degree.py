"""The degree of a polynomial, as it is written: products add degrees, sums take the largest."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs


def degree(f: Expr, y: Expr) -> int | None:
    """A bound of the degree of a polynomial of y; None where it is not seen to be one."""
    found: dict[Expr, int | None] = {}
    for node in topological([f]):
        found[node] = 1 if node is y else _degree(node, found)
    return found[f]


def _degree(node: Expr, known: dict[Expr, int | None]) -> int | None:
    moving = [k for k, arg in enumerate(node.args) if known[arg] != 0]
    degrees = [known[node.args[k]] for k in moving]
    if not moving:
        return 0
    if node.op.name == "hadamard":
        return _of_powers(node, known)
    if None in degrees or not all(node.op.linear.at(node, k) for k in moving):
        return None
    sizes = [size for size in degrees if size is not None]
    return max(sizes) if node.op.linear.jointly else sum(sizes)


def _of_powers(node: Expr, known: dict[Expr, int | None]) -> int | None:
    total = 0
    for base, exponent in pairs(node):
        size, power = known[base], c.value_of(exponent) if c.is_number(exponent) else None
        if size == 0 and known[exponent] == 0:
            continue
        if size is None or not isinstance(power, int) or power < 0:
            return None
        total += size * power
    return total
