"""The public calls on a question, each judged by numbers: differences, perturbations, midpoints, by plain NumPy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.traverse import topological
from extremum.calculus.structure import subspaces
from extremum.operations.leaves import declared
from extremum.verify.sampling import draw
from tests.calls.questions import Question
from tests.fuzz_expressions import Env, Rejected

TRIALS, STEP = 4, 1e-5


class Wrong(AssertionError):
    """A word that numbers contradict."""


# -- numbers -----------------------------------------------------------------------------------------------------------
def envs(q: Question) -> Iterator[Env]:
    """Points at which the function has a moderate value."""
    for trial in range(TRIALS):
        env = q.env(trial)
        try:
            q.at(env)
        except Rejected:
            continue
        yield env


def free(x: ex.Expr) -> bool:
    """Whether a small change in its linear structure keeps a variable within what was declared."""
    return set(declared(x)) <= {
        "symmetric", "skew", "diagonal", "lower_triangular", "upper_triangular", "positive", "positive_definite",
        "invertible", "nonzero",
    }  # fmt: skip


def direction(x: ex.Expr, env: Env, seed: int) -> Any:
    """A direction within the linear structure of a variable."""
    d = np.random.default_rng([seed, 7]).normal(size=env[x.name].shape)
    for fact in subspaces(x):
        d = {"symmetric": (d + d.T) / 2, "skew": (d - d.T) / 2, "diagonal": np.diag(np.diag(d)),
             "lower_triangular": np.tril(d), "upper_triangular": np.triu(d)}[fact]  # fmt: skip
    return d


def slope(q: Question, x: ex.Expr, env: Env, d: Any) -> Any:
    """The derivative along a direction, by central differences of the fourth order."""
    at: Callable[[float], Any] = lambda t: q.at({**env, x.name: env[x.name] + t * STEP * 50 * d})  # noqa: E731
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * STEP * 50)


def value(expr: ex.Expr, q: Question, env: Env) -> Any:
    """The value of an answer on the data of a point, as a matrix."""
    found = np.asarray(expr.evaluate(q.data(env)), dtype=float)
    return found.reshape(env["dim"](expr.rows), env["dim"](expr.cols))


def near(a: Any, b: Any, scale: float, tolerance: float = 1e-4) -> bool:
    """Whether two arrays agree, relative to a scale."""
    return bool(np.abs(a - b).max(initial=0) <= tolerance * (1 + scale + np.abs(b).max(initial=0)))


def agreement(q: Question, x: ex.Expr, told: Callable[[Env, Any], Any]) -> tuple[int, int]:
    """At how many points, of how many, a derivative along a direction is the slope there."""
    right = total = 0
    for trial, env in enumerate(envs(q)):
        d = direction(x, env, q.seed + trial)
        try:
            wanted = slope(q, x, env, d)
            found = told(env, d)
            require_value(q, found)
        except (Rejected, ex.DataError):
            continue
        scale = float(np.abs(q.at(env)).max(initial=0))
        if near(wanted, 0, scale) and near(found, 0, scale):
            continue  # zero is its own multiple and its own transpose
        total += 1
        right += near(found, wanted, scale)
    return right, total


def require_value(q: Question, found: Any) -> None:
    """A derivative has a value; the product rule of a product over an index has none where a factor is zero.

    Raises:
        Rejected: it has none there.
    """
    if np.isnan(found).any() and any(node.op.name == "prod_over" for node in topological([q.expr])):
        raise Rejected


def along_gradient(q: Question, g: ex.Expr) -> Callable[[Env, Any], Any]:
    """``<g, d>``, or ``J vec(d)`` of the shape of the function."""
    if q.expr.is_scalar:
        return lambda env, d: np.array([[(value(g, q, env) * d).sum()]])

    def of_matrix(env: Env, d: Any) -> Any:
        flat = value(g, q, env) @ d.T.reshape(-1, 1)
        return flat.reshape(env["dim"](q.expr.cols), env["dim"](q.expr.rows)).T

    return of_matrix


def some_variable(q: Question) -> ex.Expr | None:
    """A variable of the function."""
    used = [x for x in q.symbols if x in q.expr.symbols]
    return q.rng.choice(used) if used else None


def require(held: bool, words: str) -> None:
    """Raises Wrong where something does not hold."""
    if not held:
        raise Wrong(words)


# -- the calls ---------------------------------------------------------------------------------------------------------
def shown(result: Any) -> None:
    """A result in every notation; plain data are JSON."""
    for notation in ("to_text", "to_latex", "to_markdown", "to_html", "_repr_html_"):
        if hasattr(result, notation):
            require(bool(getattr(result, notation)()), f"{notation} is empty")
    json.dumps(result.to_dict(), allow_nan=False)
    require(bool(str(result)) and bool(repr(result)), "it has no text")


def evaluate(q: Question) -> None:
    for env in envs(q):
        require(near(value(q.expr, q, env), q.at(env), env["peak"], 1e-8), f"evaluate differs from NumPy: {q.expr}")


def compile_(q: Question) -> None:
    function = ex.compile(q.expr)
    for env in envs(q):
        found = np.asarray(function(q.data(env)), dtype=float).reshape(np.shape(q.at(env)))
        require(near(found, q.at(env), env["peak"], 1e-7), f"the code differs from NumPy: {q.expr}")


def extreme(q: Question) -> None:
    """Data that are zero, huge, singular or empty lead to a value or to an error of ours."""
    env = q.env(0)
    scale = q.rng.choice([0.0, 0.0, 1e-200, 1e160, 1e300, -1.0])
    empty = q.rng.random() < 0.3
    data: dict[str, Any] = {name: 0 if empty else size for name, size in env["sizes"].items()}
    for name, one in q.data(env).items():
        if name not in data:
            data[name] = np.asarray(one)[(slice(0, 0),) * np.ndim(one)] if empty else scale * np.ones_like(one)
    for run in (q.expr.evaluate, ex.compile(q.expr)):
        try:
            run(data)
        except ex.DataError:
            continue


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


def solve(q: Question) -> None:
    x = some_variable(q)
    if x is None:
        return
    found = ex.solve(q.expr, x, q.rng.choice(["min", "max", None]))
    shown(found)
    if " where " in found.kind or not q.expr.is_scalar:
        return
    sign = 1 if "minimum" in found.kind else -1 if "maximum" in found.kind else 0
    for env in envs(q):
        data = {name: one for name, one in q.data(env).items() if name != x.name}
        try:
            best = np.asarray(found.evaluate(data)[x], dtype=float).reshape(env[x.name].shape)
            at = q.at({**env, x.name: best})
        except (ex.DataError, Rejected):
            continue
        if sign:
            _against_others(q, x, {**env, x.name: best}, at, sign, found.kind)
        elif free(x) and q.smooth:
            d = direction(x, env, q.seed)
            require(
                near(slope(q, x, {**env, x.name: best}, d), 0, float(np.abs(at).max())),
                f"not stationary: {x} = {found[x]}",
            )


def _against_others(q: Question, x: ex.Expr, env: Env, at: Any, sign: int, kind: str) -> None:
    """No other member does better: near the point, and anywhere if the kind is global."""
    rng = np.random.default_rng(q.seed)
    others = [env[x.name] + 1e-3 * direction(x, env, k) for k in range(8)] if free(x) and not declared(x) else []
    if "global" in kind:
        others += [draw(env[x.name].shape, declared(x), rng) for _ in range(12)]
    for other in others:
        try:
            beside = q.at({**env, x.name: other})
        except Rejected:
            continue
        require(float(sign * (beside - at).max()) >= -1e-7 * (1 + abs(float(at.max()))), f"no {kind}: {x} of {q.expr}")


def curvature(q: Question) -> None:
    used = [x for x in q.symbols if x in q.expr.symbols]
    if not used:
        return
    unknowns = q.rng.sample(used, min(len(used), q.rng.choice([1, 1, 2])))
    found = ex.curvature(q.expr, unknowns)
    shown(found)
    for env in envs(q):
        for k in range(4):
            _midpoint(q, unknowns, env, found.kind, k)


def _midpoint(q: Question, unknowns: Sequence[ex.Expr], env: Env, kind: str, k: int) -> None:
    rng = np.random.default_rng([q.seed, k])
    a, b = (
        {
            **env,
            **{
                x.name: 2.0**k * draw(env[x.name].shape, declared(x), rng) if free(x) else env[x.name] for x in unknowns
            },
        }
        for _ in range(2)
    )
    middle = {**env, **{x.name: (a[x.name] + b[x.name]) / 2 for x in unknowns}}
    try:
        ends, mid = (q.at(a) + q.at(b)) / 2, q.at(middle)
    except Rejected:
        return
    gap, slack = float((ends - mid).max()), 1e-9 * (1 + abs(float(ends.max())) + abs(float(mid.max())))
    where = f"in {', '.join(x.name for x in unknowns)}: {q.expr}"
    require(kind not in ("convex", "affine") or gap >= -slack, f"not {kind} {where}")
    require(kind not in ("concave", "affine") or gap <= slack, f"not {kind} {where}")


def minimize(q: Question) -> None:
    x = some_variable(q)
    env = next(envs(q), None)
    if x is None or env is None:
        return
    data = {name: one for name, one in q.data(env).items() if name != x.name}
    found = ex.minimize(q.expr, x, data, max_iterations=q.rng.choice([3, 60]), seed=q.seed)
    shown(found)
    best = {**env, x.name: np.asarray(found.x[x], dtype=float).reshape(env[x.name].shape)}
    try:
        at = q.at(best)
        if found.status != "infeasible":  # outside of a structure, what holds within it says nothing
            require(near(at, found.value, abs(found.value), 1e-6), f"the value is not that of the function: {q.expr}")
        if found.converged and q.smooth and free(x) and not declared(x):
            d, near_zero = direction(x, env, q.seed), min(1.0, float(np.abs(best[x.name]).max(initial=0)) + 1e-4)
            rise = slope(q, x, best, near_zero * d) / near_zero  # a quotient of norms bends at the scale of the point
            require(near(rise, 0, abs(found.value), 1e-3), f"converged, and not flat: {q.expr} by {x}")
    except Rejected:
        return


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
