"""Sentences beside formulas: in LaTeX, Markdown and HTML their formulas are set, and pages say what was asked."""

from __future__ import annotations

import pytest

import extremum as ex

DECLARED = "A[n,n]; x[n]; b[n]; s"
OBJECTIVE = {
    "to_latex": r"$\left\lVert A x - b\right\rVert^{2}$",
    "to_markdown": r"$\left\lVert A x - b\right\rVert^{2}$",
    "to_html": "‖",
}
GRAM = {
    "to_latex": r"$2 A^{\top} A$",
    "to_markdown": r"$2 A^{\top} A$",
    "to_html": "<msup><mi>A</mi><mo>⊤</mo></msup>",
}
each = pytest.mark.parametrize("notation", OBJECTIVE)


@each
def test_pages_of_checks_say_what_was_asked(notation: str) -> None:
    verdict = ex.check("norm2(A*x-b)^2", "x", "2*A*(A*x-b)", DECLARED)
    page = getattr(verdict, notation)()
    assert "the gradient with respect to" in " ".join(page.splitlines()[:2])
    assert OBJECTIVE[notation] in page
    assert "2*A*(A*x-b)" not in page and "write A'" not in page


@each
def test_pages_of_solutions_say_what_was_asked(notation: str) -> None:
    page = getattr(ex.solve("norm2(A*x-b)^2", "x", declarations=DECLARED), notation)()
    assert "extrema of" in page and OBJECTIVE[notation] in page
    assert GRAM[notation] in page and "2*A'*A" not in page.replace("&#x27;", "'")
    bounded = getattr(ex.solve("norm2(x-b)^2", "x", "min", "x >= 0", declarations="x[n]; b[n]"), notation)()
    assert "subject to" in bounded


@each
def test_proofs_of_curvature_set_their_formulas(notation: str) -> None:
    page = getattr(ex.curvature(ex.parse("norm2(A*x-b)^2 + exp(s)", DECLARED), "x"), notation)()
    assert GRAM[notation] in page and "2*A'*A" not in page.replace("&#x27;", "'")
