"""The table of elementwise functions, one row a function: derivative, values, facts, kinks, how each rises and bends.

Where an end is irrational a rational one stands in: inside it for a piece or a domain, outside it for a range.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from extremum.algebra.intervals import ALL, NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.elementwise import Bend, Function, Monotone, define
from extremum.operations.leaves import PI

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def _numpy(name: str) -> Callable[[Array], Array]:
    """NumPy's function of that name, looked up when it is first called: NumPy is imported late."""
    return lambda value: np.asarray(getattr(np, name)(value))


def one_minus(expr: Expr) -> Expr:
    """``1 - e``."""
    return c.subtract(c.like_ones(expr), expr)


def _squared(expr: Expr) -> Expr:
    return c.power(expr, 2)


def _reciprocal(expr: Expr) -> Expr:
    return c.power(expr, -1)


def _sigmoid(value: Array) -> Array:
    """``1/(1 + exp(-x))``, and ``exp(x)/(1 + exp(x))`` for negative x: no digits are lost, and nothing overflows."""
    above = np.real(value) >= 0
    small = np.exp(np.where(above, -value, value))
    return np.asarray(np.where(above, 1.0, small) / (1.0 + small))


def _softplus(value: Array) -> Array:
    if np.iscomplexobj(value):
        return np.asarray(np.log1p(np.exp(value)))
    return np.asarray(np.log1p(np.exp(-np.abs(value))) + np.maximum(value, 0))


def _log_sigmoid(x: Expr) -> Expr:
    """``-softplus(-x)``."""
    return c.multiple(-1, c.apply("softplus", c.multiple(-1, x)))


def _log_cosh(x: Expr) -> Expr:
    """``|x| + softplus(-2|x|) - log(2)``."""
    size = c.apply("abs", x)
    halved = c.product(c.apply("log", c.number(2)), c.like_ones(x))
    return c.subtract(c.add(size, c.apply("softplus", c.multiple(-2, size))), halved)


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


def _inverse_mills(x: Expr, y: Expr) -> Expr:
    """``φ(x)/Φ(x)``, for ``y = log Φ(x)``."""
    weight = c.power(c.product(c.number(2), PI), Fraction(-1, 2))
    exponent = c.subtract(c.multiple(Fraction(-1, 2), _squared(x)), y)
    return c.product(weight, c.apply("exp", exponent))


def _log_erfc(x: Expr) -> Expr:
    """``log(2 Φ(-√2 x))``."""
    turned = c.product(c.multiple(-1, c.power(c.number(2), Fraction(1, 2))), x)
    return c.add(c.product(c.apply("log", c.number(2)), c.like_ones(x)), c.apply("lognormcdf", turned))


# -- pieces ----------------------------------------------------------------------------------------------------------
_QUARTER, _HALF = Fraction(157, 100), Fraction(314, 100)  # less than π/2 and π
_TURN = Interval(Fraction(-11, 7), Fraction(11, 7))  # more than [-π/2, π/2]
UNIT, _OPEN_UNIT = Interval(-1, 1), Interval(-1, 1, low_open=True, high_open=True)
_FROM_MINUS_ONE = Interval(-1, inf, low_open=True)
_INNER, _LEFT, _RIGHT = Interval(-_QUARTER, _QUARTER), Interval(-_HALF, 0), Interval(0, _HALF)

Pieces = tuple[tuple[Interval, Bend], ...]
Runs = tuple[tuple[Interval, Monotone], ...]

VALLEY: Runs = ((NONPOSITIVE, "decreasing"), (NONNEGATIVE, "increasing"))
_S_SHAPED: Pieces = ((NONPOSITIVE, "strictly convex"), (NONNEGATIVE, "strictly concave"))
_Z_SHAPED: Pieces = ((NONPOSITIVE, "strictly concave"), (NONNEGATIVE, "strictly convex"))


def rises(where: Interval = ALL) -> Runs:
    """Weakly."""
    return ((where, "increasing"),)


def falls(where: Interval = ALL) -> Runs:
    """Weakly."""
    return ((where, "decreasing"),)


def bends(bend: Bend, where: Interval = ALL) -> Pieces:
    """In one way."""
    return ((where, bend),)


def _logarithm(
    name: str, derivative: Callable[[Expr, Expr], Expr], numeric: Callable[[Array], Array], **more: Any
) -> Function:
    """An increasing, strictly concave function of positive numbers."""
    return Function(
        name, derivative, numeric, (), ("positive",), domain=POSITIVE, monotone=rises(POSITIVE),
        curved=bends("strictly concave", POSITIVE), crosses=Fraction(1), **more,
    )  # fmt: skip


