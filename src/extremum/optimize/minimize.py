"""Minimisation by iteration: derived gradients, evaluated in one pass, and SciPy's optimisers or mini-batch steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import fields, replace
from os import PathLike
from typing import Any

from extremum.algebra.errors import ExtremumError, NameUnknownError, NotAScalarError
from extremum.algebra.node import Expr
from extremum.calculus.asked import function_and_variables, variables
from extremum.data.computing import silently
from extremum.data.given import by_name
from extremum.language.families import Family
from extremum.operations import construct as c
from extremum.operations.leaves import declared
from extremum.optimize.choice import check_method
from extremum.optimize.minimum import Minimum
from extremum.optimize.options import Settings, check_constrained
from extremum.optimize.processes import Posed
from extremum.optimize.runs import ends_from, minimum, task_of
from extremum.optimize.sense import MAX, MIN, Sense
from extremum.optimize.typed import Typed
from extremum.optimize.unknowns import families_by_name, unknowns_of
from extremum.problems import tex
from extremum.problems.constraint import Constraint
from extremum.problems.problem import SENSES, Problem, one_by_one, pose
from extremum.problems.quantified import sizes_in
from extremum.problems.structures import is_constraint
from extremum.reading.either import reading_of
from extremum.reading.given import items_of, names_of
from extremum.reading.result import Reading
from extremum.scale.passes import in_threads, on_cluster
from extremum.simplify.question import one_question

_BESIDE: Mapping[str, Any] = {
    "constraints": (), "start": None, "progress": False, "cluster": None, "declarations": (),
}  # fmt: skip
"""The options that are no settings of a run, with what they are where they are not given."""


@one_question()
def minimize(
    f: Any,
    x: Expr | str | Family | Sequence[Expr | str | Family] | None = None,
    /,
    data: Mapping[Any, Any] | None = None,
    *,
    constraints: str | Constraint | Sequence[str | Constraint] = (),
    start: Mapping[Any, Any] | None = None,
    method: str | None = None,
    tolerance: float = 1e-8,
    max_iterations: int = 1000,
    time_limit: float | None = None,
    starts: int = 1,
    batch: int | None = None,
    learning_rate: float = 1e-3,
    seed: int = 0,
    progress: bool = False,
    callback: Callable[[int, float, Any], Any] | None = None,
    checkpoint: str | PathLike[str] | None = None,
    cluster: Any = None,
    declarations: Any = (),
    **more: Any,
) -> Minimum:
    """The minimum of a scalar over one or more variables: in closed form, or by iteration from derived gradients.

    The method is chosen, and said with the reason in ``.method``: the closed form of :func:`extremum.solve`, where it
    finds a global minimum whose conditions hold for the data (it is not asked where a run is wanted, by ``start``,
    ``starts``, ``callback``, ``checkpoint`` or ``batch``); one linear solve for a quadratic, Newton's method where the
    Hessian is cheap, a trust region with exact products with the Hessian where it is large, proximal Newton steps on
    working sets for corners of the unknowns, as in the lasso, whose zeros are exact and whose duality gap is in
    ``.gap``, L-BFGS where there are no second derivatives. ``method`` asks for one of these (``"closed form"``,
    ``"linear solve"``, ``"Newton"``, ``"conjugate gradients"``, ``"trust-ncg"``, ``"proximal"``, ``"program"``,
    ``"L-BFGS-B"``) or another of ``scipy.optimize.minimize``. With ``batch``, steps of Adam over random
    mini-batches of that many samples are taken instead, and ``max_iterations`` counts passes over the samples.
    Whether it converged is judged on the gradient, beside those at points nearby, on the fall that the Hessian
    promises, and on values nearby: a saddle or a maximum is left, or said. ``time_limit`` is in seconds;
    ``callback(iteration, value, point)`` is called after each iteration and ends the run by returning True; Ctrl-C
    ends it at the last point.

    ``checkpoint="run.npz"`` keeps the run on disk: the file is replaced in one step, and the same call goes on from it,
    to the same end, after it was stopped or killed at any moment. ``starts=20`` takes as many random starts, of seeds
    that follow one another, in processes of their own where they take long: the best is returned, with the values of
    all in ``.values``.

    Variables declared positive are optimised through their logarithm, positive definite ones through a triangular
    factor, symmetric, diagonal, triangular and skew ones within their structure. Starts are random (``seed``), except
    where ``start`` gives them by symbol or name. Of a family all members are found, so a network of symbolic depth is
    trained by ``minimize(J, "W", data, L=3)``; data too may be given by keyword.

    Data that need not fit in memory are given as :func:`extremum.stream` makes them, or as names of ``.npy`` files and
    memory maps: sums over samples are taken in blocks of rows, in threads, or with ``cluster=client`` as tasks of
    ``dask.distributed``, each of which opens its files itself.

    ``constraints`` are written as those of :func:`extremum.solve`; variables declared nonnegative, simplex, unit or
    orthogonal are under theirs. Linear programs, and objectives with weighted sums of ``abs``, ``relu`` or ``hinge`` of
    what is affine, go to HiGHS, quadratic ones to Clarabel (the extra ``cones``), as do norms, largest eigenvalues,
    spectral and nuclear norms of what is affine, and ``X >> 0``; multipliers certify what they find. Unknowns with
    ``x'*x == 1`` or ``X'*B*X == eye(p)`` alone, and positive definite ones with many entries, are found by trust
    regions on manifolds (``"manifold"``). Otherwise bounds are kept by L-BFGS-B, other constraints by SLSQP, and the
    conditions of Karush, Kuhn and Tucker say whether it converged. A text ``\\min_x …
    \\text{s.t.} …`` in LaTeX, and a problem that :func:`extremum.read_problem` has read, bring
    their variables and constraints.

    >>> import extremum as ex
    >>> a, b = ex.scalar("a"), ex.scalar("b")
    >>> found = minimize((1 - a)**2 + 100 * (b - a**2)**2, [a, b])
    >>> round(found.x[a], 4), round(found.x["b"], 4)
    (1.0, 1.0)
    >>> minimize("norm2(x - c)^2", "x", c=[3, 1], constraints="sum(x) == 2", declarations="x[n]; c[n]").x["x"].round(4)
    array([2., 0.])

    Raises:
        NotAScalarError: f is not a scalar.
        NameUnknownError: the objective has no such variable.
        DataError: data are missing, do not fit, or violate an assumption; a keyword is no option and no dimension;
            or the objective is not finite at the start.
        UnsupportedError: a variable has a structure, or there is a constraint, that is not optimised over, or there is
            no such option or method.
        ExtremumError: an option is out of range, or the objective stops being finite under mini-batch steps.
    """
    settings = Settings(
        method, tolerance, max_iterations, time_limit, starts, batch, learning_rate, seed, callback, checkpoint
    )
    f, x, constraints = _taken_apart(f, x, constraints, MIN)
    return _extremum(MIN, f, x, data, constraints, start, settings, progress, cluster, declarations, more)


def _extremum(
    sense: Sense, f: Any, x: Any, data: Any, constraints: Any, start: Any, settings: Settings, progress: bool,
    cluster: Any, declarations: Any, more: Mapping[str, Any],
) -> Minimum:  # fmt: skip
    """The minimum of ``sign f``, told as what it is of f."""
    wanted = families_by_name(x)
    expr, symbols, declarations, pieces = _asked(f, wanted, sense, constraints, declarations)
    if not expr.is_scalar:
        raise NotAScalarError(f"{sense.name}imize needs a scalar objective, but {expr} is {expr.rows}×{expr.cols}")
    check_method(settings.method)
    settings.check(more)
    unknowns = unknowns_of(expr, symbols, wanted)
    expr, unknowns, stated, typed = _posed(expr, unknowns, sense, constraints, declarations, pieces)
    if stated:
        check_constrained(settings.method, settings.batch)
    data, begin = by_name({} if data is None else data), by_name({} if start is None else start)
    runner = in_threads if cluster is None else on_cluster(cluster)
    signed = c.multiple(sense.sign, expr)
    posed = Posed(ends_from, signed, unknowns, stated, data, more, begin, settings, sense, typed)
    task = task_of(posed, runner)
    with _bar(progress, settings.max_iterations) as advance, silently():
        found = minimum(task, advance).turned(task.objective.sense)
    return replace(found, problem=Problem(expr, sense.name, tuple(unknowns), tuple(stated)))


def _asked(
    f: Any, x: Sequence[Any], sense: Sense, constraints: Any, declarations: Any
) -> tuple[Expr, list[Expr], Any, Sequence[Expr]]:
    """The objective, the variables, the declarations, and the pieces of a text that its expression does not show;
    constraints may have variables that the objective has not."""
    if not isinstance(f, str | Reading):
        return *function_and_variables(f, x, declarations), declarations, ()
    items = (*items_of(declarations), *sizes_in(constraints))
    given = [*items, *(target for target in x if isinstance(target, Expr))]
    reading = reading_of(f, given)
    try:
        return reading.expr, variables(reading.expr, x, items), items, reading.pieces
    except NameUnknownError:
        if not constraints:
            raise
    problem = pose(f, x, sense.name, constraints, declarations)
    known = names_of(problem.expressions, items_of(declarations))
    reading = reading_of(f, known)
    return reading.expr, variables(reading.expr, x, known), known, reading.pieces


def _taken_apart(f: Any, x: Any, constraints: Any, sense: Sense) -> tuple[Any, Any, Any]:
    r"""The pieces of a problem, or of a text ``\min_x … \text{s.t.} …``.

    Raises:
        ExtremumError: it asks for the other sense, or nothing says what is to be found.
    """
    given = one_by_one(constraints)
    problem = f if isinstance(f, Problem) else tex.pieces(f) if isinstance(f, str) else None
    if problem is not None:
        if problem.sense not in (None, sense.name):
            raise ExtremumError(f"the problem asks for a {SENSES[problem.sense]}; use ex.{problem.sense}imize")
        pieces = problem.pieces if isinstance(problem, Problem) else ()
        f = problem.objective
        f = Reading(f, pieces=pieces) if pieces and isinstance(f, Expr) else f
        x = list(problem.unknowns) if x is None else x
        given = [*problem.constraints, *given]
    if x is None:
        raise ExtremumError("nothing says over what; name the variables, as in ex.minimize(f, 'x', data)")
    return f, x, given


def _posed(
    expr: Expr, unknowns: Sequence[Expr], sense: Sense, constraints: Any, declarations: Any, pieces: Sequence[Expr]
) -> tuple[Expr, list[Expr], list[Constraint], Typed]:
    """The objective, the unknowns, the constraints, those among them that are declared as structures or are needed by
    what was typed, and that."""
    written = any(is_constraint(fact) for unknown in unknowns for fact in declared(unknown))
    if not written and not constraints:
        typed = Typed.of([expr], unknowns, pieces)
        return expr, list(unknowns), typed.constraints, typed
    problem = pose(expr, list(unknowns), sense.name, constraints, declarations)
    unknowns = problem.unknowns
    typed = Typed.of(problem.expressions, unknowns, [*pieces, *problem.pieces])
    families = any(unknown.op.name == "member" for unknown in unknowns)
    problem, free = problem.released_families() if families else problem.released()
    typed = typed.replaced(free)
    assert problem.objective is not None
    return problem.objective, list(problem.unknowns), [*problem.constraints, *typed.constraints], typed


@one_question()
def maximize(
    f: Any,
    x: Expr | str | Family | Sequence[Expr | str | Family] | None = None,
    /,
    data: Mapping[Any, Any] | None = None,
    **options: Any,
) -> Minimum:
    """The maximum of a scalar, as :func:`minimize` finds minima, with the same options.

    >>> import extremum as ex, numpy as np
    >>> found = maximize("logdet(S) - tr(A*S)", "S", A=np.diag([1.0, 4.0]), declarations="S[2,2]: positive_definite")
    >>> found.x["S"].round(4), round(found.value, 4)
    (array([[1.  , 0.  ],
           [0.  , 0.25]]), -3.3863)

    Raises:
        ExtremumError: as :func:`minimize`.
    """
    given = {name: options.pop(name, default) for name, default in _BESIDE.items()}
    settings = Settings(**{each.name: options.pop(each.name) for each in fields(Settings) if each.name in options})
    f, x, constraints = _taken_apart(f, x, given.pop("constraints"), MAX)
    return _extremum(MAX, f, x, data, constraints, settings=settings, more=options, **given)


def _bar(wanted: bool, total: int) -> Any:
    """A context that gives a function to call after each iteration; with a progress bar if wanted."""
    if not wanted:
        return nullcontext(lambda value: None)
    from extremum.optimize.progress import bar

    return bar(total)
