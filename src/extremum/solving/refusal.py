"""The honest no: what was tried, the equations in their shortest form, the curvature, and the call that iterates."""

from __future__ import annotations

from collections.abc import Sequence

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import gradient
from extremum.convexity.certificate import of
from extremum.problems.problem import Problem

_SHOWN = 400


def refusal(problem: Problem, passed: Sequence[tuple[str, str]]) -> str:
    """Why no strategy solved a problem."""
    lines = ["no closed form found"]
    lines += [f"  tried {name}: {reason}" for name, reason in passed]
    if problem.objective is None:
        lines += [f"  {constraint}" for constraint in problem.constraints]
    else:
        lines += [f"  {line}" for line in _stationarity(problem, problem.objective)]
        lines += [f"  {line}" for line in _curvature(problem, problem.objective)]
        lines += [_iterated(problem)]
    return "\n".join(line for line in lines if line)


def _stationarity(problem: Problem, objective: Expr) -> list[str]:
    try:
        grads = gradient(objective, list(problem.unknowns))
    except ExtremumError:
        return []
    shown = [f"∂/∂{x.name}: {grad} = 0" for x, grad in zip(problem.unknowns, grads, strict=True)]
    given = [f"subject to {', '.join(map(str, problem.constraints))}"] if problem.constraints else []
    return [line for line in [*shown, *given] if len(line) < _SHOWN]


def _curvature(problem: Problem, objective: Expr) -> list[str]:
    found = []
    for x in problem.unknowns:
        try:
            curvature = of(objective, x)
        except ExtremumError:
            continue
        if curvature.kind != "unknown":
            said = f"{curvature.verdict} in {x.name}: {curvature.why}"
            found.append(f"in {x.name}: {curvature.verdict}" if curvature.cases else said)
    return found


def _iterated(problem: Problem) -> str:
    """The call of minimize or maximize, where an extremum may exist and there are no constraints."""
    if problem.constraints:
        return ""
    names = ", ".join(repr(x.name) for x in problem.unknowns)
    listed = f"[{names}]" if len(problem.unknowns) > 1 else names
    verb = "maximize" if problem.sense == "max" else "minimize"
    return f"ex.{verb}(f, {listed}, data) finds the extremum by iteration, if there is one"
