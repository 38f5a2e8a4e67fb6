"""Metric learning: a Mahalanobis distance between pairs of samples, with a positive definite matrix."""

import extremum as ex

n, d = ex.dims("n d")
i = ex.index("i", n)
a, b = ex.samples("a", d, n), ex.samples("b", d, n)
M, lam = ex.matrix("M", d, d, "positive_definite"), ex.scalar("lam", "positive")
f = ex.sum((a[i] - b[i]).T @ M @ (a[i] - b[i]), i) - lam * ex.logdet(M)

print("gradient =", ex.gradient(f, M))
print(ex.solve(f, M, sense="min"))
