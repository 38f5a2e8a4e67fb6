"""Rows of the table of elementwise functions: those with corners and jumps, and what is taken there."""

from __future__ import annotations

from fractions import Fraction
from math import inf

from extremum.algebra.intervals import NEGATIVE, NONNEGATIVE, NONPOSITIVE, POSITIVE, Interval
from extremum.algebra.lazy import numpy as np
from extremum.operations import construct as c
from extremum.operations.elementwise import Function, Kink, define
from extremum.operations.functions_table import UNIT, VALLEY, bends, falls, one_minus, rises

_BROKEN = (*bends("affine", NEGATIVE), *bends("affine", POSITIVE))

define(
    Function("abs", lambda x, y: c.apply("sign", x), lambda v: np.where(np.real(v) < 0, -v, v), ("nonnegative",),
             kinks=(Kink(Fraction(0), "corner", subdifferential=UNIT),), range=NONNEGATIVE, monotone=VALLEY,
             curved=(*bends("affine", NONPOSITIVE), *bends("affine", NONNEGATIVE), *bends("convex")),
             doc="the absolute value", derived="sign(x)", by_sign=lambda x, sign: sign(x) * x,
             largest_of=((1, 0), (-1, 0)))
)  # fmt: skip
define(
    Function("sign", lambda x, y: c.like_zeros(x), lambda v: np.sign(np.real(v)), ("integer",), apart=("sign",),
             kinks=(Kink(Fraction(0), "jump"),), range=UNIT, monotone=rises(), curved=_BROKEN,
             doc="-1, 0 or 1", derived="0", by_sign=lambda x, sign: sign(x))
)  # fmt: skip
define(
    Function("relu", lambda x, y: c.apply("step", x), lambda v: np.where(np.real(v) > 0, v, 0.0), ("nonnegative",),
             kinks=(Kink(Fraction(0), "corner", subdifferential=Interval(0, 1)),), range=NONNEGATIVE,
             monotone=rises(),
             curved=(*bends("affine", NONPOSITIVE), *bends("affine", NONNEGATIVE), *bends("convex")),
             doc="max(0, x)", derived="step(x)",
             code="np.maximum({0}, 0)", by_sign=lambda x, sign: x if sign(x) == 1 else 0, largest_of=((0, 0), (1, 0)))
)  # fmt: skip
define(
    Function("step", lambda x, y: c.like_zeros(x), lambda v: (np.real(v) > 0) * 1.0, ("binary",),
             kinks=(Kink(Fraction(0), "jump"),), range=Interval(0, 1), monotone=rises(), curved=_BROKEN,
             doc="1 where x > 0, otherwise 0", derived="0",
             code="np.heaviside({0}, 0)", by_sign=lambda x, sign: int(sign(x) == 1))
)  # fmt: skip
define(
    Function("hinge", lambda x, y: c.multiple(-1, c.apply("step", one_minus(x))),
             lambda v: np.where(np.real(v) < 1, 1 - v, 0.0), ("nonnegative",),
             kinks=(Kink(Fraction(1), "corner", subdifferential=Interval(-1, 0)),), range=NONNEGATIVE,
             monotone=falls(),
             curved=(*bends("affine", Interval(-inf, 1)), *bends("affine", Interval(1, inf)), *bends("convex")),
             doc="max(0, 1 - x)", derived="-step(1 - x)", code="np.maximum(1 - {0}, 0)",
             by_sign=lambda x, sign: 1 - x if sign(1 - x) == 1 else 0,
             reference="Boyd & Vandenberghe (2004), sec. 8.6.1", largest_of=((0, 0), (-1, 1)))
)  # fmt: skip
