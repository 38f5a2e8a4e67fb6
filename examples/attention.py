"""Attention with one query: the gradient through the softmax, by the query and by the keys."""

import extremum as ex

n, d, e = ex.dims("n d e")
q, K, V = ex.vector("q", d), ex.matrix("K", n, d), ex.matrix("V", n, e)
t = ex.vector("t", e)
p = ex.named("p", ex.softmax(K @ q / ex.sqrt(d)))
f = ex.norm2(V.T @ p - t) ** 2 / 2

print("gradient by q", ex.gradient(f, q))
print("gradient by K", ex.gradient(f, K))
print("gradient by V", ex.gradient(f, V))
print("Jacobian of p by q", ex.jacobian(p, q))
