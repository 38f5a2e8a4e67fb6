"""Least squares: the gradient, why it is so, and the solution in closed form."""

import numpy as np

import extremum as ex

n, d = ex.dims("n d")
X, w, y = ex.matrix("X", n, d, "full_column_rank"), ex.vector("w", d), ex.vector("y", n)
f = ex.norm2(X @ w - y) ** 2

print(ex.derive(f, w, style="differential"))
print(ex.solve(f, w, sense="min"))

rng = np.random.default_rng(0)
data = {"X": rng.normal(size=(20, 3)), "y": rng.normal(size=20)}
ours = ex.solve(f, w).evaluate(data)[w]
print("as numpy.linalg.lstsq:", np.allclose(ours, np.linalg.lstsq(data["X"], data["y"])[0]))
