r"""Pasted LaTeX with functions that are defined beside the formula, primes at names, and distribution functions."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.algebra.errors import ParseError, UndeclaredError

DEFINED = [
    (r"\bar g(\theta) = \frac{1}{n}\sum_{i=1}^n (x_i - \theta); \quad \bar g(\theta)^\top W \bar g(\theta)",
     "theta[d]", "sum_i(theta - x[i])'*W*sum_i(theta - x[i])/n^2", "W[d,d]; x[d] for i in 1..n"),
    (r"J(\theta) = \bar g(\theta)^\top W \bar g(\theta), \quad \bar g(\theta) = A\theta - b",
     "theta[d]", "(A*theta - b)'*W*(A*theta - b)", "A[n,d]; b[n]; W[n,n]"),
    (r"L = \|h(x) - y\|^2, \quad h(x) = \tanh(W x + b)", "", "norm2(tanh(W*x + b) - y)^2", "W[n,m]; x[m]; b[n]; y[n]"),
    (r"\sum_{i=1}^N \|h(x_i) - y_i\|^2 \text{ where } h(x) = W x + b", "",
     "sum_i(norm2(W*x[i] + b - y[i])^2)", "W[n,m]; b[n]; x[m] for i in 1..N; y[n] for i in 1..N"),
    (r"L = \sum_{i=1}^N \log(1 + e^{-y_i f(x_i)}), \quad f(x) = w^\top x + b", "",
     "sum_i(log(1 + exp(-y[i]*(w'*x[i] + b))))", "w[n]; b; y[] for i in 1..N; x[n] for i in 1..N"),
    (r"k(x, y) = \exp(-\|x - y\|^2/2), \quad L = \sum_{i=1}^n a_i k(x_i, z)", "",
     "sum_i(a[i]*exp(-norm2(x[i] - z)^2/2))", "z[m]; a[] for i in 1..n; x[m] for i in 1..n"),
    (r"f(x) = x^\top A x, \quad f(u) + f(v)", "u[n]; v[n]", "u'*A*u + v'*A*v", "A[n,n]"),
    (r"f(w) = \frac12\|Xw-y\|^2 + \lambda g(w), \quad g(w) = \|w\|_1", "",
     "1/2*norm2(X*w - y)^2 + lambda*norm1(w)", "X[n,m]; w[m]; y[n]; lambda"),
    (r"L = \|g(h(x))\|^2, \quad g(u) = V u, \quad h(x) = W x", "V[k,m]; W[m,n]", "norm2(V*W*x)^2", "x[n]"),
    (r"f(v) = \sum_{k=1}^n c_k v_k^2, \quad L = f(x)", "x[n]; c[n]", "sum_k(c[k]*x[k]^2)", ""),
    (r"f(v) = \sum_{k=1}^n c_k v_k^2, \quad L = f(A x)", "x[m]; A[n,m]; c[n]", "c'*(A*x).^2", ""),
    (r"L = \sum_{i=1}^n \phi(x_i^\top w)^2, \quad \phi(t) = a t + t^2", "x[d] for i in 1..n; w[d]",
     "sum_i((a*(x[i]'*w) + (x[i]'*w)^2)^2)", "a"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "declared", "text", "more"), DEFINED)
def test_a_function_of_arrays_is_put_in(formula: str, declared: str, text: str, more: str) -> None:
    found = ex.read_latex(formula, declared)
    assert ex.equal(found.expr, ex.parse(text, f"{declared}; {more}"))
    assert any("is read as the definition of" in note for note in found.notes)


PRIMED = [
    (r"\|x^\prime - x\|^2", "", "norm2(x_prime - x)^2", "x_prime[n]; x[n]"),
    (r"k(x, x') = \sigma^2 \exp(-\|x - x'\|^2 / (2\ell^2))", "x[n]",
     "sigma^2*exp(-norm2(x - x_prime)^2/(2*ell^2))", "x_prime[n]; sigma; ell"),
    (r"\exp(-\gamma \|\mathbf{x} - \mathbf{x}'\|^2)", "",
     "exp(-gamma*norm2(x - x_prime)^2)", "gamma; x[n]; x_prime[n]"),
    (r"(x - x')^\top M (x - x')", "", "(x - x_prime)'*M*(x - x_prime)", "x[n]; x_prime[n]; M[n,n]"),
    (r"x^\top M x'", "", "x'*M*x_prime", "x[n]; M[n,m]; x_prime[m]"),
    (r"\sum_i \|x_i - x_i'\|^2", "x[d] for i in 1..n", "sum_i(norm2(x[i] - x_prime[i])^2)", "x_prime[d] for i in 1..n"),
    (r"\|x'' - x' + x\|^2", "x[n]", "norm2(x_prime_prime - x_prime + x)^2", "x_prime[n]; x_prime_prime[n]"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "declared", "text", "more"), PRIMED)
def test_a_prime_beside_the_same_letter_is_part_of_a_name(formula: str, declared: str, text: str, more: str) -> None:
    found = ex.read_latex(formula, declared)
    assert ex.equal(found.expr, ex.parse(text, f"{declared}; {more}"))
    assert any("is read as a name of its own, x_prime; write" in note for note in found.notes)
    assert "x'" in ex.latex(found.expr)


@pytest.mark.parametrize(
    ("formula", "declared", "text"),
    [
        (r"(y - X\beta)'(y - X\beta)", "X[n,m]; y[n]; beta[m]", "norm2(X*beta - y)^2"),
        (
            r"\sum_i (y_i - x_i'\beta)^2",
            "x[d] for i in 1..n; y[] for i in 1..n; beta[d]",
            "sum_i((y[i] - x[i]'*beta)^2)",
        ),
        (r"u'u + x^\prime A x", "u[m]; x[n]; A[n,n]", "u'*u + x'*A*x"),
        (r"\|X' - X\|_F^2", "X[n,n]", "norm2(X' - X)^2"),
        (r"\|x - x'\|_F^2", "x[n,n]", "norm2(x - x')^2"),
    ],
)
def test_other_primes_are_transposes(formula: str, declared: str, text: str) -> None:
    assert ex.parse_latex(formula, declared) is ex.parse(text, declared)


@pytest.mark.parametrize(
    ("formula", "declared", "text"),
    [
        (r"\log\Phi(z)", "z", "log(normcdf(z))"),
        (r"\Phi(x^\top \beta)^2", "x[n]; beta[n]", "normcdf(x'*beta)^2"),
        (r"\Phi(d_1) S - K e^{-rT}\Phi(d_2)", "S; K; r; T; d_1; d_2", "normcdf(d_1)*S - K*exp(-r*T)*normcdf(d_2)"),
    ],
)
def test_phi_of_a_number_is_the_normal_distribution_function(formula: str, declared: str, text: str) -> None:
    found = ex.read_latex(formula, declared)
    assert found.expr is ex.parse(text, declared)
    assert any("is read as the standard normal distribution function" in note for note in found.notes)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (r"\Phi(x)^\top w", r"in \Phi(x), \Phi is a function or a factor"),
        (r"\|\Phi(x - w)\|^2", "declare 'Phi: function'"),
        (r"\Phi^{-1}(s)", r"\Phi^{-1} before a bracket is a function or a factor"),
        (r"\phi'(s)", r"\phi' before a bracket is a function or a factor"),
        (r"f'(\alpha x)", "declare 'f: function'"),
        (r"u'(s)", "u' before a bracket is a function or a factor"),
        ("f^2(s)", "f^2 before a bracket is a function or a factor"),
        (r"\phi^2(w^\top x)", r"\phi^2 before a bracket is a function or a factor"),
        ("u^2(s)", "u^2 before a bracket is a function or a factor"),
        (r"\operatorname{foo}^2(s)", "unknown function 'foo'; declare it as 'foo: function'"),
        (r"\mathrm{sech}^2 s", r"\mathrm{sech}^2 before another factor is a function or a factor, and sech is not"),
        (r"\text{logit} s", "declare 'logit: function', or logit as a variable for a product"),
        (r"\operatorname{foo} s", "unknown function 'foo'; declare it as 'foo: function'"),
    ],
)
def test_what_may_be_a_function_or_a_factor_is_asked_about(formula: str, message: str) -> None:
    with pytest.raises(ex.ExtremumError) as caught:
        ex.parse_latex(rf"\left({formula}\right)", "x[n]; w[n]; s; alpha")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("formula", "declared", "text"),
    [
        (r"f^2(s + 1)", "f; s", "f^2*(s + 1)"),
        (r"\operatorname{foo} s", "foo; s", "foo*s"),
        (r"\mathrm{rate}^2 s", "rate; s", "rate^2*s"),
        (r"2\mathrm{rate} + s", "s; rate", "2*rate + s"),
        (r"s^2(1 - s)", "s", "s^2*(1 - s)"),
        (r"F^\top(x)", "F[n,m]; x[n]", "F'*x"),
    ],
)
def test_a_power_of_what_is_declared_is_a_factor_before_a_bracket(formula: str, declared: str, text: str) -> None:
    assert ex.parse_latex(formula, declared) is ex.parse(text, declared)


def test_a_declared_capital_phi_is_what_it_is_declared_to_be() -> None:
    assert str(ex.parse_latex(r"\|\Phi(x - w)\|^2", "Phi[n,m]; x[m]; w[m]")) == "norm2(Phi*(x - w))^2"
    assert str(ex.parse_latex(r"\Phi(s)", "Phi: function; s")) == "Phi(s)"


def test_a_sign_below_a_letter_is_part_of_its_name() -> None:
    found = ex.read_latex(r"-\log \frac{\exp(q^\top k_+ / \tau)}{\sum_{i=1}^K \exp(q^\top k_i/\tau)}")
    meant = "log(sum_i(exp(q'*k[i]/tau))) - q'*k_plus/tau"
    assert ex.equal(found.expr, ex.parse(meant, list(found.inferred)))


@pytest.mark.parametrize(
    ("formula", "declared", "noted"),
    [
        (r"y \log \pi + (1 - y)\log(1 - \pi)", "y", True),
        (r"\pi^2 a", "a", True),
        (r"\log(2\pi) + a", "a", False),
        (r"\log \pi", "pi", False),
        (r"\sum_{k=1}^K \pi_k", "pi for k in 1..K", False),
    ],
)
def test_an_undeclared_pi_without_a_number_before_it_is_said_to_be_one(
    formula: str, declared: str, noted: bool
) -> None:
    notes = ex.read_latex(formula, declared).notes
    assert (r"\pi is read as the number 3.14159…; declare pi for a variable" in notes) is noted


@pytest.mark.parametrize(
    ("formula", "declared", "text"),
    [
        ("ln det X", "X[n,n]", "log(det(X))"),
        ("N ln|S|", "N; S[d,d]", "N*log(det(S))"),
        ("tr A", "A[n,n]", "tr(A)"),
        ("Tr AX", "A[n,m]; X[m,n]", "tr(A*X)"),
        ("x^2 ln", "x; l; n", "x^2*l*n"),
        ("ln x", "ln; x", "ln*x"),
    ],
)
def test_a_function_of_two_letters_needs_no_bracket(formula: str, declared: str, text: str) -> None:
    assert ex.parse_latex(formula, declared) is ex.parse(text, declared)


@pytest.mark.parametrize(
    ("formula", "declared", "message"),
    [
        ("ln x", "l; n; x", "ln has two readings, as l and n are declared; write ln(…) for the function"),
        ("trA", "A[n,n]", "trA may be tr of A, or a product; write tr A or t r A"),
        ("log detΣ", "Σ[n,n]", "detΣ may be det of Σ, or a product; write det Σ or d e t Σ"),
        ("lg x", "x", r"lg has several readings; write \ln, \log_{10} or \log_2, or l g for a product"),
    ],
)
def test_letters_that_are_a_function_or_factors_are_asked_about(formula: str, declared: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        ex.parse_latex(formula, declared)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "commands"),
    [
        ("log σ(wᵀx)", r"\log \sigma(w^\top x)"),
        ("Φ(wᵀx)", r"\Phi(w^\top x)"),
        ("Γ(a) + b", r"\Gamma(a) + b"),
        ("λ_{max}(A + Aᵀ)", r"\lambda_{\max}(A + A^\top)"),
        ("2πa^2", r"2\pi a^2"),
        ("log π", r"\log \pi"),
    ],
)
def test_greek_characters_mean_what_their_commands_do(typed: str, commands: str) -> None:
    declared = ["w[n]", "x[n]", "a", "b", "A[n,n]"]
    assert ex.read_latex(typed, declared).expr is ex.read_latex(commands, declared).expr


def test_a_greek_letter_that_is_declared_is_a_variable() -> None:
    assert str(ex.parse_latex("σ(x + 1)", "σ; x")) == "σ*(1 + x)"
    assert str(ex.parse("π*x", "π[n]; x")) == "x*π"
    assert ex.parse_latex("πx", "pi; x") is ex.parse("pi*x", "pi; x")
    assert ex.parse("2*π*x", "x") is ex.parse("2*pi*x", "x")


@pytest.mark.parametrize(
    "formula",
    [
        r"\pi^\top r",
        r"\pi^T r",
        r"\pi' r",
        "πᵀr",
        r"\|\pi\|^2 + r",
        r"\operatorname{diag}(\pi) r",
        r"r^\top\boldsymbol{\pi}",
    ],
)
def test_pi_where_a_vector_is_due_is_to_be_declared(formula: str) -> None:
    with pytest.raises(UndeclaredError, match=r"declare (pi|π)\[n\] for a vector"):
        ex.read_latex(formula, "r[n]")


def test_pi_is_a_number_or_the_vector_that_is_declared() -> None:
    with pytest.raises(UndeclaredError, match="pi is the number"):
        ex.parse("pi'*r", "r[n]")
    assert ex.parse_latex(r"\pi^\top r", "r[n]; pi[n]") is ex.parse("pi'*r", "r[n]; pi[n]")
    assert ex.parse("log(pi) + abs(pi)*pi^2") is ex.parse_latex(r"\log(\pi) + |\pi| \pi^2")


@pytest.mark.parametrize("term", [r"\|x_{ij} - \mu\|^2", r"\|x_{ij}\|_1", r"(x_{ij} - \mu_i)^\top (x_{ij} - \mu_i)"])
def test_the_norm_of_what_has_two_indices_is_asked_about(term: str) -> None:
    with pytest.raises(
        ParseError, match=r"x_\{ij\} is an entry of a matrix x, or one of many vectors; declare x\[n,m\]"
    ):
        ex.read_latex(rf"\sum_{{i=1}}^n \sum_{{j=1}}^m {term}")


def test_the_norm_of_a_declared_entry_is_that_of_a_number() -> None:
    declared = ["x[n,m]", "mu"]
    norms, bars = (ex.read_latex(rf"\sum_{{i=1}}^n \sum_{{j=1}}^m {t}", declared) for t in (r"\|x_{ij}\|", "|x_{ij}|"))
    assert ex.equal(norms.expr, bars.expr)


@pytest.mark.parametrize(
    ("formula", "meant"),
    [
        (r"\max(A x - b)", "max(A*x - b)"),
        (r"\min \left( x \right)", "min(x)"),
        (r"\max(|x|)", "max(abs(x))"),
        (r"\max(x) + s", "max(x) + s"),
        (r"\max \left( x^\top C x \right)", "x'*C*x"),
        (r"\min (Ax-b)^\top (Ax-b)", "norm2(A*x - b)^2"),
    ],
)
def test_the_largest_entry_is_no_objective(formula: str, meant: str) -> None:
    """``\\max`` of one bracket is the function; of a number it is the objective itself."""
    declared = "A[n,m]; x[m]; b[n]; C[m,m]; s"
    assert ex.parse_latex(formula, declared) is ex.parse(meant, declared)


@pytest.mark.parametrize(("formula", "name"), [(r"\|x - \hat x\|^2", "x"), (r"\sum_i \|y_i - \bar y\|^2", "y")])
def test_an_accent_beside_its_letter_is_noted(formula: str, name: str) -> None:
    found = ex.read_latex(formula)
    assert any(f"is read as a symbol of its own; where it is made of {name}," in note for note in found.notes)
    assert not ex.read_latex(r"\|y - X\hat\beta\|^2").notes
    assert not ex.read_latex(r"\|x - \hat x\|^2", "x[n]; x_hat[n]").notes


@pytest.mark.parametrize(
    ("sign", "closed"), [(r"\succ", r"\succeq"), (r"\prec", r"\preceq"), (">", r"\ge"), ("<", r"\le")]
)
def test_strict_relations_name_those_with_the_border(sign: str, closed: str) -> None:
    with pytest.raises(ParseError) as error:
        ex.solve("tr(A*X)", "X", "min", constraints=[rf"$X {sign} A$"], declarations="A[n,n]; X[n,n]")
    assert f"{sign} is strict" in str(error.value) and f"write {closed}" in str(error.value)
