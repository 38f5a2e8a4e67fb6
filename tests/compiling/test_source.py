"""The source: what a person would write, clean, and of use without this library."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import extremum as ex
from extremum.compiling.compiled import Compiled
from tests.cases import checks
from tests.compiling.support import code, compared


def both(text: str, declarations: list[str], wrt: str) -> Compiled:
    """The value and its derivative, compared with evaluation."""
    f = ex.parse(text, declarations)
    return compared({"value": f, "derivative": ex.gradient(f, wrt) if f.is_scalar else ex.jacobian(f, wrt)})


def lines(text: str, declarations: list[str], wrt: str) -> list[str]:
    """The code of both, a line an item."""
    return code(both(text, declarations, wrt)).splitlines()


SAMPLES = "x[d] for i in 1..N"
WRITTEN: list[tuple[str, list[str], str, list[str]]] = [
    ("norm2(X*w - y)^2", ["X[n,m]", "w[m]", "y[n]"], "w",
     ["r = X @ w - y", 'return {"value": r @ r, "derivative": 2 * (X.T @ r)}']),
    ("a'*A*B*x", ["a[n]", "x[p]", "A[n,m]", "B[m,p]"], "x",
     ['return {"value": a @ A @ B @ x, "derivative": B.T @ (A.T @ a)}']),
    ("a'*inv(A)*b", ["a[n]", "A[n,n]: invertible", "b[n]"], "a",
     ["u = np.linalg.solve(A, b)", 'return {"value": a @ u, "derivative": u}']),
    ("P*H'*inv(H*P*H' + R)*z", ["P[n,n]: symmetric", "H[m,n]", "R[m,m]: positive_definite", "z[m]"], "z",
     ["HP = H @ P", "M = HP @ H.T + R",
      'return {"value": P @ (H.T @ np.linalg.solve(M, z)), "derivative": np.linalg.solve(M, HP).T}']),
    ("sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) + N*log(det(S))", [SAMPLES, "mu[d]", "S[d,d]: positive_definite"], "S",
     ["N = len(x)", "L = cholesky(S)", "S_inv = cho_inverse(L)", "R = x - mu", "RtR = R.T @ R", "return {",
      '    "value": np.vdot(S_inv, RtR) + N * cho_logdet(L),',
      '    "derivative": N * S_inv - S_inv @ RtR @ S_inv,', "}"]),
    ("tr(X'*A*X)", ["X[n,m]", "A[n,n]: symmetric"], "X",
     ["AX = A @ X", 'return {"value": np.vdot(X, AX), "derivative": 2 * AX}']),
    ("sum(A*diag(b)*C)", ["A[n,m]", "b[m]", "C[m,p]"], "b",
     ["v = np.sum(C, axis=1)", 'return {"value": np.sum(A @ (b * v)), "derivative": np.sum(A, axis=0) * v}']),
    ("tanh(W*x)", ["W[n,m]", "x[m]"], "x",
     ["h = np.tanh(W @ x)", 'return {"value": h, "derivative": (1 - h**2)[:, None] * W}']),
    ("sum_i(log(1 + exp(-y[i]*(w'*x[i]))))", [SAMPLES, "y for i in 1..N", "w[d]"], "w",
     ["v = y * (x @ w)", "e = np.exp(-np.abs(v))", "return {",
      '    "value": np.sum(np.maximum(-v, 0) + np.log1p(e)),',
      '    "derivative": -((y * (np.where(v >= 0, e, 1) / (1 + e))) @ x),', "}"]),
    ("sum_i(norm2(A[i]*x - b[i])^2)", ["A[n,m] for i in 1..N", "b[n] for i in 1..N", "x[m]"], "x",
     ["m = len(x)", "total = 0.0", "for A_i, b_i in zip(A, b, strict=True):", "    r = A_i @ x - b_i",
      "    total += r @ r", "total2 = np.zeros(m)", "for A_i, b_i in zip(A, b, strict=True):",
      "    total2 += A_i.T @ (A_i @ x - b_i)", 'return {"value": total, "derivative": 2 * total2}']),
    ("tr(sum_i(A[i])*X)", ["A[n,m] for i in 1..N", "X[m,n]"], "X",
     ["M = np.sum(A, axis=0)", 'return {"value": np.einsum("ij,ji", X, M), "derivative": M.T}']),
    ("log(det(X))", ["X[n,n]: positive_definite"], "X",
     ["L = cholesky(X)", 'return {"value": cho_logdet(L), "derivative": cho_inverse(L)}']),
    ("norm2(x - a)", ["x[n]", "a[n]"], "x",
     ["r = x - a", "norm_r = np.linalg.norm(r)", 'return {"value": norm_r, "derivative": r / norm_r}']),
    ("a*ones(1,m) + ones(n,1)*b' + X", ["a[n]", "b[m]", "X[n,m]"], "X",
     ["n, m = X.shape", 'return {"value": a[:, None] + b + X, "derivative": np.eye(m * n)}']),
    ("[A, b; b', c]*x", ["A[n,n]", "b[n]", "c", "x[n + 1]"], "c",
     ["n = len(b)", "return {", '    "value": np.block([[A, b[:, None]], [b[None, :], c]]) @ x,',
      '    "derivative": x[n] * np.eye(n + 1)[n],', "}"]),
]  # fmt: skip
"""Formula, declarations, variable, and the code of the value and its derivative."""


@pytest.mark.parametrize(("text", "declarations", "wrt", "wanted"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_as_a_person_writes_it(text: str, declarations: list[str], wrt: str, wanted: list[str]) -> None:
    assert lines(text, declarations, wrt) == wanted


def test_no_matrix_is_built_or_inverted_for_a_vector() -> None:
    """A chain with a vector costs matrix-vector products only, and diagonal matrices are never built."""
    for text in ("A*B*C*x", "x'*C'*B'*A'", "A*diag(b)*C*x", "inv(A)*B*x", "A*x*y'*B", "sum(A*B)"):
        f = ex.parse(text, ["A[n,n]", "B[n,n]", "C[n,n]", "x[n]", "y[n]", "b[n]"])
        source = compared({"value": f}).source
        for waste in ("A @ B", "B @ C", "C.T @ B.T", "B.T @ A.T", "np.diag", "linalg.inv", "np.ones"):
            assert waste not in source, source


@pytest.mark.parametrize(
    ("shape", "reading"),
    [("x[n]", "n = len(x)"), ("x[2*n + 1]", "n = (len(x) - 1) // 2"), ("x[n - 2]", "n = len(x) + 2"),
     ("x[n*p + p*q]", "n = (len(x) - p * q) // p"), ("x[n*p + 3 - p]", "n = (len(x) - (3 - p)) // p")],
)  # fmt: skip
def test_dimensions_are_read_off_shapes(shape: str, reading: str) -> None:
    f = ex.parse("n*norm2(x)^2 + sum(y) + sum(z)", [shape, "y[p]", "z[q]"])
    assert reading in code(compared({"value": f})).splitlines()


# -- names ---------------------------------------------------------------------------------------------------------
def test_names_that_python_or_the_code_uses() -> None:
    n, m = ex.dims("n m")
    factor, X, w, r = ex.scalar("lambda"), ex.matrix("np", n, m), ex.vector("sum", m), ex.vector("r", n)
    f = factor * ex.norm2(X @ w - r) ** 2
    function = compared({"value": f, "derivative": ex.gradient(f, w)})
    assert [argument.written for argument in function.plan.arguments] == ["lambda_", "np_", "sum_", "r"]
    assert code(function).startswith("r2 = np_ @ sum_ - r\n")


def test_names_of_helpers_and_of_unicode() -> None:
    x, Sigma, mu = ex.vector("softmax", "n"), ex.matrix("Σ", "n", "n"), ex.vector("μ", "n")
    function = compared({"value": ex.softmax(x).T @ Sigma @ (x - mu)})
    assert "def f(softmax_, Σ, μ):" in function.source


def test_a_name_that_the_user_gave_is_kept() -> None:
    x, mu = ex.vector("x", "d"), ex.vector("mu", "d")
    p = ex.named("p", ex.exp(-(ex.norm2(x - mu) ** 2)))
    function = compared({"f": ex.log(1 + p), "derivative": ex.gradient(ex.log(1 + p), mu)})
    assert "\n    p = np.exp(-(r @ r))\n" in function.source


def test_labels_are_text_and_nothing_else() -> None:
    x = ex.vector("x", "n")
    labels = ['"""', '"""; raise SystemExit #', "\\", "a\nb", '\\"""', "∂f/∂x", "{x}"]
    found = ex.compile(dict.fromkeys(labels, ex.norm2(x) ** 2))(x=[3, 4])
    assert found == dict.fromkeys(labels, 25.0)


