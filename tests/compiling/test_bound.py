"""Data that are given once: checked once, and what they alone determine computed once."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.compiling.passes import Program
from extremum.compiling.passes.moments import moments
from extremum.compiling.terms import Terms
from tests.compiling import interpreter as modular
from tests.compiling.test_passes import SIZES, _drawn, made

SAMPLES, PD = "x[n] for i in 1..N", "S[n,n]: positive_definite"
STAGED: list[tuple[str, list[str], list[str], list[str]]] = [
    ("sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) + N*logdet(S)", [SAMPLES, "mu[n]", PD], ["mu", "S"], ["x"]),
    ("norm2(X*w - y)^2 + l*norm2(w)^2", ["X[n,m]", "w[m]", "y[n]", "l"], ["w", "l"], ["X", "y"]),
    ("tr((Y - X*B)*inv(S)*(Y - X*B)') + n*logdet(S)",
     ["X[n,m]", "Y[n,k]", "B[m,k]", "S[k,k]: positive_definite"], ["B", "S"], ["X", "Y"]),
    ("tr((X - X*W*W')'*(X - X*W*W'))", ["X[n,m]", "W[m,k]"], ["W"], ["X"]),
    ("sum_i(norm2(A*x[i] + b - c)^2)", [SAMPLES, "A[m,n]", "b[m]", "c[m]"], ["A", "b"], ["x"]),
    ("N*tr(inv(S)*C) + sum_i(x[i]'*inv(S)*x[i])", [SAMPLES, PD, "C[n,n]"], ["S"], ["x", "C"]),
]  # fmt: skip
"""Formula, declarations, unknowns, data."""
cases = pytest.mark.parametrize(("text", "declarations", "wrt", "data"), STAGED, ids=[row[0] for row in STAGED])


def compiled(text: str, declarations: list[str], wrt: list[str], data: Any) -> tuple[Any, Any]:
    """The value and the gradients, in two stages and in one."""
    f = ex.parse(text, declarations)
    exprs = [f, *(ex.gradient(f, name) for name in wrt)]
    return ex.compile(exprs, data=data), ex.compile(exprs)


def drawn(function: Any, sizes: dict[str, int], rng: np.random.Generator) -> dict[str, Any]:
    """Random data for a function."""
    found = {}
    for argument in function.plan.inputs:
        leaf = argument.leaf
        if leaf is not None:
            shape = [sizes[str(d)] for d in leaf.shape if d.number is None]
            shape = [sizes[str(leaf.size)], *shape] if leaf.op.name == "member" else shape
            A = rng.normal(size=shape)
            found[argument.name] = A @ A.T + np.eye(len(A)) if leaf.assumptions else A if shape else float(A)
    return found


@cases
def test_two_stages_are_one(text: str, declarations: list[str], wrt: list[str], data: list[str]) -> None:
    two, one = compiled(text, declarations, wrt, data)
    values = drawn(one, {"n": 3, "m": 4, "k": 2, "N": 7}, np.random.default_rng(0))
    assert two.plan.once is not None
    bound = two.bind({name: values[name] for name in data})
    left = {name: value for name, value in values.items() if name not in data}
    for found in (two(values), bound(**left), bound(**left)):
        for ours, wanted in zip(found, one(values), strict=True):
            np.testing.assert_allclose(ours, wanted, rtol=1e-10, atol=1e-10)


@cases
def test_a_call_does_not_see_the_samples(text: str, declarations: list[str], wrt: list[str], data: list[str]) -> None:
    """Sums over samples become moments, also those that other names or other formulas have."""
    two, _ = compiled(text, declarations, wrt, data)
    for argument in two.plan.arguments:
        assert argument.name not in data or argument.name == "C"


@cases
def test_moments_modulo_the_prime(text: str, declarations: list[str], wrt: list[str], data: list[str]) -> None:
    before = made([text], declarations, ())
    roots = tuple(before.terms.values())
    after = moments(data).run(Program(Terms(), roots)).roots
    rng = np.random.default_rng(0)
    values = {a.name: _drawn(a.leaf, rng) for a in before.arguments if a.leaf is not None}
    first, second = (modular.evaluated(one, values, SIZES) for one in (roots, after))
    assert after != roots and (first[0] - second[0]) % modular.P == 0


def test_moments_far_from_the_origin() -> None:
    """Nothing cancels: the gradient by the mean of data at 1e7 keeps its digits."""
    f = ex.parse("sum_i((x[i] - mu)'*inv(S)*(x[i] - mu))", [SAMPLES, "mu[n]", PD])
    x = 1e7 + np.random.default_rng(0).normal(size=(100, 3))
    mu, S = x.mean(0) + 0.5, np.eye(3)
    found = ex.compile([f, ex.gradient(f, "mu")], data="x").bind(x=x)(mu=mu, S=S)
    r = (x - x.mean(0)) - 0.5
    np.testing.assert_allclose(found[0], np.sum(r * r), rtol=1e-7)
    np.testing.assert_allclose(found[1], -2 * r.sum(0), rtol=1e-7)


def test_nothing_to_stage_is_no_error() -> None:
    f = ex.parse("sum(exp(X*w))", ["X[n,m]", "w[m]"])
    bound = ex.compile(f, data=["X"]).bind(X=[[1, 2]])
    assert bound(w=[0.0, 0.0]) == 1.0


def test_what_is_said() -> None:
    f = ex.parse("norm2(X*w - y)^2", ["X[n,m]", "w[m]", "y[n]"])
    function = ex.compile(f, data=["X", "y"], name="loss")
    assert "def loss_data(X, y):" in function.source and "moments: sums over samples" in function.explain()
    assert repr(function.bind(X=np.eye(2), y=[1, 2])) == "<loss with X, y given; it needs w>"
    for again in (pickle.loads(pickle.dumps(function)), copy.copy(function)):
        assert again(X=np.eye(2), y=[1, 2], w=[0, 0]) == 5.0
    with pytest.raises(ex.ExtremumError, match="no symbol Z is in what is compiled"):
        ex.compile(f, data=["Z"])
    for junk in (1, [np.eye(2)]):
        with pytest.raises(ex.ExtremumError, match="data= takes the names of symbols"):
            ex.compile(f, data=junk)  # type: ignore[arg-type]


# -- binding -------------------------------------------------------------------------------------------------------
def fit() -> Any:
    """A function of w and S with its other data given."""
    f = ex.parse("norm2(X*w - y)^2 + logdet(S)", ["X[n,m]", "w[m]", "y[n]", PD])
    return ex.compile(f).bind(X=np.ones((2, 3)), y=np.zeros(2))


def test_calls_after_the_first_are_the_same() -> None:
    bound, S = fit(), np.eye(2)
    assert [bound(w=np.array([1.0, k, 0.0]), S=S) for k in range(3)] == [2.0, 8.0, 18.0]
    assert bound(w=[1, 2, 0], S=S.tolist()) == 18.0


@pytest.mark.parametrize(
    ("data", "said"),
    [({"w": np.ones(2), "S": np.eye(2)}, "w is 3×1|m is 3"), ({"w": np.ones(3)}, "S: no value"),
     ({"w": np.ones(3), "S": -np.eye(2)}, "positive.definite"),
     ({"w": np.full(3, np.nan).tolist(), "S": np.eye(2)}, "nan")],
)  # fmt: skip
def test_data_are_checked_at_the_first_call_and_later(data: dict[str, Any], said: str) -> None:
    for again in (False, True):
        bound = fit()
        if again:
            bound(w=np.ones(3), S=np.eye(2))
        with pytest.raises(ex.DataError, match=said):
            bound(**data)


def test_given_data_are_checked_at_once() -> None:
    function = ex.compile(ex.parse("y'*inv(S)*y", ["y[n]", PD]))
    with pytest.raises(ex.DataError, match="positive_definite"):
        function.bind(S=-np.eye(2))
    with pytest.raises(ex.DataError, match="f has no data z"):
        function.bind(z=1)


def test_results_share_no_memory_with_data() -> None:
    A = ex.matrix("A", "n", "m")
    data = np.ones((2, 3))
    for function in (ex.compile(A.T), ex.compile(A), ex.compile([A, A.T, 2 * A])):
        bound = function.bind()
        for _ in range(2):
            found = bound(A=data)
            assert not any(np.shares_memory(one, data) for one in (found if isinstance(found, tuple) else [found]))


def test_what_data_determine_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text, declared = "sum_i((x[i] - m)'*(x[i] - m)) + N*log(m'*m)", ["x[d] for i in 1..N", "m[d]"]
    function = ex.compile(ex.parse(text, declared), data=["x"])
    once, runs = function._once, []

    def counted(**data: Any) -> Any:
        runs.append(data)
        assert once is not None
        return once(**data)

    monkeypatch.setattr(function, "_once", counted)
    x = np.arange(12.0).reshape(6, 2)
    fit = function.bind(x=x)
    for k in (1.0, 2.0, 3.0):
        m = np.full(2, k)
        assert fit(m=m) == pytest.approx(((x - m) ** 2).sum() + 6 * np.log(m @ m))
    assert len(runs) == 1
