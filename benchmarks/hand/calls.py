"""What a call costs beside the code: ``evaluate``, and data that are given once."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import expit

import extremum as ex

from .likelihoods import _GAUSSIAN, _labels, _samples
from .row import Data, Row, parsed

_CROSS_ENTROPY = ["X[n,m]", "y[n]", "w[m]"]


def _evaluated(exprs: Any, data: Data) -> Any:
    """The first expression, evaluated again and again."""
    first = next(iter(exprs.values()))
    first.evaluate(data)
    return lambda: (first.evaluate(data),)


def _compiled(exprs: Any) -> Any:
    """The bare function of the same expression."""

    def make(data: Data) -> Any:
        compiled = ex.compile(next(iter(exprs().values())))
        arguments = compiled.arguments(data)
        return lambda: (compiled.function(**arguments),)

    return make


def _repeated() -> dict[str, ex.Expr]:
    f = ex.parse("sum(log(1 + exp(X*w))) - y'*X*w", _CROSS_ENTROPY)
    return {"hvp": ex.hessian(f, "w") @ ex.vector("v", ex.dims("m"))}


def _bound(exprs: Any, data: Data) -> Any:
    """The product with the Hessian at one point, which is given once."""
    function = ex.compile(list(exprs.values()), data=["X", "w"]).bind(X=data["X"], w=data["w"])
    return lambda: function(v=data["v"])


def _weights_once(data: Data) -> Any:
    """The weights of the Hessian are computed once."""
    X, v, p = data["X"], data["v"], expit(data["X"] @ data["w"])
    s = p * (1 - p)
    return lambda: (X.T @ (s * (X @ v)),)


def _none(**data: np.ndarray) -> Any:
    raise AssertionError("the expert's function is made from the data")


_FORMULA = parsed({"value": "sum(log(1 + exp(X*w))) - y'*X*w"}, _CROSS_ENTROPY)
_LIKELIHOOD = lambda: {"value": _GAUSSIAN()["value"]}  # noqa: E731
ROWS = [
    Row("evaluate, Gaussian likelihood, n = 10^5, d = 50", _LIKELIHOOD, _samples(50), _none, 1.3, _evaluated,
        _compiled(_LIKELIHOOD)),
    Row("evaluate, logistic loss, 4,000 by 500", _FORMULA, _labels(4000, 500), _none, 1.3, _evaluated,
        _compiled(_FORMULA)),
    Row("logistic Hessian times a vector, again at one point", _repeated,
        lambda rng: {**_labels(20_000, 200)(rng), "v": rng.normal(size=200)}, _none, 1.05, _bound, _weights_once),
]  # fmt: skip
