"""Each pass against its input, modulo a prime; those that need an order of numbers, in floating point."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.compiling.numpy_source import module, reserved
from extremum.compiling.passes import PASSES, Pass
from extremum.compiling.plan import Plan, plan
from extremum.data.binding import interpreted, leaves_of
from extremum.verify.sampling import sample_data
from tests.compiling import interpreter as modular
from tests.compiling.support import agree

SIZES = {"n": 2, "m": 3, "N": 4, "k": 2}
REAL = {"logistic", "states"}
"""Passes about sizes of numbers and signs, which mean nothing modulo a prime, and about recurrences, which the judge of
programs modulo a prime does not run."""

SYMMETRIC = "S[n,n]: positive_definite"


def networks() -> list[tuple[list[ex.Expr | str], list[str]]]:
    """A loss of the last state and its gradients, in networks of one width, of many, and of a nested function."""
    n, m = ex.dims("n m")
    h = ex.widths("h")
    k = ex.index("k", m, start=0)
    U, W, b = ex.family("U", n, n, m), ex.family("W", lambda k: h(k + 1), lambda k: h(k), m), ex.family("b", n, 1, m)
    x, c = ex.vector("x", n), ex.family("c", lambda k: h(k + 1), 1, m)
    found: list[tuple[list[ex.Expr | str], list[str]]] = []
    for first, step, family in (
        (x, lambda y: ex.tanh(U[k] @ y + b[k]), U),
        (ex.vector("z", h(0)), lambda y: ex.sigmoid(W[k] @ y + c[k]), W),
        (x, lambda y: ex.exp(-ex.tanh(U[k] @ y)), U),
    ):
        f = ex.norm2(ex.recurrence("y", first, step, k)[m]) ** 2
        found.append(([f, ex.gradient(f, family[0]), ex.gradient(f, first)], []))
    return found


PROGRAMS: dict[str, Sequence[tuple[Sequence[ex.Expr | str], list[str]]]] = {
    "states": networks(),
    "factorisations": [
        (["inv(S)*A", "y'*inv(S)*z", "logdet(S)", "inv(S)"], [SYMMETRIC, "A[n,m]", "y[n]", "z[n]"]),
        (["inv(L)*y", "inv(L')*y", "inv(L)"], ["L[n,n]: lower_triangular, invertible", "y[n]"]),
    ],
    "solutions": [
        (["inv(S)*A", "inv(S)*A*C*y", "inv(S)*A*C"], [SYMMETRIC, "A[n,m]", "C[m,k]", "y[k]"]),
        (["inv(L)*A*C", "y'*inv(L)*A", "2*inv(L)*A"],
         ["L[n,n]: lower_triangular, invertible", "A[n,m]", "C[m,k]", "y[n]"]),
    ],
    "ridges": [
        (["inv(H'*H + l*eye(n))*y", "logdet(H'*H + l*eye(n))"], ["H[m,n]", "y[n]", "l: positive"]),
        (["inv(3*eye(m) + H*H')*A"], ["H[m,n]", "A[m,k]"]),
    ],
    "low rank": [
        (["inv(diag(d) + U*U')*y", "logdet(diag(d) + U*U')"], ["d[n]: positive", "U[n,m]", "y[n]"]),
        (["inv(diag(d) + U*U')", "tr(inv(diag(d) + U*U')*A)"], ["d[n]: positive", "U[n,m]", "A[n,n]"]),
        (["diagonal(inv(diag(d) + U*U'))", "A*inv(diag(d) + U*U')"], ["d[n]: positive", "U[n,m]", "A[k,n]"]),
    ],
    "halves": [
        (["A'*inv(S)*A", "y'*inv(S)*y"], [SYMMETRIC, "A[n,m]", "y[n]"]),
        (["diagonal(A'*inv(S)*A)", "sum_i(x[i]'*inv(S)*x[i])"], [SYMMETRIC, "A[n,m]", "x[n] for i in 1..N"]),
    ],
    "entries": [(["tr(A*B)", "diagonal(A*B)", "sum(A.*B')", "tr(A*A')"], ["A[n,m]", "B[m,n]"])],
    "grams": [
        (["sum_i((x[i] - a)'*S*(x[i] - a))", "sum_i((x[i] - a)*(x[i] - a)')", "S*(sum_i(x[i]) - N*a)"],
         [SYMMETRIC, "a[n]", "x[n] for i in 1..N"]),
    ],
    "logistic": [
        (["sum(log(1 + exp(z)))", "1./(1 + exp(-z))", "exp(-z)./(1 + exp(-z)).^2"], ["z[n]"]),
        (["sum(log(1 + exp(z)))", "exp(z)./(1 + exp(z)).^3"], ["z[n]"]),
        (["exp(-z)./(1 + exp(-z)).^2"], ["z[n]"]),
        (["A'*diag(sigmoid(z).*sigmoid(-z))*A"], ["A[n,m]", "z[n]"]),
    ],
    "assembled": [
        (["kron(A, eye(k)) - 3*s*kron(C, eye(k))", "kron(C, D)*commutation(m, k) + kron(A, eye(k))"],
         ["A[n,m]", "C[n,m]", "D[k,k]", "s"]),
        (["[kron(E, eye(k)), B; B', eye(m)]", "kron(eye(k), E) + v*v'"], ["E[n,n]", "B[n*k,m]", "v[n*k]"]),
    ],
    "turns": [
        (["A*commutation(m, k)", "commutation(m, k)*B", "commutation(k, m)*v", "v'*commutation(m, k)"],
         ["A[n,m*k]", "B[m*k,N]", "v[m*k]"]),
    ],
    "contracted": [
        (["kron(X, eye(k))*diag(vec(D))*kron(eye(N), W'*W)*diag(vec(D))*kron(X', eye(k))",
          "kron(X, eye(k))*diag(vec(D.^2))*kron(X', eye(k))",
          "kron(X, eye(k))*diag(vec(D))*(kron(R', eye(k))*commutation(m, k) + kron(D', W'))"],
         ["X[n,N]", "D[k,N]", "W[m,k]", "R[m,N]"]),
        (["kron(A, B)*diag(v)*kron(C, B')", "kron(A, B)*kron(eye(m), B')*M", "M'*kron(A', B)*P"],
         ["A[n,m]", "B[k,k]", "C[m,n]", "v[m*k]", "M[m*k,N]", "P[n*k,N]"]),
        (["(kron(A, eye(n)) + kron(eye(n), A) + S)*diag(v)*(kron(A', eye(n)) + kron(eye(n), A'))"],
         ["A[n,n]", "v[n^2]", "S[n^2,n^2]"]),
        (["kron(x', A)*diag(v)*kron(x, A')", "kron(x', A)*commutation(n, m)*M"],
         ["x[n]", "A[k,m]", "v[n*m]", "M[m*n,N]"]),
    ],
    "collected": [
        (["A*B + A*C + D", "A'*D + D'*A + A'*A", "2*B*A - C*A"], ["A[n,n]", "B[n,n]", "C[n,n]", "D[n,n]"]),
        (["A'*B + B'*A + 3*A'*A"], ["A[n,m]", "B[n,m]"]),
        (["y*s' + s*y' + 3*s*s'/(y'*s) - S"], [SYMMETRIC, "y[n]", "s[n]"]),
        (["A'*B + B'*A - 3*A'*inv(S)*A"], [SYMMETRIC, "A[n,m]", "B[n,m]"]),
        (["(eye(n) - s*y'/r)*S*(eye(n) - y*s'/r) + s*s'/r"], [SYMMETRIC, "y[n]", "s[n]", "r"]),
        (["(eye(n) - 2*A*inv(T)*A'*S)*S*(eye(n) - 2*S*A*inv(T)*A') + A*inv(T)*A'"],
         [SYMMETRIC, "A[n,m]: full_column_rank", "T[m,m]: positive_definite"]),
    ],
    "products": [
        (["A*B*B*A'", "B*A'*A*B", "A*B*C"], ["A[n,n]", "B[n,n]", "C[n,m]"]),
        (["norm2(kron(A,B)*v)^2", "A*unvec(v,n,n)'*B'*B", "B*unvec(v,n,n)*A'*A*unvec(v,n,n)'"],
         ["A[n,n]", "B[n,n]", "v[n*n]"]),
    ],
    "together": [
        (["sum_i(sum_j(norm2(x[i] - x[j])^2))", "sum_i(sum_j(exp(norm2(x[i] - x[j])^2)))", "sum_i(sum_j(x[i]'*x[j]))"],
         ["x[n] for i in 1..N"]),
        (["sum_i(sum_j(exp(x[i]'*A*x[j])*x[i]*x[j]'))", "sum_i(sum_j(exp(x[i]'*A*x[j])))"],
         ["x[n] for i in 1..N", "A[n,n]"]),
    ],
    "weights": [(["A'*diag(w.^2)*A", "A'*diag(v)*A"], ["A[n,m]", "w[n]", "v[n]: positive"]),
                (["A'*diag(v.*exp(w).*w.^2)*A"], ["A[n,m]", "w[n]", "v[n]: positive"])],
}  # fmt: skip


def made(texts: Sequence[ex.Expr | str], declarations: list[str], passes: tuple[Pass, ...]) -> Plan:
    """The plan of formulas, with some passes only."""
    exprs = {str(k): ex.parse(one, declarations) if isinstance(one, str) else one for k, one in enumerate(texts)}
    return plan(exprs, "tuple", "f", reserved, passes=passes)


def cases() -> list[Any]:
    """Each pass with its programs."""
    rows = [(one, *row) for one in PASSES for row in PROGRAMS[one.name]]
    return [pytest.param(*row, id=f"{row[0].name} {row[1][0]}") for row in rows]


def test_each_pass_has_programs() -> None:
    assert PROGRAMS.keys() == {one.name for one in PASSES}


@pytest.mark.parametrize(("one", "texts", "declarations"), cases())
def test_a_pass_changes_the_program_and_not_its_values(
    one: Pass, texts: Sequence[ex.Expr | str], declarations: list[str]
) -> None:
    upto = PASSES[: PASSES.index(one) + 1]
    before, after = made(texts, declarations, upto[:-1]), made(texts, declarations, upto)
    assert any(step.made_by is one for step in after.steps)
    if one.name in REAL:
        _agree_in_floating_point(after)
    else:
        _agree_modulo_the_prime(before, after)


def _agree_modulo_the_prime(before: Plan, after: Plan) -> None:
    tried = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        data = {a.name: _drawn(a.leaf, rng) for a in before.arguments if a.leaf is not None}
        try:
            values = [modular.evaluated(list(one.terms.values()), data, SIZES) for one in (before, after)]
        except modular.NoRootError:
            continue
        for first, second in zip(*values, strict=True):
            assert np.all((np.asarray(first) - np.asarray(second)) % modular.P == 0)
        tried += 1
        if tried == 2:
            return
    raise AssertionError("no data had all roots")


def _drawn(leaf: ex.Expr | None, rng: np.random.Generator) -> Any:
    """Random numbers modulo the prime; a positive definite matrix is a square, and so are positive numbers."""
    assert leaf is not None
    shape = [d.value(SIZES) for d in leaf.shape][: 0 if leaf.is_scalar else 2]
    shape = shape[:1] if leaf.is_column else shape
    if leaf.op.name == "member":
        shape = [SIZES[str(leaf.size)], *shape]
    found = np.vectorize(int, otypes=[object])(rng.integers(1, modular.P, size=shape))
    facts = set(leaf.assumptions)
    if "positive" in facts:
        return found * found % modular.P
    if facts & {"positive_definite", "lower_triangular"}:
        lower = found * np.tril(np.ones(found.shape, dtype=int))
        return lower @ lower.T % modular.P if "positive_definite" in facts else lower
    return found


def _agree_in_floating_point(after: Plan) -> None:
    function = _function(after)
    for seed in range(3):
        data, _ = sample_data(list(after.results.values()), np.random.default_rng(seed))
        values = function(**data)
        agree(dict(zip(after.results, values, strict=True)), after.results, data, {}, 1e-12)


def _function(made: Plan) -> Any:
    space: dict[str, Any] = {}
    exec(module([made], ""), space)
    return space["f"]


def test_explained() -> None:
    f = ex.parse("sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) + N*logdet(S)", [SYMMETRIC, "mu[n]", "x[n] for i in 1..N"])
    told = ex.compile([f, ex.gradient(f, "S")]).explain()
    assert "factorisations: one Cholesky factor" in told
    assert "+ RtR = R.T @ R" in told.replace("  + ", "+ ")
    assert ex.compile(ex.parse("a + b", ["a", "b"])).explain().startswith("f: no pass changed the program")


@pytest.mark.parametrize("margin", [1000.0, -1000.0, 38.0, -38.0, 0.0])
def test_logistic_terms_at_large_margins(margin: float) -> None:
    f = ex.parse("sum(log(1 + exp(z)))", ["z[n]"])
    value, slope, curvature = ex.compile([f, ex.gradient(f, "z"), ex.hessian(f, "z")])(z=[margin])
    with localcontext(prec=900):
        e = Decimal(margin).exp()
        wanted = [(1 + e).ln(), e / (1 + e), e / (1 + e) ** 2]
        for found, exact in zip((value, slope[0], curvature[0, 0]), wanted, strict=True):
            assert abs(Decimal(float(found)) - exact) <= Decimal("1e-14") * abs(exact) + Decimal("1e-300")


def test_the_logistic_hessian_is_a_symmetric_product() -> None:
    """However the normal form writes its weights."""
    hessian = ex.hessian("sum(log(1 + exp(X*w))) - y'*X*w", "w", "X[n,m]; w[m]; y[n]")
    assert "M.T @ M" in ex.compile(hessian).source


@pytest.mark.parametrize(("m", "n"), [(2, 5), (5, 2), (3, 3), (0, 2), (1, 4)])
def test_ridges_of_few_rows_and_of_many(m: int, n: int) -> None:
    """The code takes the smaller Gram matrix, evaluation the one that is written."""
    rng = np.random.default_rng(m)
    data = {"H": rng.normal(size=(m, n)), "y": rng.normal(size=n), "B": rng.normal(size=(n, 2)), "l": 0.3}
    texts = ["inv(H'*H + l*eye(n))*y", "inv(H'*H + 2*l*eye(n))*B", "logdet(H'*H + l*eye(n))"]
    for text in texts:
        f = ex.parse(text, ["H[m,n]", "y[n]", "B[n,k]", "l: positive"])
        function = ex.compile(f)
        assert "ridge_cholesky" in function.source
        np.testing.assert_allclose(function(data), interpreted(f, {k: data[k] for k in leaves_of([f])}), rtol=1e-12)


def test_ridges_leave_what_data_alone_determine_to_its_stage() -> None:
    f = ex.parse("inv(H'*H + l*eye(n))*H'*y", ["H[m,n]", "y[m]", "l: positive"])
    assert "ridge" not in ex.compile(f, data=["H", "y"]).source
