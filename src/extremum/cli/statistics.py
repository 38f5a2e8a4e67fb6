"""``information`` and ``fit``: from a log-likelihood to standard errors."""

from __future__ import annotations

import re
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Option

from extremum.algebra.errors import ExtremumError
from extremum.cli import answers, screen
from extremum.cli import data as files
from extremum.cli.command import NO_ANSWER
from extremum.cli.options import (
    Data,
    Dim,
    Expression,
    Form,
    ModelOf,
    Output,
    Parameters,
    Seed,
    Start,
    Tests,
    Var,
)  # fmt: skip
from extremum.cli.problem import Problem, read

if TYPE_CHECKING:
    from extremum.statistics.fitted import Fit


class Method(StrEnum):
    """The information that steps are made with."""

    newton = "newton"
    scoring = "scoring"


def information(
    expression: Expression,
    var: Var = None,
    wrt: Parameters = None,
    model: ModelOf = None,
    format: Form = None,
    output: Output = None,
) -> None:
    """Score, information and covariance of a log-likelihood. By blocks, in expectation under a model of the data.

    With --model it is checked that the model is the one of the log-likelihood.
    """
    import extremum as ex

    problem = read(expression, var)
    found = ex.information(problem.expr, _parameters(problem, wrt), problem.declarations, model=model or None)
    title, data = f"information of {problem.text}", lambda: {**problem.to_dict("information"), **found.to_dict()}
    answers.deliver(answers.displayed(found, title, data), format, output)


def fit(
    expression: Expression,
    var: Var = None,
    wrt: Parameters = None,
    data: Data = None,
    dim: Dim = None,
    model: ModelOf = None,
    test: Tests = None,
    method: Annotated[
        Method | None,
        Option(
            "--method", show_default="newton", help="Steps with the observed or, by scoring, the expected information."
        ),
    ] = None,
    start: Start = None,
    seed: Seed = 0,
    format: Form = None,
    output: Output = None,
) -> None:
    """The maximum of a log-likelihood on data. With standard errors, intervals, and tests of hypotheses.

    The exit code is 3 where it has not converged.
    """
    import extremum as ex

    problem = read(expression, var)
    parameters = _parameters(problem, wrt)
    symbols = [symbol for symbol in problem.expr.symbols if symbol.name in _inside(parameters)]
    found = ex.fit(
        problem.expr, parameters, files.read(data, [problem.expr], symbols), problem.declarations, model=model or None,
        method=method.value if method is not None else None, start=files.read(start, symbols) or None, seed=seed,
        **files.numbers(dim),
    )  # fmt: skip
    tests = [str(run(text)) for text in test or () for run in (found.wald, found.score_test, found.likelihood_ratio)]
    answers.deliver(_fitted(problem, found, tests), format, output)
    if not found.converged:
        screen.note(f"not converged after {found.iterations} iterations: {found.message}")
        raise typer.Exit(NO_ANSWER)


def _fitted(problem: Problem, found: Fit, tests: list[str]) -> answers.Answer:
    from extremum.notation.latex import latex_words

    numbers: dict[str, Any] = {symbol.name: value for symbol, value in found.x.items()}
    if found.covariance is not None:
        numbers |= {"standard_errors": found.standard_errors, "covariance": found.covariance}
    return answers.Answer(
        f"fit of {problem.text}",
        text=lambda: "\n".join([found.to_text(), *tests]),
        latex=lambda: "\n".join([found.to_latex(), *(rf"{latex_words(test)}\par" for test in tests)]),
        markdown=lambda: "\n\n".join([found.to_markdown(), *tests]),
        html=lambda: "\n".join([found.to_html(), *(f"<p>{escape(test)}</p>" for test in tests)]),
        data=lambda: {**problem.to_dict("fit"), **found.to_dict(), "tests": tests},
        numbers=numbers,
    )


def _parameters(problem: Problem, wrt: list[str] | None) -> list[str]:
    """What is estimated, as it is typed.

    Raises:
        ExtremumError: nothing is named, and there is more than one symbol.
    """
    from extremum.statistics.statements import split

    named = [name.strip() for text in wrt or () for name in split(text, ",") if name.strip()]
    known = [symbol.name for symbol in problem.expr.symbols]
    if not named and len(known) != 1:
        raise ExtremumError(f"which parameters? Add --wrt and one or more of {', '.join(known)}")
    return named or known


def _inside(parameters: list[str]) -> set[str]:
    """The names in ``vech(S)``, ``b``."""
    return {name for text in parameters for name in re.findall(r"\w+", text)}
