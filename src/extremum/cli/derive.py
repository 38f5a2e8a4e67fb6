"""``derive``: the steps of a derivation."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from typer import Option

from extremum.algebra.errors import ExtremumError
from extremum.cli import answers
from extremum.cli.options import By, Convention, Expression, Form, Output, Var, Wrt
from extremum.cli.problem import read, targets


class Style(StrEnum):
    """The two ways to derive."""

    jacobian = "jacobian"
    differential = "differential"


class Detail(StrEnum):
    """How much is shown."""

    full = "full"
    brief = "brief"


class Products(StrEnum):
    """How a differential is written."""

    trace = "trace"
    frobenius = "frobenius"


def derive(
    expression: Expression,
    var: Var = None,
    wrt: Wrt = None,
    style: Annotated[
        Style | None, Option("--style", help="The chain rule for Jacobians, or differentials: dy = tr(G' dX).")
    ] = None,
    detail: Annotated[Detail, Option("--detail", help="All steps, or without the bookkeeping.")] = Detail.full,
    products: Annotated[
        Products, Option("--products", help="Differentials as traces, tr(G' dX), or Frobenius products, ⟨G, dX⟩.")
    ] = Products.trace,
    convention: By = Convention.projection,
    format: Form = None,
    output: Output = None,
) -> None:
    """A derivation, step by step. Each step has its rule and its source."""
    import extremum as ex
    from extremum.reading.typed import typed_of

    problem = read(expression, var)
    variables = targets(problem, wrt)
    if len(variables) > 1:
        raise ExtremumError("one derivation at a time: give --wrt once")
    given = style.value if style else None
    by, written = convention.value, products.value
    found = ex.derive(problem.expr, variables[0], style=given, detail=detail.value, convention=by, products=written)
    found.typed = typed_of(problem.text, problem.expr, [*problem.declarations, *problem.inferred])
    title, data = f"derivation of {problem.text}", lambda: {**problem.to_dict("derive"), **found.to_dict()}
    answers.deliver(answers.displayed(found, title, data), format, output)
