"""Every question of the public cases has a derivation in both styles, whose lines verify."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import extremum as ex
from extremum.algebra.node import Expr
from extremum.notation.text import render
from extremum.operations.stated import symbols_by_name
from extremum.reading.either import read_either
from tests.cases import requests
from tests.solving.problem_cases import PROBLEMS, UNREADABLE, UNSTATED, translated
from tests.support.draws import part

NO_FORMULA = {"fq-27a"} | UNREADABLE | UNSTATED
"""Questions that are refused, or that the text language has no function or declaration for."""

Question = tuple[str, str, Any, str, bool]
"""What it is called, the formula, its declarations, the variable, and whether the second derivative is asked for."""


def _entries(name: str) -> list[dict[str, Any]]:
    return list(json.loads((requests.FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def _several(name: str, formula: str, declarations: Any, variables: Any, second: bool = False) -> Iterator[Question]:
    """A question for each of the variables; of a vectorised one for the matrix."""
    for x in variables if isinstance(variables, list) else [variables]:
        yield name, formula, declarations, x.removeprefix("vech(").removeprefix("vec(").rstrip(")"), second


def _questions() -> Iterator[Question]:
    for e in [*_entries("readable"), *requests.load()]:
        known = e["vars"] if "vars" in e else e["declarations"]
        yield from _several(e["id"], e["text"], known, e["wrt"], e["kind"] in ("hessian", "check_hessian"))
    for e in _entries("curvature"):
        yield from _several(e["id"], e["text"], e["declarations"], e["wrt"])
    for e in _entries("solutions"):
        yield from _several(e["id"], e["objective"], e["declarations"], e["unknowns"])
    for e in _entries("information"):
        yield from _several(e["id"], e["text"], e["declarations"], e["parameters"], True)
    for e in PROBLEMS:
        if e["id"] not in UNREADABLE:
            read = translated(e)
            yield from _several(e["id"], read["f"], read["declarations"], read["variables"])


QUESTIONS = [q for q in _questions() if q[0] not in NO_FORMULA and q[1]]


def _functions(question: Question) -> Iterator[tuple[Expr, Expr]]:
    """The function, and where its second derivative is asked for the gradient, with the variable."""
    _, formula, declarations, name, second = question
    f = read_either(formula, declarations).expr
    x = symbols_by_name(f)[name]
    yield f, x
    if second and f.is_scalar:
        yield ex.gradient(f, x), x


@pytest.mark.parametrize("style", ("jacobian", "differential"))
@pytest.mark.parametrize("question", part(QUESTIONS, 24), ids=lambda question: f"{question[0]}, {question[3]}")
def test_every_line_is_verified(question: Question, style: str) -> None:
    for f, x in _functions(question):
        derivation = ex.derive(f, x, style=style)
        assert derivation.evidence and all(derivation.evidence), derivation
        assert derivation.to_text() and derivation.to_latex() and derivation.to_html() and derivation.to_markdown()


@pytest.mark.parametrize("style", ("jacobian", "differential"))
def test_a_part_within_a_sum_and_within_its_terms(style: str) -> None:
    """``x[i] - m`` is a part of the sum, and of what divides it."""
    declared = "x[d] for i in 1..N; m[d]; S[d,d]: positive_definite"
    f = ex.parse("sum_i((x[i] - m)/(1 + (x[i] - m)'*inv(S)*(x[i] - m)))", declared)
    derivation = ex.derive(f, "m", style=style)
    assert derivation.evidence and all(derivation.evidence)
    assert ex.equal(derivation.result, ex.jacobian(f, "m"))


def test_letters_are_defined_before_they_are_used() -> None:
    f = "sum_i((x[i] - m)/(1 + (x[i] - m)'*(x[i] - m)))"
    derivation = ex.derive(f, "m", "x[d] for i in 1..N; m[d]", style="differential")
    lines = [(render(step.left), render(step.right)) for step in derivation.steps if step.defines and step.left]
    assert ("v[i]", "1 + norm2(r[i])^2") in lines
    for k, (_, meaning) in enumerate(lines):
        assert not any(name in meaning for name, _ in lines[k:])
