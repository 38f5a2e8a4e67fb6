"""What is too large is refused at once, with the limit; what is nested deep is read and printed once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra import traverse
from extremum.reading.build import builder
from extremum.reading.build.builder import Builder
from extremum.reading.source import Tree
from tests.algebra.large import NESTED, within

REFUSED: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "a long text": (lambda: ex.parse("x*" * 500_000 + "x", "x"), ex.ParseError, "1,000,001 characters.*200,000 are"),
    "a long formula": (lambda: ex.parse_latex("x " * 500_000, "x"), ex.ParseError, "at most 200,000 are read"),
    "a deep text": (lambda: ex.parse("sin(" * 2000 + "x" + ")" * 2000, "x"), ex.ParseError, "more than 1000 levels"),
    "a dimension": (
        lambda: ex.parse("sum(x)", "x[" + "+".join(f"n{k}" for k in range(10_000)) + "]"),
        ex.ShapeError,
        "more than 500 terms",
    ),
    "a power of a dimension": (lambda: ex.dims("n") ** 10**9, ex.ShapeError, "powers up to 500"),
    "zeros": (lambda: ex.zeros(10**9, 10**9).evaluate(), ex.DataError, r"zeros.*8,000,000,000,000,000,000 bytes"),
    "a Kronecker product": (
        lambda: ex.parse("kron(A, A)", "A[n,n]").evaluate({"A": np.ones((3000, 3000))}),
        ex.DataError,
        r"kron\(A, A\) is 9000000×9000000 and would take 648,000,000,000,000 bytes",
    ),
    "many Kronecker products": (  # those inside would fit
        lambda: ex.parse("kron(A, " * 20 + "A" + ")" * 20, "A[n,n]").evaluate({"A": np.eye(3)}),
        ex.DataError,
        "would take [0-9,]* bytes",
    ),
    "an outer product": (
        lambda: ex.parse("sum_i(z[i]*z[i]')", "z[d] for i in 1..N").evaluate({"z": np.ones((2, 10**7))}),
        ex.DataError,
        "would take 800,000,000,000,000 bytes",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_at_once(what: str) -> None:
    bad, kind, message = REFUSED[what]
    ex.parse("x", "x")  # the grammars are loaded
    ex.parse_latex("x", "x")
    with within(5), pytest.raises(kind, match=message):
        bad()


@pytest.mark.parametrize("what", NESTED)
def test_two_hundred_levels(what: str) -> None:
    with within(20):
        f = NESTED[what](200)
        assert [symbol.name for symbol in f.symbols] == ["x"]
        assert str(f)
        assert ex.latex(f)


def test_roots_are_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No reason why what is under a root is positive holds its text."""
    written: list[ex.Expr] = []
    right = traverse._write_into

    def counted(*given: Any) -> None:
        written.append(given[1])
        right(*given)

    monkeypatch.setattr(traverse, "_write_into", counted)
    counts = []
    for k in (20, 40):
        f = NESTED["roots"](k)
        written.clear()
        assert ex.latex(f).count(r"\sqrt") == k
        counts.append(len(written))
    assert max(counts) <= 5


def test_a_deep_derivative() -> None:
    with within(20):
        f = ex.parse("sin(" * 300 + "x" + ")" * 300, "x")
        assert str(ex.gradient(f, "x")).count("cos") == 300


def test_pieces_of_a_formula_are_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Tree] = []
    right = builder._KINDS["call"]

    def counted(at: Builder, tree: Tree) -> ex.Expr:
        built.append(tree)
        return right(at, tree)

    monkeypatch.setitem(builder._KINDS, "call", counted)
    counts = []
    for k in (20, 40):
        built.clear()
        ex.parse_latex(r"\sqrt{1 + " * k + "x" + "}" * k, "x: positive")
        counts.append(len(built))
    assert 0 < counts[1] <= 3 * counts[0]
