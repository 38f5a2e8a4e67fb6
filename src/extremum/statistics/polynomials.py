"""Expectations of polynomials, by their Taylor series about the mean: ``E[f(y)] = Σ_k E[(y - m)^k] f^(k)(m)/k!``."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.dims import ONE
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.degree import degree
from extremum.calculus.derivatives import gradient, jacobian, partial
from extremum.operations import construct as c
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify
from extremum.statistics.distribution import Moments

HALF = Fraction(1, 2)


def entry_by_entry(f: Expr) -> tuple[Expr, Expr]:
    """``tr(C' f)`` with a symbol C: what is linear in f is found of all its entries at once, as a gradient by C."""
    weights = c.build("symbol", (), (unreachable("C"), *f.shape, ()))
    return c.trace(c.product(c.transpose(weights), f)), weights


def of_polynomial(f: Expr, y: Expr, moments: Moments) -> tuple[Expr, str] | None:
    """The expectation, and what it needs to exist; None where f is no polynomial, or too high moments are needed."""
    size = degree(f, y)
    if size is None:
        return None
    one, weights = (f, None) if f.is_scalar else entry_by_entry(f)
    series = _wick if moments.gaussian else _cumulants if y.is_scalar else _second_order
    terms = series(one, y, moments, size)
    if terms is None:
        return None
    total = c.add(*(replace(term, {y: moments.mean}) for term in terms))
    condition = moments.exists[min(size, 2) - 1] if size else ""
    return total if weights is None else gradient(total, weights), condition


def of_gram(f: Expr, y: Expr, count: Expr, scale: Expr) -> Expr | None:
    """Of ``Y = Σ x_k x_k'``, n independent ``x_k ~ N(0, S)``, and ``f = f_0 + f_1 + f_2`` by degree:
    ``E[f(Y)] = f_0 + n (E[f(x x')] - f_0) + n (n - 1) f_2(S)``."""
    size = degree(f, y)
    if size is None or size > 2:
        return None
    x, t = (c.build("symbol", (), (unreachable(name), rows, ONE, ())) for name, rows in (("x", y.rows), ("t", ONE)))
    zero = replace(f, {y: c.like_zeros(y)})
    one = of_polynomial(
        replace(f, {y: c.product(x, c.transpose(x))}), x, Moments(c.like_zeros(x), scale, gaussian=True)
    )
    along = replace(f, {y: c.product(t, scale)})
    twice = simplify(c.multiple(HALF, _second(along, t)))
    pairs_ = c.product(count, c.subtract(count, c.number(1)))
    return None if one is None else c.add(
        zero, c.product(count, c.subtract(one[0], zero)), c.product(pairs_, twice)
    )  # fmt: skip


def _second(f: Expr, t: Expr) -> Expr:
    """``d²f/dt²``, of f's shape."""
    slope = partial(f, t)
    return partial(slope, t) if contains(slope, [t]) else c.product(c.number(0), f)


def _wick(f: Expr, y: Expr, moments: Moments, size: int) -> list[Expr]:
    """``exp(½ tr(S ∇²)) f``, a term for each power of the Laplacian: Isserlis (1918), Biometrika 12, 134-139."""
    terms = [f]
    for k in range(1, size // 2 + 1):
        terms.append(simplify(c.multiple(Fraction(1, 2 * k), laplacian(terms[-1], y, moments.variance))))
    return terms


def laplacian(f: Expr, y: Expr, variance: Expr) -> Expr:
    """``tr(S ∇²f)``."""
    if not contains(f, [y]):
        return c.number(0)
    slope = gradient(f, y, convention="unstructured")
    if not contains(slope, [y]):
        return c.number(0)
    whole = c.product(variance, jacobian(slope, y, convention="unstructured"))
    spread = expanded(whole)
    return c.trace(whole if spread is None else spread)


def _second_order(f: Expr, y: Expr, moments: Moments, size: int) -> list[Expr] | None:
    """Mean and variance are enough for degree 2."""
    return None if size > 2 else [f, c.multiple(HALF, laplacian(f, y, moments.variance))]


def _cumulants(f: Expr, y: Expr, moments: Moments, size: int) -> list[Expr] | None:
    """Of a scalar y, to the fourth order: ``E[(y - m)⁴] = κ₄ + 3 κ₂²``."""
    square = c.multiple(3, c.power(moments.variance, 2))
    fourth = None if moments.fourth is None else c.add(moments.fourth, square)
    central = [c.number(1), c.number(0), moments.variance, moments.third, fourth][: size + 1]
    if len(central) <= size or None in central:
        return None
    terms, slope = [], f
    for order, moment in enumerate(central):
        assert moment is not None
        terms.append(c.product(moment, slope))
        slope = c.multiple(Fraction(1, order + 1), gradient(slope, y)) if contains(slope, [y]) else c.number(0)
    return terms
