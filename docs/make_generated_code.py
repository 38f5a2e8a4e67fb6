"""Writes docs/generated-code.md from what the code prints now: python docs/make_generated_code.py"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

PATH = Path(__file__).with_name("generated-code.md")

_REGRESSION = """import extremum as ex

f = ex.parse("norm2(X*w - y)^2 + lam*norm2(w)^2", ["X[n,m]", "w[m]", "y[n]", "lam"])
ridge = ex.compile({"value": f, "gradient": ex.gradient(f, "w"), "hessian": ex.hessian(f, "w")}, name="ridge")
print(ridge.source)"""

_GAUSSIAN = """L = ex.parse(
    "-1/2*sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) - N/2*logdet(S)",
    ["x[d] for i in 1..N", "mu[d]", "S[d,d]: positive_definite"],
)
print(ex.compile([L, ex.gradient(L, "mu"), ex.gradient(L, "S")], name="likelihood").source)"""

_EXPLAIN = """print(ex.compile([L, ex.gradient(L, "mu"), ex.gradient(L, "S")], name="likelihood").explain())"""

_STAGED = """fast = ex.compile([L, ex.gradient(L, "mu"), ex.gradient(L, "S")], name="likelihood", data=["x"])
print(fast.source.partition("def likelihood_data")[1] + fast.source.partition("def likelihood_data")[2])"""

_BOUND = """x = np.random.default_rng(0).normal(size=(1000, 2))
at = fast.bind(x=x)
print(at(mu=x.mean(0), S=np.eye(2))[0])"""

_JAX = """from extremum.compiling.compiled import source

print(source({"ridge": [f, ex.gradient(f, "w")]}, "jax"))"""

_NETWORK = """m, h = ex.dims("m"), ex.widths("h")
k, i = ex.index("k", m, start=0), ex.index("i", m, start=0)
W, b = ex.family("W", lambda k: h(k + 1), lambda k: h(k), m), ex.family("b", lambda k: h(k + 1), 1, m)
y = ex.recurrence("y", ex.vector("x", h(0)), lambda y_k: ex.tanh(W[k] @ y_k + b[k]), k)
J = ex.norm2(y[m] - ex.vector("t", h(m)))**2 / 2
print(ex.compile({"J": J, "by_W": ex.gradient(J, W[i]), "by_b": ex.gradient(J, b[i])}, name="network").source)"""

_LOGISTIC = """f = ex.parse("sum(log(1 + exp(X*w))) - y'*X*w", ["X[n,m]", "y[n]", "w[m]"])
exprs = {"value": f, "gradient": ex.gradient(f, "w"), "hessian": ex.hessian(f, "w")}
logistic = ex.compile(exprs, name="logistic")
print(logistic.source)"""

_EXPLAIN_LOGISTIC = "print(logistic.explain())"

_LOW_RANK = """f = ex.parse("logdet(diag(d) + U*U')", ["d[m]: positive", "U[m,k]"])
low_rank = ex.compile([f, ex.gradient(f, "d"), ex.gradient(f, "U")], name="low_rank")
print(low_rank.source[low_rank.source.index("def low_rank"):])"""

_EXPLAIN_LOW_RANK = "print(low_rank.explain())"

_KRONECKER = """f = ex.parse("norm2(kron(A, B)*v)^2", ["A[n,n]", "B[n,n]", "v[n*n]"])
print(ex.compile([f, ex.gradient(f, "A"), ex.gradient(f, "v")], name="kronecker").source)"""

_FACTORISATION = """f = ex.parse("norm2(U*V' - M)^2/2", ["U[m,k]", "V[n,k]", "M[m,n]"])
print(ex.compile(ex.hessian(f, ["U", "V"]), name="factorisation").source)"""

_KALMAN = """declared = "x[n]; P[n,n]: positive_definite; H[m,n]; R[m,m]: positive_definite; y[m]"
update = {"x": "x + P*H'*inv(H*P*H' + R)*(y - H*x)", "P": "P - P*H'*inv(H*P*H' + R)*H*P"}
code = ex.compile(update, declared, name="kalman").source
print(code[code.index("def kalman"):])"""

_KERNEL = """f = ex.parse("sum_i(sum_j(exp(-norm2(x[i] - x[j])^2/(2*s))))", ["x[d] for i in 1..N", "s: positive"])
code = ex.compile([f, ex.gradient(f, "s")], name="kernel").source
print(code[code.index("def kernel"):])"""

_TORCH = """f = ex.parse("-1/2*y'*inv(S)*y - 1/2*logdet(S)", ["y[n]", "S[n,n]: positive_definite"])
print(source({"process": [f, ex.gradient(f, "S")]}, "torch"))"""

_CALL = """rng = np.random.default_rng(0)
X, w = rng.normal(size=(6, 2)), np.array([1.0, -1.0])
print(ridge(X=X, w=w, y=X @ w + 0.1, lam=0.5))"""

_HEAD = """# Code from expressions

