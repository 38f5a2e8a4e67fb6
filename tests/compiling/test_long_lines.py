"""Long sums: the work for their lines grows as they do, and what Python does not compile is refused in words."""

from __future__ import annotations

import math

import pytest

import extremum as ex
from extremum.compiling import formulas, numpy_sizes, statements, terms
from extremum.compiling.backends import NUMPY
from extremum.compiling.executing import executed
from extremum.compiling.locals import Namer
from extremum.compiling.term import Term


def test_the_parts_of_a_long_sum_are_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[int] = []
    right = statements._Builder._measure

    def counted(builder: statements._Builder, term: Term) -> int:
        measured[-1] += 1
        return right(builder, term)

    monkeypatch.setattr(statements._Builder, "_measure", counted)
    for count in (15, 30):
        declared = ["x[n]; y[n]", *(f"A{k}[n,n]" for k in range(count))]
        bilinear = ex.parse(" + ".join(f"exp(x'*A{k}*y)" for k in range(count)), declared)
        measured.append(0)
        ex.compile(bilinear)
    assert measured[1] < 2.5 * measured[0]


def test_a_line_that_python_does_not_compile_is_refused() -> None:
    source = f"def f(a):\n    return {' + '.join(['a'] * 20_000)}\n"
    with pytest.raises(ex.UnsupportedError, match="f has an expression of thousands of operands"):
        executed(source, "f", NUMPY)


def test_a_sum_of_thousands_of_terms_is_one_of_shorter_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "_OPERANDS", 3)
    names = "abcdghkpqr"
    total = ex.parse(" ".join(f"{'-' if k % 3 else '+'} {k + 1}*{name}" for k, name in enumerate(names)), [*names])
    run = ex.compile(total)
    values = {name: 2.0**k for k, name in enumerate(names)}
    expected = sum((-1 if k % 3 else 1) * (k + 1) * 2.0**k for k in range(len(names)))
    assert run(**values) == expected
    written = "((a + 4 * d + 7 * k) + (10 * r - 2 * b - 3 * c) + (-5 * g - 6 * h - 8 * p)) + -9 * q"
    assert run.source.rstrip().endswith(written)


def test_a_product_of_thousands_of_factors_is_one_of_shorter_products(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numpy_sizes, "_FACTORS", 2)
    run = ex.compile(ex.parse("a*b*sin(c)*d/(g*h*k)", [*"abcdghk"]))
    assert run(**dict.fromkeys("abcdghk", 2.0)) == pytest.approx(8 * math.sin(2) / 8)
    assert run.source.rstrip().endswith("return (a * b) * (d * np.sin(c)) / ((g * h) * (k))")


def test_names_are_not_looked_for_in_what_is_too_long_to_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formulas, "_TOO_LONG", 50)
    monkeypatch.delattr(formulas, "name_shared")
    expr = ex.parse(" + ".join(f"{k}*sin({k}*s)" for k in range(2, 40)), "s")
    assert formulas.formulas([("", expr)]) == []
    assert "too long to be shown" in ex.compile(expr).source


def test_numbers_of_names_are_counted_on_and_given_back() -> None:
    names = Namer({"v3"})
    assert [names.fresh("v") for _ in range(4)] == ["v", "v2", "v4", "v5"]
    names.release("v2")
    assert [names.fresh("v"), names.fresh("v"), names.fresh("w")] == ["v2", "v6", "w"]
