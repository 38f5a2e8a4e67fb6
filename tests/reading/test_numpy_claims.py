"""Formulas in NumPy's code mean in the language what NumPy computes; what has no reading is pointed at."""

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.reading.coded import shapes_of
from extremum.reading.text.arrays import in_language

DECLARED = "A[n,n]; B[n,m]; C[n,m]; x[n]; y[n]; z[m]; s"
RNG = np.random.default_rng(11)
DATA = {
    "A": RNG.normal(size=(3, 3)), "B": RNG.normal(size=(3, 2)), "C": RNG.normal(size=(3, 2)), "x": RNG.normal(size=3),
    "y": RNG.normal(size=3), "z": RNG.normal(size=2), "s": 0.7,
}  # fmt: skip
CODE = """
np.diag(A)
np.diag(x)
np.diag(A @ A.T) * x
np.diag(np.diag(A))
np.diagonal(A @ B @ C.T)
np.dot(x, y)
np.dot(A, x)
np.dot(x, B)
np.dot(A, B)
x @ y
x @ A @ y
x @ B
B.T @ x
x.dot(y)
B.T.dot(A)
np.linalg.solve(A, x)
np.linalg.inv(A) @ x
np.maximum(x, 0)
np.minimum(x, y)
np.power(x, 2)
x**2 * np.ones(n)
2 * np.pi * np.ones((n, m))
np.zeros((n, m)) + B
np.eye(n) @ A
np.ones_like(B) * s
np.zeros_like(x) + y
np.full((n, m), s)
np.full(n, 2 * s)
np.e * x / np.pi
B.sum(axis=0)
B.sum(axis=1)
B.sum(axis=-1)
B.sum()
np.sum(B, axis=0) * z
np.sum(B, 1)
np.sum(x, axis=0)
np.mean(B, axis=0)
B.mean(axis=1)
B - B.mean(axis=0)
B - B.mean(axis=1, keepdims=True)
B - np.sum(B, axis=0, keepdims=True)
B * z
z + B
B / x[:, None]
B * x[:, None]
B * z[None, :]
x[:, None] * z[None, :]
x[:, None] - z
x[:, np.newaxis] + B
A * x
(x[:, None] - y[None, :])**2 @ x
np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x)))
np.heaviside(x, 0)
np.where(x > 0, 1, 0) + np.where(x < y, x, 0)
np.where(x > y, x, y)
(x > 0) * y
(x >= y) * 1.0 * y
(x <= 0).astype(float) * y
np.prod(x)
np.log1p(x**2)
np.expm1(x)
np.linalg.slogdet(A @ A.T)[1] * np.eye(n)
np.square(B) @ z
np.outer(x, z)
np.add(x, y) - np.subtract(x, y) * np.multiply(x, y)
np.abs(x) * np.sign(y)
-np.sin(x)**2
np.tril(A) @ x
A.T.sum(axis=0)
x + s * 1
B - s
x - np.mean(x)
s / (B + np.sum(x))
B.sum(axis=0, keepdims=True).T @ np.ones((1, n))
np.sum(A, axis=1, keepdims=True) * A
""".strip().splitlines()


def _by_numpy(code: str) -> Any:
    return eval(code, {"np": np, "n": 3, "m": 2, **DATA})


@pytest.mark.parametrize("code", CODE)
def test_what_is_read_is_what_numpy_computes(code: str) -> None:
    shown = code if "np." in code else f"np.exp(0)*({code})"
    text = in_language(shown, shapes_of((DECLARED,)))
    assert text is not None
    found = ex.parse(text, DECLARED).evaluate({**DATA, "n": 3, "m": 2})
    wanted = np.asarray(_by_numpy(shown), dtype=float)
    if np.ndim(found) == 1 and wanted.ndim == 2 and wanted.shape[1] == 1:
        wanted = wanted[:, 0]
    assert np.shape(found) == wanted.shape
    assert np.allclose(found, wanted)


@pytest.mark.parametrize(
    ("f", "claim", "declared"),
    [
        ("tr(A*diag(x))", "np.diag(A)", "A[n,n]; x[n]"),
        ("sum(x.^3)", "3*x**2", "x[n]"),
        ("sum(A*x)", "A.sum(axis=0)", "A[m,n]; x[n]"),
        ("sum(erf(x))", "2/np.sqrt(np.pi)*np.exp(-x**2)", "x[n]"),
        ("logdet(x*eye(n))*x", "n*np.log(x) + n", "x: positive"),
    ],
)
def test_right_claims_in_code(f: str, claim: str, declared: str) -> None:
    assert ex.check(f, "x", claim, declared).right


@pytest.mark.parametrize(
    ("claim", "culprit", "said"),
    [
        ("np.exp(x)*np.einsum('i->i', x)", "np.einsum", "write tr(...)"),
        ("2/np.sqrt(np.pi)*np.histogram(x)", "np.histogram", "there is no such function here"),
        ("np.where(x > 0, 1, np.roll(x))", "np.roll", "there is no such function here"),
        ("x[1:]*np.pi", "x[1:]", "there is no such function here"),
        ("np.clip(x, 0, 1)", "np.clip", "write max(a, min(b, x))"),
    ],
)
def test_what_has_no_reading_is_pointed_at(claim: str, culprit: str, said: str) -> None:
    with pytest.raises(ex.ParseError) as caught:
        ex.check("sum(exp(x))", "x", claim, "x[n]")
    first, line, carets = str(caught.value).splitlines()[:3]
    assert said in first
    assert first.startswith(f"{culprit} is not")
    assert line[carets.index("^") : carets.rindex("^") + 1] == culprit


def test_two_stars_between_square_matrices_mean_two_things() -> None:
    with pytest.raises(ex.ParseError, match="write \\^ for a power"):
        ex.check("tr(A*A*A)", "A", "3*(A**2).T", "A[n,n]")
