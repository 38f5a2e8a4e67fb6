"""What judges a call: points, directions, slopes by central differences, and the words of a contradiction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.traverse import topological
from extremum.calculus.structure import subspaces
from extremum.operations.leaves import declared
from tests.calls.questions import Question
from tests.fuzz_expressions import Env, Rejected

TRIALS, STEP = 4, 1e-5


class Wrong(AssertionError):
    """A word that numbers contradict."""


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


def shown(result: Any) -> None:
    """A result in every notation; plain data are JSON."""
    for notation in ("to_text", "to_latex", "to_markdown", "to_html", "_repr_html_"):
        if hasattr(result, notation):
            require(bool(getattr(result, notation)()), f"{notation} is empty")
    json.dumps(result.to_dict(), allow_nan=False)
    require(bool(str(result)) and bool(repr(result)), "it has no text")
