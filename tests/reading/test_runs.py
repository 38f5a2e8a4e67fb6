"""Names that nobody declared and that are written of declared ones are products, or entries, or asked about."""

import random
import re

import pytest

import extremum as ex
from extremum.algebra.errors import UndeclaredError
from extremum.problems.problem import pose
from extremum.reading.either import read_either
from extremum.reading.parser import read_text
from tests.support.draws import seeds


@pytest.mark.parametrize(
    "text, by, declared, meant",
    [
        ("norm2(Xw - y)^2 + norm2(w)^2", "w", "X[n,m]; w[m]; y[n]", "2*(X'*(X*w - y) + w)"),
        ("tr(AX)", "X", "A[n,n]; X[n,n]", "A'"),
        ("2*x + xy", "x", "x; y", "2 + y"),
        ("x'*Ax + b'*x", "x", "A[n,n]; x[n]; b[n]", "(A + A')*x + b"),
    ],
)
def test_a_run_of_declared_names_is_their_product(text: str, by: str, declared: str, meant: str) -> None:
    assert ex.gradient(text, by, declared) is ex.parse(meant, declared)


@pytest.mark.parametrize(
    "text, declared, hint",
    [
        ("norm2(U*VT - Y)^2", "U[n,k]; V[m,k]; Y[n,m]", "is it V'?"),
        ("x1^2 + norm2(x)^2", "x[n]", r"is it x\[1\]?"),
        ("ab + a - b", "a; b", r"is it a\*b?"),
        ("xTAx", "x[n]; A[n,n]", r"is it x'\*A\*x?"),
    ],
)
def test_it_is_asked_about(text: str, declared: str, hint: str) -> None:
    with pytest.raises(UndeclaredError, match=hint):
        read_text(text, declared)


@pytest.mark.parametrize("seed", seeds(6))
def test_random_runs_are_the_products_of_their_letters(seed: int) -> None:
    letters = random.Random(seed).choices("ABCDXY", k=random.Random(seed).randint(2, 5))
    declared = "; ".join(f"{letter}[n,n]" for letter in "ABCDXY")
    run, product = "".join(letters), "*".join(letters)
    assert read_either(f"tr({run})", declared).expr is ex.parse(f"tr({product})", declared)
    with pytest.raises(UndeclaredError, match=re.escape(f"is it {product}?")):
        read_text(f"tr({run})", declared)


@pytest.mark.parametrize(
    "text, declared, hint",
    [
        ("n1*norm2(x)^2", "x[n]", ""),
        ("z1*norm2(x)^2", "x[d]; z[d] for i in 1..N", ""),
        ("z1*norm2(x)^2", "x[d]; z[] for i in 1..N", r"is it z\[1\]?"),
    ],
)
def test_a_size_and_a_family_of_columns_have_no_numbers_as_entries(text: str, declared: str, hint: str) -> None:
    if hint:
        with pytest.raises(UndeclaredError, match=hint):
            read_text(text, declared)
    else:
        assert text[:2] in {symbol.name for symbol in ex.parse(text, declared).symbols}


@pytest.mark.parametrize("text", ["norm2(x - x1)^2", "norm2(x - x_t)^2", "norm2(x - xbar)^2", "x0 + norm2(x)^2"])
def test_names_of_their_own_stay(text: str) -> None:
    other = text[: text.index(" ")] if text[:1] == "x" else text.partition("- ")[2].partition(")")[0]
    assert {s.name for s in ex.parse(text, "x[n]").symbols} == {"x", other}


@pytest.mark.parametrize(
    "text, by, declared, other",
    [
        ("norm2(y - X*B)^2", "b", "y[n]; X[n,p]; b[p]", "B"),
        ("sum(log(1 + exp(-Z*w)))", "W", "W[p]; Z[n,p]", "w"),
        ("tr(a*X)", "A", "A[n,n]; X[n,n]", "a"),
        ("logdet(SIGMA)", "Sigma", "Sigma[n,n]", "SIGMA"),
        ("k*t + 1", "tau", "tau; t", "k"),
        (r"\|y - X\beta\|^2", "b", "y[n]; X[n,p]; b[p]", "beta"),
        (r"\tilde{x}^2", "x", "x[n]", "x_tilde"),
    ],
)
def test_a_variable_that_the_text_does_not_name_beside_undeclared_names_is_asked_about(
    text: str, by: str, declared: str, other: str
) -> None:
    for ask in (ex.gradient, ex.derive, ex.curvature, ex.solve, lambda f, x, d: ex.check(f, x, "0", d)):
        more = {"declarations": declared} if ask is ex.solve else {}
        with pytest.raises(UndeclaredError, match=rf"{by} is not in the formula, and {other} is not declared"):
            ask(text, by, *([] if more else [declared]), **more)


@pytest.mark.parametrize(
    "text, by, declared",
    [
        ("x - x + c", "x", "x"),
        ("x'*A*x + c", "x", "x[n]; A[n,n]: skew"),
        ("y'*A*y", "x", "x; y[n]; A[n,n]"),
        ("norm2(r)^2 + c", "z", "y[n]; z; r = y + z - z"),
        ("norm2(q)^2 + c", "z", "y[n]; z; r = y + z - z; q = 2*r"),
        (r"\|y\|^2 + z - z + c", "z", "y[n]; z"),
    ],
)
def test_what_drops_out_of_a_text_that_names_it_or_that_has_no_other_names_is_zero(
    text: str, by: str, declared: str
) -> None:
    assert set(str(ex.gradient(text, by, declared))) <= set("0zeros(n)")


