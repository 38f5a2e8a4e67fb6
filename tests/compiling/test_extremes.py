"""Values at the edges: large margins, large exponents, ill conditions, data far away, few samples, equal sizes."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import special

import extremum as ex
from extremum.data.binding import interpreted


def compiled(text: str, declarations: list[str], wrt: str) -> ex.Compiled:
    """The value, the gradient and the Hessian."""
    f = ex.parse(text, declarations)
    return ex.compile([f, ex.gradient(f, wrt), ex.hessian(f, wrt)])


LOGISTIC = ["sum(log(1 + exp(-y.*(X*w))))", "-sum(log(1./(1 + exp(-y.*(X*w)))))", "-sum(log(sigmoid(y.*(X*w))))",
            "-sum(log(1 - sigmoid(-y.*(X*w))))", "sum(softplus(-y.*(X*w)))"]  # fmt: skip


@pytest.mark.parametrize("text", LOGISTIC)
@pytest.mark.parametrize("margin", [38.0, 710.0, 1000.0, -1000.0])
def test_margins(text: str, margin: float) -> None:
    """One formula, however it is written: finite, and right, in value, gradient and Hessian."""
    function = compiled(text, ["X[n,m]", "w[m]", "y[n]"], "w")
    X, y, w = np.array([[1.0, 0.5], [1.0, -0.5]]), np.array([1.0, -1.0]), np.array([0.0, 2 * margin])
    z = y * (X @ w)
    p = special.expit(-z)
    value, gradient, hessian = function(X=X, w=w, y=y)
    assert value == pytest.approx(np.logaddexp(0, -z).sum(), rel=1e-12)
    np.testing.assert_allclose(gradient, -X.T @ (y * p), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(
        hessian, X.T @ ((p * special.expit(z))[:, None] * X), rtol=1e-9, atol=1e-300 + 1e-15 * abs(hessian).max()
    )


@pytest.mark.parametrize("text", ["log(sum(exp(A*x)))", "logsumexp(A*x)", "log(sum_i(exp(a[i]'*x)))"])
@pytest.mark.parametrize("scale", [1.0, 1e4, -1e4])
def test_log_sum_exp(text: str, scale: float) -> None:
    function = compiled(text, ["A[n,m]", "x[m]", "a[m] for i in 1..n"] if "a[i]" in text else ["A[n,m]", "x[m]"], "x")
    A, x = np.array([[1.0, 2.0], [1.5, -1.0], [0.0, 1.0]]), scale * np.array([1.0, 0.25])
    value, gradient, hessian = function({"A": A, "a": A, "x": x})
    p = special.softmax(A @ x)
    assert value == pytest.approx(special.logsumexp(A @ x), rel=1e-14)
    np.testing.assert_allclose(gradient, A.T @ p, rtol=1e-12)
    np.testing.assert_allclose(hessian, A.T @ (np.diag(p) - np.outer(p, p)) @ A, rtol=1e-9, atol=1e-12)


def test_contrastive_loss_at_a_low_temperature() -> None:
    f = ex.parse("sum_i(log(sum_j(exp(z[i]'*z[j]/t))))", ["z[d] for i in 1..N", "t: positive"])
    function = ex.compile([f, ex.gradient(f, "t")])
    z, t = 3 * np.random.default_rng(0).normal(size=(6, 4)), 0.01
    G = z @ z.T / t
    value, slope = function(z=z, t=t)
    assert value == pytest.approx(special.logsumexp(G, axis=1).sum(), rel=1e-13)
    assert slope == pytest.approx(-np.sum(special.softmax(G, axis=1) * G) / t, rel=1e-12)


@pytest.mark.parametrize("text", ["exp(s)/(1 + exp(s))", "1/(1 + exp(-s))", "sigmoid(s)"])
def test_quotients(text: str) -> None:
    f = ex.parse(text, ["s"])
    function = ex.compile([f, ex.gradient(f, "s")])
    for s in (-1000.0, -710.0, -38.0, 0.0, 38.0, 710.0, 1000.0):
        value, slope = function(s=s)
        assert value == pytest.approx(special.expit(s), rel=1e-13, abs=1e-300)
        assert slope == pytest.approx(special.expit(s) * special.expit(-s), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(
    ("text", "turn"), [("log(normcdf(s))", 1), ("log(1 - normcdf(s))", -1), ("log(normcdf(-s))", -1)]
)
def test_logarithms_of_normal_probabilities(text: str, turn: int) -> None:
    f = ex.parse(text, ["s"])
    function = ex.compile([f, ex.gradient(f, "s"), ex.hessian(f, "s")])
    for s in (-1000.0, -40.0, -3.0, 0.0, 3.0, 30.0, 40.0, 1000.0):
        t = turn * s
        log = special.log_ndtr(t)
        mills = np.exp(-(t**2) / 2 - np.log(2 * np.pi) / 2 - log)
        expected = log, turn * mills, -mills * (t + mills)
        digits = 1e-6 if abs(s) < 100 else 1e-3  # φ/Φ is computed with exp(-s^2/2 - log Φ)
        assert function(s=s) == pytest.approx(expected, rel=digits, abs=1e-290)
        assert f.evaluate(s=s) == pytest.approx(log, rel=1e-12, abs=1e-290)


def test_log_determinant_of_what_is_large_or_small() -> None:
    f = ex.parse("logdet(S) + y'*inv(S)*y", ["S[n,n]: positive_definite", "y[n]"])
    function = ex.compile([f, ex.gradient(f, "S")])
    for scale in (1e-30, 1e30):
        S, y = scale * np.eye(40), np.sqrt(scale) * np.ones(40)
        value, gradient = function(S=S, y=y)
        assert value == pytest.approx(40 * np.log(scale) + 40, rel=1e-12)
        np.testing.assert_allclose(gradient * scale, np.eye(40) - 1, atol=1e-9)


def test_condition() -> None:
    """At a condition of 1e12 the error is that of the problem, and not of another way to solve it."""
    rng = np.random.default_rng(0)
    Q = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    S = (Q * np.logspace(0, -12, 6)) @ Q.T
    S, x = (S + S.T) / 2, rng.normal(size=6)
    f = ex.parse("y'*inv(S)*y", ["S[n,n]: positive_definite", "y[n]"])
    assert ex.compile(f)(S=S, y=S @ x) == pytest.approx(x @ S @ x, rel=1e-6)


SCATTER = ("sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) + N*logdet(S)",
           ["x[d] for i in 1..N", "mu[d]", "S[d,d]: positive_definite"])  # fmt: skip


def test_data_far_from_the_origin() -> None:
    """Everything moved by 2^23, exactly: the gradients are those of the data near the origin."""
    f = ex.parse(*SCATTER)
    exprs = [f, ex.gradient(f, "mu"), ex.gradient(f, "S")]
    x = np.round(np.random.default_rng(0).normal(size=(50, 3)) * 2**20) / 2**20
    mu = np.round(x.mean(0) * 2**20) / 2**20
    near = ex.compile(exprs)(x=x, mu=mu, S=np.eye(3))
    for far in (ex.compile(exprs), ex.compile(exprs, data=["x"])):
        found = far(x=x + 2.0**23, mu=mu + 2.0**23, S=np.eye(3))
        for a, b in zip(found, near, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6)


FORMULAS: list[tuple[str, list[str], str]] = [
    (*SCATTER, "S"),
    ("norm2(X*w - y)^2 + l*norm2(w)^2", ["X[N,d]", "w[d]", "y[N]", "l: positive"], "w"),
    ("sum(log(1 + exp(X*w)))", ["X[N,d]", "w[d]"], "w"),
    ("norm2(A*B*c)^2 + tr(A*B)", ["A[d,N]", "B[N,d]", "c[d]"], "A"),
    ("norm2(kron(A, B)*v)^2", ["A[d,d]", "B[N,N]", "v[d*N]"], "A"),
    ("sum_i(sum_j(exp(-norm2(x[i] - x[j])^2)))*s", ["x[d] for i in 1..N", "s"], "s"),
]


@pytest.mark.parametrize(("text", "declarations", "wrt"), FORMULAS, ids=[row[0] for row in FORMULAS])
def test_few_samples_and_equal_sizes(text: str, declarations: list[str], wrt: str) -> None:
    """No samples, one, and as many as anything else: nothing is told apart by its size."""
    f = ex.parse(text, declarations)
    exprs = [f, ex.gradient(f, wrt)]
    function, rng = ex.compile(exprs), np.random.default_rng(0)
    for N, d in product((0, 1, 2, 3), (1, 2, 3)):
        data = {"N": N, "d": d, **{s.name: drawn(s, {"N": N, "d": d}, rng) for s in f.symbols}}
        for found, expr in zip(function(data), exprs, strict=True):
            wanted = interpreted(expr, data)
            assert np.shape(found) == np.shape(wanted)
            np.testing.assert_allclose(found, wanted, rtol=1e-10, atol=1e-10)


def drawn(symbol: ex.Expr, sizes: dict[str, int], rng: np.random.Generator) -> Any:
    """Random data, positive definite where that is declared."""
    shape = [dim.value(sizes) for dim in symbol.shape][: 0 if symbol.is_scalar else 1 if symbol.is_column else 2]
    A = rng.normal(size=[symbol.size.value(sizes), *shape] if symbol.op.name == "member" else shape)
    if symbol.assumptions and A.ndim == 2:
        return A @ A.T + np.eye(len(A))
    return A if A.ndim else 1.5


def test_nothing_is_said_of_matrices_without_rows(capfd: pytest.CaptureFixture[str]) -> None:
    """LAPACK writes to the standard error where it is given no rows."""
    inverse = ex.compile(ex.gradient("logdet(S)", "S", "S[n,n]: positive_definite"))
    assert "dpotri" in inverse.source and inverse(S=np.zeros((0, 0))).shape == (0, 0)
    assert capfd.readouterr().err == ""
