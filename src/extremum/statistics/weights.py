"""Expectations under the multivariate t of polynomials times powers of ``nu + q``, ``q = (y - m)' S⁻¹ (y - m)``.

``nu/(nu + q)`` is beta(nu/2, d/2), and the direction of ``S^(-1/2) (y - m)`` is uniform on the sphere and independent
of it: Fang, Kotz & Ng (1990), Symmetric Multivariate and Related Distributions, sec. 2.1 and 3.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.degree import degree
from extremum.calculus.derivatives import gradient
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.wordalgebra import factors
from extremum.simplify.search import simplify
from extremum.statistics.polynomials import entry_by_entry, laplacian


def weighted(f: Expr, y: Expr, parameters: Mapping[str, Expr]) -> Expr | None:
    """``E[g(r) (nu + q)^-k]`` of a polynomial g in ``r = y - m``; None for other functions."""
    m, scale, nu = (parameters[name] for name in ("m", "S", "nu"))
    r = c.build("symbol", (), (unreachable("r"), *y.shape, ()))
    found = _taken_apart(simplify(replace(f, {y: c.add(m, r)})), r)
    if found is None:
        return None
    rest, base, order = found
    factor = _multiple_of(base, c.add(nu, c.product(c.transpose(r), c.inverse(scale), r)), r)
    if factor is None:
        return None
    value = _mean(rest, r, scale, nu, order)
    return None if value is None else c.product(c.power(factor, -order), value)


def _taken_apart(f: Expr, r: Expr) -> tuple[Expr, Expr, int] | None:
    """``g · base^-k``: g, the base, and k; None where there is no one such power."""
    q, scalars, word = factors(f)
    powers = [(b, e) for s in scalars for b, e in pairs(s)]
    hits = [(b, e) for b, e in powers if contains(b, [r]) and c.is_number(e) and c.value_of(e) < 0]
    if len(hits) != 1:
        return None
    base, exponent = hits[0]
    order = -c.value_of(exponent)
    rest = c.product(c.number(q), *(c.power(b, e) for b, e in powers if b is not base), *word)
    return (rest, base, order) if isinstance(order, int) else None


def _multiple_of(base: Expr, wanted: Expr, r: Expr) -> Expr | None:
    """c with ``base = c · wanted``, free of r."""
    zero = {r: c.number(0) if r.is_scalar else c.like_zeros(r)}
    factor = simplify(c.product(replace(base, zero), c.power(replace(wanted, zero), -1)))
    return factor if c.is_zero(simplify(c.subtract(base, c.product(factor, wanted)))) else None


def _mean(g: Expr, r: Expr, scale: Expr, nu: Expr, order: int) -> Expr | None:
    """``Σ_k (½ tr(S ∇²))^k g(0)/k! · E[q^k (nu + q)^-m]/(d (d + 2) … (d + 2 k - 2))``, as of a normal law but for the
    moments of q; None where g has a degree above 2 m + 1, for which moments may not exist."""
    size = degree(g, r)
    if size is None or size // 2 > order:
        return None
    one, weights = (g, None) if g.is_scalar else entry_by_entry(g)
    zero = {r: c.number(0) if r.is_scalar else c.like_zeros(r)}
    terms = []
    for k in range(size // 2 + 1):
        one = one if not k else simplify(c.multiple(Fraction(1, 2 * k), laplacian(one, r, scale)))
        terms.append(c.product(_moment(nu, c.dimension(r.rows), k, order), replace(one, zero)))
    total = c.add(*terms)
    return total if weights is None else gradient(total, weights)


def _moment(nu: Expr, d: Expr, k: int, order: int) -> Expr:
    """``E[q^k (nu + q)^-m]/(d (d + 2) … (d + 2 k - 2))``, which is
    ``nu^(k-m) nu (nu + 2) … (nu + 2 (m - k) - 2)/((nu + d) … (nu + d + 2 m - 2))``, a moment of a beta law."""
    above = [c.add(nu, c.number(2 * j)) for j in range(1, order - k)]
    below = [c.power(c.add(nu, d, c.number(2 * j)), -1) for j in range(order)]
    lead = c.power(nu, k - order + (1 if order > k else 0))
    return simplify(c.product(lead, *above, *below))
