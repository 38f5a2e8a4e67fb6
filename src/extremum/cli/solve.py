"""``solve``: the extremum in closed form, and on data its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Option

from extremum.cli import answers, screen
from extremum.cli import data as files
from extremum.cli.answers import Answer
from extremum.cli.options import Data, Dim, Expression, Form, Output, Sense, SuchThat, Var, Wrt
from extremum.cli.problem import Problem, read_to_solve, unknowns

if TYPE_CHECKING:
    from extremum.algebra.node import Expr
    from extremum.solving.solution import Solution


def solve(
    expression: Expression,
    var: Var = None,
    wrt: Wrt = None,
    sense: Annotated[
        Sense | None, Option("--sense", show_default=False, help="What it has to be; else its kind is found out.")
    ] = None,
    st: SuchThat = None,
    data: Data = None,
    dim: Dim = None,
    format: Form = None,
    output: Output = None,
) -> None:
    """The extremum in closed form. With its kind, the conditions for it, and the steps.

    The expression may be @FILE, a problem file, or LaTeX that begins with \\min_x and goes on to its constraints.

    The exit code is 3 where these rules find no closed form; extremum minimize finds it by iteration.
    """
    import extremum as ex

    problem = read_to_solve(expression, var)
    wanted = sense.value if sense is not None else problem.sense
    stated = [*problem.constraints, *(st or ())]
    solution = ex.solve(problem.reading, unknowns(problem, wrt), wanted, stated, problem.declarations if stated else ())
    values: dict[Expr, Any] = {}
    if data or dim:
        needed = [problem.expr, *solution.values.values()]
        values = solution.evaluate(files.read(data, needed), **files.numbers(dim))
    answers.deliver(_answer(problem, solution, values), format, output)


def _answer(problem: Problem, solution: Solution, values: dict[Expr, Any]) -> Answer:
    return Answer(
        title=f"extremum of {problem.text}",
        text=lambda: "\n".join([solution.to_text(), *_numbers(values)]),
        latex=lambda: "\n".join([solution.to_latex(), *_formulas(values)]),
        markdown=lambda: "\n\n".join([solution.to_markdown(), *(f"$$\n{line}\n$$" for line in _formulas(values))]),
        html=lambda: "\n".join([solution.to_html(), *_tables(values)]),
        data=lambda: _data(problem, solution, values),
        numbers={symbol.name: value for symbol, value in values.items()},
        show=lambda: _show(solution, values),
    )


def _numbers(values: dict[Expr, Any]) -> list[str]:
    from extremum.notation.plain import named_arrays

    return ["", *named_arrays({symbol.name: value for symbol, value in values.items()})] if values else []


def _formulas(values: dict[Expr, Any]) -> list[str]:
    from extremum.notation.latex import latex
    from extremum.notation.plain import array_latex

    return [f"{latex(symbol)} = {array_latex(value)}" for symbol, value in values.items()]


def _tables(values: dict[Expr, Any]) -> list[str]:
    from extremum.notation.plain import array_html

    return [array_html(value) for value in values.values()]


def _show(solution: Solution, values: dict[Expr, Any]) -> None:
    """The values stand out; the steps follow."""
    lines = solution.to_text().splitlines()
    for line in lines[: len(solution.values)]:
        screen.say(line, "bold")
    screen.say("\n".join([*lines[len(solution.values) :], *_numbers(values)]))


def _data(problem: Problem, solution: Solution, values: dict[Expr, Any]) -> dict[str, Any]:
    from extremum.notation.plain import array_list

    numbers = {symbol.name: array_list(value) for symbol, value in values.items()}
    return {**problem.to_dict("solve"), **solution.to_dict(), **({"numbers": numbers} if numbers else {})}
