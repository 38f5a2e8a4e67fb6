"""Products of powers, ``Π b^e``, of scalars or entry by entry: norms, geometric means, quotients, exponentials."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.node import Expr
from extremum.convexity.compose import powered, weighted
from extremum.convexity.logs import log_proof
from extremum.convexity.means import mean_of_powers
from extremum.convexity.norms import norm_of, normed
from extremum.convexity.proof import BOYD, Found, Mover, Sign, joined
from extremum.convexity.prover import Prover, claim, rule
from extremum.operations import construct as c
from extremum.operations.det import DET
from extremum.operations.elementwise import function_of
from extremum.operations.entries import ENTRIES
from extremum.operations.powers import pairs

Factor = tuple[Expr, Expr]


@rule("hadamard")
def product_of_powers(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """Constant factors are set apart; then the rules for one power, and for several."""
    fixed = [(b, e) for b, e in pairs(node) if not _moves(prover, b, e)]
    moving = [(b, e) for b, e in pairs(node) if _moves(prover, b, e)]
    if fixed:
        return weighted(prover, node, _product(fixed), _product(moving), sign)
    for attempt in (_one_power, _geometric, _quotient, _exponential, _entropy):
        found = attempt(prover, node, moving, sign)
        if found is not None:
            return found
    return None


def _moves(prover: Prover, base: Expr, exponent: Expr) -> bool:
    return prover.region.live(base) or prover.region.live(exponent)


def _product(factors: list[Factor]) -> Expr:
    return c.build("hadamard", tuple(part for factor in factors for part in factor))


def _number(exponent: Expr) -> Fraction | None:
    return Fraction(c.value_of(exponent)) if c.is_number(exponent) else None


def _one_power(prover: Prover, node: Expr, factors: list[Factor], sign: Sign) -> Found | None:
    if len(factors) != 1:
        return None
    base, exponent = factors[0]
    attempts = (normed, powered, mean_of_powers)
    return next((found for each in attempts if (found := each(prover, node, base, exponent, sign)) is not None), None)


def _is_mean(base: Expr) -> bool:
    """A product of n numbers, the eigenvalues or the entries: its nth root is concave."""
    return base.op is DET or base.op is ENTRIES


# -- monomials of positive bases ---------------------------------------------------------------------------------------
def _degree(prover: Prover, base: Expr, exponent: Expr) -> tuple[Expr, Expr, Fraction] | None:
    """``b^e = g^p`` as (b, what bends in it, p): of a determinant or a product of n entries g is the nth root."""
    if _is_mean(base):
        root = c.product(exponent, c.dimension(base.args[0].rows))
        power = _number(root)
        return None if power is None else (base, base.args[0], power)
    power = _number(exponent)
    return None if power is None else (base, base, power)


def _concave_mean(prover: Prover, base: Expr, inner: Expr) -> Found | None:
    """A base that is concave and nonnegative, or the mean of what is: ``det(S)^(1/n)``, ``(Π v)^(1/n)``."""
    if base.op.name == "det":
        return log_proof(prover, base, -1) if prover.region.positive(base) else None
    if not prover.region.nonnegative(inner):
        return None
    found = prover.prove(inner, -1)
    if found is None or not prover.region.affine(inner):
        return found
    return Found(found.step, (Mover(inner),))


def _geometric(prover: Prover, node: Expr, factors: list[Factor], sign: Sign) -> Found | None:
    """``Π g^p`` with p > 0, Σ p ≤ 1 and g ≥ 0 concave is concave; strictly in the g where Σ p < 1 and all are positive:
    where one is 0 it is 0 along the others."""
    if sign > 0:
        return None
    parts: list[Found] = []
    total = Fraction(0)
    for base, exponent in factors:
        split = _degree(prover, base, exponent)
        found = None if split is None or split[2] <= 0 else _concave_mean(prover, split[0], split[1])
        if split is None or found is None:
            return None
        total += split[2]
        parts.append(found)
    if total > 1:
        return None
    movers, clauses = joined(parts)
    means = not any(_is_mean(base) for base, _ in factors)
    strict = total < 1 and means and all(prover.region.positive(base) for base, _ in factors)
    how = f"a product of concave nonnegative factors to powers whose sum is {total}, not above 1"
    if not means:
        how = "a geometric mean of nonnegative numbers"
    step = claim(node, -1, how, f"{BOYD}, secs. 3.1.5, 3.2.4", *(part.step for part in parts))
    return Found(step, movers if strict else (), clauses)


def _quotient(prover: Prover, node: Expr, factors: list[Factor], sign: Sign) -> Found | None:
    """``u^p / Π v^q`` with p ≥ 1 + Σ q, u convex and nonnegative (or a norm), v positive and concave is convex."""
    tops = [(b, e) for b, e in factors if (p := _number(e)) is not None and p > 0]
    if sign < 0 or len(tops) != 1 or len(factors) < 2:
        return None
    below = [(b, -p) for b, e in factors if (b, e) not in tops and (p := _number(e)) is not None]
    if len(below) + 1 != len(factors) or not all(prover.region.positive(b) for b, _ in below):
        return None
    top, power = _top(prover, tops[0])
    under = [prover.prove(b, -1) for b, _ in below]
    order = sum((q for _, q in below), Fraction(0))
    if top is None or power < 1 + order or any(found is None for found in under):
        return None
    parts = [top, *(found for found in under if found is not None)]
    _, clauses = joined(parts)
    rule_ = "quadratic over linear" if power == 2 and order == 1 else f"a power {power} over powers of order {order}"
    step = claim(node, 1, rule_, f"{BOYD}, secs. 3.1.5, 3.2.6", *(part.step for part in parts))
    return Found(step, _alone(prover, top, below, power), clauses)


def _alone(prover: Prover, top: Found, below: list[tuple[Expr, Fraction]], power: Fraction) -> tuple[Mover, ...]:
    """Where only the numerator moves, or p > 1 + Σ q with affine bases, it is strict: in the former case in u alone."""
    if any(prover.region.live(b) for b, _ in below):
        return ()
    return top.movers if power > 1 else ()


def _top(prover: Prover, factor: Factor) -> tuple[Found | None, Fraction]:
    """What stands above the line, convex and nonnegative, and its power: a norm's square is the norm to the power 2."""
    base, exponent = factor
    power = _number(exponent) or Fraction(0)
    norm = norm_of(prover, base)
    if norm is not None:
        return norm, 2 * power
    even = power.denominator == 1 and power.numerator % 2 == 0
    if not prover.region.nonnegative(base) and not (even and prover.region.affine(base)):
        return None, power
    return prover.prove(base, 1), power


