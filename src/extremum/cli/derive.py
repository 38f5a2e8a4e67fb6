"""``derive``: the steps of a derivation."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from extremum.algebra.errors import ExtremumError
from extremum.cli import answers
from extremum.cli.answers import Answer
from extremum.cli.options import By, Convention, Expression, Form, Output, Var, Wrt
from extremum.cli.problem import Problem, read, targets

if TYPE_CHECKING:
    from extremum.deriving.derivation import Derivation, Step


class Style(StrEnum):
    """The two ways to derive."""

    jacobian = "jacobian"
    differential = "differential"


class Detail(StrEnum):
    """How much is shown."""

    full = "full"
    brief = "brief"


def derive(
    expression: Expression,
    var: Var = None,
    wrt: Wrt = None,
    style: Annotated[
        Style, Option("--style", help="The chain rule for Jacobians, or differentials: dy = tr(G' dX).")
    ] = Style.jacobian,
    detail: Annotated[Detail, Option("--detail", help="All steps, or without those for the parts.")] = Detail.full,
    convention: By = Convention.projection,
    format: Form = None,
    output: Output = None,
) -> None:
    """A derivation, step by step. Each step has its rule and its source."""
    import extremum as ex

    problem = read(expression, var)
    variables = targets(problem, wrt)
    if len(variables) > 1:
        raise ExtremumError("one derivation at a time: give --wrt once")
    found = ex.derive(problem.expr, variables[0], style.value, detail.value, convention.value)
    answers.deliver(_answer(problem, found), format, output)


def _answer(problem: Problem, found: Derivation) -> Answer:
    return Answer(
        title=f"derivation of {problem.text}",
        text=found.to_text,
        latex=found.to_latex,
        markdown=found.to_markdown,
        html=found.to_html,
        data=lambda: _data(problem, found),
    )


def _data(problem: Problem, found: Derivation) -> dict[str, Any]:
    from extremum.notation.text import free_names, render

    taken = free_names(found.function)
    return {
        "command": "derive",
        "function": answers.formula(found.function),
        "variable": answers.variable(found.variable),
        "inferred": list(problem.inferred),
        "reading": list(problem.notes),
        "style": found.style,
        "detail": found.detail,
        "result": answers.formula(found.result),
        "definitions": [
            {"left": render(item.left), "right": render(item.right, taken), "note": item.note}
            for item in found.definitions
        ],
        "steps": [_step(step, taken) for step in found.lines],
    }


def _step(step: Step, taken: frozenset[str]) -> dict[str, Any]:
    from extremum.notation.text import render

    return {
        "left": render(step.left) if step.left is not None else None,
        "right": render(step.right, taken),
        "rule": step.rule,
        "facts": list(step.facts),
        "source": step.source,
        "depth": step.depth,
    }
