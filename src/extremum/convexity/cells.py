"""Functions of one number that are smooth in pieces: convex on each piece, and no slope falls where two pieces meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as replace_fields

from extremum.algebra.intervals import NONNEGATIVE
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological
from extremum.calculus.sweep import gradients
from extremum.convexity.domains import implied
from extremum.convexity.hessians import by_hessian
from extremum.convexity.proof import Found, Sign, Step
from extremum.convexity.prover import Prover, claim
from extremum.convexity.region import Region
from extremum.convexity.signs import sign_of
from extremum.operations import construct as c
from extremum.operations.elementwise import ELEMENTWISE, FUNCTIONS
from extremum.operations.operators import as_expr
from extremum.simplify.search import simplify

_KINKS = 4
_SOURCE = "Rockafellar (1970), th. 24.1: the slope of a convex function of one number rises"


def piecewise(prover: Prover, node: Expr, sign: Sign) -> Found | None:
    """Cut at each kink of a function of one number, the inner ones first; all pieces bend the same way and meet so."""
    unknowns = [x for x in prover.region.unknowns if Region((x,)).live(node)]
    if len(unknowns) != 1 or not unknowns[0].is_scalar or unknowns[0].op.name != "symbol":
        return None
    start = resolved(node, prover.region)
    if not 0 < sum(1 for _ in _kinked(start, prover.region)) <= _KINKS:
        return None
    steps = _cut(prover, start, unknowns[0], prover.region, sign)
    rule = f"it is so on each piece, and no slope {'falls' if sign > 0 else 'rises'} between"
    return None if steps is None else Found(claim(node, sign, rule, _SOURCE, *steps))


def _kinked(node: Expr, region: Region) -> Iterator[Expr]:
    """Applications of functions with kinks to what moves, inner ones first."""
    region.live(node)
    return (n for n in topological([node]) if region.live(n) and _has_kinks(n))


def _has_kinks(node: Expr) -> bool:
    known = FUNCTIONS.get(node.function) if node.op is ELEMENTWISE else None
    return known is not None and bool(known.kinks)


def _of_sign(node: Expr) -> bool:
    """Whether a function with kinks has them at zero alone, and is arithmetic on either side."""
    known = FUNCTIONS[node.function]
    return node.is_scalar and known.by_sign is not None and all(kink.at == 0 for kink in known.kinks)


def _side(node: Expr, side: int) -> Expr:
    """What a function of the sign is where its argument is positive, zero or negative."""
    by_sign = FUNCTIONS[node.function].by_sign
    assert by_sign is not None
    return as_expr(by_sign(node.args[0], lambda argument: side))


def resolved(node: Expr, region: Region) -> Expr:
    """The expression with functions of the sign replaced where the sign is known."""
    region.bounds(node)
    for n in topological([node]):
        if _has_kinks(n) and _of_sign(n):
            at = region.bounds(n.args[0])
            jumps = any(kink.kind == "jump" for kink in FUNCTIONS[n.function].kinks)
            if at.nonzero or (not jumps and (at.nonnegative or at.nonpositive)):
                return resolved(replace(node, {n: _side(n, 1 if at.nonnegative else -1)}), region)
    return node


# -- pieces ------------------------------------------------------------------------------------------------------------
def _cut(
    prover: Prover, node: Expr, x: Expr, region: Region, sign: Sign, cell: tuple[str, ...] = ()
) -> tuple[Step, ...] | None:
    """The pieces on both sides of the innermost kink, each cut further, and that they meet."""
    kink = next(_kinked(node, region), None)
    if kink is None:
        return _piece(prover, node, region, sign, cell)
    (u,) = kink.args
    if not region.affine(u) or not _of_sign(kink):
        return None
    steps: list[Step] = []
    pieces: list[Expr] = []
    for side in (1, -1):
        there = region.knowing(implied(c.multiple(side, u), NONNEGATIVE, region))
        piece = resolved(replace(node, {kink: _side(kink, side)}), there)
        inside = (*cell, f"{u} {'>' if side > 0 else '<'} 0")
        found = _cut(prover, piece, x, there, sign, inside)
        if found is None:
            return None
        steps += found
        pieces.append(piece)
    meeting = _meets(pieces[0], node, pieces[1], u, x, region, sign)
    return None if meeting is None else (*steps, meeting)


def _piece(prover: Prover, node: Expr, region: Region, sign: Sign, cell: tuple[str, ...]) -> tuple[Step, ...] | None:
    inner = Prover(region, prover.depth + 1, prover.work, (by_hessian,))
    found = inner.prove(node, sign)
    if found is None or found.clauses:
        return None
    return (replace_fields(found.step, claim=f"{found.step.claim} where {' and '.join(cell)}"),)


def _meets(right: Expr, here: Expr, left: Expr, u: Expr, x: Expr, region: Region, sign: Sign) -> Step | None:
    """Where ``u = αx + β`` is zero all have one value, and ``(f₊' - f₋')/α`` is not negative."""
    slope = c.power(gradients(u, [x])[0], -1)
    at = simplify(c.multiple(-1, c.hadamard(replace(u, {x: c.number(0)}), slope)))
    fixed = Region((), region.known)
    if not all(_smooth_at(piece, x, at, fixed) for piece in (right, left)):
        return None
    rise = [c.hadamard(gradients(piece, [x])[0], slope) for piece in (right, left)]
    f_right, f_here, f_left, above, below = (_value_at(e, x, at, fixed) for e in (right, here, left, *rise))
    added = simplify(c.subtract(above, below))
    one_value = c.is_zero(simplify(c.subtract(f_right, f_left))) and c.is_zero(simplify(c.subtract(f_right, f_here)))
    if not one_value or not sign_of(c.multiple(sign, added), fixed).nonnegative:
        return None
    return Step(added, "the slope that is added", f"at {u} = 0, where the pieces meet")


def _smooth_at(piece: Expr, x: Expr, at: Expr, region: Region) -> bool:
    """Whether no kink of a piece lies at the point."""
    arguments = [n.args[0] for n in topological([piece]) if _has_kinks(n)]
    return all(region.bounds(_value_at(argument, x, at, region)).nonzero for argument in arguments)


def _value_at(node: Expr, x: Expr, at: Expr, region: Region) -> Expr:
    return simplify(resolved(replace(node, {x: at}), region))
