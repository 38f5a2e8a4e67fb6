"""Errors of ours and raw exceptions that came out once: each question has its answer, or an error that says why not."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

import extremum as ex
from tests.reading.latex_errors import ERRORS
from tests.reading.malformed import CASES

SPECTRAL = [
    ("eigmax(S)", "S", "S[n,n]: symmetric"),
    ("eigval(A*S*A', 0)", "S", "S[n,n]: symmetric; A[m,n]"),
    ("norm_spec(X)", "X", "X[m,n]"),
    ("norm_spec(A*X + B)^2", "X", "X[n,k]; A[m,n]; B[m,k]"),
    ("norm_nuc(X)", "X", "X[m,n]: full_column_rank"),
]


@pytest.mark.parametrize("style", ["jacobian", "differential"])
@pytest.mark.parametrize(("text", "name", "declared"), SPECTRAL)
def test_eigenvalues_and_spectral_norms_have_a_derivation(text: str, name: str, declared: str, style: str) -> None:
    """Its stand-in keeps the symmetry: every line is judged, and the last one is the gradient."""
    f = ex.parse(text, declared)
    derivation = ex.derive(f, name, style=style)
    assert all(evidence.verdict != "differs" for evidence in derivation.verify())
    assert ex.equal(derivation.result, ex.gradient(f, name))


def test_no_unknown_is_refused() -> None:
    with pytest.raises(ex.ExtremumError, match="there is no unknown; name the variables"):
        ex.solve("norm2(x)^2", [], declarations="x[n]")


def test_an_unknown_method_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ex.UnsupportedError, match=r"'bogus' is none that uses gradients; there are .*L-BFGS-B"):
        ex.minimize("norm2(x)^2", "x", n=2, declarations="x[n]", method="bogus")


def test_a_family_is_an_unknown() -> None:
    found = ex.solve("sum_i(norm2(z[i] - a[i])^2)", "z", declarations="z[d] for i in 1..N; a[d] for i in 1..N")
    assert str(found).startswith("z[k] = a[k]\nglobal minimum, unique")


def test_a_square_with_a_skew_matrix_still_has_its_symbols() -> None:
    f = ex.parse("x'*A*x", "A[n,n]: skew; x[n]")
    assert ex.gradient(f, "x") is ex.zeros("n")
    assert ex.minimize(f, "x", {"A": np.array([[0.0, 1.0], [-1.0, 0.0]])}, n=2).value == 0


def test_a_member_out_of_range_is_refused() -> None:
    with pytest.raises(
        ex.ShapeError, match=re.escape("z is declared over 1..N, but its members here run over 2..N + 1")
    ):
        ex.parse("sum_i(z[i]'*z[i+1])", "z[d] for i in 1..N")


READERS: dict[str, tuple[Callable[..., object], list[tuple[str, str]]]] = {
    "text": (ex.parse, [(case.text, case.declarations) for case in CASES]),
    "LaTeX": (ex.parse_latex, [(row[0], row[1]) for row in ERRORS]),
}


@pytest.mark.parametrize("reader", READERS)
def test_no_message_shows_our_own_objects(reader: str) -> None:
    """``Form(kind='call', …)`` stood in messages once."""
    read, inputs = READERS[reader]
    for text, declared in inputs:
        with pytest.raises(ex.ExtremumError) as caught:
            read(text, declared)
        assert not re.search(r"\b(Form|Tree|Token|Expr|Dim|Name)\(|object at 0x|<function", str(caught.value)), text
