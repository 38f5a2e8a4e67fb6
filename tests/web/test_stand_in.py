"""The part of NumPy that stands in for it in a browser gives what NumPy gives, and the library the same answers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from extremum.web.browser import numpy as own
from extremum.web.browser.build import WHEELS
from extremum.web.questions import answer

SHAPES = [(), (1,), (3,), (2, 3), (3, 1), (1, 3), (2, 1, 3), (4, 2, 3)]
KEYS: list[Any] = [
    0, -1, slice(None, None, -1), slice(1, 3), Ellipsis, None, (Ellipsis, 0), (slice(None), None),
    (Ellipsis, None, None), (0, slice(1, None)), [1, 0], ([0, 1], [1, 0]), (slice(None), [2, 0]), (Ellipsis, [0, 2]),
    (Ellipsis, slice(0, 1), slice(None)),
]  # fmt: skip


def both(shape: tuple[int, ...], seed: int, kind: str = "f") -> tuple[Any, Any]:
    """The same random array, NumPy's and ours."""
    rng = np.random.default_rng(seed)
    theirs: Any = rng.normal(size=shape) if kind == "f" else rng.integers(-4, 5, size=shape)
    return theirs, own.asarray(theirs.tolist())


def same(theirs: Any, ours: Any) -> None:
    """Equal shapes, and equal entries up to rounding."""
    assert np.shape(theirs) == own.shape(ours)
    np.testing.assert_allclose(np.reshape(own.asarray(ours).tolist(), own.shape(ours)), theirs, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("shape", SHAPES[1:], ids=str)
@pytest.mark.parametrize("key", KEYS, ids=str)
def test_indexing(shape: tuple[int, ...], key: Any) -> None:
    theirs, ours = both(shape, 1)
    try:
        expected = theirs[key]
    except IndexError:
        with pytest.raises((IndexError, ValueError)):
            ours[key]
        return
    same(expected, ours[key])
    theirs[key], ours[key] = 7.0, 7.0
    same(theirs, ours)


def test_masks() -> None:
    theirs, ours = both((3, 4), 2)
    same(theirs[theirs > 0], ours[ours > 0])
    theirs[theirs < 0], ours[ours < 0] = 0, 0
    same(theirs, ours)
    same(theirs[theirs.any(axis=1)], ours[ours.any(axis=1)])


@pytest.mark.parametrize("one", SHAPES, ids=str)
@pytest.mark.parametrize("other", SHAPES, ids=str)
def test_arithmetic_is_broadcast(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    (a, x), (b, y) = both(one, 3), both(other, 4)
    try:
        np.broadcast_shapes(one, other)
    except ValueError:
        with pytest.raises(ValueError, match="broadcast"):
            own.add(x, y)
        return
    for name in ("add", "subtract", "multiply", "divide", "maximum", "minimum", "less", "greater_equal", "logaddexp"):
        same(getattr(np, name)(a, b), getattr(own, name)(x, y))
    same(np.where(a > 0, a, b), own.where(own.greater(x, 0), x, y))


@pytest.mark.parametrize(
    "name", ["exp", "tanh", "sin", "log1p", "sqrt", "log", "abs", "sign", "rint", "expm1", "isfinite"]
)
def test_functions_and_their_limits(name: str) -> None:
    values = [0.0, 1.0, -1.0, 0.5, 2.5, 800.0, -800.0, np.inf, -np.inf]
    with np.errstate(all="ignore"):
        same(getattr(np, name)(np.array(values)), getattr(own, name)(own.asarray(values)))


def test_division_and_powers_at_their_limits() -> None:
    tops, bottoms = [1.0, -1.0, 0.0, 2.0, -8.0], [0.0, 0.0, 0.0, -1.0, 1 / 3]
    with np.errstate(all="ignore"):
        same(np.divide(tops, bottoms), own.divide(tops, bottoms))
        same(np.power(tops, bottoms), own.power(tops, bottoms))
        same(np.power(bottoms, -1.0), own.power(bottoms, -1.0))


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (3, 3), (5, 5), (2, 3, 3), (0, 0)], ids=str)
@pytest.mark.parametrize("seed", range(3))
def test_square_matrices(shape: tuple[int, ...], seed: int) -> None:
    a, x = both(shape, seed)
    same(np.linalg.det(a), own.linalg.det(x))
    if shape[-1]:
        same(np.linalg.inv(a), own.linalg.inv(x))
        for theirs, ours in zip(np.linalg.slogdet(a), own.linalg.slogdet(x), strict=True):
            same(theirs, ours)
        symmetric, y = a + np.swapaxes(a, -1, -2), x + own.swapaxes(x, -1, -2)
        same(np.linalg.eigvalsh(symmetric), own.linalg.eigvalsh(y))
        numbers, vectors = own.linalg.eigh(y)
        same(symmetric, vectors @ (numbers[..., :, None] * own.swapaxes(vectors, -1, -2)))
        gram = own.swapaxes(x, -1, -2) @ x
        factor = own.linalg.cholesky(gram)
        same(np.asarray(own.asarray(gram).tolist()), factor @ own.swapaxes(factor, -1, -2))


