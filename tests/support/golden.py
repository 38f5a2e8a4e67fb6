"""Expressions with the LaTeX and the Unicode text that are printed for them."""

from __future__ import annotations

from fractions import Fraction

import extremum as ex
from extremum.algebra.node import Expr

n, d, m, p = ex.dims("n d m p")
i, j, k = ex.index("i", n), ex.index("j", n), ex.index("k", m, start=0)
A, B, C = (ex.matrix(name, n, n) for name in "ABC")
X, Y = ex.matrix("X", n, d), ex.matrix("Y", n, d)
S = ex.matrix("Sigma", d, d, "positive_definite")
w, mu, y, z = ex.vector("w", d), ex.vector("mu", d), ex.vector("y", n), ex.vector("z", n)
s, t = ex.scalar("s"), ex.scalar("t")
x = ex.samples("x", d, n)
W = ex.family("W", lambda at: n, lambda at: n, m)
phi = ex.function("phi")

# An expression, its LaTeX, its Unicode text.
GOLDEN: list[tuple[Expr, str, str]] = [
    (mu, r"\mu", "μ"),
    (ex.matrix("Σ", d, d), r"\Sigma", "Σ"),
    (ex.vector("x_1", d), r"x_{1}", "x₁"),
    (ex.vector("y12", d), r"y_{12}", "y₁₂"),
    (ex.scalar("loss"), r"\mathrm{loss}", "loss"),
    (ex.scalar("w_out"), r"w_{\mathrm{out}}", "wₒᵤₜ"),
    (ex.scalar("_"), r"\_", "_"),
    (A.T, r"A^{\top}", "Aᵀ"),
    (A.inv, r"A^{-1}", "A⁻¹"),
    (A.inv.T, r"A^{-\top}", "A⁻ᵀ"),
    (A @ A @ A, r"A^{3}", "A³"),
    (A.inv @ A.inv, r"A^{-2}", "A⁻²"),
    ((A + B).inv, r"\left(A + B\right)^{-1}", "(A + B)⁻¹"),
    ((A @ B + C).T @ y, r"\left(A B + C\right)^{\top} y", "(A B + C)ᵀ y"),
    ((A + B).T.inv, r"\left(A + B\right)^{-\top}", "(A + B)⁻ᵀ"),
    (A @ B @ y, r"A B y", "A B y"),
    (A @ (B + C), r"A \left(B + C\right)", "A(B + C)"),
    ((A + B) @ (A - C), r"\left(A + B\right) \left(A - C\right)", "(A + B)(A − C)"),
    (-A @ y, r"-A y", "−A y"),
    (A - (B - C), r"A + C - B", "A + C − B"),
    (2 * A - 3 * B, r"2 A - 3 B", "2 A − 3 B"),
    (X.T @ (X @ w - y), r"X^{\top} \left(X w - y\right)", "Xᵀ(X w − y)"),
    (ex.norm2(X @ w - y) ** 2, r"\left\lVert X w - y\right\rVert^{2}", "‖X w − y‖²"),
    (ex.norm2(X @ w), r"\left\lVert X w\right\rVert", "‖X w‖"),
    (ex.norm1(w), r"\left\lVert w\right\rVert_{1}", "‖w‖₁"),
    (ex.gradient(ex.norm2(X @ w - y) ** 2, w), r"2 X^{\top} \left(X w - y\right)", "2 Xᵀ(X w − y)"),
    (ex.hessian(ex.norm2(X @ w - y) ** 2, w), r"2 X^{\top} X", "2 Xᵀ X"),
    (ex.logdet(S), r"\log\det\Sigma", "log det Σ"),
    (ex.logdet(A + B), r"\log\det\left(A + B\right)", "log det(A + B)"),
    (s * ex.logdet(S) + t, r"s \log\det\Sigma + t", "s log det Σ + t"),
    (t / ex.logdet(S), r"\frac{t}{\log\det\Sigma}", "t/(log det Σ)"),
    (ex.logdet(S) ** 2, r"\left(\log\det\Sigma\right)^{2}", "(log det Σ)²"),
    (ex.det(A), r"\det\left(A\right)", "det(A)"),
    (ex.log(s), r"\log\left(s\right)", "log(s)"),
    (ex.tr(A @ B), r"\operatorname{tr}\left(A B\right)", "tr(A B)"),
    (ex.kron(A, B), r"A \otimes B", "A ⊗ B"),
    (ex.kron(A, B + C), r"A \otimes \left(B + C\right)", "A ⊗ (B + C)"),
    (ex.kron(A @ B, C) @ ex.vec(A), r"\operatorname{vec}\left(C A B^{\top} A^{\top}\right)", "vec(C A Bᵀ Aᵀ)"),
    (ex.kron(A, B).T, r"\left(A \otimes B\right)^{\top}", "(A ⊗ B)ᵀ"),
    (2 * ex.kron(A, ex.kron(B, C)), r"2 \left(A \otimes B \otimes C\right)", "2(A ⊗ B ⊗ C)"),
    (
        ex.jacobian(X.T @ X, X),
        r"\left(I_{d^{2}} + K_{d,d}\right) \left(I_{d} \otimes X^{\top}\right)",
        "(I_(d²) + K_(d,d))(I_d ⊗ Xᵀ)",
    ),
    (A @ ex.ones(n), r"A \mathbf{1}_{n}", "A 𝟏ₙ"),
    (A.T @ ex.ones(n), r"A^{\top} \mathbf{1}_{n}", "Aᵀ 𝟏ₙ"),
    (ex.ones(1, n) @ A, r"\mathbf{1}_{n}^{\top} A", "𝟏ₙᵀ A"),
    (ex.hadamard(A, B) @ ex.ones(n), r"\left(A \odot B\right) \mathbf{1}_{n}", "(A ⊙ B) 𝟏ₙ"),
    (ex.hadamard(A, B), r"A \odot B", "A ⊙ B"),
    (ex.hadamard(A, B) @ y, r"\left(A \odot B\right) y", "(A ⊙ B) y"),
    (ex.hadamard(A @ B, C), r"C \odot \left(A B\right)", "C ⊙ (A B)"),
    (ex.divide(y, z), r"y \oslash z", "y ⊘ z"),
    (ex.divide(ex.hadamard(y, z), y + z), r"\left(y \odot z\right) \oslash \left(y + z\right)", "(y ⊙ z) ⊘ (y + z)"),
    (ex.power(A, 2), r"A^{\odot 2}", "A^⊙2"),
    (ex.power(A, 2) @ A, r"A^{\odot 2} A", "A^⊙2 A"),
    (ex.power(y, -1), r"y^{\odot -1}", "y^⊙(−1)"),
    (ex.power(y, Fraction(1, 3)), r"y^{\odot 1/3}", "y^⊙⅓"),
    (ex.power(A.T, 2), r"\left(A^{\top}\right)^{\odot 2}", "(Aᵀ)^⊙2"),
    (s**2, r"s^{2}", "s²"),
    (s**t, r"s^{t}", "sᵗ"),
    ((s + t) ** 3, r"\left(s + t\right)^{3}", "(s + t)³"),
    (ex.sqrt(s + t), r"\sqrt{s + t}", "√(s + t)"),
    (s**-1, r"\frac{1}{s}", "1/s"),
    (s / t, r"\frac{s}{t}", "s/t"),
    (s * n / 2, r"\frac{n}{2} s", "(n/2) s"),
    (Fraction(1, 2) * A, r"\frac{1}{2} A", "½ A"),
    (Fraction(3, 2) * s, r"\frac{3}{2} s", "(3/2) s"),
    ((s + 1) / (t - 1) * A, r"\frac{\left(1 + s\right) A}{t - 1}", "(1 + s) A/(t − 1)"),
    (y / s, r"\frac{y}{s}", "y/s"),
    (ex.exp(-s), r"\exp\left(-s\right)", "exp(−s)"),
    (ex.tanh(A @ y), r"\tanh\left(A y\right)", "tanh(A y)"),
    (ex.sigmoid(y), r"\operatorname{sigmoid}\left(y\right)", "sigmoid(y)"),
    (phi(A @ y), r"\phi\left(A y\right)", "φ(A y)"),
    (ex.gradient(ex.sum(phi(X @ w)), w), r"X^{\top} \phi'\left(X w\right)", "Xᵀ φ′(X w)"),
    (
        ex.hessian(ex.sum(phi(X @ w)), w),
        r"X^{\top} \operatorname{diag}\left(\phi''\left(X w\right)\right) X",
        "Xᵀ diag(φ′′(X w)) X",
    ),
    (ex.function("act")(y), r"\operatorname{act}\left(y\right)", "act(y)"),
    (ex.sum(y), r"\mathbf{1}_{n}^{\top} y", "𝟏ₙᵀ y"),
    (ex.sum(A), r"\mathbf{1}_{n}^{\top} A \mathbf{1}_{n}", "𝟏ₙᵀ A 𝟏ₙ"),
    (ex.sum(ex.log(y)), r"\mathbf{1}_{n}^{\top} \log\left(y\right)", "𝟏ₙᵀ log(y)"),
    (ex.sum(x[i], i), r"\sum_{i=1}^{n} x_{i}", "∑ᵢ₌₁ⁿ xᵢ"),
    (ex.sum(ex.norm2(x[i] - mu), i), r"\sum_{i=1}^{n} \left\lVert x_{i} - \mu\right\rVert", "∑ᵢ₌₁ⁿ ‖xᵢ − μ‖"),
    (
        ex.sum((x[i] - mu).T @ S.inv @ (x[i] - mu), i) + ex.logdet(S) * n,
        r"\sum_{i=1}^{n} \left(x_{i} - \mu\right)^{\top} \Sigma^{-1} \left(x_{i} - \mu\right) + n \log\det\Sigma",
        "∑ᵢ₌₁ⁿ (xᵢ − μ)ᵀ Σ⁻¹(xᵢ − μ) + n log det Σ",
    ),
    (
        ex.sum(ex.exp(x[i].T @ w) + s, i) @ w.T,
        r"\left(\sum_{i=1}^{n} \exp\left(w^{\top} x_{i}\right) + n s\right) w^{\top}",
        "(∑ᵢ₌₁ⁿ exp(wᵀ xᵢ) + n s) wᵀ",
    ),
    (
        ex.sum(ex.sum(ex.exp(x[i].T @ S @ x[j]), i), j),
        r"\sum_{i=1}^{n} \sum_{j=1}^{n} \exp\left(x_{j}^{\top} \Sigma x_{i}\right)",
        "∑ᵢ₌₁ⁿ ∑ⱼ₌₁ⁿ exp(xⱼᵀ Σ xᵢ)",
    ),
    (ex.prod(1 + x[i].T @ w, i), r"\prod_{i=1}^{n} \left(1 + w^{\top} x_{i}\right)", "∏ᵢ₌₁ⁿ (1 + wᵀ xᵢ)"),
    (x[i], r"x_{i}", "xᵢ"),
    (x[n] + x[i + 1], r"x_{i + 1} + x_{n}", "xᵢ₊₁ + xₙ"),
    (W[k], r"W_{k}", "Wₖ"),
    (W[m - 1] @ y, r"W_{m - 1} y", "Wₘ₋₁ y"),
    (ex.sum(ex.tanh(W[k] @ y), k), r"\sum_{i=0}^{m - 1} \tanh\left(W_{i} y\right)", "∑ᵢ₌₀ᵐ⁻¹ tanh(Wᵢ y)"),
    (ex.recurrence("y", z, lambda state: ex.tanh(W[k] @ state), k)[m], r"y_{m}", "yₘ"),
    (ex.eye(n), r"I_{n}", "Iₙ"),
    (ex.eye(n * p + 1), r"I_{n p + 1}", "I_(n p + 1)"),
    (ex.ones(n), r"\mathbf{1}_{n}", "𝟏ₙ"),
    (ex.ones(n, d), r"\mathbf{1}_{n \times d}", "𝟏_(n×d)"),
    (ex.zeros(n, d), r"0", "0"),
    (ex.commutation(m, n), r"K_{m,n}", "K_(m,n)"),
    (ex.diag(y) @ A, r"\operatorname{diag}\left(y\right) A", "diag(y) A"),
    (ex.diagonal(A), r"\operatorname{diagonal}\left(A\right)", "diagonal(A)"),
    (ex.vec(A @ B).T, r"\operatorname{vec}\left(A B\right)^{\top}", "vec(A B)ᵀ"),
    (2 * ex.pi, r"2 \pi", "2 π"),
    (2 * ex.ones(n), r"2 \, \mathbf{1}_{n}", "2·𝟏ₙ"),
    (ex.abs(s) * y, r"\left\lvert s\right\rvert y", "|s| y"),
]
