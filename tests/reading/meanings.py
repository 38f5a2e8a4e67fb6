"""Texts and what they mean, as expressions built in Python."""

from __future__ import annotations

from fractions import Fraction

import extremum as ex
from extremum.algebra.dims import Dim
from extremum.operations import construct as c
from extremum.operations.delta import less

n, m, d, N, k = ex.dims("n m d N k")
A, B, X = ex.matrix("A", n, n), ex.matrix("B", n, n), ex.matrix("X", n, m)
x, y, z = ex.vector("x", n), ex.vector("y", n), ex.vector("z", m)
s, t = ex.scalar("s"), ex.scalar("t")
u = ex.samples("u", d, N)
i, j, before = ex.index("i", N), ex.index("j", N), ex.index("k", N - 1)
DECLARED = "A[n,n]; B[n,n]\nX[n,m]; x[n]; y[n]; z[m]\n s; t[]; u[d] for i in 1..N; phi: function"

MEANING = {
    # precedence
    "-s^2": -(s**2), "(-s)^2": s**2, "-s*t": -(s * t), "s - -t": s + t, "--s": s, "+s": s,
    "2^-1": c.number(Fraction(1, 2)),
    "s*-t": -(s * t), "s - t - 1": (s - t) - 1, "s/t/2": s / t / 2, "s/t*2": s / t * 2, "2*s^2*t": 2 * s**2 * t,
    "A'*x": A.T @ x, "A.T*x": A.T @ x, "A'^2": (A.T) @ (A.T), "A^-1*x": A.inv @ x, "A^-2": A.inv @ A.inv,
    "A^0": ex.eye(n),
    "A^2*x": A @ A @ x, "s^(t+1)": s ** (t + 1), "A''": A, "x'*y*z": (x.T @ y) * z, "x*z'": x @ z.T,
    "A @ B @ x": A @ B @ x,
    "A .* B + A": ex.hadamard(A, B) + A, "A .* B'": ex.hadamard(A, B.T), "s*A .* B": ex.hadamard(s * A, B),
    "A*B .* A": ex.hadamard(A @ B, A), "A .* (B*A)": ex.hadamard(A, B @ A), "x .* y * s": s * ex.hadamard(x, y),
    "x ./ y": ex.divide(x, y), "A.^2": ex.power(A, 2), "A.^-1": ex.power(A, -1), "x/s": x / s, "A.^s": ex.power(A, s),
    "1./x": ex.power(x, -1), "2.*x": 2 * x, "x./2": x / 2, "2.^s": 2**s,
    "1 - x'*x": 1 - x.T @ x, "-x'*A*x/2": -(x.T @ A @ x) / 2, "(A*B)'": B.T @ A.T,
    # numbers
    "0.1*s": s * Fraction(1, 10), ".5": c.number(Fraction(1, 2)), "1e3": c.number(1000),
    "1.25e-2": c.number(Fraction(1, 80)),
    "pi": ex.pi, "2*pi*s": 2 * ex.pi * s, "n": c.dimension(n), "n/2*log(2*pi)": c.dimension(n) / 2 * ex.log(2 * ex.pi),
    "(n+1)*s": (c.dimension(n) + 1) * s,
    # broadcasting
    "x + 1": x + 1, "s - x": s - x, "(A*x - y)'*(A*x - y)": ex.norm2(A @ x - y) ** 2,
    # indices
    "sum_i(u[i])": ex.sum(u[i], i), "sum_k(u[k]'*u[k])": ex.sum(u[i].T @ u[i], i), "u[j]": u[j], "u[N]": u[N],
    "u[1]": u[1],
    "sum_i(u[i+1]'*u[i], 1, N-1)": ex.sum(u[before + 1].T @ u[before], before),
    "sum_i(sum_j(exp(u[i]'*u[j])))": ex.sum(ex.sum(ex.exp(u[i].T @ u[j]), j), i),
    "prod_i(1 + u[i]'*u[i])": ex.prod(1 + u[i].T @ u[i], i), "sum_i(i*u[i])": ex.sum(i * u[i], i),
    "sum_i(u[i]'*u[j])": ex.sum(u[i].T @ u[j], i),
    "sum_i(exp(u[i]))*sum_i(u[i])'": ex.sum(ex.exp(u[i]), i) @ ex.sum(u[i], i).T,
    "delta(i, j)*u[j]": c.product(c.build("delta", (), (i, j)), u[j]), "[A]": A,
    # blocks
    "[A, B; B', A]": ex.block([[A, B], [B.T, A]]), "[x; s]'": ex.block([[x.T, s]]), "[A, X]*[x; z]": A @ x + X @ z,
    # spaces, lines
    " s \n + \t t ": s + t, "norm2 (x)": ex.norm2(x),
}  # fmt: skip

CALLS = {
    "gradient(x'*A*x, x)": ex.gradient(x.T @ A @ x, x),
    "inv(A)": ex.inv(A), "det(A)": ex.det(A), "logdet(A)": ex.logdet(A), "tr(A)": ex.tr(A), "trace(A)": ex.tr(A),
    "vec(X)": ex.vec(X), "kron(A, X)": ex.kron(A, X), "kron(A, X, B)": ex.kron(A, X, B), "diag(x)": ex.diag(x),
    "diagonal(A)": ex.diagonal(A), "unvec(vec(X'), n, m)": c.unvec(ex.vec(X.T), n, m), "eye(2*n)": ex.eye(2 * n),
    "ones(n)": ex.ones(n), "ones(n, m)": ex.ones(n, m), "zeros(n)": ex.zeros(n), "zeros(n, m + 1)": ex.zeros(n, m + 1),
    "commutation(m, n)": ex.commutation(m, n), "spread(n)": c.build("spread", (), (n,)), "norm2(x)": ex.norm2(x),
    "levi_civita(3)": ex.jacobian(ex.skewmat(ex.vector("a", 3)), ex.vector("a", 3)),
    "delta(i, j)": c.build("delta", (), (i, j)), "norm1(X)": ex.norm1(X), "sum(X)": ex.sum(X), "sqrt(s)": ex.sqrt(s),
    "log(det(A))": ex.logdet(A), "duplication(n)": ex.duplication(n), "elimination(n)": ex.elimination(n),
    "toeplitz_pattern(n)": c.build("toeplitz_pattern", (), (n,)),
    "embed(0, n, m)": c.build("embed", (), (Dim.of(0), n, m)), "unit(n, 2)": ex.unit(n, 2), "unit(N, i)": ex.unit(N, i),
    "vech(A)": ex.vech(A), "tril(A)": ex.tril(A), "triu(A)": ex.tril(A.T).T, "toeplitz_sum(A)": ex.toeplitz_sum(A),
    "skewmat(unit(3, 1))": ex.skewmat(ex.unit(3, 1)), "axial(skewmat(unit(3, 2)))": ex.axial(ex.skewmat(ex.unit(3, 2))),
    "cross(unit(3, 1), unit(3, 2))": ex.cross(ex.unit(3, 1), ex.unit(3, 2)),
    "unvech(vech(A), n)": ex.unvech(ex.vech(A), n), "trilvec(vech(A), n)": ex.trilvec(ex.vech(A), n),
    "less(i, j)": less(i, j), "among(delta(i, j), x)": c.product(c.build("delta", (), (i, j)), x),
    "pinv(X)": ex.pinv(X), "softmax(x)": ex.softmax(x), "logsumexp(x)": ex.logsumexp(x),
}  # fmt: skip
