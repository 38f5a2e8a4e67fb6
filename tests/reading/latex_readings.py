r"""LaTeX with a choice between readings, without one, and with names that nobody declares."""

from __future__ import annotations

from tests.reading.latex_inputs import SQUARE

NOTES: list[tuple[str, str, list[str]]] = [
    (r"\sigma(Ax + y)", SQUARE, [
     r"\sigma(Ax + y) is read as the sigmoid function; declare sigma as a variable for a product",
    ]),
    (r"\|A\|", SQUARE, [
     r"\|A\| of a matrix is read as the Frobenius norm; write \|A\|_2 for the spectral norm",
    ]),
    (r"\|A\|_2", SQUARE, [
     r"\|A\|_2 of a matrix is read as the spectral norm; write \|A\|_F for the Frobenius norm",
    ]),
    (r"\|A\|_1", SQUARE, [
     r"\|A\|_1 of a matrix is read as the sum of the absolute values of its entries",
    ]),
    (r"\|x\|_A^2", SQUARE, [
     r"\|x\|_A is read as the norm with a weight, the square root of x' W x",
    ]),
    ("|A|", SQUARE, [
     r"|A| of a square matrix is read as its determinant; write \operatorname{abs} for its entries",
    ]),
    (r"|x|^\top y", SQUARE, [
     r"|x| is read entry by entry; write \|x\| for the norm",
    ]),
    (r"\operatorname{diag}(A)", SQUARE, [
     r"\operatorname{diag}(A) of a matrix is read as the vector on its diagonal",
    ]),
    ("A^{1/2} x", SQUARE, [
     r"A^{1/2} is read as the square root of the matrix; write A^{\odot 1/2} for that of its entries",
    ]),
    (r"\sqrt{A}", SQUARE, [
     r"\sqrt{A} is read as the square root of the matrix; write A^{\odot 1/2} for that of its entries",
    ]),
    ("A^{s}", SQUARE, [
     r"A^{s} is read as the power of the matrix; write A^{\odot p} for that of its entries",
    ]),
    ("A^k", SQUARE, [
     "in A^k the exponent is read as a whole number",
    ]),
    ("e^A", SQUARE, [
     r"e^A is read as the exponential of the matrix; write \exp(A) for that of its entries",
    ]),
    (r"\exp(A)", SQUARE, [
     r"\exp(A) is read entry by entry; write \operatorname{expm} for the function of the matrix",
    ]),
    (r"\log A", SQUARE, [
     r"\log A is read entry by entry; write \operatorname{logm} for the function of the matrix",
    ]),
    (r"x \cdot y", SQUARE, [
     r"x \cdot y is read as the inner product of two vectors",
    ]),
    ("A * B", SQUARE, [
     "* is read as the product",
    ]),
    (r"A^\dagger", SQUARE, [
     r"A^\dagger is read as the pseudoinverse; write ^\top for the transpose",
    ]),
    ("A^H x", SQUARE, [
     "A^H is read as the transpose: all matrices are real",
    ]),
    (r"\gamma^T s", "gamma; s", [
     r"\gamma^T is read as a transpose; declare T for a power",
     "gamma is declared as a number, whose transpose is itself; declare gamma[n] for a vector, gamma[n,m] for a matrix",
    ]),
    (r"\|A x - b\|^2", "A; x; b", [
     "the norm is that of a number, for A, x, b are declared as numbers; declare A[n,m] for a matrix",
    ]),
    (r"\operatorname{tr}(A X)", "A; X", [
     "the trace is that of a number, for A, X are declared as numbers; declare A[n,m] for a matrix",
    ]),
    ("s^T", "s; T", [
     "s^T is read as a power, for T is declared",
    ]),
    (r"\operatorname{tr} A B", SQUARE, [
     r"in \operatorname{tr} A B the function applies to all of A B; write brackets otherwise",
    ]),
    (r"\log s t", SQUARE, [
     r"in \log s t the function applies to all of s t; write brackets otherwise",
    ]),
    (r"\tanh s^2", SQUARE, [
     r"in \tanh s^2 the exponent is that of the argument; write brackets otherwise",
    ]),
    (r"\log s^2 \sin t", SQUARE, [
     r"in \log s^2 the exponent is that of the argument; write brackets otherwise",
     r"in \log s^2 the function applies to s^2 only; write brackets to include what follows",
    ]),
    (r"1{,}000 s", SQUARE, [
     "1{,}000 is read as 1000; write a point for a decimal fraction",
    ]),
    (r"0{,}5 s + s^2", SQUARE, [
     "0{,}5 is read as 0.5",
    ]),
    (r"\log s \cdot t", SQUARE, [
     r"in \log s the function applies to s only; write brackets to include what follows",
    ]),
    (r"\log s \sin t", SQUARE, [
     r"in \log s the function applies to s only; write brackets to include what follows",
    ]),
    (r"\log s/t", SQUARE, [
     r"in \log s the function applies to s only; write brackets to include what follows",
    ]),
    (r"A \odot B C", SQUARE, [
     r"in A \odot B C the factors side by side are multiplied before \odot; write parentheses otherwise",
    ]),
    (r"\sum_i a_i + s", "a for i in 1..n; s", [
     r"\sum_i a_i ends before + s; write parentheses to include it",
    ]),
    (r"\sum_{i=1}^n a_i - \lambda \|x\|^2", "a for i in 1..n; x[d]", [
     r"\sum_{i=1}^n a_i ends before - \lambda \|x\|^2; write parentheses to include it",
    ]),
    (r"\prod_i a_i s", "a for i in 1..n; s", [
     r"in \prod_i a_i s all factors that follow are multiplied over the index; write brackets otherwise",
    ]),
    (r"\sum_i^n a_i", "a for i in 1..n", [
     r"\sum_i^n is read as a sum from i = 1",
    ]),
    (r"J(x) = x^\top A x", SQUARE, [
     "of J(x) = … the right-hand side is read",
    ]),
    ("f := s", SQUARE, [
     "of f := … the right-hand side is read",
    ]),
    (r"\min_x x^\top A x", SQUARE, [
     r"the objective after \min_x is read",
    ]),
    (r"\arg\min_{x\in\mathbb{R}^n} x^\top A x", SQUARE, [
     r"the objective after \arg\min_{x\in\mathbb{R}^n} is read",
    ]),
    (r"\max_{\|x\|=1} x^\top A x", SQUARE, [
     r"the objective after \max_{\|x\|=1} is read, and the condition is left out",
    ]),
    (r"\lambda_{\max}(A)", "A[n,n]: symmetric", [
     r"\lambda_{\max}(A) is read as the largest eigenvalue; declare lambda_max as a variable for a product",
    ]),
    (r"\sigma_{\max}(X)", SQUARE, [
     r"\sigma_{\max}(X) is read as the largest singular value; declare sigma_max as a variable for a product",
    ]),
    (r"\lambda (s + t) + s", SQUARE, [
     r"\lambda (s + t) is read as a product; declare 'lambda: function' for a function",
    ]),
    (r"K_{n,m} \operatorname{vec}(X)", SQUARE, [
     "K_{n,m} is read as the commutation matrix; declare K or another name for a variable",
    ]),
    (r"D_n \operatorname{vech}(A)", SQUARE, [
     "D_n is read as the duplication matrix; declare D or another name for a variable",
    ]),
    (r"\mathbf{x}^\top x", SQUARE, [
     r"\mathbf{x} and x are read as one name, x",
    ]),
    ("dX", "X[n,d]", [
     "dX is read as the product d X, with the dimension d as a number; declare dX for one name",
    ]),
    ("ab", "a; b; ab", [
     "ab is read as the variable ab; write a b for a product",
    ]),
    ("det(A) s", "A[n,n]; s; d; e; t", [
     "det is read as the function det; write d e t for a product",
    ]),
    (r"\vec(X)", SQUARE, [
     r"\vec before a bracket is read as vec",
    ]),
    (r"\left|\left|x\right|\right|", SQUARE, [
     r"\left|\left|x\right|\right| is read as a norm",
    ]),
]  # fmt: skip
"""Formulas with a choice between readings: the formula, its declarations, the notes."""

