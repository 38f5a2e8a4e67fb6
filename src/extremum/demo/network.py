"""Problem 2: the weights of a network, for symbolic depth and for concrete depth, and a network trained on digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import extremum as ex
from extremum.deriving.derivation import Derivation
from extremum.notation.sharing import Named

if TYPE_CHECKING:
    import numpy as np

    from extremum.optimize.minimum import Minimum

    Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Symbolic:
    """The derivations for a network of m layers, at layer i."""

    loss: ex.Expr
    by_W: Derivation
    by_b: Derivation


def symbolic_depth() -> Symbolic:
    """``y[k+1] = φ(W[k] y[k] + b[k])`` with widths h[0], …, h[m] and an unnamed φ."""
    m, h = ex.dims("m"), ex.widths("h")
    k, i = ex.index("k", m, start=0), ex.index("i", m, start=0)
    W = ex.family("W", lambda k: h(k + 1), lambda k: h(k), m)
    b = ex.family("b", lambda k: h(k + 1), 1, m)
    x, target, phi = ex.vector("x", h(0)), ex.vector("y", h(m)), ex.function("phi")
    y = ex.recurrence("y", x, lambda y_k: phi(W[k] @ y_k + b[k]), k)
    loss = ex.Rational(1, 2) * ex.norm2(y[m] - target) ** 2
    return Symbolic(loss, ex.derive(loss, W[i]), ex.derive(loss, b[i]))


def concrete_depth(layers: int) -> Named:
    """All gradients of a network of a given number of layers, in one sweep, with their shared parts named."""
    h = [ex.dims(f"h{k}") for k in range(layers + 1)]
    W = [ex.matrix(f"W{k}", h[k + 1], h[k]) for k in range(layers)]
    b = [ex.vector(f"b{k}", h[k + 1]) for k in range(layers)]
    phi = ex.function("phi")
    y = ex.vector("x", h[0])
    for k in range(layers):
        y = phi(W[k] @ y + b[k])
    loss = ex.Rational(1, 2) * ex.norm2(y - ex.vector("y", h[layers])) ** 2
    gradients = ex.gradient(loss, [*W, *b])
    labels = [f"∂J/∂{symbol}" for symbol in (*W, *b)]
    return ex.name_shared(dict(zip(labels, gradients, strict=True)), loss)


@dataclass(frozen=True, slots=True)
class Trained:
    """A trained network: the minimum that was found, and the share of test digits it names right."""

    minimum: Minimum
    accuracy: float


def train(progress: bool = True, seed: int = 0) -> Trained:
    """A 64-32-10 network with tanh layers and squared error on one-hot targets, trained on scikit-learn's digits."""
    import numpy as np
    from sklearn.datasets import load_digits

    images, digits = load_digits(return_X_y=True)
    images = images / 16.0
    order = np.random.default_rng(seed).permutation(len(images))
    fit, test = order[:1437], order[1437:]

    N = ex.dims("N")
    x, t, i = ex.samples("x", 64, N), ex.samples("t", 10, N), ex.index("i", N)
    W0, b0 = ex.matrix("W0", 32, 64), ex.vector("b0", 32)
    W1, b1 = ex.matrix("W1", 10, 32), ex.vector("b1", 10)

    def network(x: ex.Expr) -> ex.Expr:
        return ex.tanh(W1 @ ex.tanh(W0 @ x + b0) + b1)

    loss = ex.sum(ex.norm2(network(x[i]) - t[i]) ** 2, i) / (2 * N)
    data = {"x": images[fit], "t": np.eye(10)[digits[fit]]}
    minimum = ex.minimize(loss, [W0, b0, W1, b1], data, max_iterations=150, seed=seed, progress=progress)

    hidden = np.tanh(images[test] @ minimum.x[W0].T + minimum.x[b0])
    output = np.tanh(hidden @ minimum.x[W1].T + minimum.x[b1])
    return Trained(minimum, float((output.argmax(axis=1) == digits[test]).mean()))