def _exponential(prover: Prover, node: Expr, factors: list[Factor], sign: Sign) -> Found | None:
    """What is log-convex is convex: ``exp(u)/v``, ``1/(x y)``, ``1/det(S)``."""
    if sign < 0 or not all(prover.region.positive(b) for b, _ in factors):
        return None
    found = log_proof(prover, node, 1)
    if found is None:
        return None
    step = claim(node, 1, "what is log-convex is convex", f"{BOYD}, sec. 3.5.1", found.step)
    affine = [u for b, e in factors if (u := _settled(prover, b, e)) is not None]
    movers = tuple(Mover(u) for u in affine) if len(affine) == len(factors) else found.movers
    return Found(step, movers, found.clauses)


def _settled(prover: Prover, base: Expr, exponent: Expr) -> Expr | None:
    """The affine expression that a factor is a negative power or the exponential of."""
    if base.params == ("exp", 0) and exponent is c.number(1):
        return base.args[0] if prover.region.affine(base.args[0]) else None
    power = _number(exponent)
    return base if power is not None and power < 0 and prover.region.affine(base) else None


def _entropy(prover: Prover, node: Expr, factors: list[Factor], sign: Sign) -> Found | None:
    """``u log(u)`` with u affine is strictly convex."""
    logs = [b for b, e in factors if b.op.name == "elementwise" and function_of(b) == ("log", 0) and e is c.number(1)]
    rest = [b for b, e in factors if b not in logs and e is c.number(1)]
    if sign < 0 or len(factors) != 2 or len(logs) != 1 or rest != [logs[0].args[0]]:
        return None
    (inner,) = rest
    if not prover.region.affine(inner) or not prover.region.positive(inner):
        return None
    affine = prover.plain(inner)
    assert affine is not None
    step = claim(
        node, 1, "negative entropy, u*log(u), strictly convex in an affine u > 0", f"{BOYD}, sec. 3.1.5", affine.step
    )
    return Found(step, (Mover(inner),))
