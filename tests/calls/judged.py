"""The public calls on a question, each judged by numbers: differences, perturbations, midpoints, by plain NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.traverse import topological
from tests.calls.judged_extrema import curvature, extreme, minimize, solve
from tests.calls.judging import agreement, along_gradient, envs, free, near, require, shown, some_variable, value
from tests.calls.questions import Question


def evaluate(q: Question) -> None:
    for env in envs(q):
        require(near(value(q.expr, q, env), q.at(env), env["peak"], 1e-8), f"evaluate differs from NumPy: {q.expr}")


def compile_(q: Question) -> None:
    function = ex.compile(q.expr)
    for env in envs(q):
        found = np.asarray(function(q.data(env)), dtype=float).reshape(np.shape(q.at(env)))
        require(near(found, q.at(env), env["peak"], 1e-7), f"the code differs from NumPy: {q.expr}")


def derivative(q: Question) -> None:
    x = some_variable(q)
    if x is None:
        return
    f: Any = q.text if q.text and q.rng.random() < 0.5 else q.expr
    find = ex.gradient if q.expr.is_scalar else ex.jacobian
    g = find(f, x.name, q.declarations) if isinstance(f, str) else find(f, x)
    if free(x):
        right, total = agreement(q, x, along_gradient(q, g))
        require(right > 0 or total == 0, f"the derivative by {x} is no slope: {g}")
    printed(g, q)


def inverted(expr: ex.Expr) -> list[ex.Expr]:
    """The matrices of which an expression has the inverse."""
    return [node.args[0] for node in topological([expr]) if node.op.name == "inverse" and not node.indices]


def hessian(q: Question) -> None:
    x = some_variable(q)
    if x is None:
        return
    found = ex.hessian(q.expr, x)
    require(found.shape == (x.rows * x.cols, x.rows * x.cols), "the Hessian has another shape")
    for env in envs(q):
        try:
            h = value(found, q, env)
        except ex.DataError:
            continue
        if any(np.linalg.cond(value(matrix, q, env)) > 1e8 for matrix in inverted(found)):
            continue  # rounding decides what comes out of a matrix that is nearly singular
        require(
            not q.smooth or near(h, h.T, float(np.abs(h).max(initial=0)), 1e-6),
            f"the Hessian is not symmetric: {found}",
        )


def derivation(q: Question) -> None:
    x = some_variable(q)
    if x is None:
        return
    style = q.rng.choice(["jacobian", "differential"])
    found = ex.derive(q.expr, x, style=style)
    if q.expr.is_scalar and free(x):
        right, total = agreement(q, x, along_gradient(q, found.result))
        require(right > 0 or total == 0, f"the derivation by {x} ends with no slope: {found.result}")
    shown(found)


def check(q: Question) -> None:
    """A verdict is right exactly where a claim is the slope at all points."""
    x = some_variable(q)
    if x is None or not free(x):
        return
    g = (ex.gradient if q.expr.is_scalar else ex.jacobian)(q.expr, x)
    claim = q.rng.choice([g, g, 2 * g, -g, g + ex.ones(*g.shape), g.T if g.rows is g.cols else g])
    verdict = ex.check(q.expr, x, str(claim) if q.rng.random() < 0.3 else claim)
    shown(verdict)
    right, total = agreement(q, x, along_gradient(q, claim))
    if total < 2 or any(word in verdict.explanation for word in ("only", "where")):
        return
    require(not (verdict.right and right == 0), f"called right, and no slope: {claim} for {q.expr} by {x}")
    exactly = (
        verdict.right is False
        and right == total
        and verdict.diagnosis not in ("layout", "convention", "structure_ignored")
        and (claim is g or not _told_apart(q, claim, g))
    )
    require(not exactly, f"called {verdict.diagnosis}, and the slope everywhere: {claim} for {q.expr} by {x}")


def _told_apart(q: Question, claim: ex.Expr, g: ex.Expr) -> bool:
    """Whether two matrices differ at a point, also where slopes are too rough to see it."""
    pairs = [(value(claim, q, env), value(g, q, env)) for env in envs(q)]
    return any(not np.allclose(a, b, rtol=1e-12, atol=1e-12, equal_nan=True) for a, b in pairs if a.shape == b.shape)


def equal(q: Question) -> None:
    declared = [q.declarations, *ex.dims("n m N")]
    other = ex.simplify(q.text, declared) if q.text and "N" not in q.text else ex.simplify(q.expr)
    require(ex.equal(q.expr, other).verdict != "differs", f"simplified it differs: {other}")
    more = q.expr + ex.ones(*q.expr.shape)
    found = ex.equal(q.expr, more)
    require(found.verdict != "proved", f"equal to itself and one more: {q.expr}")


def printed(expr: ex.Expr, q: Question) -> None:
    for write in (str, repr, ex.latex, ex.mathml, ex.unicode, ex.Expr._repr_latex_):
        require(bool(write(expr)), f"nothing is written by {write}")


def printing(q: Question) -> None:
    printed(q.expr, q)
    ex.name_shared({"f": q.expr})
    x = some_variable(q)
    if x is not None:
        ex.kinks(q.expr, x)
        printed(ex.differential(q.expr, x), q)


CALLS: dict[str, tuple[Callable[[Question], None], Callable[..., Any], int]] = {
    "evaluate": (evaluate, ex.Expr.evaluate, 2), "compile": (compile_, ex.compile, 2), "gradient": (derivative,
    ex.gradient, 3),
    "hessian": (hessian, ex.hessian, 2), "derive": (derivation, ex.derive, 3), "check": (check, ex.check, 4),
    "solve": (solve, ex.solve, 4), "curvature": (curvature, ex.curvature, 4), "minimize": (minimize, ex.minimize, 3),
    "equal": (equal, ex.equal, 2), "extreme": (extreme, ex.Expr.evaluate, 1), "printing": (printing, ex.kinks, 1),
}  # fmt: skip
"""Each call, the public function whose docstring names its errors, and how often it is drawn."""
