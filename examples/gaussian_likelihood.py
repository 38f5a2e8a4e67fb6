"""Gaussian maximum likelihood: from the density of one observation to both estimates, and why they are the maximum."""

import extremum as ex

n, d = ex.dims("n d")
x, i = ex.samples("x", d, n), ex.index("i", n)
mu, S = ex.vector("mu", d), ex.matrix("S", d, d, "positive_definite")


def density(at):
    return ex.det(2 * ex.pi * S) ** -0.5 * ex.exp(-(at - mu).T @ ex.inv(S) @ (at - mu) / 2)


L = ex.log(ex.prod(density(x[i]), i))
print("log-likelihood", L)
print("gradient by mu", ex.gradient(L, mu))
print("gradient by S ", ex.gradient(L, S))
print(ex.solve(L, [mu, S], sense="max"))
