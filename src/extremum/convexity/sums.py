"""Sums: term by term, or where that does not decide, groups of terms that are convex together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extremum.algebra.dims import Dim
from extremum.algebra.node import Expr, Rational
from extremum.convexity.compose import all_of, weighted
from extremum.convexity.proof import BOYD, Found, Sign, Step, bend, joined
from extremum.convexity.prover import Prover, Rule, claim, passed, rule, telling, turned
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of

Term = tuple[Rational, Expr]

GROUP_RULES: list[Rule] = []
"""Rules that look at several terms of a sum at once."""


@rule("sum")
def term_by_term(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """Terms that are convex, multiplied by numbers of the right sign; what is left over is tried in groups."""
    parts: list[Found] = []
    left: list[Term] = []
    for q, term in terms_of(node):
        found = prover.prove(term, turned(sign, q < 0))
        if found is None or found.clauses:
            left.append((q, term))
        else:
            parts.append(found)
    if not left:
        return _together(node, sign, parts)
    if len(left) == len(node.args) and len(left) == 1:
        found = prover.prove(left[0][1], turned(sign, left[0][0] < 0))
        return None if found is None else _together(node, sign, [found])
    return _by_groups(prover, node, sign, left) or _with_conditions(prover, node, sign)


def _together(node: Expr, sign: Sign, parts: Sequence[Found]) -> Found:
    """The sum of what is proved of its terms; affine ones add nothing."""
    movers, clauses = joined(parts)
    steps = [part.step for part in parts if part.step.claim not in ("constant", "affine")]
    if not steps:
        affine = tuple(part.step for part in parts if part.step.claim != "constant")
        within = affine[0].unknowns if affine else ()
        step = Step(node, "affine", "a sum of affine terms", _SUMS, telling(affine), unknowns=within)
        return Found(step, (), clauses)
    if len(steps) > 1:
        return Found(claim(node, sign, f"a sum of {bend(sign)} terms", _SUMS, *steps), movers, clauses)
    return Found(passed(node, sign, _of_one(node, steps[0]), _SUMS, steps[0]), movers, clauses)


def _of_one(node: Expr, step: Step) -> str:
    """That one term bends: ``affine terms minus a convex function``."""
    q: Rational = next((q for q, term in terms_of(node) if term is step.expr), 1)
    if len(node.args) > 1:
        return f"affine terms {'plus' if q > 0 else 'minus'} {_multiple(max(q, -q), step.claim)}"
    return f"the negative of {_multiple(-q, step.claim)}" if q < 0 else _multiple(q, step.claim)


def _multiple(q: Rational, claim: str) -> str:
    return f"a {claim} function" if q == 1 else f"a positive multiple of a {claim} function"


_SUMS = f"{BOYD}, sec. 3.2.1"


def _with_conditions(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """Term by term, what multiplies one function taken together: ``f - a f`` is ``(1 - a) f``, convex where a <= 1."""
    parts = all_of(
        prover.prove(core, turned(sign, c.value_of(weight) < 0))
        if c.is_number(weight)
        else weighted(prover, c.product(weight, core), weight, core, sign)
        for core, weight in _collected(prover, node).items()
    )
    if parts is None:
        return None
    if len(parts) == 1:
        return parts[0].under(passed(node, sign, f"it equals {parts[0].step.expr}", "", parts[0].step))
    return _together(node, sign, parts)


def _collected(prover: Prover, node: Expr) -> dict[Expr, Expr]:
    """The functions that a sum consists of, each with the sum of its constant factors."""
    weights: dict[Expr, Expr] = {}
    for q, term in terms_of(node):
        weight, core = _taken_apart(prover, term)
        here = c.multiple(q, weight)
        weights[core] = c.add(weights[core], here) if core in weights else here
    return {core: weight for core, weight in weights.items() if not c.is_zero(weight)}


def _taken_apart(prover: Prover, term: Expr) -> tuple[Expr, Expr]:
    """The constant factor of a scalar, and the function that it multiplies."""
    factors = pairs(term) if term.is_scalar and prover.region.live(term) else []
    fixed = [c.power(base, e) for base, e in factors if not (prover.region.live(base) or prover.region.live(e))]
    if not fixed:
        return c.number(1), term
    moving = [c.power(base, e) for base, e in factors if prover.region.live(base) or prover.region.live(e)]
    return c.product(*fixed), c.product(*moving)


@rule("sum")
def larger_of_two(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``g + relu(d)`` is the larger of g and ``g + d``, ``g - relu(d)`` the smaller of g and ``g - d``."""
    for q, term in terms_of(node):
        if term.params != ("relu", 0) or (q > 0) != (sign > 0) or not prover.region.live(term):
            continue
        rest = c.subtract(node, c.multiple(q, term))
        other = c.add(rest, c.multiple(q, term.args[0]))
        parts = all_of([prover.prove(rest, sign), prover.prove(other, sign)])
        if parts is not None:
            which = "larger" if sign > 0 else "smaller"
            step = claim(
                node, sign, f"the {which} of {rest} and {other}", f"{BOYD}, sec. 3.2.3", *(p.step for p in parts)
            )
            return Found(step, (), joined(parts)[1])
    return None


