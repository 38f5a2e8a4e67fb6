"""Names that nobody declared and that are written of declared ones are products, or entries, or asked about."""

import random
import re

import pytest

import extremum as ex
from extremum.algebra.errors import UndeclaredError
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
