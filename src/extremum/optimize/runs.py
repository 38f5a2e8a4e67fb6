"""From a posed problem on data to its minimum: by the method of its form, or by runs from one or several starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from extremum.algebra.errors import DataError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.data.computing import silently
from extremum.data.given import leaves_of
from extremum.operations import construct as c
from extremum.operations.sum import terms_of
from extremum.optimize import closed, riemannian
from extremum.optimize.batches import Adam
from extremum.optimize.begin import begin
from extremum.optimize.borders import attained
from extremum.optimize.checkpoint import Checkpoint, told_apart
from extremum.optimize.choice import Descent, chosen
from extremum.optimize.constrained import by_constraints
from extremum.optimize.descent import ByScipy
from extremum.optimize.landscape import Landscape
from extremum.optimize.manifolds import Manifold, manifolds
from extremum.optimize.minimum import Minimum
from extremum.optimize.newton import Newton
from extremum.optimize.objective import Objective
from extremum.optimize.options import Settings
from extremum.optimize.parameters import Parameters
from extremum.optimize.processes import Ends, Posed, ends
from extremum.optimize.recognised import recognised
from extremum.optimize.riemannian import by_manifolds
from extremum.optimize.search import Search
from extremum.optimize.sense import MIN, Sense
from extremum.optimize.typed import Typed
from extremum.optimize.unknowns import starts as started
from extremum.optimize.watch import Watch
from extremum.problems.constraint import Constraint
from extremum.scale.passes import Runner, in_threads

_NO_FORM = "the problem is not of its form, or no solution that multipliers certify was found"
_LONG = 2.0
"""So many seconds of further runs are worth processes of their own."""
_ALIKE = 1e-6
"""Values are the same where they differ by this part of them, or of how far they lie apart."""


@dataclass(frozen=True)
class Task:
    """A problem with its data: what is optimised, under which constraints, from which given starts.

    posed: the same before anything was computed, where other processes can be asked for it; typed: what its text needs.
    """

    objective: Objective
    stated: Sequence[Constraint]
    data: Mapping[str, Any]
    given: Mapping[str, Any]
    settings: Settings
    posed: Posed | None = None
    typed: Typed = field(default_factory=Typed)

    def landscape(self, seed: int) -> Landscape:
        """The objective over free numbers, with what is not given of the start drawn by a seed."""
        parts: list[Expr] = [part.symbol for part in self.objective.parts]
        drawn = Parameters(parts, self.objective.shape, self.given, np.random.default_rng(seed))
        found = Landscape(self.objective, drawn)
        drawn.begin_by(lambda: begin(found, self.given))
        return found

    def watch(self, advance: Any) -> Watch:
        """What the runs are watched by."""
        settings = self.settings
        seconds = np.inf if settings.time_limit is None else settings.time_limit
        return Watch(settings.max_iterations, seconds, advance, settings.callback, sense=self.objective.sense)

    @cached_property
    def name(self) -> str:
        """What tells the task from others."""
        settings = self.settings
        return told_apart(
            self.objective.expr, *self.objective.unknowns, *self.stated, settings.method, settings.batch,
            settings.learning_rate, settings.seed, settings.tolerance, sorted(self.objective.scope.sizes.items()),
        )  # fmt: skip


def minimum(task: Task, advance: Any) -> Minimum:
    """The minimum of a task; the best of several starts where several are asked for."""
    settings = task.settings
    if settings.starts == 1:
        return _from(task, settings.seed, advance)
    began = monotonic()
    first = _tried(task, settings.seed, advance)
    found = {settings.seed: first}
    others = range(settings.seed + 1, settings.seed + settings.starts)
    if task.posed is not None and (monotonic() - began) * len(others) > _LONG:
        try:
            found |= ends(task.posed, others)
        except KeyboardInterrupt:
            if isinstance(first, DataError):
                raise first from None
            said = f"1 of {settings.starts} starts were run: it was interrupted"
            return replace(first, message=f"{first.message}; {said}", values=(first.value,))
    seeds = (settings.seed, *others)
    tried = [found[seed] if seed in found else _tried(task, seed, advance) for seed in seeds]
    return best(tried, task.objective.sense)


def ends_from(posed: Posed, seeds: Sequence[int]) -> Ends:
    """The ends of the runs with these seeds, one after another."""
    task = task_of(posed)
    return {seed: _tried(task, seed, lambda value: None) for seed in seeds}


def task_of(posed: Posed, runner: Runner = in_threads) -> Task:
    """The problem with its data bound, and ``runner`` to go through samples.

    Raises:
        DataError: data are missing, do not fit, or violate an assumption.
    """
    moving, constant = _apart(posed.expr, posed.unknowns)
    beside = [*(each.gap for each in posed.stated), *(need.argument for need in posed.typed.needs), constant]
    objective = Objective(
        moving, posed.unknowns, posed.data, posed.more, posed.settings.batch, beside, posed.begin, runner=runner,
        sense=posed.sense,
    )  # fmt: skip
    with silently():
        level = float(np.reshape(objective.scope.value(constant), ()))
    objective.sense = replace(posed.sense, constant=posed.sense.sign * level)
    given = started(objective.parts, posed.begin)
    alone = runner is in_threads and posed.settings.callback is None
    data = {**posed.data, **posed.more}
    return Task(objective, posed.stated, data, given, posed.settings, posed if alone else None, posed.typed)


def _apart(expr: Expr, unknowns: Sequence[Expr]) -> tuple[Expr, Expr]:
    """The terms with unknowns, and those that are numbers of data, beside which the others lose no digits."""
    terms = [(c.multiple(q, term), _is_level(term, unknowns)) for q, term in terms_of(expr)]
    moving, levels = [term for term, level in terms if not level], [term for term, level in terms if level]
    return (c.add(*moving), c.add(*levels)) if moving and levels else (expr, c.number(0))


def _is_level(term: Expr, unknowns: Sequence[Expr]) -> bool:
    """Whether a term is one number, whatever the unknowns and the samples are."""
    leaves = leaves_of([term]).values()
    return not contains(term, unknowns) and all(leaf.op.name == "symbol" and leaf.is_scalar for leaf in leaves)


def _tried(task: Task, seed: int, advance: Any) -> Minimum | DataError:
    """The end from a start that is drawn; the error where the objective is no number there."""
    try:
        return _from(task, seed, advance)
    except DataError as error:
        return error


def best(tried: Sequence[Minimum | DataError], sense: Sense = MIN) -> Minimum:
    """The lowest of several ends, those that converged first, with the values of all, and how many agree.

    Raises:
        DataError: there is none.
    """
    found = [one for one in tried if isinstance(one, Minimum)]
    if not found:
        raise next(one for one in tried if isinstance(one, DataError))
    chosen = min(found, key=lambda one: (not one.converged, one.value))
    alike = [one.value for one in found if one.converged is chosen.converged and np.isfinite(one.value)]
    said = [f"the best of {len(tried)} starts", *_compared(alike, chosen.value, sense)]
    failed = len(tried) - sum(one.converged for one in found)
    if failed:
        said.append(f"{failed} did not converge")
    values = tuple(one.value if isinstance(one, Minimum) else np.nan for one in tried)
    return replace(chosen, message=f"{chosen.message}; {', '.join(said)}", values=values)


def _compared(values: Sequence[float], lowest: float, sense: Sense) -> Iterator[str]:
    """How many values agree with the lowest, and how far the others reach."""
    spread = max(values, default=lowest) - lowest
    agree = sum(abs(value - lowest) <= _ALIKE * max(abs(lowest), spread) for value in values)
    yield f"{agree} of which end at this value"
    if agree < len(values):
        yield f"others {sense.bound} {sense.of(max(values)):.6g}"


def _from(task: Task, seed: int, advance: Any) -> Minimum:
    landscape = task.landscape(seed)
    found = attained(landscape, task.stated, _found(task, landscape, seed, advance))
    return task.typed.judged(found, task.data, task.objective.scope.sizes) if task.typed.needs else found


def _found(task: Task, landscape: Landscape, seed: int, advance: Any) -> Minimum:
    settings, watch = task.settings, task.watch(advance)
    known = _closed(task, landscape, advance)
    if known is not None:
        return known
    if settings.batch is None:
        known = recognised(landscape, task.stated, task.data, settings.method, settings.tolerance, watch)
        if known is not None:
            return known
        if settings.method in ("program", "proximal"):
            raise UnsupportedError(f"the method {settings.method!r} does not apply: {_NO_FORM}")
        on = _manifolds(task, landscape)
        if on is not None:
            return by_manifolds(landscape, on, task.given, settings.tolerance, watch)
    if task.stated:
        if settings.checkpoint is not None:
            raise UnsupportedError("runs under constraints have no checkpoints yet; leave checkpoint out")
        return by_constraints(landscape, task.stated, settings.method, settings.tolerance, watch)
    descent, why = _descent(landscape, settings)
    other = ByScipy("L-BFGS-B", settings.tolerance) if settings.method is None and isinstance(descent, Newton) else None
    search = Search(landscape, descent, why, watch, settings.tolerance, other)
    start = landscape.parameters.start()
    if settings.checkpoint is None:
        return search.from_start(start)
    disk = Checkpoint(Path(settings.checkpoint), told_apart(task.name, seed, start.tobytes().hex()[:4096]))
    watch.keep = disk.keep
    earlier = disk.load(watch, len(start))
    found = search.from_start(start) if earlier is None else search.resumed(start, *earlier)
    return replace(found, message=f"{found.message}; {disk.trouble}") if disk.trouble else found


def _closed(task: Task, landscape: Landscape, advance: Any) -> Minimum | None:
    """The minimum in closed form; None where there is none, where another method or a run is asked for, and where one
    linear solve gives it.

    Raises:
        UnsupportedError: it is asked for, and there is none.
    """
    settings = task.settings
    asked = settings.method == closed.NAME
    if not asked and (settings.method is not None or task.given or settings.asks_for_a_run):
        return None
    if not asked and not task.stated and landscape.is_quadratic and landscape.has_matrix:
        return None
    watch = task.watch(advance)
    found = closed.by_closed_form(task.objective, task.stated, settings.tolerance, watch, task.typed.pieces)
    if asked and found is None:
        raise UnsupportedError(f"the method {closed.NAME!r} does not apply: none is found that holds for these data")
    return found


def _manifolds(task: Task, landscape: Landscape) -> Mapping[Expr, Manifold] | None:
    """The manifolds that unknowns are on, where a descent on them is right or asked for.

    Raises:
        UnsupportedError: it is asked for, and the unknowns are on none.
    """
    asked = task.settings.method == riemannian.NAME
    if not asked and (task.settings.method is not None or not _bound_to_manifolds(task, landscape)):
        return None
    on = manifolds(landscape, task.stated) if not landscape.lacks else None
    if asked and on is None:
        why = landscape.lacks or "the constraints are no manifolds, each of one unknown"
        raise UnsupportedError(f"the method {riemannian.NAME!r} does not apply: {why}")
    return on


def _bound_to_manifolds(task: Task, landscape: Landscape) -> bool:
    """Whether charts do not serve: there are constraints, or so many numbers that there is no Hessian as a matrix."""
    if task.settings.checkpoint is not None or landscape.objective.kinked:
        return False
    return bool(task.stated) or not (landscape.has_matrix or landscape.parameters.linear)


def _descent(landscape: Landscape, settings: Settings) -> tuple[Descent, str]:
    if settings.batch is None:
        return chosen(landscape, settings.method, settings.tolerance)
    return Adam(settings.batch, settings.learning_rate, settings.seed), f"Adam: steps over {settings.batch} samples"