UNAMBIGUOUS: list[tuple[str, str]] = [
    (r"\operatorname{tr} X^\top A X", SQUARE), (r"\log\det A", SQUARE), (r"\|x\|_2 + \|X\|_F", SQUARE), ("|s|", SQUARE),
    (r"A \odot B + C", SQUARE), (r"2A \odot B", SQUARE), (r"\operatorname{diag}(x)", SQUARE), ("A^2", SQUARE),
    ("s^{1/2} + e^s", SQUARE), (r"\sin^2 s + \log(s) t", SQUARE), (r"\operatorname{tr}(A)B", SQUARE),
    ("s(x + y)", SQUARE), (r"\tanh(s^2) + \tanh(s)^2", SQUARE), (r"\det A^2", SQUARE),
    (r"\sum_i a_i b_i", "a for i in 1..n; b for i in 1..n"), (r"s + \sum_i a_i", "a for i in 1..n; s"),
    (r"\left(\sum_i a_i\right) s", "a for i in 1..n; s"), ("x^T A x", SQUARE), (r"x^\top A x / x^\top x", SQUARE),
    (r"A \cdot B", SQUARE), (r"A B \otimes C", SQUARE),
]  # fmt: skip
"""Formulas whose other readings are impossible or the same: nothing is noted."""

