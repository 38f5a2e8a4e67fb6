"""How long an expression is for a person: the number of symbols and operations that are written.

What a person reads as one thing counts as one: a square, a fraction line, the complement in ``a∘(1-a)``, a mixture
``v*A + (1-v)*B``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from operator import attrgetter

from extremum.algebra.node import Expr, Order
from extremum.algebra.traits import MULTILINEAR
from extremum.operations import construct as c
from extremum.operations.block import EMBED
from extremum.operations.means import averaged
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, coefficients
from extremum.operations.wordalgebra import factors, signed_half

_LEAF, _MIXTURE, _ADDED, _DIVISION = 2, 4, 4, 4


def cost(root: Expr) -> int:
    """The written length, shared parts counted wherever they occur."""
    if root._cost is None:
        stack = [root]
        while stack:
            node = stack[-1]
            unknown = [arg for arg in node.args if arg._cost is None] if node._cost is None else ()
            if unknown:
                stack += unknown
            else:
                stack.pop()
                node._cost = _length(node) if node._cost is None else node._cost
    return _known(root)


_known: Callable[[Expr], int] = attrgetter("_cost")
"""The length of a node that :func:`cost` has been through."""


def _length(node: Expr) -> int:
    op = node.op
    if op.name == "hadamard":
        return _powers(node)
    if op.name == "named":
        return _LEAF
    if op is PRODUCT and node.is_scalar:
        if _is_entry(node):
            return _LEAF + 1
        _, h = signed_half(node.args) or (1, None)
        if h is not None:  # norm2(h)^2
            return 3 + 2 * (len(h) - 1) + sum(map(_known, h))
    total = _own(node) + sum(map(_known, node.args))
    return total - 2 if op.name == "scale" and _alone(node.args[0]) else total  # A/s, not 1/s*A


def _is_entry(node: Expr) -> bool:
    """Whether a scalar product is the entry ``x[i]`` of a column that has a name, ``e_i' x`` or ``x' e_i``, or
    ``M[i,j]`` of a matrix, ``e_i' M e_j``."""
    if len(node.args) == 3:
        first, middle, last = c.transpose(node.args[0]), *node.args[1:]
        named = middle.args[0] if middle.op.name == "transpose" else middle
        return first.op is last.op is EMBED and named.op.variable
    if len(node.args) != 2:
        return False
    first, second = c.transpose(node.args[0]), node.args[1]
    at, of = (first, second) if first.op is EMBED else (second, first)
    return at.op is EMBED and of.op.variable


def _own(node: Expr) -> int:
    if node.op is SUM:
        extra = sum(_coefficient(q) for q in node.params if isinstance(q, int | Fraction))
        return 2 * (len(node.args) - 1) + extra - (_MIXTURE if _is_mixture(node) else 0) - _added_to_each(node)
    return node.op.length * (len(node.args) - 1) if node.op.linear is MULTILINEAR else node.op.length


def _added_to_each(node: Expr) -> int:
    """What is saved where ``s*ones(n)`` is written s beside a column, and ``sum(x)/n`` is mean(x) there."""
    filled = [term for term in node.args if term.op.name == "scale" and term.args[1].op.name == "ones"]
    if not node.is_column or len(filled) != 1 or len(node.args) == 1:
        return 0
    return _ADDED + (0 if averaged(filled[0].args[0]) is None else _DIVISION)


def _complement(node: Expr) -> Expr | None:
    """v where the node is ``1 - v``, or ``v - 1``, as which it stands in products."""
    if node.op is not SUM or len(node.args) != 2 or set(coefficients(node)) != {1, -1}:
        return None
    ones = [term is c.number(1) or term.op.name == "ones" for term in node.args]
    return node.args[ones.index(False)] if any(ones) else None


def _is_mixture(node: Expr) -> bool:
    """Whether a sum is ``v*A + (1 - v)*B``, perhaps with another sign."""
    if len(node.args) != 2 or not all(term.is_scalar or term.op.name == "scale" for term in node.args):
        return False
    if any(abs(q) != 1 for q in coefficients(node)):
        return False
    first, second = ({base for s in factors(term)[1] for base, _ in pairs(s)} for term in node.args)
    return any(_complement(u) in weights for some, weights in ((first, second), (second, first)) for u in some)


def _powers(node: Expr) -> int:
    """An entrywise product: whole exponents are a mark on their base, a fraction line stands for negative ones."""
    bases, exponents = node.args[::2], node.args[1::2]
    written = [c.value_of(e) if c.is_number(e) else None for e in exponents]
    alone = 2 if _alone(node) else 0
    marks = sum(_exponent(b, e, value) for b, e, value in zip(bases, exponents, written, strict=True))
    plain = {base for base, value in zip(bases, written, strict=True) if value == 1}
    lengths = (_LEAF if base in plain and _complement(base) in plain else _known(base) for base in bases)
    return 2 * (len(bases) - 1) + alone + marks + sum(lengths)


def _square(node: Expr) -> tuple[Expr, ...] | None:
    """h of a scalar ``h'h`` that is written ``norm2(h)^2``."""
    found = signed_half(node.args) if node.op is PRODUCT and node.is_scalar else None
    return None if found is None else found[1]


def _alone(node: Expr) -> bool:
    """Whether all factors stand under the fraction line."""
    return node.op.name == "hadamard" and all(c.is_number(e) and c.value_of(e) < 0 for e in node.args[1::2])


def _exponent(base: Expr, exponent: Expr, value: int | Fraction | None) -> int:
    if value is None:
        return 1 + _known(exponent)
    if Fraction(value).denominator == 2 and _square(base) is not None:
        return 0 if abs(value) != Fraction(1, 2) else -1  # norm2(h)^3, norm2(h)
    return 0 if abs(value) == 1 else 1 if Fraction(value).denominator <= 2 else 3


def rank(option: Expr) -> tuple[int, Order]:
    """The order of preference among equal forms: the shortest, and among those the first by structure."""
    return cost(option), option.order


def _coefficient(q: int | Fraction) -> int:
    return 0 if abs(q) == 1 else 2 if Fraction(q).denominator == 1 else 4
