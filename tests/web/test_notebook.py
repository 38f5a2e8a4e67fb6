"""The magic of notebooks, in IPython's own shell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from extremum.algebra.errors import ExtremumError
from extremum.web.notebook import ask


@pytest.fixture(scope="module")
def shell() -> Iterator[Any]:
    opened: Any = InteractiveShell()
    opened.extension_manager.load_extension("extremum")
    yield opened
    opened.history_manager.end_session()


def test_a_cell_is_a_question(shell: Any) -> None:
    found = shell.run_cell_magic("extremum", "derivative wrt=x", "norm2(A*x - b)^2\ngiven A[m,n]; x[n]").found
    assert found["text"] == "∂f/∂x = 2*A'*(A*x - b)"


def test_formulas_are_shown_as_mathml() -> None:
    found = ask("steps wrt=x style=jacobian", "x'*A*x\ngiven A[n,n]; x[n]", {})._repr_mimebundle_()
    assert "<math" in found["text/html"] and "(A + A')*x" in found["text/plain"]


def test_arrays_are_those_of_the_notebook(shell: Any) -> None:
    shell.user_ns |= {"A": np.eye(2), "b": np.array([1.0, 2.0])}
    found = shell.run_cell_magic(
        "extremum", "numbers wrt=x task=minimize data=A,b", "norm2(A*x - b)^2\ngiven A[m,n]; x[n]"
    )
    assert "converged" in str(found)


def test_constraints() -> None:
    cell = "norm2(x - a)^2\nsubject to c'*x == d\ngiven x[n]; a[n]; c[n]: nonzero; d"
    assert "global minimum" in str(ask("extremum wrt=x sense=min", cell, {}))


@pytest.mark.parametrize(
    ("line", "cell"),
    [("integral", "x^2"), ("derivative x", "x^2"), ("derivative wrt=x", "x^("), ("numbers wrt=x data=q", "x^2")],
)
def test_what_is_no_question_is_a_message(line: str, cell: str) -> None:
    with pytest.raises(ExtremumError):
        ask(line, cell, {})
