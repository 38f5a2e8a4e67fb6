"""Classic test functions of unconstrained optimisation, as expressions: Moré, Garbow & Hillstrom (1981), sec. 3, by
their numbers there, and Himmelblau's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

import extremum as ex
from extremum.algebra.node import Expr

a, b, c, d, e, f = (ex.scalar(name) for name in "abcdef")
n, N = ex.dims("n N")
i, j = ex.index("i", N), ex.index("j", n)
t, u, v, w, y = (ex.samples(name, 1, N) for name in "tuvwy")
x = ex.vector("x", n)


@dataclass(frozen=True)
class Classic:
    """An objective, where to start, and its least value; ``others`` are other local minima."""

    f: Any
    start: dict[str, Any]
    least: float
    data: dict[str, Any] = field(default_factory=dict)
    others: tuple[float, ...] = ()

    @property
    def unknowns(self) -> list[Any]:
        """The unknowns, in the order of the start."""
        return list(self.start)


def _squares(residual: Expr) -> Expr:
    return ex.sum(residual**2, i)


def _at(*values: float) -> dict[str, float]:
    return dict(zip("abcdef", values, strict=False))


_TEN = np.arange(1, 11) / 10
_BARD = np.array([0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39])
_COUNT = np.arange(1.0, 16)
_GAUSS = np.array([0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989])
_MEYER = np.array([34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307,
                   2872.0])  # fmt: skip
_KOWALIK = np.array([0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246])
_KOWALIK_AT = np.array([4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625])
_OSBORNE = np.array([0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658,
                     0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431,
                     0.424, 0.420, 0.414, 0.411, 0.406])  # fmt: skip
_FIFTHS = np.arange(1, 21) / 5
_wood = (100 * (b - a**2) ** 2 + (1 - a) ** 2 + 90 * (d - c**2) ** 2 + (1 - c) ** 2 + 10 * (b + d - 2) ** 2
         + (b - d) ** 2 / 10)  # fmt: skip

CLASSICS: dict[str, Classic] = {
    "1 Rosenbrock": Classic((1 - a) ** 2 + 100 * (b - a**2) ** 2, _at(-1.2, 1), 0),
    "2 Freudenstein and Roth": Classic(
        (-13 + a + ((5 - b) * b - 2) * b) ** 2 + (-29 + a + ((b + 1) * b - 14) * b) ** 2, _at(0.5, -2), 0,
        others=(48.98425367924,),
    ),
    "3 Powell badly scaled": Classic((10**4 * a * b - 1) ** 2 + (ex.exp(-a) + ex.exp(-b) - 1.0001) ** 2, _at(0, 1), 0),
    "4 Brown badly scaled": Classic(
        (a - 10**6) ** 2 + (b - ex.Rational(2, 10**6)) ** 2 + (a * b - 2) ** 2, _at(1, 1), 0
    ),
    "5 Beale": Classic(
        (1.5 - a * (1 - b)) ** 2 + (2.25 - a * (1 - b**2)) ** 2 + (2.625 - a * (1 - b**3)) ** 2, _at(1, 1), 0
    ),
    "6 Jennrich and Sampson": Classic(
        _squares(2 + 2 * t[i] - ex.exp(t[i] * a) - ex.exp(t[i] * b)), _at(0.3, 0.4), 124.36218235561,
        {"t": np.arange(1, 11.0)},
    ),
    "8 Bard": Classic(
        _squares(y[i] - a - u[i] / (v[i] * b + w[i] * c)), _at(1, 1, 1), 8.2148773065790e-3,
        {"y": _BARD, "u": _COUNT, "v": 16 - _COUNT, "w": np.minimum(_COUNT, 16 - _COUNT)},
    ),
    "9 Gaussian": Classic(
        _squares(a * ex.exp(-b * (t[i] - c) ** 2 / 2) - y[i]), _at(0.4, 1, 0), 1.1279327696e-8,
        {"t": (8 - _COUNT) / 2, "y": np.concatenate([_GAUSS, _GAUSS[-2::-1]])},
    ),
    "10 Meyer": Classic(
        _squares(a * ex.exp(b / (t[i] + c)) - y[i]), _at(0.02, 4000, 250), 87.945855170791,
        {"t": 45 + 5 * np.arange(1, 17.0), "y": _MEYER},
    ),
    "12 Box": Classic(
        _squares(ex.exp(-t[i] * a) - ex.exp(-t[i] * b) - c * y[i]), _at(0, 10, 20), 0,
        {"t": _TEN, "y": np.exp(-_TEN) - np.exp(-10 * _TEN)},
    ),
    "13 Powell singular": Classic(
        (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4, _at(3, -1, 0, 1), 0
    ),
    "14 Wood": Classic(_wood, _at(-3, -1, -3, -1), 0),
    "15 Kowalik and Osborne": Classic(
        _squares(y[i] - a * (t[i] ** 2 + t[i] * b) / (t[i] ** 2 + t[i] * c + d)), _at(0.25, 0.39, 0.415, 0.39),
        3.0750560384924e-4, {"t": _KOWALIK_AT, "y": _KOWALIK},
    ),
    "16 Brown and Dennis": Classic(
        _squares((a + t[i] * b - u[i]) ** 2 + (c + d * v[i] - w[i]) ** 2), _at(25, 5, -5, -1), 85822.201626356,
        {"t": _FIFTHS, "u": np.exp(_FIFTHS), "v": np.sin(_FIFTHS), "w": np.cos(_FIFTHS)},
    ),
    "17 Osborne": Classic(
        _squares(y[i] - a - b * ex.exp(-t[i] * d) - c * ex.exp(-t[i] * e)), _at(0.5, 1.5, -1, 0.01, 0.02),
        5.4648946974828e-5, {"t": 10.0 * np.arange(33), "y": _OSBORNE},
    ),
    "18 Biggs": Classic(
        _squares(c * ex.exp(-t[i] * a) - d * ex.exp(-t[i] * b) + f * ex.exp(-t[i] * e) - y[i]),
        _at(1, 2, 1, 1, 1, 1), 0,
        {"t": _TEN, "y": np.exp(-_TEN) - 5 * np.exp(-10 * _TEN) + 3 * np.exp(-4 * _TEN)},
        others=(5.65564991569e-3, 0.30636677262),
    ),
    "22 extended Powell singular": Classic(
        ex.parse("sum((p + 10*q).^2) + 5*sum((r - s).^2) + sum((q - 2*r).^4) + 10*sum((p - s).^4)",
                 "p[m]; q[m]; r[m]; s[m]"),
        {"p": 3 * np.ones(5), "q": -np.ones(5), "r": np.zeros(5), "s": np.ones(5)}, 0,
    ),
    "23 penalty I": Classic(
        ex.parse("norm2(x - ones(n))^2/100000 + (norm2(x)^2 - 1/4)^2", "x[n]"), {"x": np.arange(1, 5.0)},
        2.2499775008e-5,
    ),
    "25 variably dimensioned": Classic(
        ex.parse("norm2(x - ones(n))^2 + (k'*(x - ones(n)))^2 + (k'*(x - ones(n)))^4", "x[n]; k[n]"),
        {"x": 1 - np.arange(1, 11) / 10}, 0, {"k": np.arange(1, 11.0)},
    ),
    "32 linear, full rank": Classic(
        ex.parse("norm2(A*x - ones(m))^2", "A[m,n]; x[n]"), {"x": np.ones(5)}, 5,
        {"A": np.eye(10, 5) - 0.2 * np.ones((10, 5))},
    ),
    "33 linear, rank 1": Classic(
        ex.parse("norm2(p*(q'*x) - ones(m))^2", "p[m]; q[n]; x[n]"), {"x": np.ones(5)}, 90 / 42,
        {"p": np.arange(1, 11.0), "q": np.arange(1, 6.0)},
    ),
    "35 Chebyquad, two": Classic(
        ((a + b) / 2 - ex.Rational(1, 2)) ** 2 * 4
        + ((2 * (2 * a - 1) ** 2 - 1 + 2 * (2 * b - 1) ** 2 - 1) / 2 + ex.Rational(1, 3)) ** 2, _at(0.3, 0.6), 0,
    ),
    "Himmelblau": Classic((a**2 + b - 11) ** 2 + (a + b**2 - 7) ** 2, _at(0, 0), 0),
}  # fmt: skip