INFERRED: list[tuple[str, str, list[str]]] = [
    (r"\|Xw - y\|^2 + \lambda\|w\|^2", "X[n,d]; w[d]", ["y[n]", "lambda"]),
    (r"\sum_{i=1}^n (x_i-\mu)^\top\Sigma^{-1}(x_i-\mu)", "mu[d]", ["Sigma[d,d]", "x[d] for i in 1..n"]),
    (r"\log|\Sigma| + (x-\mu)^\top\Sigma^{-1}(x-\mu)", "x[d]", ["Sigma[d,d]", "mu[d]"]),
    (r"\sum_{i=1}^n (y_i - x_i^\top\beta)^2", "beta[p]; y for i in 1..n", ["x[p] for i in 1..n"]),
    (r"\sum_k \mu_k^\top\Sigma_k^{-1}\mu_k", "mu[d] for k in 1..K", ["Sigma[d,d] for k in 1..K"]),
    (r"\mathbf{1}^\top x + c", "x[n]", ["c"]),
    (r"(A + \lambda I)^{-1} b", "A[n,n]; lambda; b[n]", []),
    (r"\begin{pmatrix} A & 0 \\ 0 & D \end{pmatrix}", "A[n,n]; D[m,k]", []),
    (r"\|Ax-b\|^2, \quad A \in \mathbb{R}^{m \times n},\ b \in \mathbb{R}^m", "", ["A[m,n]", "b[m]", "x[n]"]),
    (r"\operatorname{tr}(SX), \text{ where } S, X \in \mathbb{S}_{++}^n", "",
     ["S[n,n]: positive_definite", "X[n,n]: positive_definite"]),
    (r"\min_{w \in \mathbb{R}^d} w^\top A w", "A[d,d]", ["w[d]"]),
    (r"C\sum_{i=1}^n \log(1+e^{-y_i(w^\top x_i + b)}) + \frac12\|w\|^2", "", [
     "C", "w[m]", "b", "y[] for i in 1..n", "x[m] for i in 1..n",
    ]),
]  # fmt: skip
"""Formulas with undeclared names: the formula, its declarations, those that follow from it."""
