"""The Hessian at a stationary point: decided by facts, or a condition that is tested on the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.derivatives import gradient, hessian, jacobian
from extremum.operations import construct as c
from extremum.operations.block import block
from extremum.operations.sum import content
from extremum.operations.wordalgebra import factors
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.certificate import Kind
from extremum.solving.conditions import Condition
from extremum.solving.predicates import POSITIVE, POSITIVE_DEFINITE
from extremum.solving.shape import definite

_SHOWN = 60


def local(problem: Problem, values: Mapping[Expr, Expr]) -> Kind:
    """The kind of a stationary point by the Hessian there; ``local`` is all that it can say of an extremum."""
    second = _second(problem, values)
    if second is None:
        return Kind("stationary", "neither convexity nor the Hessian decides its kind")
    matrix = simplify(replace(second, dict(values)))
    for sign, kind, word in ((1, "minimum", "positive"), (-1, "maximum", "negative")):
        signed = c.multiple(sign, matrix)
        if reason(signed, "positive" if signed.is_scalar else "positive_definite"):
            return Kind(f"local {kind}", f"the Hessian there, {matrix}, is {word} definite")
    indefinite = next((why for x in values if (why := _indefinite_in(problem, x, values))), "")
    if indefinite:
        return Kind("saddle", indefinite)
    if problem.sense is None or problem.constraints:
        shown = _essential_words(matrix)
        return Kind(
            "stationary", f"a minimum where {shown} is positive definite, a maximum where it is negative definite"
        )
    sign, word = (1, "positive") if problem.sense == "min" else (-1, "negative")
    condition = _condition(c.multiple(sign, matrix), len(values), word)
    return Kind(f"local {SENSES[problem.sense]}", f"the Hessian there is {word} definite", [condition])


def _essential_words(matrix: Expr) -> str:
    text = str(definite(matrix).matrix)
    return text if len(text) < 60 else "the Hessian there"


def _condition(matrix: Expr, unknowns: int, word: str) -> Condition:
    found = definite(matrix)
    if len(str(found.matrix)) < 120 and unknowns == 1:
        return found
    predicate = POSITIVE if matrix.is_scalar else POSITIVE_DEFINITE
    return Condition(predicate, found.matrix, predicate.of("the Hessian there").replace("positive", word))


def _second(problem: Problem, values: Mapping[Expr, Expr]) -> Expr | None:
    """The Hessian in all unknowns together, on the space that their structures leave."""
    objective = problem.objective
    assert objective is not None
    unknowns = list(values)
    try:
        if len(unknowns) == 1:
            return hessian(objective, unknowns[0])
        return _joint(objective, unknowns)
    except ExtremumError:
        return None


def _joint(objective: Expr, unknowns: Sequence[Expr]) -> Expr | None:
    """The block matrix of second derivatives; None where an unknown moves in a subspace only."""
    from extremum.calculus.structure import structures

    if any(structures(x) for x in unknowns):
        return None
    grads = gradient(objective, list(unknowns))
    return block([[jacobian(g, x) for x in unknowns] for g in grads])


def _indefinite_in(problem: Problem, x: Expr, values: Mapping[Expr, Expr]) -> str:
    """Why the Hessian in one unknown, the others at their values, has both signs; empty where that is not known."""
    assert problem.objective is not None
    if x.is_column or x.rows is not x.cols:
        return ""
    return _indefinite(simplify(replace(hessian(problem.objective, x), dict(values))))


def _indefinite(matrix: Expr) -> str:
    """``q (A' ⊗ A) K`` with A positive definite: of one sign on symmetric directions, of the other on skew ones."""
    _, core = content(matrix)
    _, scalars, word = factors(core)
    if len(word) != 2 or word[1].op.name != "commutation" or word[0].op.name != "kron":
        return ""
    parts = word[0].args
    same = len(parts) == 2 and (parts[0] is parts[1] or parts[0] is c.transpose(parts[1]))
    if not same or not reason(parts[1], "positive_definite") or not all(reason(s, "nonzero") for s in scalars):
        return ""
    shown = str(matrix)
    if len(shown) > _SHOWN:
        shown = f"a multiple of kron(V, V)*{word[1]} with V positive definite"
    return (
        f"the Hessian there, {shown}, has one sign in symmetric directions and the other in skew-symmetric ones, "
        "of which there are none only for a 1×1 matrix"
    )
