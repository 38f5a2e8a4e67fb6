"""Elementwise functions, those of :mod:`extremum.operations.functions_table` and others: an unnamed ``phi`` has the
derivatives ``phi'``, ``phi''``, …"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from operator import methodcaller
from typing import TYPE_CHECKING, Any, Literal

from extremum.algebra import forms
from extremum.algebra.errors import DataError, ExtremumError
from extremum.algebra.facts import holds, reason
from extremum.algebra.forms import Form
from extremum.algebra.intervals import ALL, Interval
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register, same_shape
from extremum.algebra.rules import rewrite
from extremum.algebra.traits import NONLINEAR, Exact, Nonsmooth
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, orient, sizes
from extremum.operations.sum import uniform

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


@dataclass(frozen=True, slots=True)
class Kink:
    """A point where a function is not differentiable: a ``corner``, with a subdifferential, or a ``jump``.

    chosen: what its derivative, as it is written, gives there.
    """

    at: Fraction
    kind: Literal["corner", "jump"]
    chosen: Fraction = Fraction(0)
    subdifferential: Interval | None = None

    def __str__(self) -> str:
        if self.kind == "jump":
            return f"at {self.at} it jumps; elsewhere its derivative is {self.chosen}"
        return (
            f"at {self.at} it is not differentiable; the derivative given there is {self.chosen}, from the "
            f"subdifferential {self.subdifferential}"
        )


Monotone = Literal["increasing", "decreasing"]
Bend = Literal["affine", "convex", "concave", "strictly convex", "strictly concave"]


@dataclass(frozen=True, eq=False, slots=True)
class Function:
    """A real function of one variable.

    derivative: from (x, f(x)) the expression f'(x), entrywise; numeric: its values on an array; doc: what it is;
    derived: its derivative at a number x, as it is printed;
    code: how it is written with NumPy, ``{0}`` its argument, ``np.<name>({0})`` where nothing is said;
    ball: its value on a real ball of python-flint, its method of that name where nothing is said;
    by_sign: where it depends on x by arithmetic and signs alone, how: that is its value modulo the prime, and on balls;
    assume: what its argument must satisfy for the tests to draw points of its domain; facts: what holds of its values;
    apart: what holds besides where its argument is nonzero; crosses: the only zero of one that rises;
    kinks: where it is not differentiable, and which element of the subdifferential the derivative gives there.

    domain: where it is defined; of a function with ``gaps`` the piece around 0, others lie beyond. range: its values.
    monotone, curved: on which intervals it rises or falls (weakly), and how it bends there. log_curved: how the
    logarithm of the function bends, where the function is positive.
    log: from x the logarithm of the function, where its values get as large or as small as those of an exponential.
    quotient: the two functions whose quotient it is.  mirrored: ``f(-x) = 1 - f(x)``.
    centred: g with ``f(x) = 2 g(2x) - 1``.  largest_of: (a, b) of each ``a x + b`` of which it is the largest.
    """

    name: str
    derivative: Callable[[Expr, Expr], Expr]
    numeric: Callable[[Array], Array]
    facts: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()
    kinks: tuple[Kink, ...] = ()
    doc: str = ""
    derived: str = ""
    code: str = ""
    ball: Callable[[Any], Any] | None = None
    by_sign: Callable[[Any, Callable[[Any], int]], Any] | None = None
    reference: str = "Abramowitz & Stegun (1964), ch. 4"
    domain: Interval = ALL
    gaps: bool = False
    range: Interval = ALL
    monotone: tuple[tuple[Interval, Monotone], ...] = ()
    curved: tuple[tuple[Interval, Bend], ...] = ()
    log_curved: tuple[tuple[Interval, Bend], ...] = ()
    log: Callable[[Expr], Expr] | None = None
    apart: tuple[str, ...] = ()
    crosses: Fraction | None = None
    quotient: tuple[str, str] | None = None
    mirrored: bool = False
    centred: str = ""
    largest_of: tuple[tuple[int, int], ...] = ()

    def monotone_on(self, interval: Interval) -> Monotone | None:
        """Whether it rises or falls on the whole interval; None where that is not known."""
        return next((way for where, way in self.monotone if interval.within(where)), None)

    def curved_on(self, interval: Interval) -> tuple[Bend, ...]:
        """All that is known of how it bends on the whole interval."""
        return tuple(bend for where, bend in self.curved if interval.within(where))

    def log_curved_on(self, interval: Interval) -> tuple[Bend, ...]:
        """All that is known of how its logarithm bends on the whole interval."""
        return tuple(bend for where, bend in self.log_curved if interval.within(where))


@dataclass(frozen=True, slots=True)
class Unnamed:
    """The values of a function without a formula, or of a derivative of it."""

    name: str
    numeric: Callable[[Array], Array]
    ball: None = None
    by_sign: None = None


FUNCTIONS: dict[str, Function] = {}


def define(function: Function) -> Function:
    """Adds a function to the table."""
    defaults: dict[str, Any] = {"code": f"np.{function.name}({{0}})", "ball": methodcaller(function.name)}
    missing = {field: value for field, value in defaults.items() if not getattr(function, field)}
    FUNCTIONS[function.name] = replace(function, **missing)
    return FUNCTIONS[function.name]


def function_of(node: Expr) -> tuple[str, int]:
    """The name of an elementwise application and the order of the derivative (for functions without a formula)."""
    function, order = node.params
    assert isinstance(function, str) and isinstance(order, int)
    return function, order


def _build(args: Args, params: Params) -> Expr:
    (arg,) = args
    function, order = params
    if order == 0 and function in FUNCTIONS:
        found = rewrite(f"elementwise {function}", arg)
        if found is not None:
            return found
        if c.is_zero(arg):
            at_zero = _at_zero(FUNCTIONS[str(function)])
            if at_zero is not None:
                return c.multiple(at_zero, c.like_ones(arg)) if at_zero else c.like_zeros(arg)
    same = None if arg.is_scalar else uniform(arg)
    if same is not None:
        return c.product(_build((same,), params), c.like_ones(arg))
    upright = orient(arg)
    return make(ELEMENTWISE, args, params) if upright is arg else c.transpose(_build((upright,), params))


def _at_zero(function: Function) -> Fraction | None:
    """f(0) where that is 0, 1/2 or 1."""
    with np.errstate(all="ignore"):
        value = float(function.numeric(np.zeros(1))[0])
    return Fraction(value) if value in (0.0, 0.5, 1.0) else None


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    name, order = function_of(node)
    known = FUNCTIONS.get(name)
    if known is not None:
        return scope.field.elementwise(known, values[0])
    given = scope.functions.get(name)
    if given is None and not scope.field.exact:
        raise DataError(
            f"the function {name!r} has no value; give functions={{{name!r}: …}} with a callable of (array, order)"
        )
    return scope.field.elementwise(Unnamed(f"{name} {order}", lambda v: given(v, order) if given else v), values[0])


def slope(node: Expr) -> Expr:
    """The derivative ``f'(A)``, entrywise, of an application ``f(A)``."""
    name, order = function_of(node)
    known = FUNCTIONS.get(name)
    if known is None:
        return c.apply(name, node.args[0], order + 1)
    return known.derivative(node.args[0], node)


