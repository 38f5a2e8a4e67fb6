"""What is said about extrema, judged by numbers: solutions, curvature, minima."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import extremum as ex
from extremum.operations.leaves import declared
from extremum.verify.sampling import draw
from tests.calls.judging import direction, envs, free, near, require, shown, slope, some_variable
from tests.calls.questions import Question
from tests.fuzz_expressions import Env, Rejected


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