# -- groups ------------------------------------------------------------------------------------------------------------
def _by_groups(prover: Prover, node: Expr, sign: Sign, left: list[Term]) -> Found | None:
    """What is not convex by itself with more and more of the other terms; the rest term by term."""
    for group in _groups(prover, node, left):
        found = _grouped(prover, c.combine(list(group)), sign)
        rest = [term for term in terms_of(node) if term not in group]
        if found is None:
            continue
        others = [prover.prove(term, turned(sign, q < 0)) for q, term in rest]
        if all(part is not None and not part.clauses for part in others):
            return _together(node, sign, [found, *(part for part in others if part is not None)]) if others else found
    return None


def _groups(prover: Prover, node: Expr, left: list[Term]) -> Iterator[list[Term]]:
    """The terms left over; with each other one that bends; with all that bend; all terms."""
    terms = terms_of(node)
    others = [t for t in terms if t not in left and not prover.region.affine(t[1])]
    yield left
    if len(others) <= 4:
        for other in others:
            yield [*left, other]
    if others:
        yield [*left, *others]
    if len(left) + len(others) < len(terms):
        yield list(terms)


def _grouped(prover: Prover, group: Expr, sign: Sign) -> Found | None:
    for attempt in GROUP_RULES:
        found = prover.attempt(attempt, group, sign)
        if found is not None and not found.clauses:
            return found
    return None


# -- eigenvalues -------------------------------------------------------------------------------------------------------
def ky_fan(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """``Σ w_i λ_i(S)`` with weights that rise with i is convex: sums of the k largest eigenvalues are."""
    terms = terms_of(node)
    matrices = {term.args[0] for _, term in terms if term.op.name == "eigval"}
    if len(matrices) != 1 or any(term.op.name != "eigval" for _, term in terms):
        return None
    (matrix,) = matrices
    weights = {term.index: sign * q for q, term in terms}
    if not prover.region.affine(matrix) or not _rising(weights, matrix.rows):
        return None
    affine = prover.plain(matrix)
    assert affine is not None
    rule_ = (
        "a sum of eigenvalues with weights that rise with them"
        if sign > 0
        else "a sum of eigenvalues with falling weights"
    )
    return Found(claim(node, sign, rule_, "Fan (1949), On a theorem of Weyl", affine.step))


def _rising(weights: dict[Dim, Rational], size: Dim) -> bool:
    """Whether the weights, 0 where none is given, rise from the smallest eigenvalue to the largest."""
    if size.number is not None:
        return _ascending([weights.get(Dim.of(k), 0) for k in range(size.number)])
    below = {i.number: w for i, w in weights.items() if i.number is not None}
    above = {k: w for i, w in weights.items() if i.number is None and (k := (size - i).number) is not None}
    if len(below) + len(above) != len(weights):
        return False
    low = [below.get(k, 0) for k in range(max(below, default=-1) + 1)]
    high = [above.get(k, 0) for k in range(max(above, default=0), 0, -1)]
    return _ascending([*low, 0, *high])


def _ascending(row: list[Rational]) -> bool:
    return all(a <= b for a, b in pairwise(row))


GROUP_RULES.append(ky_fan)
