"""Convex or concave in one unknown, for certain or under a condition on the data, as certificates of extrema need."""

from __future__ import annotations

from dataclasses import dataclass, field

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.jacobian import chained
from extremum.calculus.sweep import gradients
from extremum.convexity.certificate import proved
from extremum.operations import construct as c
from extremum.operations.det import DET
from extremum.operations.inverse import INVERSE
from extremum.operations.logdet import LOGDET
from extremum.operations.powers import pairs
from extremum.operations.sum import content
from extremum.operations.wordalgebra import factors
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.isolate import has_jumps
from extremum.solving.predicates import POSITIVE, POSITIVE_DEFINITE
from extremum.structures import STRUCTURES, Kind


@dataclass(frozen=True, slots=True)
class Shape:
    """kind: ``convex`` or ``concave``; words: the claim and its reason; why: the reason; conditions: where it holds."""

    kind: str
    words: str
    why: str
    strict: bool
    conditions: list[Condition] = field(default_factory=list)


def shape_of(objective: Expr, symbol: Expr, sense: str | None) -> Shape | None:
    """The curvature in an unknown; where it depends on the data, the condition for the sense that is asked for."""
    if has_jumps(objective, symbol) or not convex_domain(objective, symbol):
        return None
    wider = _on_all(symbol)
    found = proved(replace(objective, {symbol: wider}), wider)
    if found.kind in ("convex", "concave"):
        return Shape(found.kind, f"{found.kind} in {symbol.name} ({found.why})", found.why, found.strict)
    return _quadratic(objective, symbol, sense)


def _on_all(symbol: Expr) -> Expr:
    """The unknown without what nearly all values satisfy: what is least among all values is least among those."""
    names = symbol.assumptions
    kept = tuple(name for name in names if STRUCTURES[name].kind is not Kind.OPEN)
    return c.build("symbol", (), (symbol.name, *symbol.shape, kept)) if kept != names and not symbol.indices else symbol


def convex_domain(objective: Expr, symbol: Expr) -> bool:
    """Whether the set of values of an unknown at which the objective is defined is known to be convex."""
    for node in topological([objective]):
        if not contains(node, [symbol]):
            continue
        matrix = node.op is LOGDET or node.op is INVERSE or node.op is DET
        if matrix and not reason(node.args[0], "positive_definite"):
            return False  # matrices that are only invertible are no convex set
        if node.op.name == "hadamard" and not all(_defined(b, e) for b, e in pairs(node) if contains(b, [symbol])):
            return False
    return True


def _defined(base: Expr, exponent: Expr) -> bool:
    """Whether a power is defined on a convex set of its base: a negative whole exponent leaves out only zero."""
    if not c.is_number(exponent) or c.value_of(exponent) >= 0 or not isinstance(c.value_of(exponent), int):
        return True
    return bool(reason(base, "positive") or reason(c.multiple(-1, base), "positive"))


def _quadratic(objective: Expr, symbol: Expr, sense: str | None) -> Shape | None:
    """A Hessian that is free of the unknown: convex where it is positive definite."""
    if sense is None:
        return None
    try:
        second = simplify(chained(simplify(gradients(objective, [symbol])[0]), symbol))
    except ExtremumError:
        return None
    if contains(second, [symbol]) or c.is_zero(second):
        return None
    kind, sign = ("convex", 1) if sense == "min" else ("concave", -1)
    condition = definite(c.multiple(sign, second))
    why = f"its Hessian {second} is {'positive' if sign > 0 else 'negative'} definite"
    return Shape(kind, f"{kind} in {symbol.name} ({why})", why, True, [condition])


def definite(matrix: Expr) -> Condition:
    """The condition that a symmetric matrix is positive definite, in the fewest words."""
    least = _essential(matrix)
    predicate = POSITIVE if least.is_scalar else POSITIVE_DEFINITE
    return Condition(predicate, least, predicate.of(least))


def _essential(matrix: Expr) -> Expr:
    """What must be positive definite, without positive factors and identities side by side."""
    q, core = content(matrix)
    matrix = c.multiple(-1, core) if q < 0 else core
    whole, scalars, word = factors(matrix)
    kept = [s for s in scalars if not reason(s, "positive")]
    if len(word) == 1 and word[0].op.name == "kron" and not kept and whole > 0:
        rest = [part for part in word[0].args if not reason(part, "positive_definite")]
        if len(rest) == 1:
            return _essential(rest[0])
    if word and len(kept) < len(scalars):
        return c.product(c.number(1 if whole > 0 else -1), *kept, *word)
    return matrix
