"""Writes docs/derivations.md, ten derivations in both styles as printed now: python docs/make_derivations.py"""

from __future__ import annotations

from pathlib import Path

import extremum as ex

PATH = Path(__file__).with_name("derivations.md")

FORMULAS = [
    ("The inverse inside a trace", "tr(A*inv(X)*B)", "X", "A[n,n]; X[n,n]: invertible; B[n,n]"),
    ("A log-determinant of a quadratic form", "logdet(X'*C*X + A)", "X",
     "X[n,m]; C[n,n]: symmetric; A[m,m]: symmetric"),
    ("A trace with an inverse of a quadratic form", "tr(B*X*inv(X'*C*X + A)*X')", "X",
     "X[n,m]; B[n,n]: symmetric; C[n,n]: symmetric; A[m,m]: symmetric"),
    ("The Hessian of a log-determinant, as the Jacobian of its gradient", "inv(X)'", "X", "X[n,n]: invertible"),
    ("A Gaussian log-likelihood, by its covariance", "-1/2*sum_i((x[i] - mu)'*inv(S)*(x[i] - mu)) - N/2*logdet(S)", "S",
     "x[d] for i in 1..N; mu[d]; S[d,d]: invertible"),
    ("A unit vector", "x/norm2(x)", "x", "x[n]"),
    ("Cross-entropy through softmax, with the probabilities named", "-t'*log(p)", "W",
     "W[k,d]; x[d]; t[k]: onehot; p = softmax(W*x)"),
    ("The Jacobian of logistic probabilities", "sigmoid(X*w)", "w", "X[n,d]; w[d]"),
    ("A layer inside another", "norm2(C*tanh(B*tanh(A*x)) - y)^2", "A", "A[p,n]; B[q,p]; C[m,q]; x[n]; y[m]"),
]  # fmt: skip


def formula(title: str, text: str, variable: str, declarations: str) -> list[str]:
    """A derivation in both styles."""
    shown = [f"## {title}", f"`{text}` by `{variable}`, with `{declarations}`."]
    for style in ("differential", "jacobian"):
        shown.append(f"### In {'differentials' if style == 'differential' else 'Jacobians'}")
        shown.append(f"```text\n{ex.derive(text, variable, declarations, style=style)}\n```")
    return shown


def network() -> list[str]:
    """A network of symbolic depth."""
    m, h = ex.dims("m"), ex.widths("h")
    k, i = ex.index("k", m, start=0), ex.index("i", m, start=0)
    W, b = ex.family("W", lambda k: h(k + 1), lambda k: h(k), m), ex.family("b", lambda k: h(k + 1), 1, m)
    x, target, phi = ex.vector("x", h(0)), ex.vector("t", h(m)), ex.function("phi")
    y = ex.recurrence("y", x, lambda y_k: phi(W[k] @ y_k + b[k]), k)
    J = ex.norm2(y[m] - target) ** 2 / 2
    shown = ["## A network of m layers, by the weights of layer i", "`y[k+1] = phi(W[k]*y[k] + b[k])`, m a symbol."]
    for style in ("differential", "jacobian"):
        shown.append(f"### In {'differentials' if style == 'differential' else 'Jacobians'}")
        shown.append(f"```text\n{ex.derive(J, W[i], style=style)}\n```")
    return shown


def page() -> str:
    """The page."""
    head = [
        "# Ten derivations",
        "What `ex.derive(f, x, style=...)` prints, in both styles: each line an equality, the rule in words, the facts "
        "it used, and its source. Every line was verified before it was printed, exactly or on random numbers; "
        "`.evidence` has what was found. `make docs` writes this page, and a test compares it.",
    ]
    return "\n\n".join([*head, *(part for row in FORMULAS for part in formula(*row)), *network()]) + "\n"


if __name__ == "__main__":
    PATH.write_text(page())
