"""Derivations through recurrences: every line is judged, a wrong one is found, every state shown is defined."""

from __future__ import annotations

import dataclasses
import re
from itertools import product

import pytest

import extremum as ex
from extremum.algebra.errors import InternalError
from extremum.algebra.node import Expr
from extremum.deriving.derivation import Derivation
from tests.recurrences.problems import PROBLEMS, Problem
from tests.support.draws import part
from tests.support.formulas import formulas

STYLES = ("jacobian", "differential")
EVERY = [(problem, variable, style) for problem in PROBLEMS for variable in problem.variables for style in STYLES]
LINES = part(EVERY, 5)
IDS = [f"{problem.name}, {variable}, {style}" for problem, variable, style in LINES]


def derived(problem: Problem, variable: Expr, style: str) -> Derivation:
    return ex.derive(problem.f, variable, style=style)


@pytest.mark.parametrize(("problem", "variable", "style"), LINES, ids=IDS)
def test_every_line_is_judged(problem: Problem, variable: Expr, style: str) -> None:
    derivation = derived(problem, variable, style)
    evidence = derivation.evidence
    assert evidence and all(evidence), [str(one) for one in evidence if not one]
    assert ex.equal(derivation.result, ex.gradient(problem.f, variable))
    for text in (derivation.to_text(), derivation.to_latex(), derivation.to_html()):
        assert "%" not in text and not re.search(r"#\d", text)
    assert_defined("\n".join(formulas(derivation.to_text())))


@pytest.mark.parametrize(
    ("problem", "style"), part(list(product(PROBLEMS, STYLES)), 9), ids=lambda value: getattr(value, "name", value)
)
def test_a_wrong_line_is_found(problem: Problem, style: str) -> None:
    derivation = derived(problem, problem.variables[0], style)
    for step in derivation.steps:
        if not step.defines and not ex.equal(step.value, 0 * step.value):
            wrong = dataclasses.replace(step, value=2 * step.value)
            beside = [wrong if line is step else line for line in derivation.steps if line.of == step.of]
            with pytest.raises(InternalError, match="is wrong"):
                dataclasses.replace(derivation, steps=beside).verify()


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_a_gradient_by_itself_defines_its_states(problem: Problem) -> None:
    for gradient in ex.gradient(problem.f, list(problem.variables)):
        assert "%" not in str(gradient) and "#" not in str(gradient)
        if re.search(r"\be_?\[", str(gradient)):
            assert_defined(str(gradient))


def assert_defined(text: str) -> None:
    """Each family that is not declared by the problems has a definition, with as many indices as it is used with."""
    declared = {name for leaf in "uyWbXYD" for name in (leaf, f"d{leaf}")}
    text = re.sub(r"d\w/d\w\[[^\[\]]*\]", "", text)  # what a costate is, in words
    used = {(name, inside.count(",") + 1) for name, inside in re.findall(r"\b(\w+)\[([^\[\]]*)\]", text)}
    defined = {(name, inside.count(",") + 1) for name, inside in re.findall(r"\b(\w+)\[([^\[\]]*)\] = ", text)}
    letters = {(name, count) for name, count in used if len(name) == 1 and name not in "xzhe"}
    assert used - defined - letters - {(name, 1) for name in declared} == set(), text
