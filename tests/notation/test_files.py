"""Results are saved in the notation that the ending of a file says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import extremum as ex
from extremum.notation.displayed import Displayed

n, m = ex.dims("n m")
A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
F = ex.norm2(A @ x - b) ** 2
RESULTS: dict[str, Callable[[], Displayed]] = {
    "derivation": lambda: ex.derive(F, x),
    "verdict": lambda: ex.check(F, x, "2*A'*(b - A*x)"),
    "solution": lambda: ex.solve(F, x, "min"),
    "minimum": lambda: ex.minimize(F, x, A=[[1, 2], [3, 4]], b=[1, 0]),
    "curvature": lambda: ex.curvature(F, x),
}


@pytest.mark.parametrize("kind", RESULTS)
def test_a_result_is_saved(kind: str, tmp_path: Path) -> None:
    found = RESULTS[kind]()
    written = {".txt": found.to_text(), ".tex": found.to_latex(), ".md": found.to_markdown()}
    for ending, text in written.items():
        found.save(tmp_path / f"a{ending}")
        assert (tmp_path / f"a{ending}").read_text() == text + "\n"
    found.save(str(tmp_path / "a.json"))
    assert json.loads((tmp_path / "a.json").read_text()) == json.loads(json.dumps(found.to_dict()))
    found.save(tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text()
    assert page.startswith("<!doctype html>") and found.to_html() in page and 'charset="utf-8"' in page


def test_an_ending_that_says_nothing(tmp_path: Path) -> None:
    with pytest.raises(ex.ExtremumError, match=r"a\.pdf: the ending says in which notation; there are \.txt, \.tex"):
        RESULTS["verdict"]().save(tmp_path / "a.pdf")
