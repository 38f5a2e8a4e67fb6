"""The honest no: what was tried, the equations in their shortest form, the curvature, and the call that iterates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from extremum.algebra.dims import Dim, Name
from extremum.algebra.errors import ExtremumError, NoExtremumError
from extremum.algebra.names import numbers_in
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import gradient
from extremum.convexity.certificate import Curvature, of
from extremum.convexity.domains import lost
from extremum.data.binding import leaves_of
from extremum.operations import construct as c
from extremum.operations.implicit import implicits_in
from extremum.operations.recurrence import recurrences_in
from extremum.problems.files import declaration, definition
from extremum.problems.problem import SENSES, Problem
from extremum.problems.structures import whole_space
from extremum.solving.ends import defined_everywhere, unexamined
from extremum.solving.varying import surely_varies

_SHOWN = 400
_BATCH = 32


def refusal(problem: Problem, declared: Problem, passed: Sequence[tuple[str, str]]) -> str:
    """Why no strategy solved a problem; declared: the same with its structures as they were declared."""
    lines = ["no closed form found"]
    lines += [f"  tried {name}: {reason}" for name, reason in passed]
    if problem.objective is None:
        lines += [f"  {constraint}" for constraint in problem.constraints]
    else:
        lines += [f"  {line}" for line in _stationarity(problem, problem.objective)]
        bent = _curvatures(problem, problem.objective)
        lines += [f"  {_said(curvature, x)}" for x, curvature in bent.items()]
        unseen = unexamined(problem)
        lines += [f"  {unseen}" if unseen else "", _unbounded(problem, bent) or _iterated(declared, bent)]
    return "\n".join(line for line in lines if line)


def refuse_unbounded(problem: Problem) -> None:
    """Refuses what bends the other way over a whole space, and is not constant there.

    Raises:
        NoExtremumError: it has no extremum of the sense.
    """
    if problem.objective is None or problem.constraints or problem.sense is None:
        return
    if lost(problem.expressions, problem.unknowns, problem.pieces):
        return
    bent = _curvatures(problem, problem.objective)
    x, word = _away(problem, bent)
    if x is None or not (bent[x].strict or _is_nowhere_constant(problem.objective, x)):
        return
    side, strict = "above" if problem.sense == "max" else "below", "strictly " if bent[x].strict else ""
    raise NoExtremumError(
        f"there is no {SENSES[problem.sense]}: the objective is unbounded {side}, for it is {strict}{word} in {x.name} "
        f"and not constant ({bent[x].why})"
    )


def _is_nowhere_constant(objective: Expr, x: Expr) -> bool:
    """Whether it surely varies with its only symbol, at one row and column too: var(v) of one number is 0."""
    ones = dict.fromkeys(numbers_in([objective]), 1)
    return {*objective.symbols} == {x} and surely_varies(objective, x) and surely_varies(objective, x, ones)


def _away(problem: Problem, bent: Mapping[Expr, Curvature]) -> tuple[Expr | None, str]:
    """An unknown over whose whole space the objective bends the other way, strictly where one is so, and how."""
    opposite = {"min": "concave", "max": "convex", None: ""}[problem.sense]
    away = [x for x, curvature in bent.items() if curvature.kind == opposite and _is_free(problem, x)]
    return next((x for x in away if bent[x].strict), away[0] if away else None), opposite


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


def _unbounded(problem: Problem, bent: Mapping[Expr, Curvature]) -> str:
    """That what bends the other way over a whole space has no extremum; empty where it does not."""
    x, opposite = _away(problem, bent)
    if x is None or problem.constraints:
        return ""
    side = "above" if problem.sense == "max" else "below"
    if bent[x].strict:
        return f"it is unbounded {side}: strictly {opposite} in {x.name}"
    return f"it is unbounded {side}, or constant in {x.name}: {opposite}"


def _iterated(problem: Problem, bent: Mapping[Expr, Curvature]) -> str:
    """The call that iterates."""
    found = f"{call(problem)} finds the extremum by iteration, if there is one"
    convex = {x for x, curvature in bent.items() if curvature.kind in ("convex", "concave", "affine")}
    return f"{found}\n{_over_batches(problem)}" if _trains(problem, convex) else found


def _is_free(problem: Problem, x: Expr) -> bool:
    """Whether the objective is defined on the whole space of an unknown."""
    return problem.objective is not None and whole_space(x) and defined_everywhere(problem.objective, [x])


def _trains(problem: Problem, convex: AbstractSet[Expr]) -> bool:
    """Whether it is a sum over samples that bends both ways, as a network's is, so that mini-batches may serve."""
    counts = {leaf.size for leaf in leaves_of(problem.expressions).values() if leaf.op.name == "member"}
    unknown = [x for x in problem.unknowns if x.op.name == "member"]
    return len(counts) == 1 and not (unknown or problem.constraints) and not convex >= {*problem.unknowns}


def _over_batches(problem: Problem) -> str:
    """The call that takes some samples at a time."""
    return (
        f"{call(problem).removesuffix(')')}, batch={_BATCH}) takes steps of Adam over {_BATCH} of the samples at a time"
    )


def call(problem: Problem) -> str:
    """The call of minimize or maximize for a problem, which runs as it is written where ``data`` are known."""
    objective = f'"{problem.objective}"'
    as_text = len(objective) < _SHOWN and not recurrences_in(*problem.expressions)
    leaves = sorted(leaves_of([*problem.unknowns, *problem.expressions]).items())
    names = [f'"{x.name}"' for x in problem.unknowns]
    stated = ", ".join(f'"{constraint}"' for constraint in problem.constraints if not c.is_zero(constraint.gap))
    given = [
        objective if as_text else "f",
        f"[{', '.join(names)}]" if len(names) > 1 else names[0],
        "data",
        *([f"constraints=[{stated}]"] if stated else []),
        *([f'declarations="{"; ".join(_declarations(problem, [leaf for _, leaf in leaves]))}"'] if as_text else []),
        *(f"{size}={size}" for size in _sizes(problem, [leaf for _, leaf in leaves])),
    ]
    return f"ex.{'maximize' if problem.sense == 'max' else 'minimize'}({', '.join(given)})"


def _declarations(problem: Problem, leaves: Sequence[Expr]) -> list[str]:
    """Those of symbols, then those of what equations define by them."""
    return [*map(declaration, leaves), *map(definition, implicits_in(*problem.expressions))]


def _sizes(problem: Problem, leaves: Sequence[Expr]) -> list[str]:
    """The names of sizes that only unknowns have, so that data do not tell them."""
    of_unknowns, of_data = set[str](), set[str]()
    unknown = {x.name for x in problem.unknowns}
    for leaf in leaves:
        dims = [*leaf.shape, *(d for d in leaf.params if isinstance(d, Dim))]
        names = {atom.name for dim in dims for atom in dim.atoms() if isinstance(atom, Name)}
        (of_unknowns if leaf.name in unknown else of_data).update(names)
    return sorted(of_unknowns - of_data)
