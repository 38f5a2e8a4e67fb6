"""Principal components: the error of reconstructing from one direction, and a gradient on orthogonal matrices."""

import extremum as ex

n, d = ex.dims("n d")
X, u = ex.matrix("X", n, d), ex.vector("u", d)
f = ex.norm2(X - X @ u @ u.T) ** 2
print("f        =", ex.simplify(f))
print("gradient =", ex.gradient(f, u))

Q = ex.matrix("Q", d, d, "orthogonal")
A, D = ex.matrix("A", d, d, "symmetric"), ex.matrix("D", d, d, "diagonal")
g = ex.tr(Q.T @ A @ Q @ D)
print("on the orthogonal matrices:", ex.gradient(g, Q))
