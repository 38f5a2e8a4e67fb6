"""Means of powers ``(Σ u^p)^(1/p)``: norms for p ≥ 1, and for p < 1 what is concave, as the harmonic mean is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from extremum.algebra.node import Expr
from extremum.convexity.proof import BOYD, Found, Sign, joined
from extremum.convexity.prover import Prover, claim, remark
from extremum.operations import construct as c
from extremum.operations.binders import fresh_index, open_body
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of


@dataclass(frozen=True, slots=True)
class _Powers:
    """A sum with positive coefficients of entries of these bases, all to one power."""

    power: Fraction
    bases: tuple[Expr, ...]


def mean_of_powers(prover: Prover, node: Expr, base: Expr, exponent: Expr, sign: Sign) -> Found | None:
    """``(Σ u^p)^r``: with s = r p a power s of the mean, convex for s ≥ 1 ≤ p, concave for 0 < s ≤ 1 > p and u > 0."""
    powers = _powers(base) if c.is_number(exponent) else None
    if powers is None:
        return None
    whole = Fraction(c.value_of(exponent)) * powers.power
    if powers.power >= 1:
        wanted: Sign = 1
        fits = sign > 0 and whole >= 1
    else:
        wanted = -1
        fits = (sign < 0 and 0 < whole <= 1) or (sign > 0 and whole < 0)
    parts = [_part(prover, u, powers.power, wanted) for u in powers.bases] if fits else [None]
    if any(part is None for part in parts):
        return None
    found = [part for part in parts if part is not None]
    _, clauses = joined(found)
    kind = "a norm" if wanted > 0 else "a mean, which rises and is concave,"
    power = "" if whole == 1 else f", to the power {whole}"
    rule = f"{kind} of order {powers.power} of what is {found[0].step.claim}{power}"
    steps = [step for u, part in zip(powers.bases, found, strict=True) for step in (remark(prover, u), part.step)]
    return Found(claim(node, sign, rule, f"{BOYD}, secs. 3.1.5, 3.2.4, ex. 3.6", *steps), (), clauses)


def _powers(node: Expr) -> _Powers | None:
    """What a scalar adds up: entries of a column, terms, or the bodies of a sum over an index."""
    if node.op is SUM and all(q > 0 for q, _ in terms_of(node)):
        parts = [_powers(term) for _, term in terms_of(node)]
        whole = [part for part in parts if part is not None]
        alike = len(whole) == len(parts) and len({part.power for part in whole}) == 1
        return _Powers(whole[0].power, tuple(u for part in whole for u in part.bases)) if alike else None
    if node.op.name == "sum_over":
        return _powers(open_body(node, fresh_index(node)))
    inner = [factor for factor in node.args if factor.op.name != "ones"] if node.op.name == "product" else []
    if len(inner) == 1:
        return _of_entries(inner[0])
    return _of_entries(node) if node.op.name == "hadamard" else None


def _of_entries(node: Expr) -> _Powers | None:
    """``u^p`` entry by entry; p is neither 0 nor 1."""
    factors = pairs(node)
    (base, exponent), *others = factors
    power = Fraction(c.value_of(exponent)) if c.is_number(exponent) else Fraction(0)
    return None if others or power in (0, 1) else _Powers(power, (base,))


def _part(prover: Prover, base: Expr, power: Fraction, wanted: Sign) -> Found | None:
    """A base that is convex (or concave) and in whose size the mean rises: nonnegative, or affine in an even power."""
    region = prover.region
    even = power.denominator == 1 and power.numerator % 2 == 0
    if wanted > 0 and even and region.affine(base):
        return prover.plain(base)
    inside = region.nonnegative(base) if power > 0 else region.positive(base)
    return prover.prove(base, wanted) if inside else None
