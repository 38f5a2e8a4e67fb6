"""Recurrences of symbolic depth: ``y[k+1] = f(y[k], k)`` forward from ``y[first]``, ``e[k] = f(e[k+1], k)`` backward.

A backward state beyond the start is 0: an adjoint state is the derivative by a state, and none depends on later ones.

A state ``y[t]`` is a node whose arguments are the start and the step. The step is written with the bound index and with
a *carry*, which stands for the state that the step starts from. Shapes may change with the index (``h[k+1] × h[k]``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Atom, Bound, Dim, IndexName, Shape, show_shape
from extremum.algebra.errors import ExtremumError, ShapeError, UnsupportedError
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.levels import bind
from extremum.algebra.node import Args, Expr, Operation, Params, make, operator, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.algebra.traverse import replace, replace_indices, topological
from extremum.operations import construct as c
from extremum.operations.base import leaf_transpose, no_facts
from extremum.operations.carry import carry

if TYPE_CHECKING:
    import random

    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a state node says: ``name[at]`` of the recurrence from ``first`` in steps of ``direction`` (1 or -1)."""

    name: str
    at: Dim
    first: Dim
    direction: int
    rows: Dim
    cols: Dim
    bound: Bound
    start: Expr
    step: Expr


def parts_of(node: Expr) -> Parts:
    """The parts of a state node; ``step`` has the bound index free."""
    name, at, first, direction, rows, cols, level = node.params
    assert isinstance(at, Dim) and isinstance(first, Dim) and isinstance(direction, int)
    assert isinstance(rows, Dim) and isinstance(cols, Dim) and isinstance(level, int)
    return Parts(str(name), at, first, direction, rows, cols, Bound(level), *node.args)


def _state_shape(args: Args, params: Params) -> Shape:
    rows, cols = params[4], params[5]
    assert isinstance(rows, Dim) and isinstance(cols, Dim)
    return rows, cols


def _build(args: Args, params: Params) -> Expr:
    name, at, first, direction, rows, cols, old = params
    assert isinstance(at, Dim) and isinstance(first, Dim) and isinstance(old, int)
    assert isinstance(rows, Dim) and isinstance(cols, Dim)
    start, step = args
    if at is first:
        return start
    step, level = bind(step, Bound(old), (start, at, first, rows, cols))
    return make(STATE, (start, step), (name, at, first, direction, rows, cols, level))


def _run(node: Expr, scope: Scope) -> Array:
    """Steps from the start to the wanted index; the states on the way are kept for later."""
    p = parts_of(node)
    key = (p.name, p.first, p.direction, node.args)
    wanted = p.direction * (int(scope.index(p.at)) - int(scope.index(p.first)))
    if wanted < 0 and p.direction == -1:
        return scope.field.array(np.zeros((scope.dim(p.rows), scope.dim(p.cols))))
    if wanted < 0:
        raise ExtremumError(f"{p.name}[{p.at}] lies before the start {p.name}[{p.first}] of its recurrence")
    home = scope.home(p.first.indices.union(*(arg.indices for arg in node.args)) - {p.bound})
    states = home.runs.get(key)
    if states is None:
        states = home.runs[key] = [home.value(p.start)]
    first = int(scope.index(p.first))
    while len(states) <= wanted:
        k = first + p.direction * (len(states) - 1)
        bound_to = k if p.direction == 1 else k - 1
        states.append(home.at(p.bound, bound_to, {p.name: states[-1]}).value(p.step))
    return states[wanted]


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    return _run(node, scope)


def _no_adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    raise UnsupportedError("a recurrence is differentiated by extremum.calculus.recurrences, through a gradient")


def _no_factor(node: Expr, k: int) -> Expr:
    raise UnsupportedError(
        "the Jacobian of a recurrence of symbolic depth has no closed form; use the gradient of a scalar, "
        "or ex.derive, which shows the chain of Jacobians"
    )


def depends_on(node: Expr) -> list[Dim]:
    """The indices on which a recurrence depends as a whole: with each value of them it is another one."""
    found = {atom for arg in node.args for atom in arg.indices} - {parts_of(node).bound}
    return [Dim.of(atom) for atom in sorted(found, key=str)]


def _state_form(node: Expr, parts: Sequence[Form]) -> Form:
    p = parts_of(node)
    return forms.member(forms.name(p.name), *(forms.name(str(index)) for index in (p.at, *depends_on(node))))


def _example(rng: random.Random) -> Expr:
    n, m = Dim.of("n"), Dim.of("m")
    start = c.build("symbol", (), ("x", n, ONE, ()))
    weights = c.build("symbol", (), ("W", n, n, ()))
    index = IndexName("k", m, 0)
    inner = carry("y", n, ONE, Dim.of(index))
    return recurrence("y", start, c.apply("tanh", c.product(weights, inner)), index).at(m)


