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
        (r"\overline{x}^2", "x", "x[n]", "x_bar"),
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
