"""The page of the language: its texts are read, and what it says of them holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import extremum as ex
from extremum.reading.build.functions import TABLE, find
from extremum.reading.either import read_either

PAGE = Path(__file__).parents[2] / "docs" / "language.md"

EQUAL = [
    ("sum_ij(M[i,j]*x[i]*y[j])", "x'*M*y", "M[n,m]; x[n]; y[m]"),
    ("sum_i(S[i,i])", "tr(S)", "S[n,n]"),
    ("sum_i(w[i]*exp(x[i]))", "w'*exp(x)", "w[n]; x[n]"),
    ("M[i,j]", "unit(n,i)'*M*unit(m,j)", "M[n,m]"),
]


IN_PROBLEMS = {"all", "positive", "definite", "minimize", "subject", "over", "given"}


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("left", "right", "declarations"), EQUAL)
def test_what_is_said_to_be_equal(left: str, right: str, declarations: str) -> None:
    assert f"`{left}`" in text() and f"`{right}`" in text().replace("\n", " ")
    indices = [ex.index("i", ex.dims("n")), ex.index("j", ex.dims("m"))] if "unit" in right else []
    assert ex.parse(left, [declarations, *indices]) is ex.parse(right, [declarations, *indices])


def test_functions_that_are_named_exist() -> None:
    rows = [line.split("|")[1] for line in text().splitlines() if line.startswith("| `")]
    words = {
        word for row in rows for cell in re.findall(r"`([^`]*)`", row) for word in re.findall(r"[a-z]\w{2,}", cell)
    }
    known = words - {"end", "for", "sum_i", "prod_i", "sum_ij", "sum_idx", "lam", "positive_definite"} - IN_PROBLEMS
    assert known
    assert all(find(word) is not None or word in TABLE for word in known), {w for w in known if find(w) is None}


def test_what_is_read_without_declarations() -> None:
    assert read_either("norm2(X*w - y)^2").inferred == ("X[n,m]", "w[m]", "y[n]")
    for latex in ("||Ax - b||^2", "2 A^T A x - 2 A^T b", "Tr(AX)"):
        assert f"`{latex}`" in text()
        assert read_either(latex).expr.symbols