@pytest.mark.parametrize("shape", [(2, 4), (4, 2), (3, 3), (1, 3), (2, 5, 3)], ids=str)
@pytest.mark.parametrize("deficient", [False, True])
def test_singular_values(shape: tuple[int, ...], deficient: bool) -> None:
    a, _ = both(shape, 5)
    if deficient:
        a[..., -1] = a[..., 0]
    x = own.asarray(a.tolist())
    same(np.linalg.svd(a, compute_uv=False), own.linalg.svd(x, compute_uv=False))
    u, s, vt = own.linalg.svd(x, full_matrices=False)
    same(a, u @ (s[..., :, None] * vt))
    full, _, right = own.linalg.svd(x)
    for q in (full, right):
        same(np.broadcast_to(np.eye(q.shape[-1]), q.shape), own.swapaxes(q, -1, -2) @ q)
    same(np.linalg.pinv(a, 1e-12), own.linalg.pinv(x, 1e-12))
    assert np.linalg.matrix_rank(a).tolist() == own.linalg.matrix_rank(x).tolist()


@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 1)])
@pytest.mark.parametrize("name", ["sum", "prod", "max", "min", "mean", "all", "any"])
def test_reductions(axis: Any, name: str) -> None:
    theirs, ours = both((3, 4), 6)
    same(getattr(theirs, name)(axis=axis), getattr(ours, name)(axis=axis))
    same(getattr(theirs, name)(axis=axis, keepdims=True), getattr(ours, name)(axis=axis, keepdims=True))


def test_making_and_taking() -> None:
    a, x = both((3, 4), 7, "i")
    for name in ("tril", "triu", "diagonal", "trace", "unique", "sort", "flatnonzero", "argwhere", "diff"):
        same(getattr(np, name)(a, axis=0) if name == "diff" else getattr(np, name)(a), getattr(own, name)(x))
    same(np.kron(a, a), own.kron(x, x))
    same(np.concatenate([a, a], axis=-1), own.concatenate([x, x], axis=-1))
    same(np.stack([a, a], axis=-1), own.stack([x, x], axis=-1))
    same(np.block([[a, a], [a, a]]), own.block([[x, x], [x, x]]))
    same(np.take_along_axis(a, np.argsort(a), -1), own.take_along_axis(x, np.argsort(a).tolist(), -1))
    same(np.diag([1, 2, 3]), own.diag([1, 2, 3]))
    same(np.eye(3, 4, 1), own.eye(3, 4, 1))
    same(np.outer(a, a), own.outer(x, x))
    same(np.bincount([0, 2, 2], [1.0, 2, 3], 5), own.bincount([0, 2, 2], [1.0, 2, 3], 5))
    same(np.subtract.outer(np.arange(3), np.arange(2)), own.subtract.outer(own.arange(3), own.arange(2)))
    same(np.array(np.triu_indices(4, 1)), own.asarray([v.tolist() for v in own.triu_indices(4, 1)]))


# -- the library on it -------------------------------------------------------------------------------------------------
PROBLEMS = [
    ("norm2(A*x - b)^2", ["A[m,n]", "x[n]"], "x", "A'*(A*x - b)"),
    ("tr(A*X*B)", ["A[n,m]", "X[m,k]", "B[k,n]"], "X", "A'*B'"),
    ("logdet(S) + tr(inv(S)*C)", ["S[d,d]: positive_definite", "C[d,d]: positive_definite"], "S", "inv(S)"),
    ("sum(log(1 + exp(-y.*(X*w))))", ["X[n,d]", "w[d]", "y[n]"], "w", "X'*y"),
    ("tr(X'*A*X)", ["A[n,n]: symmetric", "X[n,k]: orthogonal"], "X", "2*A*X"),
    ("sum_i(norm2(x[i] - mu)^2)", ["x[d] for i in 1..N", "mu[d]"], "mu", "2*N*mu"),
]
KINDS: list[tuple[str, dict[str, str]]] = [
    ("derivative", {"of": "hessian"}), ("steps", {}), ("check", {}), ("extremum", {"sense": "min"}),
]  # fmt: skip
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    (kind, {"text": text, "declarations": declarations, "wrt": wrt, "claim": claim, **more})
    for text, declarations, wrt, claim in PROBLEMS
    for kind, more in KINDS
]
ASKED = """
import json, sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numpy", "scipy"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
from extremum.web.browser import answered, stand_in
stand_in()
print(json.dumps([json.loads(answered(kind, json.dumps(question))) for kind, question in json.loads(sys.stdin.read())]))
"""


def python(code: str, given: str = "") -> Any:
    """What a fresh Python prints, from JSON."""
    ran = subprocess.run([sys.executable, "-c", code], input=given, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def without_draws(found: dict[str, Any]) -> str:
    """What is said, without the numbers that hang on random draws."""
    said = re.sub(r"(changes at the rate|by the claim) [^\s,]+", r"\1 …", str(found.get("text") or found["error"]))
    return "\n".join(line for line in said.splitlines() if not re.search(r" at \w+ = ", line))


def test_the_library_answers_the_same_without_numpy() -> None:
    for (kind, question), found in zip(QUESTIONS, python(ASKED, json.dumps(QUESTIONS)), strict=True):
        assert without_draws(found) == without_draws(answer(kind, question)), (kind, question)


def test_what_needs_the_server_says_so() -> None:
    found = python("from extremum.web.browser import answered; print(answered('numbers', '{}'))")
    assert "need the server" in found["error"]


def test_the_wheels_are_of_known_versions() -> None:
    assert all("==" in wheel for wheel in WHEELS)
