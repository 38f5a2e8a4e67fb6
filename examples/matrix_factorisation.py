"""Matrix factorisation: with a mask of known entries, and without one, the Hessian in Kronecker form."""

import extremum as ex

n, m, r = ex.dims("n m r")
Y, M = ex.matrix("Y", n, m), ex.matrix("M", n, m, "binary")
U, V = ex.matrix("U", n, r), ex.matrix("V", m, r)
f = ex.norm2(ex.hadamard(M, U @ V.T - Y)) ** 2

print("gradient by U", ex.gradient(f, U))
print("gradient by V", ex.gradient(f, V))
g = ex.norm2(U @ V.T - Y) ** 2
print("without a mask: Hessian by U", ex.hessian(g, U))
print(ex.solve(g, U, sense="min"))
