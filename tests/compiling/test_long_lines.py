"""Long sums: the work for their lines grows as they do, and what Python does not compile is refused in words."""

from __future__ import annotations

import pytest

import extremum as ex
from extremum.compiling import statements
from extremum.compiling.backends import NUMPY
from extremum.compiling.executing import executed
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