# -- by itself -----------------------------------------------------------------------------------------------------
def test_the_docstring_says_the_formulas_and_the_shapes() -> None:
    f = ex.parse("sum_i(norm2(x[i] - mu)^2) + s", [SAMPLES, "mu[d]", "s: positive"])
    source = ex.compile({"value": f, "derivative": ex.gradient(f, "mu")}, name="spread_around").source
    assert source.partition("def spread_around")[2].partition("    R =")[0] == (
        '(x, mu, s):\n    """value = sum_i(norm2(x[i] - mu)^2) + s\n    derivative = 2*sum_i(mu - x[i])\n\n'
        "    x: array of shape (N, d), one row a sample\n    mu: array of shape (d,)\n    s: a number, positive\n"
        '    Returns value: a number; derivative: array of shape (d,).\n    """\n'
    )


def test_a_deep_network_is_written_in_linear_time() -> None:
    n = ex.dims("n")
    layers = [ex.matrix(f"W{k}", n, n) for k in range(60)]
    y = ex.vector("x", n)
    for W in layers:
        y = ex.tanh(W @ y)
    f = ex.norm2(y) ** 2
    function = compared({"f": f, "first": ex.gradient(f, layers[0]), "last": ex.gradient(f, layers[-1])}, seeds=1)
    assert len(code(function).splitlines()) < 4 * len(layers)


