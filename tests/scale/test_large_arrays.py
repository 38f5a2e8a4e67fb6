"""Large arrays go by in blocks of rows: the values, and the errors, of a call on whole arrays; and little memory."""

from __future__ import annotations

import re
import tracemalloc
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.compiling import compiled
from extremum.compiling.rowwise import Partial
from extremum.scale import passes, samples
from extremum.scale.values import in_blocks

GAUSSIAN = ("-1/2*sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) - N/2*logdet(S)",
            "x[d] for i in 1..N; mu[d]; S[d,d]: positive_definite", "mu")  # fmt: skip
FORMULAS = [
    GAUSSIAN,
    ("sum(log(1 + exp(X*w))) - y'*X*w", "X[n,m]; y[n]; w[m]", "w"),
    ("norm2(X*w - y)^2/n + lam*norm2(w)^2", "X[n,m]; y[n]; w[m]; lam", "w"),
    ("norm2(X*X'*y - y)^2 + sum(w)*sum(X)", "X[n,m]; y[n]; w[m]", "w"),  # in two passes
    ("tr(A*B) + sum(w)", "A[n,m]; B[m,n]; w[m]", "w"),  # rows of one are columns of the other
]


def data_for(expr: ex.Expr, rows: int) -> dict[str, Any]:
    rng, found = np.random.default_rng(0), {}
    for symbol in expr.symbols:
        shape = [{"n": rows, "N": rows}.get(str(d), 3) for d in symbol.shape if d.number is None]
        A = rng.normal(size=[rows, *shape] if symbol.op.name == "member" else shape)
        found[symbol.name] = A @ A.T + np.eye(len(A)) if symbol.assumptions else A if shape else float(A)
    return found


@pytest.mark.parametrize(("text", "declarations", "wrt"), FORMULAS, ids=[text for text, _, _ in FORMULAS])
@pytest.mark.parametrize("form", ["one", "tuple", "dict"])
def test_values(text: str, declarations: str, wrt: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    f = ex.parse(text, declarations)
    slope = ex.gradient(f, wrt)
    exprs: Any = {"one": f, "tuple": [f, slope], "dict": {"value": f, "gradient": slope}}[form]
    data, function = data_for(f, 40), ex.compile(exprs)
    wanted = function(data)
    monkeypatch.setattr(compiled, "_LARGE", 100)
    found = ex.compile(exprs)(data)
    assert type(found) is type(wanted)
    for a, b in zip(_several(found), _several(wanted), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-11)


def test_what_merges_goes_in_blocks() -> None:
    found = [in_blocks(ex.compile(f), data_for(f, 40)) for f in (ex.parse(*row[:2]) for row in FORMULAS)]
    assert [value is not None for value in found] == [True, True, True, True, False]


def _several(found: Any) -> list[Any]:
    return list(found.values()) if isinstance(found, dict) else list(found) if isinstance(found, tuple) else [found]


def test_errors_are_those_of_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_LARGE", 100)
    f = ex.parse(GAUSSIAN[0], GAUSSIAN[1])
    data, function = data_for(f, 40), ex.compile(f)
    for wrong, said in ((-np.eye(3), "positive"), (np.full((3, 3), np.nan), "nan"), (np.eye(2), "S")):
        with pytest.raises(ex.DataError, match=said):
            function({**data, "S": wrong})
    data["x"][7, 1] = np.inf
    with pytest.raises(ex.DataError, match="x"):
        function(data)


def test_little_memory_is_needed_beside_the_data() -> None:
    f = ex.parse(GAUSSIAN[0], GAUSSIAN[1])
    function = ex.compile([f, ex.gradient(f, "mu"), ex.gradient(f, "S")])
    data = {"x": np.ones((2**18, 40)), "mu": np.zeros(40), "S": np.eye(40)}
    tracemalloc.start()
    try:
        function(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < data["x"].nbytes / 4


RUNS = [
    ("norm2(X*w - y)^2 + norm2(w)^2", "w", "X[n,m]; y[n]; w[m]"),
    ("sum(log(1 + exp(-y.*(X*w)))) + norm2(w)^2", "w", "X[n,m]; y[n]; w[m]"),
    ("sum_i(s[i]*log(1 + exp(x[i]'*A[i]*w))) + norm2(w)^2", "w",
     "x[m] for i in 1..n; A[m,m] for i in 1..n; s for i in 1..n; w[m]"),
    ("norm2(X*w - u)^2 + norm2(u - y)^2 + norm2(w)^2", ["w", "u"], "X[n,m]; y[n]; w[m]; u[n]"),  # unknown rows
    ("y'*inv(eye(n) + X*diag(exp(w))*X')*y + norm2(w)^2", "w", "X[n,m]; y[n]; w[m]"),  # does not merge
]  # fmt: skip


@pytest.mark.parametrize(("text", "unknowns", "declarations"), RUNS, ids=[text for text, _, _ in RUNS])
def test_runs(text: str, unknowns: Any, declarations: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A minimum is the same whether large arrays go by in blocks or not."""
    rng = np.random.default_rng(0)
    shapes = {"X": (30, 3), "y": (30,), "x": (30, 3), "A": (30, 3, 3), "s": (30,)}
    used = [name for name in shapes if re.search(rf"\b{name}(\[| for)", declarations)]
    data = {name: np.abs(rng.normal(size=shapes[name])) for name in used}
    asked: dict[str, Any] = {
        "declarations": declarations,
        "start": {name: np.ones({"w": 3, "u": 30}[name]) for name in unknowns},
    }
    wanted = ex.minimize(text, unknowns, data, **asked)
    monkeypatch.setattr(samples, "_LARGE", 200)
    monkeypatch.setattr(samples, "_CACHED", 400)
    found = ex.minimize(text, unknowns, data, **asked)
    assert found.status == wanted.status == "converged" and found.method == wanted.method
    for name in unknowns:
        np.testing.assert_allclose(found.x[name], wanted.x[name], rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("items", [0, 1, 3, 40])
def test_items_are_shared_out_in_their_order(threads: int, items: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "_count", lambda: threads)
    assert passes._shared(lambda k: Partial(k, (k * k,)), range(items)) == [Partial(k, (k * k,)) for k in range(items)]


@pytest.mark.parametrize("wrong", [0, 7, 39])
def test_what_goes_wrong_in_a_thread_is_raised(wrong: int) -> None:
    def work(k: int) -> Partial:
        if k == wrong:
            raise ex.DataError(f"row {k}")
        return Partial(k, ())

    with pytest.raises(ex.DataError, match=f"row {wrong}"):
        passes._shared(work, range(40))
