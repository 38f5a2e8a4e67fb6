"""Composition: a function that bends and rises or falls, of what bends, and powers; sums and multiples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from extremum.algebra.intervals import Interval
from extremum.algebra.node import Expr
from extremum.convexity.logs import log_proof
from extremum.convexity.proof import BOYD, Bound, Found, Mover, Sign, bend
from extremum.convexity.prover import Prover, claim, passed, remark, rule, turned
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, Bend, Function, Monotone, function_of
from extremum.operations.sum import content, terms_of

_COMPOSITION = f"{BOYD}, sec. 3.2.4"


@dataclass(frozen=True, slots=True)
class Outer:
    """How a function of one variable bends and which way it goes on the interval of its argument."""

    name: str
    bends: tuple[Bend, ...]
    way: Monotone | None
    strictly_monotone: bool

    def bends_so(self, sign: Sign) -> bool:
        return any(b == "affine" or bend(sign) in b for b in self.bends)

    def strictly(self, sign: Sign) -> bool:
        return f"strictly {bend(sign)}" in self.bends


def outer_of(function: Function, at: Interval) -> Outer | None:
    """A function of the table on an interval inside its domain; None where the interval leaves it."""
    if not at.within(function.domain):
        return None
    return Outer(function.name, function.curved_on(at), function.monotone_on(at), not function.kinks)


def power_of(exponent: Fraction, at: Interval) -> Outer | None:
    """``u^p`` on an interval where it is defined (Boyd & Vandenberghe 2004, sec. 3.1.5)."""
    whole, even = exponent.denominator == 1, exponent.denominator == 1 and exponent.numerator % 2 == 0
    name = f"the power {exponent}"
    if at.nonnegative and (exponent > 0 or at.positive):
        shape: Bend = "strictly concave" if 0 < exponent < 1 else "strictly convex"
        return Outer(name, (shape,), "increasing" if exponent > 0 else "decreasing", True)
    if not whole or (exponent < 0 and not at.negative):
        return None
    if even:
        falling: Monotone = "decreasing" if exponent > 0 else "increasing"
        return Outer(name, ("strictly convex",), falling if at.nonpositive else None, True)
    if at.nonpositive:
        return Outer(name, ("strictly concave",), "increasing" if exponent > 0 else "decreasing", True)
    return Outer(name, (), "increasing", True)


def composed(prover: Prover, node: Expr, outer: Outer, inner: Expr, sign: Sign) -> Found | None:
    """``φ(u)``: φ convex and u affine, or φ convex and increasing and u convex, and so on."""
    if not outer.bends_so(sign):
        return None
    if prover.region.affine(inner):
        affine = prover.plain(inner)
        assert affine is not None
        where = f"on {prover.region.bounds(inner)}"
        how = f"{outer.name} is {_strictly(outer, sign)}{bend(sign)} {where}, its argument is affine"
        step = claim(node, sign, how, f"{BOYD}, sec. 3.2.2", remark(prover, inner), affine.step)
        return Found(step, (Mover(inner),) if outer.strictly(sign) else ())
    if outer.way is None:
        return None
    found = prover.prove(inner, turned(sign, outer.way == "decreasing"))
    if found is None:
        return None
    bends = f"{outer.name} is {outer.way} and {bend(sign)} on {prover.region.bounds(inner)}"
    step = claim(
        node, sign, f"{bends}, its argument is {found.step.claim}", _COMPOSITION, remark(prover, inner), found.step
    )
    return Found(step, found.movers if outer.strictly_monotone else (), found.clauses)


def _strictly(outer: Outer, sign: Sign) -> str:
    return "strictly " if outer.strictly(sign) else ""


@rule("elementwise")
def function(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """A function of the table, entry by entry."""
    name, order = function_of(node)
    known = FUNCTIONS.get(name)
    if known is None or order:
        return None
    outer = outer_of(known, prover.region.bounds(node.args[0]))
    return None if outer is None else composed(prover, node, outer, node.args[0], sign)


@rule("elementwise")
def logarithm(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``log(g)`` with g log-convex or log-concave; ``log1p(g)`` likewise with ``1 + g``."""
    name, order = function_of(node)
    inner = {"log": node.args[0], "log1p": c.add(c.like_ones(node), node.args[0])}.get(name) if not order else None
    found = log_proof(prover, inner, sign) if inner is not None and prover.region.positive(inner) else None
    if found is None:
        return None
    step = claim(node, sign, f"the logarithm of what is {found.step.claim}", f"{BOYD}, sec. 3.5.1", found.step)
    return found.under(step)


# -- powers ------------------------------------------------------------------------------------------------------------
def powered(prover: Prover, node: Expr, base: Expr, exponent: Expr, sign: Sign) -> Found | None:
    """``u^p`` with one base that moves."""
    if not c.is_number(exponent):
        return _symbolic_power(prover, node, base, exponent, sign)
    power = Fraction(c.value_of(exponent))
    size = _size_power(prover, node, base, power, sign)
    if size is not None:
        return size
    outer = power_of(power, prover.region.bounds(base))
    found = None if outer is None else composed(prover, node, outer, base, sign)
    if found is not None or power <= 1 or sign < 0:
        return found
    return _where_nonnegative(prover, node, base, power)