def _adjoint(node: Expr, grad: Expr) -> Sequence[Expr | None]:
    return [c.hadamard(grad, slope(node))]


def _jacobian(node: Expr, k: int) -> Expr:
    return c.diag(c.vec(slope(node)))


def _form(node: Expr, parts: Sequence[Form]) -> Form:
    name, order = function_of(node)
    return forms.call(name + "'" * order, parts[0])


def _infer(node: Expr, fact: str) -> str | None:
    name, order = function_of(node)
    known = FUNCTIONS.get(name)
    if known is not None and order == 0 and fact in known.facts:
        return f"{name} has {fact} values"
    if known is not None and order == 0 and fact in known.apart and holds(node.args[0], "nonzero"):
        return f"{name} has {fact} values where its argument is nonzero"
    if known is not None and known.crosses is not None and order == 0 and fact in ("positive", "nonzero"):
        above = beyond(node.args[0], known.crosses)
        if holds(above, "positive") or (fact == "nonzero" and holds(above, "nonzero")):
            return f"{name} is zero at {known.crosses} only"
    if fact == "symmetric" and node.rows is node.cols:
        return reason(node.args[0], fact)
    if fact == "positive_definite" and node.is_scalar:
        return reason(node, "positive")
    return None


def defined_everywhere(node: Expr) -> bool:
    """Whether a function has values and derivatives for all real arguments; one without a formula is thought to."""
    known = FUNCTIONS.get(function_of(node)[0])
    return known is None or not (known.assume or known.kinks)


def beyond(arg: Expr, at: Fraction) -> Expr:
    """``arg - at``, entry by entry: zero where the argument is at the point."""
    return c.add(arg, c.multiple(-at, c.like_ones(arg))) if at else arg


def _reaches(arg: Expr, at: Fraction) -> bool:
    """Whether an entry of the argument may be at the point."""
    return not any(holds(beyond(arg, at), fact) for fact in ("positive", "nonzero"))


def _kinks(node: Expr) -> Sequence[Nonsmooth]:
    known = FUNCTIONS.get(function_of(node)[0])
    (arg,) = node.args
    if known is None:
        return ()
    each = "" if arg.is_scalar else f", for each entry of {arg}"
    return [
        Nonsmooth(0, partial("{}{}: {}".format, node, each, kink), kink.kind == "jump")
        for kink in known.kinks
        if _reaches(arg, kink.at)
    ]


def _example(rng: random.Random) -> Expr:
    rows, cols = sizes(rng, 2)
    known = FUNCTIONS[rng.choice(sorted(FUNCTIONS))]
    return c.apply(known.name, leaf(rng, rows, cols, *known.assume))


applied = partial(
    Operation, transposed=leaf_transpose, linear=NONLINEAR, exact=Exact.SYMBOLIC, parameters=("function", "order")
)
"""The record of an operation that applies a function of a name, or its derivative of an order."""

ELEMENTWISE: Operation = register(
    applied(
        name="elementwise",
        noun="an elementwise function",
        shape=same_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        example=_example,
        kinks=_kinks,
        domain="the domain of the function; where it has a kink, see Function.kinks",
        reference="Magnus & Neudecker (2019), ch. 9: d f(U) = f'(U) ∘ dU",
        entrywise=True,
    )
)


def unnamed(name: str) -> Callable[[Expr], Expr]:
    """An elementwise function without a formula; its derivatives are written ``phi'``, ``phi''``.

    Raises:
        ExtremumError: the name is that of a known function.
    """
    if name in FUNCTIONS:
        raise ExtremumError(f"{name!r} is a known function; use it, or choose another name")

    def applied(expr: Expr) -> Expr:
        return c.apply(name, expr)

    applied.__name__ = name
    return applied