define(
    Function("exp", lambda x, y: y, _numpy("exp"), ("positive",), range=POSITIVE, monotone=rises(),
             curved=bends("strictly convex"), log_curved=bends("affine"), log=lambda x: x,
             doc="e^x", derived="exp(x)")
)  # fmt: skip
define(
    _logarithm("log", lambda x, y: _reciprocal(x), _numpy("log"), doc="the natural logarithm of x > 0", derived="1/x")
)
define(
    Function("log1p", lambda x, y: _reciprocal(c.add(c.like_ones(x), x)), _numpy("log1p"), (), ("positive",),
             domain=_FROM_MINUS_ONE, monotone=rises(_FROM_MINUS_ONE),
             curved=bends("strictly concave", _FROM_MINUS_ONE),
             doc="log(1 + x), accurate near 0", derived="1/(1 + x)")
)  # fmt: skip
define(
    Function("expm1", lambda x, y: c.apply("exp", x), _numpy("expm1"), range=_FROM_MINUS_ONE, monotone=rises(),
             curved=bends("strictly convex"), log_curved=bends("strictly concave", POSITIVE),
             doc="e^x - 1, accurate near 0", derived="exp(x)")
)  # fmt: skip
define(
    Function("log1mexp", lambda x, y: _reciprocal(c.apply("expm1", x)),
             lambda v: -np.log1p(-np.exp(-v) / np.expm1(-v)), (), ("positive",), domain=POSITIVE, range=NEGATIVE,
             monotone=rises(POSITIVE), curved=bends("strictly concave", POSITIVE),
             doc="log(1 - e^(-x)), accurate near 0 and far out", derived="1/expm1(x)",
             code="np.negative(np.log1p(-np.exp(-{0})/np.expm1(-{0})))",
             ball=lambda x: (-((-x).expm1())).log(),
             reference="Mächler (2012)")
)  # fmt: skip
define(
    _logarithm("log2", _per(2), _log2, doc="the logarithm to base 2", derived="1/(x*log(2))",
               ball=lambda x: x.log() / type(x)(2).log())
)  # fmt: skip
define(
    _logarithm("log10", _per(10), _log10, doc="the logarithm to base 10", derived="1/(x*log(10))",
               ball=lambda x: x.log() / type(x)(10).log())
)  # fmt: skip
define(
    Function("sin", lambda x, y: c.apply("cos", x), _numpy("sin"), range=UNIT, monotone=rises(_INNER),
             curved=((_LEFT, "strictly convex"), (_RIGHT, "strictly concave")),
             doc="the sine", derived="cos(x)")
)  # fmt: skip
define(
    Function("cos", lambda x, y: c.multiple(-1, c.apply("sin", x)), _numpy("cos"), range=UNIT,
             monotone=((_LEFT, "increasing"), (_RIGHT, "decreasing")), curved=bends("strictly concave", _INNER),
             log_curved=bends("strictly concave", _INNER),
             doc="the cosine", derived="-sin(x)")
)  # fmt: skip
define(
    Function("tan", lambda x, y: c.add(c.like_ones(x), _squared(y)), _numpy("tan"), domain=_INNER, gaps=True,
             monotone=rises(_INNER),
             curved=((Interval(-_QUARTER, 0), "strictly concave"), (Interval(0, _QUARTER), "strictly convex")),
             doc="sin(x)/cos(x)", derived="1 + tan(x)^2", quotient=("sin", "cos"))
)  # fmt: skip
define(
    Function("sinh", lambda x, y: c.apply("cosh", x), _numpy("sinh"), monotone=rises(), curved=_Z_SHAPED,
             log_curved=bends("strictly concave", POSITIVE),
             doc="(e^x - e^-x)/2", derived="cosh(x)")
)  # fmt: skip
define(
    Function("cosh", lambda x, y: c.apply("sinh", x), _numpy("cosh"), ("positive",), range=Interval(1, inf),
             monotone=VALLEY, curved=bends("strictly convex"), log_curved=bends("strictly convex"),
             log=_log_cosh, doc="(e^x + e^-x)/2", derived="sinh(x)")
)  # fmt: skip
define(
    Function("tanh", lambda x, y: one_minus(_squared(y)), _numpy("tanh"), range=_OPEN_UNIT, monotone=rises(),
             curved=_S_SHAPED,
             doc="(e^x - e^-x)/(e^x + e^-x)", derived="1 - tanh(x)^2", quotient=("sinh", "cosh"), centred="sigmoid")
)  # fmt: skip
define(
    Function("arctan", lambda x, y: _reciprocal(c.add(c.like_ones(x), _squared(x))), _numpy("arctan"), range=_TURN,
             monotone=rises(), curved=_S_SHAPED,
             doc="the inverse of tan, between -π/2 and π/2", derived="1/(1 + x^2)", ball=methodcaller("atan"))
)  # fmt: skip
define(
    Function("arcsin", lambda x, y: _root(one_minus(_squared(x))), _numpy("arcsin"), (), ("unit",), domain=UNIT,
             range=_TURN, monotone=rises(UNIT),
             curved=((Interval(-1, 0), "strictly concave"), (Interval(0, 1), "strictly convex")),
             doc="the inverse of sin, between -π/2 and π/2", derived="1/sqrt(1 - x^2)", ball=methodcaller("asin"))
)  # fmt: skip
define(
    Function("arccos", lambda x, y: c.multiple(-1, _root(one_minus(_squared(x)))), _numpy("arccos"), ("nonnegative",),
             ("unit",), domain=UNIT, range=Interval(0, Fraction(22, 7)), monotone=falls(UNIT),
             curved=((Interval(-1, 0), "strictly convex"), (Interval(0, 1), "strictly concave")),
             doc="the inverse of cos, between 0 and π", derived="-1/sqrt(1 - x^2)", ball=methodcaller("acos"))
)  # fmt: skip
define(
    Function("arcsinh", lambda x, y: _root(c.add(c.like_ones(x), _squared(x))), _numpy("arcsinh"), monotone=rises(),
             curved=_S_SHAPED,
             doc="log(x + sqrt(x^2 + 1))", derived="1/sqrt(1 + x^2)", ball=methodcaller("asinh"))
)  # fmt: skip
define(
    Function("arctanh", lambda x, y: _reciprocal(one_minus(_squared(x))), _numpy("arctanh"), (), ("unit",),
             domain=_OPEN_UNIT, monotone=rises(_OPEN_UNIT),
             curved=((Interval(-1, 0, low_open=True), "strictly concave"),
                     (Interval(0, 1, high_open=True), "strictly convex")),
             doc="log((1 + x)/(1 - x))/2", derived="1/(1 - x^2)", ball=methodcaller("atanh"))
)  # fmt: skip
define(
    Function("sigmoid", lambda x, y: c.hadamard(y, one_minus(y)), _sigmoid, ("positive",),
             range=Interval(0, 1, low_open=True, high_open=True), monotone=rises(), curved=_S_SHAPED,
             log_curved=bends("strictly concave"), log=_log_sigmoid, mirrored=True,
             doc="1/(1 + e^-x)", derived="sigmoid(x)*(1 - sigmoid(x))",
             code="sigmoid({0})", ball=lambda x: 1 / (1 + (-x).exp()))
)  # fmt: skip
define(
    Function("softplus", lambda x, y: c.apply("sigmoid", x), _softplus, ("positive",), range=POSITIVE,
             monotone=rises(), curved=bends("strictly convex"), log_curved=bends("strictly concave"),
             doc="log(1 + e^x)", derived="sigmoid(x)", code="np.logaddexp(0, {0})", ball=lambda x: x.exp().log1p())
)  # fmt: skip
define(
    Function("erf", _gauss, _scipy("erf"), reference="Abramowitz & Stegun (1964), 7.1.1", range=_OPEN_UNIT,
             monotone=rises(), curved=_S_SHAPED,
             doc="2/sqrt(π) times the integral of e^(-t^2) from 0 to x", derived="2*exp(-x^2)/sqrt(pi)",
             code="scipy.special.erf({0})")
)  # fmt: skip
define(
    Function("erfc", lambda x, y: c.multiple(-1, _gauss(x, y)), _scipy("erfc"), ("positive",),
             reference="Abramowitz & Stegun (1964), 7.1.2", range=Interval(0, 2, low_open=True, high_open=True),
             monotone=falls(), curved=_Z_SHAPED, log_curved=bends("strictly concave"), log=_log_erfc,
             doc="1 - erf(x)", derived="-2*exp(-x^2)/sqrt(pi)", code="scipy.special.erfc({0})")
)  # fmt: skip
define(
    Function("normcdf", _normal_density, _scipy("ndtr"), ("positive",), reference="Abramowitz & Stegun (1964), 26.2.2",
             range=Interval(0, 1, low_open=True, high_open=True), monotone=rises(), curved=_S_SHAPED,
             log_curved=bends("strictly concave"), log=lambda x: c.apply("lognormcdf", x), mirrored=True,
             doc="the distribution function of the standard normal distribution", derived="exp(-x^2/2)/sqrt(2*pi)",
             code="scipy.special.ndtr({0})", ball=lambda x: (-x / type(x)(2).sqrt()).erfc() / 2)
)  # fmt: skip
define(
    Function("lognormcdf", _inverse_mills, _scipy("log_ndtr"), reference="Abramowitz & Stegun (1964), 26.2.2, 26.2.12",
             range=NEGATIVE, monotone=rises(), curved=bends("strictly concave"),
             doc="log(normcdf(x)), accurate far out", derived="exp(-x^2/2 - lognormcdf(x))/sqrt(2*pi)",
             code="scipy.special.log_ndtr({0})", ball=lambda x: ((-x / type(x)(2).sqrt()).erfc() / 2).log())
)  # fmt: skip