def _size_power(prover: Prover, node: Expr, base: Expr, power: Fraction, sign: Sign) -> Found | None:
    """``|u|^p`` with p > 1 and u affine is strictly convex."""
    if sign < 0 or power <= 1 or base.op.name != "elementwise" or function_of(base) != ("abs", 0):
        return None
    affine = prover.plain(base.args[0])
    if affine is None:
        return None
    step = claim(node, 1, f"the size of an affine expression to the power {power}", f"{BOYD}, sec. 3.1.5", affine.step)
    return Found(step, (Mover(base.args[0]),))


def _symbolic_power(prover: Prover, node: Expr, base: Expr, exponent: Expr, sign: Sign) -> Found | None:
    """``x^a`` for x > 0: convex where a <= 0 or a >= 1, concave where 0 <= a <= 1; for a > 0 also where x is 0."""
    region = prover.region
    defined = region.positive(base) or (region.nonnegative(base) and region.positive(exponent))
    if region.live(exponent) or not defined or not region.affine(base):
        return None
    less = c.add(exponent, c.number(-1))
    positive = "positive" if region.positive(base) else "nonnegative"
    if sign > 0 and region.positive(exponent):
        clauses = _unless_known(prover, (Bound(less, ">= 0"),))
    elif sign > 0:
        clauses = _unless_known(prover, (Bound(exponent, "<= 0"), Bound(less, ">= 0")))
    else:
        clauses = (
            *_unless_known(prover, (Bound(exponent, ">= 0"),)), *_unless_known(prover, (Bound(less, "<= 0"),)),
        )  # fmt: skip
    step = claim(node, sign, f"a power of a {positive} affine expression", f"{BOYD}, sec. 3.1.5", remark(prover, base))
    return Found(step, (), clauses)


def _unless_known(prover: Prover, clause: tuple[Bound, ...]) -> tuple[tuple[Bound, ...], ...]:
    """The clause, or nothing where the bounds say that one of its alternatives holds."""
    for bound in clause:
        interval = prover.region.bounds(bound.expr)
        if interval.nonnegative if bound.relation == ">= 0" else interval.nonpositive:
            return ()
    return (clause,)


def _where_nonnegative(prover: Prover, node: Expr, base: Expr, power: Fraction) -> Found | None:
    """``u^p`` for p > 1 and u convex, where a condition on parameters makes u nonnegative."""
    found = prover.prove(base, 1)
    if found is None or base.op.name != "sum" or prover.region.affine(base):
        return None
    moving, fixed = parted(prover, base)
    if not fixed or not prover.region.nonnegative(c.combine(moving)):
        return None
    rest = c.combine(fixed)
    step = claim(
        node, 1, f"the power {power} is increasing and convex where its argument, convex, is nonnegative",
        _COMPOSITION, found.step,
    )  # fmt: skip
    return Found(step, (), (*found.clauses, *_unless_known(prover, (signed_bound(rest, 1),))))


def parted(prover: Prover, node: Expr) -> tuple[list[tuple[int | Fraction, Expr]], list[tuple[int | Fraction, Expr]]]:
    """The terms of a sum that move, and the others."""
    terms = terms_of(node)
    return [t for t in terms if prover.region.live(t[1])], [t for t in terms if not prover.region.live(t[1])]


def signed_bound(expr: Expr, sign: int) -> Bound:
    """``expr >= 0`` (or ``<= 0``), with the sign and the factor of its content taken out."""
    q, core = content(expr)
    return Bound(core, ">= 0" if (q > 0) == (sign > 0) else "<= 0")


# -- multiples ---------------------------------------------------------------------------------------------------------
def weighted(prover: Prover, node: Expr, weight: Expr, core: Expr, sign: Sign) -> Found | None:
    """A constant times what bends: the sign of the constant decides, and where it is not known it is a condition."""
    interval = prover.region.bounds(weight)
    options: list[Sign] = [s for s, no in ((1, interval.nonpositive), (-1, interval.nonnegative)) if not no]  # type: ignore[misc]
    if not options:
        options = [1]
    tried = [found for s in options if (found := _scaled(prover, node, weight, core, sign, s)) is not None]
    return min(tried, key=lambda found: len(found.clauses), default=None)


def _scaled(prover: Prover, node: Expr, weight: Expr, core: Expr, sign: Sign, by: Sign) -> Found | None:
    found = prover.prove(core, turned(sign, by < 0))
    if found is None:
        return None
    interval = prover.region.bounds(weight)
    known = interval.nonnegative if by > 0 else interval.nonpositive
    clauses = found.clauses if known else (*found.clauses, (signed_bound(weight, by),))
    sign_word = "nonnegative" if by > 0 else "nonpositive"
    step = passed(
        node, sign, f"a {sign_word} multiple of what is {found.step.claim}", f"{BOYD}, sec. 3.2.1", found.step
    )
    size = c.multiple(by, weight)
    movers = found.movers if interval.nonzero else tuple(
        Mover(m.expr, size) for m in found.movers if m.weight is None and size.is_scalar
    )  # fmt: skip
    return Found(step, movers, clauses)


def all_of(items: Iterable[Found | None]) -> list[Found] | None:
    """The proofs, where there is one for each."""
    found: list[Found] = []
    for item in items:
        if item is None:
            return None
        found.append(item)
    return found
