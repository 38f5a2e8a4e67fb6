"""How fast a function changes along a direction, computed from its values alone: the judge of every derivative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from extremum.algebra.errors import DataError, ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.fields import NeverExactError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.calculus.structure import structures as structures_of
from extremum.operations.functional import FUNCTIONAL
from extremum.operations.leaves import declared, index_of
from extremum.structures import STRUCTURES, Kind
from extremum.structures.drawing import pattern_of
from extremum.verify.balls import BALLS, ball_scope, precisely, values
from extremum.verify.floating import UNDEFINED, evaluated, settled
from extremum.verify.points import Draws, draws, quietly, traits_of
from extremum.verify.sampling import float_scope
from extremum.verify.sizes import sizes_at

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_SMALL, _STEP = 2.0**-60, 1e-5
_LOST = 1e-9  # of a value, what its differences in floating point don't show
_TRIES = 40

Point = tuple[Draws, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Rates:
    """``dvec(f)`` along a random direction: by differences of f, and by each of the derivatives.

    precise: whether they were computed with error bounds, to some 30 digits; otherwise in floating point, to some 8;
    noise: the error of the measured rates that rounding may make; steady: whether shorter differences give the same, as
    they don't where the function changes wildly, whether it changes alike ahead and behind, as not at a kink, and
    whether it is not so large that no change is seen.
    """

    measured: Array
    claimed: tuple[Array, ...]
    precise: bool
    noise: float
    steady: bool = True

    def agree(self, k: int) -> bool:
        """Whether the k-th derivative gives the measured rate."""
        scale = max(_largest(self.measured), _largest(self.claimed[k]))
        gap = _largest(self.measured - self.claimed[k])
        return gap <= (1e-12 if self.precise else 1e-4) * scale + self.noise


def rates(
    f: Expr, x: Expr, derivatives: Sequence[Expr], number: int = 0, given: Mapping[Expr, Expr] | None = None
) -> Rates | None:
    """The rates at a random point, in a random direction that keeps the structure of x; None where f is nowhere defined
    or has a kink at every point, as ``max(U)`` where equal entries of U are given.

    Points are numbered: another ``number`` is another point. ``given`` says of symbols, and of members of families at a
    free index, what their values are at the point; the derivatives are written with these expressions.

    A derivative is a gradient of the shape of x, for a scalar f, or a Jacobian ``∂vec(f)/∂vec(x)'``.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> x = ex.vector("x", n)
    >>> found = rates(x.T @ x, x, [2 * x, x])
    >>> found.agree(0), found.agree(1)
    (True, False)
    """
    asked = _Asked(f, x, derivatives, given or {})
    precise = _in_balls(asked, _points(asked, number))
    return _in_floats(asked, islice(_points(asked, number), _TRIES)) if precise is None else precise


@dataclass(frozen=True, slots=True)
class _Asked:
    """By what f is differentiated, what its derivatives are said to be, and what is given of the point."""

    f: Expr
    x: Expr
    derivatives: Sequence[Expr]
    given: Mapping[Expr, Expr]

    @property
    def roots(self) -> list[Expr]:
        return [self.f, self.x, *self.derivatives, *self.given.values()]


def _points(asked: _Asked, number: int) -> Iterator[Point]:
    """Random numbers for each point and the sizes there, from a numbered point on."""
    traits = traits_of(asked.roots)
    found = zip(draws(traits), sizes_at(asked.roots, traits.tries, 3), strict=True)
    return islice(found, 10 * number, None)


def _in_balls(asked: _Asked, points: Iterable[Point]) -> Rates | None:
    """The rates at the first point where they are defined, with error bounds; functions of arrays have no balls."""
    if any(node.op is FUNCTIONAL for node in topological(asked.roots)):
        return None
    for draw, sizes in points:
        try:
            with precisely():
                rate = _measured(asked, _with(ball_scope(asked.roots, draw, sizes), asked.given), draw)
            if rate.steady:
                return rate
        except (NeverExactError, NotImplementedError, TypeError):
            break
        except (ArithmeticError, ExtremumError):
            continue
    return None


def _in_floats(asked: _Asked, points: Iterable[Point]) -> Rates | None:
    """The rates at the first point where they are defined and rounding does not decide them."""
    for draw, sizes in points:
        try:
            with quietly():
                scope = _with(float_scope(asked.roots, draw, sizes), asked.given)
                if settled(scope, asked.f, *asked.derivatives) is None:
                    continue
                rate = _measured(asked, scope, draw)
        except UNDEFINED:
            continue
        if rate.steady and all(np.isfinite(value).all() for value in (rate.measured, *rate.claimed)):
            return rate
    return None


def _with(scope: Scope, given: Mapping[Expr, Expr]) -> Scope:
    """The scope in which symbols and families have the values of expressions."""
    if not given:
        return scope
    arrays = {**scope.arrays, **{leaf.name: _values(scope, leaf, node) for leaf, node in given.items()}}
    return Scope(scope.field, arrays, scope.sizes, scope.functions)


def _values(scope: Scope, leaf: Expr, node: Expr) -> Any:
    """The value of an expression, or those at all values of the index of a member."""
    if leaf.op.name == "symbol":
        return scope.value(node)
    (index,) = leaf.index.indices
    first = scope.dim(leaf.start)
    found = [scope.at(index, k, {}).value(node) for k in range(first, first + scope.dim(leaf.size))]
    return np.stack(found) if len({value.shape for value in found}) == 1 else found


def _measured(asked: _Asked, scope: Scope, rng: np.random.Generator) -> Rates:
    f, x = asked.f, asked.x
    precise = scope.field is BALLS
    step = BALLS.array(np.array(1)).item() * _SMALL if precise else _STEP
    direction = _direction(scope, x, rng)
    longer, shorter = (_difference(scope, f, x, h, direction) for h in (step, step / 8))
    ahead, measured = longer.ahead, longer.rate
    steady = _is_steady(longer, shorter, 0 if precise else _largest(ahead), 1e-9 if precise else 1e-4)
    found = [_at(scope, d) for d in asked.derivatives]
    rate, claimed = _floats(measured), tuple(_floats(_along(d, direction, f)) for d in found)
    if precise:
        return Rates(rate, claimed, True, 1e-40, steady)
    value, *sizes = map(_largest, (ahead, *(_along(np.abs(d), np.abs(direction), f) for d in found)))
    size = max(sizes, default=0.0)
    told = size == 0 or size >= _LOST * value
    return Rates(rate, claimed, False, _LOST * max(value, size), steady and told)


def _largest(array: Array) -> float:
    return float(np.abs(array).max(initial=0))


@dataclass(frozen=True, slots=True)
class _Difference:
    """A value beside the point, ``(f(x + h) - f(x - h)) / 2h``, and ``(f(x + h) - 2 f(x) + f(x - h)) / h``."""

    ahead: Array
    rate: Array
    turn: Array


def _difference(scope: Scope, f: Expr, x: Expr, step: Any, direction: Array) -> _Difference:
    ahead, behind = (_at(_moved(scope, x, sign * step * direction), f) for sign in (1, -1))
    turn = ahead + behind - 2 * _at(scope, f)
    return _Difference(ahead, _stacked(ahead - behind) / (2 * step), _stacked(turn) / step)


def _is_steady(longer: _Difference, shorter: _Difference, value: float, tolerance: float) -> bool:
    """Whether two differences tell the same rate, ahead and behind, up to what rounding of the value does to the
    shorter one. What a smooth function turns goes to 0 with the step; at a kink it stays."""
    rate, less, before, after = map(_floats, (longer.rate, shorter.rate, longer.turn, shorter.turn))
    with np.errstate(all="ignore"):  # what is infinite is not steady
        bound = tolerance * _largest(rate) + 1e-8 * value
        turned = (np.abs(after) > bound) & (np.abs(after) > np.abs(before) / 2)
        return bool(_largest(rate - less) <= bound and not turned.any())


def _at(scope: Scope, expr: Expr) -> Array:
    if scope.field is BALLS:
        return values(scope, expr)[0]
    found = evaluated(scope, expr)
    if found is None:
        raise DataError(f"{expr} has no value at this point")
    return found[0]


def _floats(value: Array) -> Array:
    return np.asarray(np.vectorize(float)(value.ravel()))


def _stacked(value: Array) -> Array:
    return np.asarray(np.swapaxes(value, -1, -2).reshape(-1, 1))


def _along(derivative: Array, direction: Array, f: Expr) -> Array:
    """``<G, E>`` of a gradient, ``J vec(E)`` of a Jacobian."""
    if derivative.shape == direction.shape and f.is_scalar:
        return np.asarray((derivative * direction).sum()).reshape(1, 1)
    return np.asarray(np.matmul(derivative, _stacked(direction)))


# -- points and directions ---------------------------------------------------------------------------------------------
def _value_of(scope: Scope, x: Expr) -> Array:
    return scope.value(x)


def _direction(scope: Scope, x: Expr, rng: np.random.Generator) -> Array:
    """A random direction, tangent to the structure of x."""
    here = _value_of(scope, x)
    raw = rng.normal(size=here.shape[-2:])
    structures = [STRUCTURES[name] for name in structures_of(x)]
    if structures:
        raw = pattern_of(declared(x), raw.shape).project(raw)
    direction = BALLS.array(np.zeros(raw.shape, dtype=int)) + raw if scope.field is BALLS else raw
    for structure in structures:
        if structure.kind in (Kind.MANIFOLD, Kind.POLYTOPE) and structure.geometry is not None:
            direction = structure.geometry.tangent(here, direction)
    return np.asarray(direction)


def _moved(scope: Scope, x: Expr, by: Array) -> Scope:
    """The scope with x moved; of a family the one member."""
    old = scope.arrays[x.name]
    if x.op.name == "symbol":
        new: Any = old + by
    else:
        k = int(scope.index(index_of(x)) - scope.dim(x.start))
        new = list(old)
        new[k] = new[k] + by
        new = np.stack(new) if len({np.shape(member) for member in new}) == 1 else new
    return Scope(scope.field, {**scope.arrays, x.name: new}, scope.sizes, scope.functions)
