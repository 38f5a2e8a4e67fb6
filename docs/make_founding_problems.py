"""Writes docs/founding-problems.md from what the code prints now: python docs/make_founding_problems.py"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from extremum.demo import gaussian, network

PATH = Path(__file__).with_name("founding-problems.md")

_CODE = """import extremum as ex

n, m = ex.dims("n m")
x, i = ex.samples("x", m, n), ex.index("i", n)
mu, S = ex.vector("mu", m), ex.matrix("S", m, m, "invertible")
half = ex.Rational(1, 2)

def p(x):
    return ex.det(2*ex.pi*S)**-half * ex.exp(-half * (x - mu).T @ ex.inv(S) @ (x - mu))

with ex.rewriting() as rules:
    L = ex.log(ex.prod(p(x[i]), i))"""

_NETWORK = """m, h = ex.dims("m"), ex.widths("h")
k, i = ex.index("k", m, start=0), ex.index("i", m, start=0)
W = ex.family("W", lambda k: h(k + 1), lambda k: h(k), m)      # W[k] is h[k+1] × h[k]
b = ex.family("b", lambda k: h(k + 1), 1, m)
x, target, phi = ex.vector("x", h(0)), ex.vector("y", h(m)), ex.function("phi")

y = ex.recurrence("y", x, lambda y_k: phi(W[k] @ y_k + b[k]), k)
J = half * ex.norm2(y[m] - target)**2"""


def fenced(text: object, language: str = "text") -> str:
    """A fenced block."""
    return f"```{language}\n{text}\n```"


def page() -> str:
    """The page."""
    problem = gaussian.derive()
    data = gaussian.iris()
    fitted = problem.solution.evaluate({"x": data})
    mean = np.abs(fitted[problem.mu] - data.mean(axis=0)).max()
    covariance = np.abs(fitted[problem.S] - np.cov(data.T, bias=True)).max()
    symbolic = network.symbolic_depth()
    blocks = [
        "# The two founding problems",
        "Everything below the code is printed by the library; `make docs` writes this page anew, and a test "
        "compares it with what the code prints now.",
        "## 1. Gaussian maximum likelihood",
        "The density as on paper. `S` is declared invertible, and not symmetric:",
        fenced(_CODE, "python"),
        f"The density of a sample is `{problem.density}`. Writing the logarithm of the product applied these "
        "identities, each with the fact that it needed:",
        fenced(problem.rules),
        "### The derivative with respect to the mean",
        "`print(ex.derive(L, mu))`:",
        fenced(problem.by_mu),
        "### The derivative with respect to the covariance",
        "`print(ex.derive(L, S))`: through the derivative of the inverse, whose factor is `-(S⁻ᵀ ⊗ S⁻¹)`, then as "
        "`vec'(…)`, then as a matrix:",
        fenced(problem.by_S),
        "### Solved",
        '`print(ex.solve(L, [mu, S], sense="max"))`:',
        fenced(problem.solution),
        "### On data",
        'On the 150 iris measurements, `solution.evaluate({"x": data})` equals NumPy\'s mean and (biased) covariance: '
        f"the largest differences are below 1e-12 ({'yes' if max(mean, covariance) < 1e-12 else 'NO'}).",
        "## 2. Neural-network weights",
        "A network of m layers, m a symbol, whose widths differ from layer to layer, with an unnamed elementwise "
        "function:",
        fenced(_NETWORK, "python"),
        "### The weights of layer i",
        "`print(ex.derive(J, W[i]))`: the product of Jacobians through the later layers is `e[i]'`, which has a "
        "recurrence of its own:",
        fenced(symbolic.by_W),
        "### The offsets of layer i",
        "`print(ex.derive(J, b[i]))`:",
        fenced(symbolic.by_b),
        "### A concrete depth",
        "All gradients of a three-layer network, in one sweep, with their shared parts named (`ex.name_shared`):",
        fenced(network.concrete_depth(3)),
        "`make demo` trains a 64-32-10 network on scikit-learn's digits with these gradients and prints its accuracy; "
        "`benchmarks/derivation.py` shows that the derivation is linear in the number of layers.",
    ]
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    PATH.write_text(page())