def sources() -> list[str]:
    """The modules of all public cases and of the formulas above."""
    found = [both(*row[:3]).source for row in WRITTEN]
    for entry in checks.load():
        exprs = {"f": checks.parsed(entry, entry["text"]), "answer": checks.first_answer(entry)}
        found.append(ex.compile(exprs).source)
    return found


def test_the_code_is_clean(tmp_path: Path) -> None:
    """No unused names, no long lines, and formatted but for blanks around operators."""
    for k, source in enumerate(sources()):
        (tmp_path / f"case{k}.py").write_text(source)
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "104", "--select", "E,F,W,I,B,UP"]
    ignored = ["--ignore", "E741", str(tmp_path)]  # I is the identity
    run = subprocess.run([*command, *ignored], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


BLOCKED = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "extremum":
            raise ImportError("extremum is not here")

sys.meta_path.insert(0, Blocker())
namespace = {}
exec(open(sys.argv[1]).read(), namespace)
import numpy as np
x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
print(namespace["likelihood"](x=x, mu=np.array([1.0, 0.5]), S=np.array([[2.0, 0.5], [0.5, 1.0]])))
assert "extremum" not in sys.modules
"""


def test_it_runs_without_the_library(tmp_path: Path) -> None:
    f = ex.parse("sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) + N*logdet(S)", [SAMPLES, "mu[d]", "S[d,d]"])
    function = ex.compile(f, name="likelihood")
    (tmp_path / "likelihood.py").write_text(function.source)
    (tmp_path / "run.py").write_text(BLOCKED)
    command = [sys.executable, "-I", str(tmp_path / "run.py"), str(tmp_path / "likelihood.py")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    x, mu, S = np.array([[1.0, 2], [3, 4], [5, 7]]), np.array([1, 0.5]), np.array([[2, 0.5], [0.5, 1]])
    assert math.isclose(float(run.stdout), function(x=x, mu=mu, S=S), rel_tol=1e-12)
