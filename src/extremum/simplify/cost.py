"""How long an expression is for a person: the number of symbols and operations that are written."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c

_OWN = {"transpose": 1, "eye": 9}


_memo: dict[Expr, int] = {}


def cost(root: Expr) -> int:
    """The written length, shared parts counted wherever they occur."""
    if root not in _memo:
        for node in topological([root], _memo, enter=lambda n: n not in _memo):
            _memo[node] = _own(node) + sum(_memo[arg] for arg in node.args)
    return _memo[root]


def _own(node: Expr) -> int:
    name = node.op.name
    if name == "sum":
        extra = sum(_coefficient(q) for q in node.params if isinstance(q, int | Fraction))
        return 2 * (len(node.args) - 1) + extra
    if name in ("product", "scale"):
        return 2 * (len(node.args) - 1)
    if name == "hadamard":
        exponents = node.args[1::2]
        return 2 * (len(exponents) - 1) - sum(e is c.number(1) for e in exponents)
    return _OWN.get(name, 2)


def _coefficient(q: int | Fraction) -> int:
    return 0 if abs(q) == 1 else 2 if Fraction(q).denominator == 1 else 4
