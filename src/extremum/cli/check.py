"""``check``: is the user's own derivative right, and if not, how is it wrong?"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Argument, Option

from extremum.algebra.errors import ExtremumError
from extremum.cli import answers, screen
from extremum.cli.command import NO_ANSWER, OK, WRONG
from extremum.cli.options import By, Convention, Expression, Form, Output, Var, Wrt
from extremum.cli.problem import read, targets, typed

if TYPE_CHECKING:
    from extremum.checking.verdict import Verdict

_CODES = {True: OK, False: WRONG, None: NO_ANSWER}
_STYLES = {True: "bold green", False: "bold red", None: "bold yellow"}


class Of(StrEnum):
    """What is claimed."""

    gradient = "gradient"
    hessian = "hessian"


def check(
    expression: Expression,
    claim: Annotated[
        str, Argument(metavar="CLAIM", help="What you think the derivative is, as text or LaTeX.", show_default=False)
    ],
    var: Var = None,
    wrt: Wrt = None,
    of: Annotated[
        Of, Option("--of", help="Which derivative it is; gradient means the Jacobian where the function is no scalar.")
    ] = Of.gradient,
    convention: By = Convention.projection,
    format: Form = None,
    output: Output = None,
) -> None:
    """Is a derivative of your own right? If not: how it is wrong, and what is right.

    The exit code is 0 where it is right, 1 where it is wrong, 3 where that could not be decided.
    """
    from extremum.checking.check import check as check_gradient
    from extremum.checking.check import check_hessian

    if expression.strip() == claim.strip() == "-":
        raise ExtremumError("only one of the formula and the claim can come from the standard input")
    problem = read(expression, var)
    variables = targets(problem, wrt)
    if len(variables) > 1:
        raise ExtremumError("one claim at a time: give --wrt once")
    judge = check_hessian if of is Of.hessian else check_gradient
    verdict = judge(problem.expr, variables[0], typed(claim), list(problem.declarations), convention.value)
    answer = answers.displayed(
        verdict,
        f"check of a derivative of {problem.text}",
        lambda: {**problem.to_dict("check"), **verdict.to_dict()},
        show=lambda: _show(verdict),
    )
    answers.deliver(answer, format, output)
    raise typer.Exit(_CODES[verdict.right])


def _show(verdict: Verdict) -> None:
    """The verdict in colour, the evidence below."""
    first, *rest = verdict.to_text().splitlines()
    screen.say(first, _STYLES[verdict.right])
    for line in rest:
        screen.say(line)
