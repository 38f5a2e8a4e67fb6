"""Numbers that overflow or do not converge at a test point mean another point: no exception of others, no warning, and
LAPACK never sees what is not finite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.linalg

import extremum as ex
from tests.support.draws import part

OVERFLOWING = [
    ("sum(exp(exp(exp(x))))", "x", "x[n]"),
    ("exp(x^1000)", "x", "x"),
    ("norm_nuc(exp(exp(exp(X))))", "X", "X[n,m]"),
    ("norm_spec(exp(exp(exp(X))))", "X", "X[n,m]"),
    ("eigmax(exp(exp(exp(S))))", "S", "S[n,n]: symmetric"),
    ("logdet(exp(exp(exp(S))))", "S", "S[n,n]: positive_definite"),
    ("det(exp(exp(exp(X))))", "X", "X[n,n]"),
    ("tr(inv(exp(exp(exp(X)))))", "X", "X[n,n]"),
    ("tr(pinv(exp(exp(exp(X))))*A)", "X", "X[n,m]; A[n,m]"),
    ("tr(expm(expm(exp(X))))", "X", "X[n,n]"),
]
CALLS: dict[str, Callable[[ex.Expr, str, dict[str, Any]], object]] = {
    "check": lambda f, x, data: ex.check(f, x, x),
    "equal": lambda f, x, data: ex.equal(f, f + ex.exp(f)),
    "curvature": lambda f, x, data: ex.curvature(f, x),
    "solve": lambda f, x, data: ex.solve(f, x),
    "minimize": lambda f, x, data: _minimised(f, x, data),
    "evaluate": lambda f, x, data: ex.gradient(f, x).evaluate(data),
    "compile": lambda f, x, data: ex.compile([f, ex.gradient(f, x)])(data),
}
FACTORISATIONS = [
    (module, name)
    for module in (np.linalg, scipy.linalg)
    for name in ("svd", "eigh", "eigvalsh", "eig", "eigvals", "det", "inv", "solve", "cholesky", "expm", "qr", "schur")
    if hasattr(module, name)
]


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """Factorisations that fail on what is not finite; code guards its own, see the test below."""
    if call in ("compile", "minimize"):
        return

    def finite(right: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **named: Any) -> Any:
            arrays = [value for value in args if isinstance(value, np.ndarray)]
            if not all(np.isfinite(array).all() for array in arrays):
                raise AssertionError(f"{right.__name__} of a matrix that is not finite")
            return right(*args, **named)

        return called

    for module, name in FACTORISATIONS:
        monkeypatch.setattr(module, name, finite(getattr(module, name)))


def _data(f: ex.Expr, size: float) -> dict[str, Any]:
    """Arrays with entries of a size: 3 × 3, or columns of 3."""
    shape: Callable[[ex.Expr], tuple[int, ...]] = lambda s: () if s.is_scalar else (3,) if s.is_column else (3, 3)  # noqa: E731
    return {s.name: size * (np.eye(3) + 0.1 if len(shape(s)) == 2 else np.ones(shape(s))) for s in f.symbols}


def _minimised(f: ex.Expr, x: str, data: dict[str, Any]) -> object:
    sizes: dict[str, Any] = dict.fromkeys((str(dim) for s in f.symbols for dim in s.shape if dim.number is None), 3)
    return ex.minimize(
        f, x, {name: value for name, value in data.items() if name != x}, start={x: data[x]}, max_iterations=5, **sizes
    )


EVERY = part([(*row, call) for row in OVERFLOWING for call in CALLS], 2)


@pytest.mark.parametrize(("text", "name", "declared", "call"), part(EVERY, 2))
def test_an_answer_or_an_error_of_ours(
    text: str, name: str, declared: str, call: str, guarded: None, capfd: pytest.CaptureFixture[str]
) -> None:
    f = ex.parse(text, declared)
    for size in (1.0, 3.0, 1e9):
        try:
            CALLS[call](f, name, _data(f, size))
        except ex.ExtremumError as error:
            assert "Traceback" not in str(error)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("text", ["norm_nuc(X)", "norm_spec(X)", "tr(pinv(X)*A)", "tr(polar(X)*A)", "eigmax(X*X')"])
def test_code_factors_nothing_that_is_not_finite(text: str) -> None:
    """The pseudo-inverse of such a matrix ran without an end."""
    f = ex.compile(ex.parse(text.replace("X", "exp(X)"), "X[n,n]; A[n,n]"))
    with pytest.raises(ex.DataError, match="not finite: its entries overflow, for these data"):
        f(X=1000.0 * np.eye(3), A=np.eye(3))
