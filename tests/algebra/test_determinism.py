"""The same input prints the same output in every process, whatever the hash seed and whatever was built before."""

from __future__ import annotations

import os
import subprocess
import sys

_SCRIPT = """
import sys
import extremum as ex
if sys.argv[1] == "dirty":
    k, l = ex.dims("k l")
    for name in "ZYXWVUTSRQ":
        A = ex.matrix(name, k, l)
        ex.gradient(ex.norm2(A @ A.T @ A)**2 + ex.tr(A.T @ A), A)
n, m, N = ex.dims("n m N")
A, B, S = ex.matrix("A", n, m), ex.matrix("B", m, n), ex.matrix("S", n, n, "invertible")
x, y, t = ex.vector("x", m), ex.vector("y", n), ex.scalar("t", "positive")
z, i = ex.samples("z", n, N), ex.index("i", N)
P = ex.matrix("P", n, n, "positive_definite")
functions = [
    (ex.norm2(A @ x - y)**2 + t * ex.norm2(x), x), (ex.tr(A @ B @ S @ A @ B), A),
    (ex.logdet(S) * t + ex.tr(ex.inv(S)), S),
    (ex.sum((z[i] - y).T @ ex.inv(S) @ (z[i] - y), i), S), (ex.sum(ex.tanh(A @ x)) / ex.norm2(x), x),
    (ex.log(1 + ex.norm2(S @ y)**2) + ex.exp(-t) * ex.tr(P), S), (y.T @ ex.diag(A @ x) @ S @ ex.diag(y) @ y, y),
]
for f, v in functions:
    print(f)
    print(ex.gradient(f, v))
    print(ex.hessian(f, v))
    print(ex.derive(f, v))
print(ex.jacobian(ex.kron(A, S), A))
print(ex.solve(ex.norm2(A @ x - y)**2 + t * ex.norm2(x)**2, x))
"""


def _run(seed: str, how: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", _SCRIPT, how]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_output_is_the_same_in_every_process() -> None:
    first = _run("0", "clean")
    assert len(first.splitlines()) > 50
    assert _run("4242", "dirty") == first


def test_import_is_light() -> None:
    """Heavy modules are imported when they are first used."""
    heavy = {"numpy", "scipy", "lark", "rich", "flint", "matplotlib"}
    code = f"import sys, extremum; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
