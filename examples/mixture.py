"""A mixture of two densities: what is named p and q stays named, in the gradient too."""

import extremum as ex

n, d = ex.dims("n d")
x, i = ex.samples("x", d, n), ex.index("i", n)
mu, nu, w = ex.vector("mu", d), ex.vector("nu", d), ex.scalar("w", "positive")
S = ex.matrix("S", d, d, "positive_definite")


def density(at, mean):
    return ex.det(2 * ex.pi * S) ** -0.5 * ex.exp(-(at - mean).T @ ex.inv(S) @ (at - mean) / 2)


p, q = ex.named("p", density(x[i], mu)), ex.named("q", density(x[i], nu))
L = ex.sum(ex.log(w * p + (1 - w) * q), i)
print("log-likelihood", L)
print("gradient by mu", ex.gradient(L, mu))
print("gradient by w ", ex.gradient(L, w))
