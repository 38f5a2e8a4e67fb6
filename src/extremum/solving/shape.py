"""Convex or concave in one unknown, for certain or under a condition on the data, as certificates of extrema need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.jacobian import chained
from extremum.calculus.kinks import kinks
from extremum.calculus.sweep import gradients
from extremum.convexity.certificate import Curvature, proved
from extremum.convexity.proof import Bound, words_of
from extremum.operations import construct as c
from extremum.operations.sum import content
from extremum.operations.wordalgebra import factors
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.predicates import NONNEGATIVE, POSITIVE, POSITIVE_DEFINITE, POSITIVE_SEMIDEFINITE
from extremum.structures import STRUCTURES, Kind


@dataclass(frozen=True, slots=True)
class Shape:
    """kind: ``convex`` or ``concave``; words: the claim and its reason; why: the reason; conditions: where it holds."""

    kind: str
    words: str
    why: str
    strict: bool
    conditions: list[Condition] = field(default_factory=list)


def shape_of(objective: Expr, unknowns: Sequence[Expr], sense: str | None) -> Shape | None:
    """The curvature in unknowns together; where it depends on the data, the condition for the sense asked for."""
    wider = {x: _on_all(x) for x in unknowns}
    found = proved(replace(objective, wider), *wider.values())
    names = ", ".join(x.name for x in unknowns)
    if found.kind in ("convex", "concave"):
        return Shape(found.kind, f"{found.kind} in {names} ({found.why})", found.why, found.strict)
    if sense is None:
        return None
    alone = _quadratic(objective, unknowns[0], sense) if len(unknowns) == 1 else None
    return alone or _where(found, names, sense)


def _where(found: Curvature, names: str, sense: str) -> Shape | None:
    """The case of a curvature with conditions that makes an extremum of the sense."""
    kind = "convex" if sense == "min" else "concave"
    case = next((case for case in found.cases if case.kind == kind), None)
    if case is None or any(len(clause) != 1 for clause in case.clauses):
        return None
    conditions = [_condition(bound) for (bound,) in case.clauses]
    return Shape(kind, f"{kind} in {names} where {words_of(case.clauses)}", found.why, False, conditions)


def _condition(bound: Bound) -> Condition:
    predicate = NONNEGATIVE if bound.relation in (">= 0", "<= 0") else POSITIVE_SEMIDEFINITE
    negated = bound.relation in ("<= 0", "is negative semidefinite")
    return Condition(predicate, c.multiple(-1, bound.expr) if negated else bound.expr, str(bound))


def _on_all(symbol: Expr) -> Expr:
    """The unknown without what nearly all values satisfy: what is least among all values is least among those."""
    names = symbol.assumptions
    kept = tuple(name for name in names if STRUCTURES[name].kind is not Kind.OPEN)
    return c.build("symbol", (), (symbol.name, *symbol.shape, kept)) if kept != names and not symbol.indices else symbol


def _quadratic(objective: Expr, symbol: Expr, sense: str) -> Shape | None:
    """A Hessian that is free of the unknown: convex where it is positive definite."""
    try:
        second = simplify(chained(simplify(gradients(objective, [symbol])[0]), symbol))
    except ExtremumError:
        return None
    if contains(second, [symbol]) or c.is_zero(second) or kinks(objective, symbol):
        return None
    kind, sign = ("convex", 1) if sense == "min" else ("concave", -1)
    condition = definite(c.multiple(sign, second))
    word = "positive" if sign > 0 else "negative"
    why = (
        f"its second derivative {second} is {word}" if second.is_scalar else f"its Hessian {second} is {word} definite"
    )
    return Shape(kind, f"{kind} in {symbol.name} ({why})", why, True, [condition])


def is_quadratic(objective: Expr, unknowns: Sequence[Expr]) -> bool:
    """Whether the gradient is affine in the unknowns together."""
    grads = [simplify(grad) for grad in gradients(objective, unknowns)]
    return not any(contains(simplify(chained(grad, x)), unknowns) for grad in grads for x in unknowns)


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
