"""What Hessians and objectives ask of the machine is known before they are computed."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.optimize import demand as demands
from extremum.optimize import program as programs

LOGIT = "sum(logsumexp_rows(X*W)) - tr(Y'*X*W) + norm2(W)^2/2"
DECLARED = "X[n,d]; W[d,k]; Y[n,k]"


def _labelled(n: int) -> dict[str, Any]:
    rng = np.random.default_rng(n)
    return {"X": rng.normal(size=(n, 4)), "Y": np.eye(3)[rng.integers(0, 3, n)]}


@pytest.mark.parametrize("text", [LOGIT, LOGIT.replace("X*W)) -", "X*W + ones(n)*b')) -") + " + norm2(b)^2"])
def test_the_hessian_of_a_multinomial_model_takes_memory_like_the_data(text: str) -> None:
    """No array with as many rows and columns as there are samples times classes."""
    n = 3000
    data, unknowns = _labelled(n), ["W", "b"] if "b'" in text else ["W"]
    tracemalloc.start()
    found = ex.minimize(text, unknowns, data, declarations=f"{DECLARED}; b[k]")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.converged and found.method.startswith("Newton"), found
    assert peak < 60e6 < (3 * n) ** 2 * 8
    other = ex.minimize(text, unknowns, data, declarations=f"{DECLARED}; b[k]", method="L-BFGS-B")
    assert other.converged and other.value == pytest.approx(found.value, rel=1e-9)


def test_a_whole_hessian_is_as_products_with_it() -> None:
    """Also where what is added is a multiple of the identity that no array has a part in."""
    f = ex.parse(LOGIT, DECLARED)
    data = _labelled(7) | {"W": np.random.default_rng(1).normal(size=(4, 3))}
    whole = ex.compile(ex.hessian(f, "W"))(data)
    along = ex.hvp(f, "W", "v")
    for k in range(12):
        v = np.eye(12)[k].reshape((4, 3), order="F")
        np.testing.assert_allclose(whole[:, k], along.evaluate({**data, "v": v}).ravel(order="F"), atol=1e-10)


@pytest.mark.parametrize("method", [None, "L-BFGS-B", "Newton"])
def test_what_does_not_fit_is_said_to_be_too_large(method: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (demands, programs):
        monkeypatch.setattr(module, "memory", lambda: 20_000)
    with pytest.raises(ex.DataError, match=r"an array would take [\d,]+ bytes, but the machine has 20,000"):
        ex.minimize(LOGIT, "W", _labelled(1500), declarations=DECLARED, method=method)
    assert ex.minimize(LOGIT, "W", _labelled(300), declarations=DECLARED, method=method).converged
