"""The table of elementwise functions: derivative, values, facts and kinks, one row a function."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.elementwise import Function, define
from extremum.operations.leaves import PI

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


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


def _scipy(name: str) -> Callable[[Array], Array]:
    def applied(value: Array) -> Array:
        from scipy import special

        return np.asarray(getattr(special, name)(value))

    return applied


def _log10(value: Array) -> Array:
    return np.asarray(np.log(value) / np.log(10.0) if np.iscomplexobj(value) else np.log10(value))


def _log2(value: Array) -> Array:
    return np.asarray(np.log(value) / np.log(2.0) if np.iscomplexobj(value) else np.log2(value))


def _per(base: int) -> Callable[[Expr, Expr], Expr]:
    """The derivative of the logarithm to a base, ``1/(x log base)``."""
    return lambda x, y: c.product(c.power(c.apply("log", c.number(base)), -1), _reciprocal(x))


def _root(of: Expr) -> Expr:
    """``of.^(-1/2)``."""
    return c.power(of, Fraction(-1, 2))


def _gauss(x: Expr, y: Expr) -> Expr:
    weight = c.product(c.number(2), c.power(PI, Fraction(-1, 2)))
    return c.product(weight, c.apply("exp", c.multiple(-1, _squared(x))))


def _normal_density(x: Expr, y: Expr) -> Expr:
    weight = c.power(c.product(c.number(2), PI), Fraction(-1, 2))
    return c.product(weight, c.apply("exp", c.multiple(Fraction(-1, 2), _squared(x))))


define(Function("exp", lambda x, y: y, _numpy("exp"), ("positive",)))
define(Function("log", lambda x, y: _reciprocal(x), _numpy("log"), (), ("positive",)))
define(Function("log1p", lambda x, y: _reciprocal(c.add(c.like_ones(x), x)), _numpy("log1p"), (), ("positive",)))
define(Function("expm1", lambda x, y: c.apply("exp", x), _numpy("expm1")))
define(Function("log2", _per(2), _log2, (), ("positive",)))
define(Function("log10", _per(10), _log10, (), ("positive",)))
define(Function("sin", lambda x, y: c.apply("cos", x), _numpy("sin")))
define(Function("cos", lambda x, y: c.multiple(-1, c.apply("sin", x)), _numpy("cos")))
define(Function("tan", lambda x, y: c.add(c.like_ones(x), _squared(y)), _numpy("tan")))
define(Function("sinh", lambda x, y: c.apply("cosh", x), _numpy("sinh")))
define(Function("cosh", lambda x, y: c.apply("sinh", x), _numpy("cosh"), ("positive",)))
define(Function("tanh", lambda x, y: _one_minus(_squared(y)), _numpy("tanh")))
define(Function("arctan", lambda x, y: _reciprocal(c.add(c.like_ones(x), _squared(x))), _numpy("arctan")))
define(Function("arcsin", lambda x, y: _root(_one_minus(_squared(x))), _numpy("arcsin"), (), ("unit",)))
define(
    Function("arccos", lambda x, y: c.multiple(-1, _root(_one_minus(_squared(x)))), _numpy("arccos"), ("nonnegative",),
             ("unit",))
)  # fmt: skip
define(Function("arcsinh", lambda x, y: _root(c.add(c.like_ones(x), _squared(x))), _numpy("arcsinh")))
define(Function("arctanh", lambda x, y: _reciprocal(_one_minus(_squared(x))), _numpy("arctanh"), (), ("unit",)))
define(Function("sigmoid", lambda x, y: c.hadamard(y, _one_minus(y)), _sigmoid, ("positive",)))
define(Function("softplus", lambda x, y: c.apply("sigmoid", x), _softplus, ("positive",)))
define(Function("erf", _gauss, _scipy("erf"), reference="Abramowitz & Stegun (1964), 7.1.1"))
define(
    Function("erfc", lambda x, y: c.multiple(-1, _gauss(x, y)), _scipy("erfc"), ("positive",),
             reference="Abramowitz & Stegun (1964), 7.1.2")
)  # fmt: skip
define(
    Function("normcdf", _normal_density, _scipy("ndtr"), ("positive",), reference="Abramowitz & Stegun (1964), 26.2.2")
)
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
