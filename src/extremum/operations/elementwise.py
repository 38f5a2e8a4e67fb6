"""Elementwise functions: a table of facts; an unnamed ``phi`` has the derivatives ``phi'``, ``phi''``, …"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from extremum.algebra import forms
from extremum.algebra.errors import DataError, ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Args, Expr, Operation, Params, make, register, same_shape
from extremum.algebra.rules import rewrite
from extremum.operations import construct as c
from extremum.operations.base import leaf, leaf_transpose, orient, sizes
from extremum.operations.leaves import PI

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


@dataclass(frozen=True, eq=False, slots=True)
class Function:
    """A real function of one variable.

    derivative: from (x, f(x)) the expression f'(x), entrywise;
    numeric: its values on an array; assume: what its argument must satisfy for the tests to draw points of its domain;
    facts: what holds of its values; kinks: where it is not differentiable, and which element of the subdifferential
    the derivative gives there.
    """

    name: str
    derivative: Callable[[Expr, Expr], Expr]
    numeric: Callable[[Array], Array]
    facts: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()
    kinks: str = ""
    reference: str = "Abramowitz & Stegun (1964), ch. 4"


FUNCTIONS: dict[str, Function] = {}


def define(function: Function) -> Function:
    """Adds a function to the table."""
    FUNCTIONS[function.name] = function
    return function


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
    upright = orient(arg)
    if upright is not arg:
        return c.transpose(make(ELEMENTWISE, (upright,), params))
    return make(ELEMENTWISE, args, params)


def _value(node: Expr, values: Sequence[Array], scope: Scope) -> Array:
    name, order = function_of(node)
    known = FUNCTIONS.get(name)
    if known is not None:
        return scope.field.elementwise(name, known.numeric, values[0])
    given = scope.functions.get(name)
    if given is None and not scope.field.exact:
        raise DataError(
            f"the function {name!r} has no value; give functions={{{name!r}: …}} with a callable of (array, order)"
        )
    return scope.field.elementwise(f"{name} {order}", lambda v: given(v, order) if given else v, values[0])


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
    if fact == "symmetric" and node.rows is node.cols:
        return reason(node.args[0], fact)
    if fact == "positive_definite" and node.is_scalar:
        return reason(node, "positive")
    return None


def _example(rng: random.Random) -> Expr:
    rows, cols = sizes(rng, 2)
    known = FUNCTIONS[rng.choice(sorted(FUNCTIONS))]
    return c.apply(known.name, leaf(rng, rows, cols, *known.assume))


ELEMENTWISE: Operation = register(
    Operation(
        name="elementwise",
        shape=same_shape,
        build=_build,
        value=_value,
        adjoint=_adjoint,
        jacobian=_jacobian,
        form=_form,
        infer=_infer,
        transposed=leaf_transpose,
        example=_example,
        domain="the domain of the function; where it has a kink, see Function.kinks",
        reference="Magnus & Neudecker (2019), ch. 9, d f(U) = f'(U) ∘ dU",
    )
)


def _numpy(name: str) -> Callable[[Array], Array]:
    """NumPy's function of that name, looked up when it is first called: NumPy is imported late."""
    return lambda value: np.asarray(getattr(np, name)(value))


def _one_minus(expr: Expr) -> Expr:
    return c.subtract(c.like_ones(expr), expr)


def _squared(expr: Expr) -> Expr:
    return c.power(expr, 2)


def _reciprocal(expr: Expr) -> Expr:
    return c.power(expr, -1)


def _sigmoid(value: Array) -> Array:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * value)))


def _softplus(value: Array) -> Array:
    if np.iscomplexobj(value):
        return np.asarray(np.log1p(np.exp(value)))
    return np.asarray(np.log1p(np.exp(-np.abs(value))) + np.maximum(value, 0))


def _erf(value: Array) -> Array:
    from scipy import special

    return np.asarray(special.erf(value))


def _normal_density(x: Expr, y: Expr) -> Expr:
    weight = c.product(c.number(2), c.power(PI, Fraction(-1, 2)))
    return c.product(weight, c.apply("exp", c.multiple(-1, _squared(x))))


define(Function("exp", lambda x, y: y, _numpy("exp"), ("positive",)))
define(Function("log", lambda x, y: _reciprocal(x), _numpy("log"), (), ("positive",)))
define(Function("sin", lambda x, y: c.apply("cos", x), _numpy("sin")))
define(Function("cos", lambda x, y: c.multiple(-1, c.apply("sin", x)), _numpy("cos")))
define(Function("tan", lambda x, y: c.add(c.like_ones(x), _squared(y)), _numpy("tan")))
define(Function("sinh", lambda x, y: c.apply("cosh", x), _numpy("sinh")))
define(Function("cosh", lambda x, y: c.apply("sinh", x), _numpy("cosh"), ("positive",)))
define(Function("tanh", lambda x, y: _one_minus(_squared(y)), _numpy("tanh")))
define(Function("arctan", lambda x, y: _reciprocal(c.add(c.like_ones(x), _squared(x))), _numpy("arctan")))
define(Function("sigmoid", lambda x, y: c.hadamard(y, _one_minus(y)), _sigmoid, ("positive",)))
define(Function("softplus", lambda x, y: c.apply("sigmoid", x), _softplus, ("positive",)))
define(Function("erf", _normal_density, _erf, reference="Abramowitz & Stegun (1964), 7.1.1"))
define(
    Function("abs", lambda x, y: c.apply("sign", x), lambda v: np.where(np.real(v) < 0, -v, v), ("nonnegative",),
             kinks="at 0 it is not differentiable; the derivative given there is 0, from the subdifferential [-1, 1]")
)  # fmt: skip
define(
    Function("sign", lambda x, y: c.like_zeros(x), lambda v: np.sign(np.real(v)), ("sign",),
             kinks="at 0 it jumps; elsewhere its derivative is 0")
)  # fmt: skip
define(
    Function("relu", lambda x, y: c.apply("step", x), lambda v: np.where(np.real(v) > 0, v, 0.0), ("nonnegative",),
             kinks="at 0 it is not differentiable; the derivative given there is 0, from the subdifferential [0, 1]")
)  # fmt: skip
define(
    Function("step", lambda x, y: c.like_zeros(x), lambda v: (np.real(v) > 0) * 1.0, ("binary",),
             kinks="at 0 it jumps; elsewhere its derivative is 0")
)  # fmt: skip


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
