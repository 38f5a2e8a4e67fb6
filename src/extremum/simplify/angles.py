"""Sines and cosines of sums of angles: ``cos(x)*cos(y) + sin(x)*sin(y) = cos(x - y)``, so ``cos(x)^2 + sin(x)^2`` is 1
(Abramowitz & Stegun 1964, eqs. 4.3.10, 4.3.16, 4.3.17)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement, product

from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors

Two = tuple[Expr, Expr]
"""Two factors that are sines or cosines."""

_TERMS = 16
"""In longer sums no two terms are compared."""


def angles_together(node: Expr) -> Iterator[Expr]:
    """The sum with two terms that are an addition theorem written as one.

    >>> import extremum as ex
    >>> a, b, s = (ex.scalar(name) for name in "abs")
    >>> print(*angles_together(s * ex.cos(a) ** 2 + s * ex.sin(a) ** 2))
    s
    >>> print(next(angles_together(ex.sin(a + b) * ex.cos(a) - ex.cos(a + b) * ex.sin(a))))
    sin(b)
    """
    if node.op is not SUM or not 1 < len(node.args) <= _TERMS:
        return
    seen: dict[Expr, list[tuple[int, Rational, Two]]] = {}
    for k, (q, term) in enumerate(terms_of(node)):
        for rest, two in _apart(term):
            for j, p, others in seen.get(rest, ()):
                found = [_theorem(p, others, q, two), _theorem(q, two, p, others)] if j != k else []
                for whole in dict.fromkeys(one for one in found if one is not None):
                    left = [c.multiple(r, t) for i, (r, t) in enumerate(terms_of(node)) if i not in (j, k)]
                    yield c.add(_times(rest, whole), *left)
            seen.setdefault(rest, []).append((k, q, two))


def _apart(term: Expr) -> Iterator[tuple[Expr, Two]]:
    """Two sines or cosines among the factors of a term, and what is left of it."""
    _, scalars, word = factors(term)
    powers = [pair for s in scalars or word[:1] for pair in pairs(s)] if scalars or len(word) == 1 else []
    found = {base: c.value_of(e) for base, e in powers if _is_angle(base) and c.is_number(e) and c.value_of(e) >= 1}
    for one, other in combinations_with_replacement(found, 2):
        if one is not other or found[one] >= 2:
            yield _times(term, c.power(one, -1), c.power(other, -1)), (one, other)


def _times(expr: Expr, *others: Expr) -> Expr:
    """Entry by entry, where the factors have entries."""
    return c.product(*others, expr) if others[0].is_scalar else c.hadamard(expr, *others)


def _is_angle(base: Expr) -> bool:
    return _function(base) in ("sin", "cos")


def _function(base: Expr) -> str:
    return str(base.param("function")) if base.op.name == "elementwise" and base.param("order") == 0 else ""


def _theorem(p: Rational, first: Two, q: Rational, second: Two) -> Expr | None:
    """``p*f(x)*g(y) + q*h(x)*k(y)`` as a sine or a cosine of x + y or x - y."""
    if abs(p) != abs(q):
        return None
    for (one, other), (third, fourth) in product((first, first[::-1]), (second, second[::-1])):
        x, y = one.args[0], other.args[0]
        names = [_function(angle) for angle in (one, other, third, fourth)]
        if third.args[0] is x and fourth.args[0] is y and x.shape == y.shape:
            if names == ["cos", "cos", "sin", "sin"]:
                return c.multiple(p, _of("cos", x, y, -1 if p == q else 1))
            if names == ["sin", "cos", "cos", "sin"]:
                return c.multiple(p, _of("sin", x, y, 1 if p == q else -1))
    return None


def _of(function: str, x: Expr, y: Expr, sign: int) -> Expr:
    """A function of x + y or x - y, where that is 0 its value."""
    angle = c.combine([(1, x), (sign, y)])
    if c.is_zero(angle):
        return c.like_ones(x) if function == "cos" else c.like_zeros(x)
    if any(q > 0 for q, _ in terms_of(angle)):
        return c.apply(function, angle)
    whole = c.apply(function, c.multiple(-1, angle))
    return c.multiple(-1, whole) if function == "sin" else whole