STATE: Operation = register(
    Operation(
        name="state",
        noun="a recurrence",
        shape=_state_shape,
        build=_build,
        value=_value,
        adjoint=_no_adjoint,
        jacobian=_no_factor,
        form=_state_form,
        infer=no_facts,
        transposed=leaf_transpose,
        example=_example,
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="where the step is defined at each state",
        reference="Bryson & Ho (1975), ch. 2: e[k] = (∂F/∂y[k])' e[k+1]",
        rank=4,
        binder=True,
        run=_run,
        parameters=("name", "index", "first", "direction", "rows", "cols", "level"),
        telling=9,
        as_factor="Bryson & Ho (1975), ch. 2: carried back by the adjoint recurrence",
    )
)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurrence, as a family of states: ``y[k]``.

    >>> import extremum as ex
    >>> k = ex.index("k", "m", start=0)
    >>> y = ex.recurrence("y", ex.vector("x", "n"), lambda y_k: ex.tanh(y_k), k)
    >>> y[0], y[2].shape
    (x, (n, 1))
    """

    name: str
    start: Expr
    step: Expr
    bound: int
    rows: Dim
    cols: Dim
    index: Atom
    first: Dim
    direction: int

    def at(self, at: Dim | int) -> Expr:
        """The state at an index."""
        where = Dim.of(at)
        rows, cols = (d.replace({self.index: where}) for d in (self.rows, self.cols))
        params = (self.name, where, self.first, self.direction, rows, cols, self.bound)
        return STATE.build((self.start, self.step), params)

    def __getitem__(self, at: Dim | int) -> Expr:
        return self.at(at)

    def _repr_latex_(self) -> str:
        """Where it starts, and its step."""
        far = self.at(self.first + self.direction)
        return f"$\\displaystyle {operator('recurrence')(far)}$"


def recurrence(
    name: str, start: Expr, step: Expr, index: IndexName, first: Dim | int = 0, direction: int = 1
) -> Recurrence:
    """The recurrence whose ``step``, written with the free ``index`` and a carry, leads from one state to the next.

    Forward (direction 1) the step at k leads from ``name[k]`` to ``name[k+1]``, backward from there to ``name[k]``.

    Raises:
        ShapeError: the step's shape is not that of the next state.
    """
    at = Dim.of(index)
    rows, cols = _state_family(name, start, step, index, Dim.of(first), direction)
    bound, level = bind(step, index, (start, Dim.of(first)))
    reached = tuple(d.replace({index: at + 1}) for d in (rows, cols)) if direction == 1 else (rows, cols)
    if step.shape != reached:
        raise ShapeError(
            f"the step of the recurrence {name} gives {show_shape(step.shape)}, but {name}[{at + (direction == 1)}] is "
            f"{show_shape((reached[0], reached[1]))}"
        )
    return Recurrence(name, start, bound, level, rows, cols, index, Dim.of(first), direction)


def _state_family(name: str, start: Expr, step: Expr, index: IndexName, first: Dim, direction: int) -> tuple[Dim, Dim]:
    """The shape of the state at ``index``, read off the step (or off the start where the step does not say)."""
    shift = Dim.of(index) - 1 if direction == 1 else Dim.of(index)
    rows, cols = (d.replace({index: shift}) for d in step.shape)
    at_first = tuple(d.replace({index: first}) for d in (rows, cols))
    if at_first != start.shape:
        raise ShapeError(
            f"the recurrence {name} starts with {show_shape(start.shape)}, but its steps make {name}[{first}] "
            f"{show_shape((at_first[0], at_first[1]))}"
        )
    return rows, cols


def open_index(node: Expr) -> IndexName:
    """A free index for the steps of a recurrence; other states than this one have other ranges, so it has none."""
    return IndexName(f"%{parts_of(node).bound.level}")


def held_step(node: Expr, index: IndexName) -> tuple[Expr, Expr, Expr]:
    """The step of a state with its bound index freed, the carry in it, and the state that the carry stands for."""
    p = parts_of(node)
    at = Dim.of(index)
    step = replace_indices(p.step, {p.bound: at})
    inner = at if p.direction == 1 else at + 1
    before = state_at(node, inner)
    return step, carry(p.name, before.rows, before.cols, inner), before


def opened(node: Expr, index: IndexName) -> tuple[Expr, Expr]:
    """The step of a state with its bound index freed, and the carry in it replaced by the state at that index.

    Returns (the step as an expression in ``name[index]`` (forward) or ``name[index+1]`` (backward), that state).
    """
    step, held, before = held_step(node, index)
    return replace(step, {held: before}), before


def recurrences_in(*roots: Expr) -> list[Recurrence]:
    """The recurrences whose states occur in expressions, as declarations."""
    return list(dict.fromkeys(_recurrence_of(node) for node in topological(roots) if node.op is STATE))


def _recurrence_of(node: Expr) -> Recurrence:
    p = parts_of(node)
    index = IndexName(f"%{p.bound.level}")
    state = state_at(node, Dim.of(index))
    return Recurrence(p.name, p.start, p.step, p.bound.level, state.rows, state.cols, index, p.first, p.direction)


def state_at(node: Expr, at: Dim) -> Expr:
    """The state of the same recurrence at another index; its shape is read off the step."""
    p = parts_of(node)
    inner = at - 1 if p.direction == 1 else at
    rows, cols = (d.replace({p.bound: inner}) for d in p.step.shape)
    return STATE.build(node.args, (p.name, at, p.first, p.direction, rows, cols, p.bound.level))
