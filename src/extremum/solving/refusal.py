"""The honest no: what was tried, the equations in their shortest form, the curvature, and the call that iterates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import gradient
from extremum.convexity.certificate import Curvature, of
from extremum.problems.problem import Problem
from extremum.problems.structures import whole_space

_SHOWN = 400


def refusal(problem: Problem, passed: Sequence[tuple[str, str]]) -> str:
    """Why no strategy solved a problem."""
    lines = ["no closed form found"]
    lines += [f"  tried {name}: {reason}" for name, reason in passed]
    if problem.objective is None:
        lines += [f"  {constraint}" for constraint in problem.constraints]
    else:
        lines += [f"  {line}" for line in _stationarity(problem, problem.objective)]
        bent = _curvatures(problem, problem.objective)
        lines += [f"  {_said(curvature, x)}" for x, curvature in bent.items()]
        lines += [_iterated(problem, bent)]
    return "\n".join(line for line in lines if line)


def _stationarity(problem: Problem, objective: Expr) -> list[str]:
    try:
        grads = gradient(objective, list(problem.unknowns))
    except ExtremumError:
        return []
    shown = [f"∂/∂{x.name}: {grad} = 0" for x, grad in zip(problem.unknowns, grads, strict=True)]
    given = [f"subject to {', '.join(map(str, problem.constraints))}"] if problem.constraints else []
    return [line for line in [*shown, *given] if len(line) < _SHOWN]


def _curvatures(problem: Problem, objective: Expr) -> dict[Expr, Curvature]:
    """The curvature in each unknown alone, where it is known."""
    found = {}
    for x in problem.unknowns:
        try:
            curvature = of(objective, x)
        except ExtremumError:
            continue
        if curvature.kind != "unknown":
            found[x] = curvature
    return found


def _said(curvature: Curvature, x: Expr) -> str:
    if curvature.cases:
        return f"in {x.name}: {curvature.verdict}"
    return f"{curvature.verdict} in {x.name}: {curvature.why}"


def _iterated(problem: Problem, bent: Mapping[Expr, Curvature]) -> str:
    """The call of minimize or maximize, where there are no constraints; what bends the other way has no extremum."""
    if problem.constraints:
        return ""
    opposite = {"min": "concave", "max": "convex", None: ""}[problem.sense]
    away = [x for x, curvature in bent.items() if curvature.kind == opposite and curvature.strict and whole_space(x)]
    if away:
        return f"it is unbounded: strictly {opposite} in {away[0].name}"
    names = ", ".join(repr(x.name) for x in problem.unknowns)
    listed = f"[{names}]" if len(problem.unknowns) > 1 else names
    verb = "maximize" if problem.sense == "max" else "minimize"
    return f"ex.{verb}(f, {listed}, data) finds the extremum by iteration, if there is one"
