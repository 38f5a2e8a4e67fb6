"""Softmax regression: a matrix of weights, samples x[i] with one-hot labels t[i], the probabilities named p."""

import extremum as ex

n, d, k = ex.dims("n d k")
i = ex.index("i", n)
W, x, t = ex.matrix("W", k, d), ex.samples("x", d, n), ex.samples("t", k, n, "onehot")
p = ex.named("p", ex.softmax(W @ x[i]))
f = -ex.sum(t[i].T @ ex.log(p), i)

print("f        =", f)
print("gradient =", ex.gradient(f, W))
g = -ex.sum(t[i].T @ ex.log(ex.softmax(W @ x[i])), i)
print("written out, with the labels adding to 1:", ex.gradient(g, W))
