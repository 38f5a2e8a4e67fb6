r"""LaTeX in: formulas as people write them, notes, errors, round trips with the printer."""

from __future__ import annotations

import pytest
from latex_inputs import INPUTS

import extremum as ex
from extremum.notation.tex import parse_latex


@pytest.mark.parametrize(("latex", "declarations", "intended"), INPUTS, ids=[latex for latex, _, _ in INPUTS])
def test_formulas_mean_what_they_should(latex: str, declarations: str, intended: str) -> None:
    assert parse_latex(latex, declarations) is ex.parse(intended, declarations)