def test_an_unknown_of_the_constraints_alone_is_no_slip() -> None:
    posed = pose("t", ["x", "t"], "min", ["norm2(x - a) <= t"], "a[n]; x[n]")
    assert [unknown.name for unknown in posed.unknowns] == ["x", "t"]


@pytest.mark.parametrize(
    "text, declared, meant",
    [
        ("sin2x + x", "x", r"sin\(2\*x\)"),
        ("cos3t*t", "t", r"cos\(3\*t\)"),
        ("log2u", "u: positive", r"log\(2\*u\)"),
        ("sum(tanhz)", "z[n]", r"tanh\(z\)"),
        ("1 + exp10s", "s", r"exp\(10\*s\)"),
        ("n*log(tau2) + r/tau^2", "tau: positive; r", "tau\\^2"),
        ("norm2(y)^2/(2*sigma2) + log(sigma)", "sigma: positive; y[n]", "sigma\\^2"),
        ("r3 + r", "r", "r\\^3"),
        ("detA + tr(A)", "A[n,n]", r"det\(A\)"),
        ("norm2(B) + logdetS", "B[n,n]; S[n,n]", r"logdet\(S\)"),
        ("norm2x^2 + x'*x", "x[n]", r"norm2\(x\)"),
        ("2*xq + x", "x", r"x\*q"),
        ("lr*norm2(r)^2", "r[n]", r"l\*r"),
    ],
)
def test_a_function_with_its_argument_and_a_power_are_no_names(text: str, declared: str, meant: str) -> None:
    for read in (read_text, read_either):
        with pytest.raises(UndeclaredError, match=f"is it {meant}?"):
            read(text, declared)


def test_a_greek_letter_and_a_word_are_names() -> None:
    assert {s.name for s in ex.parse("costs*norm2(s)^2", "s[n]").symbols} == {"costs", "s"}
    assert {s.name for s in ex.parse("mu*norm2(u)^2", "u[n]").symbols} == {"mu", "u"}


@pytest.mark.parametrize(
    "text, declared, index",
    [
        ("sum((y_i - b*x_i)^2)", "x[n]; y[n]; b", "i"),
        ("sum(p_k*log(p_k))", "p[K]", "k"),
        ("mean(z_j)", "z[n]", "j"),
        ("sum(log(x_i))", "x[n]", "i"),
        ("prod(r_t)", "r[] for t in 1..T", "t"),
        ("var(x_i) + norm2(x)^2", "x[n]", "i"),
        ("sum(exp(x[i]))", "x[n]", "i"),
        (r"\operatorname{mean}(x_i)", "x[n]", "i"),
    ],
)
def test_a_total_of_one_number_asks_over_what_its_index_runs(text: str, declared: str, index: str) -> None:
    with pytest.raises(ex.ExtremumError, match=f"over what does {index} run"):
        read_either(text, declared)


@pytest.mark.parametrize(
    "text, declared, meant",
    [
        ("sum_i(x_i^2)", "x[n]", "norm2(x)^2"),
        ("sum_k(p_k*log(q_k))", "p[K]; q[K]", "p'*log(q)"),
        ("sum_i((y_i - w'*x_i)^2)", "x[d] for i in 1..N; y[] for i in 1..N; w[d]", "sum_i((y[i] - w'*x[i])^2)"),
        ("prod_j(z_j, 1, n)", "z[n]", "prod(z)"),
        ("sum_i(x_i*sum_j(y_j))", "x[n]; y[m]", "sum(x)*sum(y)"),
        ("sum_i(x_i, 1, n)", "x_i; x[n]", "n*x_i"),
        ("norm2(x - x_t)^2 + sum(x)", "x[n]; x_t[n]", "norm2(x - x_t)^2 + sum(x)"),
    ],
)
def test_what_a_sum_runs_over_may_stand_below(text: str, declared: str, meant: str) -> None:
    assert ex.parse(text, declared) is ex.parse(meant, declared)


@pytest.mark.parametrize(
    "text", ["sum((y_i - b*x_i)^2)", r"\operatorname{sum}(y_i - w^T x_i)^2", "mean((y_i - w'*x_i)^2)"]
)
def test_a_total_of_what_nobody_declared_asks_over_what_it_runs(text: str) -> None:
    with pytest.raises(ex.ParseError, match="over what does i run"):
        read_either(text)
    assert read_either("sum(x_t)").inferred == ("x_t[n]",)


@pytest.mark.parametrize("text", [r"\sum_k \sigma_k(X)", r"\sum_i \lambda_i(A)^2", r"\sum_k c_k \phi_k(x)"])
def test_one_of_several_functions_is_no_factor(text: str) -> None:
    with pytest.raises(ex.ParseError, match="before a bracket is a function or a factor"):
        read_either(text)
    assert "lambda[i]*" in str(read_either(r"\sum_i \lambda_i (a_i^T x - b_i)").expr)


@pytest.mark.parametrize("text", ["1/2 x'Qx - b'x", "1/2x'Qx", "1/2 x^T Q x"])
def test_a_pasted_formula_with_two_readings_is_told_them(text: str) -> None:
    with pytest.raises(ex.ParseError, match="has two readings, over 2"):
        read_either(text)