`ex.compile` makes a function of one expression, of a list (it returns a tuple), or of a dict (it returns a
dict), and its `.source` is a module that a person might have written: it needs NumPy (and SciPy where it
imports it), and not this library. `extremum code` prints such a module from the command line. Everything below
the code is printed by the library; `make docs` writes this page anew, and a test compares it with what the code
prints now."""

_ABOUT_STAGES = """With `data=`, what depends on the data alone is a function of its own. Sums over samples of what
is affine in the data become their means and centred products, so that a call costs the same for any number of samples,
and nothing cancels far from the origin:"""

_ABOUT_BACKENDS = """`backend="jax"` gives functions for JAX, compiled at the first call; `extremum code --backend jax`
prints them:"""

_ABOUT_TORCH = """Code for PyTorch computes with tensors on any device, in double precision unless `REAL` says
otherwise; what is added to a product is one call with it:"""

_ABOUT_KRONECKER = (
    """Products of matrices take its place, and those that value and gradients have in common are computed once:"""
)

_ABOUT_FACTORISATION = (
    """The Hessian by both factors has few entries that are not zero, and is written block by block:"""
)

_ABOUT_KERNEL = """All pairs are gone through in blocks of rows that fit the cache, value and derivative in one loop:"""

_RULES = """## What the code looks like, and why

- Vectors are 1-D arrays, `x @ y` is an inner product; samples have one row each.
- A chain of products that ends in a vector is multiplied from there, so it costs matrix-vector products only.
- `inv(A)*b` becomes `np.linalg.solve(A, b)`, unless the inverse is needed as a matrix anyway. One Cholesky factor
  serves all that is asked of a positive definite matrix; triangular systems are solved by substitution.
- Ones are left to broadcasting and diagonal matrices scale rows or columns; neither is built.
- Parts that occur twice are computed once. A long line is cut where a part can have a name.
- Sums over samples are products of whole arrays where that is simple, otherwise a loop; a recurrence keeps its
  states.
- `logsumexp`, `softmax`, `softplus`, `sigmoid` and log-determinants do not overflow.
- Arguments have the names of the symbols; where Python uses a name itself, an underscore follows (`lambda_`).
  Dimensions are read off the shapes, and only where they are used.

Called through `ex.compile`, the function checks its data first (names, shapes, numbers, declared assumptions),
with errors that say what is wrong; the function in the source is plain, and `.function` is it."""


def fenced(text: object, language: str = "python") -> str:
    """A fenced block."""
    return f"```{language}\n{str(text).rstrip()}\n```"


def printed(code: str, namespace: dict[str, Any]) -> str:
    """What a piece of code prints, run after those before it."""
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, namespace)
    return out.getvalue()


def page() -> str:
    """The page."""
    space: dict[str, Any] = {"np": np}
    blocks = [
        _HEAD,
        "## Ridge regression: value, gradient and Hessian",
        fenced(_REGRESSION),
        "It prints:",
        fenced(printed(_REGRESSION, space)),
        "It is called with data by keyword, as `.evaluate` is:",
        fenced(_CALL),
        fenced(printed(_CALL, space), "text"),
        "## The Gaussian likelihood: sums over samples without a loop",
        fenced(_GAUSSIAN),
        "It prints:",
        fenced(printed(_GAUSSIAN, space)),
        "What was done to get there, the operations that it saved, and the lines that it changed:",
        fenced(_EXPLAIN),
        fenced(printed(_EXPLAIN, space), "text"),
        "## Data once, unknowns many times",
        _ABOUT_STAGES,
        fenced(_STAGED),
        "It prints:",
        fenced(printed(_STAGED, space)),
        "`bind` checks data once and runs that function once:",
        fenced(_BOUND),
        fenced(printed(_BOUND, space), "text"),
        "## Other libraries",
        _ABOUT_BACKENDS,
        fenced(_JAX),
        "It prints:",
        fenced(printed(_JAX, space)),
        _ABOUT_TORCH,
        fenced(_TORCH),
        "It prints:",
        fenced(printed(_TORCH, space)),
        "## A network of m layers: states forward, errors backward",
        fenced(_NETWORK),
        "It prints:",
        fenced(printed(_NETWORK, space)),
        "## Logistic regression: one exponential for value, gradient and Hessian",
        fenced(_LOGISTIC),
        "It prints:",
        fenced(printed(_LOGISTIC, space)),
        fenced(_EXPLAIN_LOGISTIC),
        fenced(printed(_EXPLAIN_LOGISTIC, space), "text"),
        "## A diagonal and a few columns: the small system only",
        fenced(_LOW_RANK),
        "It prints:",
        fenced(printed(_LOW_RANK, space)),
        fenced(_EXPLAIN_LOW_RANK),
        fenced(printed(_EXPLAIN_LOW_RANK, space), "text"),
        "## Kronecker products that are not built",
        _ABOUT_KRONECKER,
        fenced(_KRONECKER),
        "It prints:",
        fenced(printed(_KRONECKER, space)),
        "## The Hessian of a matrix factorisation",
        _ABOUT_FACTORISATION,
        fenced(_FACTORISATION),
        "It prints:",
        fenced(printed(_FACTORISATION, space)),
        "## The Kalman update: half of the substitutions",
        fenced(_KALMAN),
        "It prints:",
        fenced(printed(_KALMAN, space)),
        "## A double sum over pairs of samples",
        _ABOUT_KERNEL,
        fenced(_KERNEL),
        "It prints:",
        fenced(printed(_KERNEL, space)),
        _RULES,
    ]
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    PATH.write_text(page())
