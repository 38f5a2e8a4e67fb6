"""Which kind of extremum a stationary point is, and why.

The argument goes block by block. Where the best value of one unknown does not depend on the others, it may be put in
first; then the next unknown is looked at alone: convex (concave) in it, or in its inverse, makes a minimum (maximum).
A matrix whose value is symmetric is compared with symmetric matrices; what holds among all others is said in a note.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.simplify.search import simplify
from extremum.solving.curvature import Curvature, of

_KINDS = {"convex": "minimum", "concave": "maximum"}


@dataclass(slots=True)
class Kind:
    """kind: ``minimum maximum saddle stationary``; reason: the argument; notes: what else should be known."""

    kind: str
    reason: str
    notes: list[str] = field(default_factory=list)


def kind_of(objective: Expr, values: dict[Expr, Expr]) -> Kind:
    """The kind of the stationary point ``values`` of an objective."""
    from extremum.solving.numeric import definiteness

    cones = {v: _in_cone(v, value) for v, value in values.items()}
    within = replace(objective, {v: s for v, s in cones.items() if s is not v})
    proof = _by_blocks(within, {cones[v]: value for v, value in values.items()})
    numeric = definiteness(objective, values)
    if proof is not None:
        kind, why = proof
        return Kind(kind, why, numeric.notes(cones))
    if numeric.kind is None:
        return Kind("stationary", "neither convexity nor the Hessian on sample data decides its kind", [])
    return Kind(
        numeric.kind, f"the Hessian there is {numeric.words} on sample data (not a proof)", numeric.notes(cones)
    )


def _in_cone(symbol: Expr, value: Expr) -> Expr:
    """The unknown, declared positive definite where its value is positive semidefinite and must be invertible."""
    if symbol.is_scalar or symbol.is_column or reason(symbol, "symmetric"):
        return symbol
    if reason(value, "positive_semidefinite") and reason(symbol, "invertible"):
        return c.build("symbol", (), (symbol.name, symbol.rows, symbol.cols, ("positive_definite",)))
    return symbol


def _by_blocks(objective: Expr, values: dict[Expr, Expr]) -> tuple[str, str] | None:
    """(kind, argument), or None where these arguments decide nothing."""
    rest, done = dict(values), dict[Expr, Expr]()
    said: list[str] = []
    kinds: set[str] = set()
    while rest:
        found = _next_block(objective, rest, done)
        if found is None:
            return None
        symbol, shape = found
        kinds.add(_KINDS[shape.kind])
        others = [v for v in rest if v is not symbol]
        fixed = f" for every {_list(others)}" if others else ""
        again = ", and its best value does not depend on the rest" if others else ""
        said.append(f"{shape.kind} in {shape.why}{fixed}{again}")
        done[symbol] = rest.pop(symbol)
    if len(kinds) > 1:
        return "saddle", "; then ".join(said)
    return kinds.pop(), "; then ".join(said)


def _list(symbols: list[Expr]) -> str:
    return ", ".join(f"positive definite {s.name}" if reason(s, "positive_definite") else s.name for s in symbols)


def _next_block(objective: Expr, rest: dict[Expr, Expr], done: dict[Expr, Expr]) -> tuple[Expr, Curvature] | None:
    for symbol, value in rest.items():
        grad = gradients(objective, [symbol])[0]
        if len(rest) > 1 and not _vanishes(simplify(replace(grad, {symbol: value, **done}))):
            continue
        shape = _shape(objective, symbol)
        if shape is not None:
            return symbol, shape
    return None


def _vanishes(expr: Expr) -> bool:
    """Whether an expression is zero, for certain."""
    from extremum.verify import equal

    return c.is_zero(expr) or equal(expr, c.subtract(expr, expr)).verdict == "proved"


def _shape(objective: Expr, symbol: Expr) -> Curvature | None:
    """The curvature in the unknown, or in its inverse where the objective holds it only there."""
    direct = of(objective, symbol)
    if direct.kind in _KINDS:
        return Curvature(direct.kind, f"{symbol.name} ({direct.why})", direct.strict)
    if symbol.rows is symbol.cols and not symbol.is_scalar and reason(symbol, "invertible"):
        name = f"inv({symbol.name})"
        inner = c.build("symbol", (), ("P", symbol.rows, symbol.cols, symbol.assumptions))
        moved = simplify(replace(objective, {symbol: c.inverse(inner)}))
        if not contains(moved, [c.inverse(inner)]):
            shape = of(moved, inner)
            if shape.kind in _KINDS:
                why = f"P = {name} over positive definite {symbol.name} ({shape.why})"
                return Curvature(shape.kind, why, shape.strict)
    return None
