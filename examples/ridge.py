"""Ridge regression: gradient, Hessian, and the solution, which exists for every X."""

import extremum as ex

n, d = ex.dims("n d")
X, w, y, lam = ex.matrix("X", n, d), ex.vector("w", d), ex.vector("y", n), ex.scalar("lam", "positive")
f = ex.norm2(X @ w - y) ** 2 + lam * ex.norm2(w) ** 2

print("gradient ", ex.gradient(f, w))
print("Hessian  ", ex.hessian(f, w))
solution = ex.solve(f, w, sense="min")
print("w =", solution[w])
print(solution.kind, "since it is", solution.reason)
print("the effect of lam: dw/dlam =", ex.jacobian(solution[w], lam))
