"""How long an expression is for a person: the number of symbols and operations that are written."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.node import Expr, Order
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT, half

_OWN = {"transpose": 1, "eye": 9}


_memo: dict[Expr, int] = {}


def cost(root: Expr) -> int:
    """The written length, shared parts counted wherever they occur."""
    if root not in _memo:
        for node in topological([root], _memo, enter=lambda n: n not in _memo):
            _memo[node] = _length(node)
    return _memo[root]


def _length(node: Expr) -> int:
    if node.op.name == "hadamard":
        return _powers(node)
    h = _square(node)
    if h is not None:  # norm2(h)^2
        return 3 + 2 * (len(h) - 1) + sum(_memo[factor] for factor in h)
    total = _own(node) + sum(_memo[arg] for arg in node.args)
    return total - 2 if node.op.name == "scale" and _alone(node.args[0]) else total  # A/s, not 1/s*A


def _own(node: Expr) -> int:
    name = node.op.name
    if name == "sum":
        extra = sum(_coefficient(q) for q in node.params if isinstance(q, int | Fraction))
        return 2 * (len(node.args) - 1) + extra
    if name in ("product", "scale"):
        return 2 * (len(node.args) - 1)
    return _OWN.get(name, 2)


def _powers(node: Expr) -> int:
    """An entrywise product: whole exponents are a mark on their base, a fraction line stands for negative ones."""
    bases, exponents = node.args[::2], node.args[1::2]
    written = [c.value_of(e) if c.is_number(e) else None for e in exponents]
    alone = 2 if _alone(node) else 0
    marks = sum(_exponent(b, e, value) for b, e, value in zip(bases, exponents, written, strict=True))
    return 2 * (len(bases) - 1) + alone + marks + sum(_memo[base] for base in bases)


def _square(node: Expr) -> tuple[Expr, ...] | None:
    """h of a scalar ``h'h`` that is written ``norm2(h)^2``."""
    return half(node.args) if node.op is PRODUCT and node.is_scalar else None


def _alone(node: Expr) -> bool:
    """Whether all factors stand under the fraction line."""
    return node.op.name == "hadamard" and all(c.is_number(e) and c.value_of(e) < 0 for e in node.args[1::2])


def _exponent(base: Expr, exponent: Expr, value: int | Fraction | None) -> int:
    if value is None:
        return 1 + _memo[exponent]
    if Fraction(value).denominator == 2 and _square(base) is not None:
        return 0 if abs(value) != Fraction(1, 2) else -1  # norm2(h)^3, norm2(h)
    return 0 if abs(value) == 1 else 1 if Fraction(value).denominator <= 2 else 3


def rank(option: Expr) -> tuple[int, Order]:
    """The order of preference among equal forms: the shortest, and among those the first by structure."""
    return cost(option), option.order


def _coefficient(q: int | Fraction) -> int:
    return 0 if abs(q) == 1 else 2 if Fraction(q).denominator == 1 else 4
