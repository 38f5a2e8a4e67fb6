"""The marginal likelihood of a Gaussian process: derivatives by the kernel matrix, and by the noise."""

import extremum as ex

n = ex.dims("n")
y, K = ex.vector("y", n), ex.matrix("K", n, n, "positive_definite")
s = ex.scalar("s", "positive")
L = -(ex.logdet(K + s * ex.eye(n)) + y.T @ ex.inv(K + s * ex.eye(n)) @ y) / 2

print("gradient by K", ex.gradient(L, K))
print("gradient by s", ex.gradient(L, s))
print(ex.derive(L, s, style="differential"))
