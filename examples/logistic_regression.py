"""Logistic regression with labels ±1: no closed form, so Newton-type iteration on the derived gradient."""

import numpy as np

import extremum as ex

n, d = ex.dims("n d")
X, w, y = ex.matrix("X", n, d), ex.vector("w", d), ex.vector("y", n, "sign")
f = ex.sum(ex.softplus(-ex.hadamard(y, X @ w))) + ex.norm2(w) ** 2 / 2

print("gradient ", ex.gradient(f, w))
print("Hessian  ", ex.hessian(f, w))
print(ex.curvature(f, w))

rng = np.random.default_rng(1)
features = rng.normal(size=(200, 3))
labels = np.sign(features @ [2.0, -1.0, 0.5] + 0.3 * rng.normal(size=200))
found = ex.minimize(f, w, data={"X": features, "y": labels})
print("w =", np.round(found.x[w], 3), "with a gradient below 1e-6:", found.gradient_norm < 1e-6)
