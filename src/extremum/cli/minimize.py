"""``minimize``: the extremum by iteration, on data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Option

from extremum.cli import answers, screen
from extremum.cli import data as files
from extremum.cli.command import NO_ANSWER
from extremum.cli.options import Data, Dim, Expression, Form, Output, Sense, Var, Wrt
from extremum.cli.problem import read, targets

if TYPE_CHECKING:
    from extremum.optimize.minimum import Minimum

Start = Annotated[
    list[str] | None,
    Option("--start", metavar="NAME=VALUE", show_default=False,
           help="Where a variable starts, as --data; else the starts are random. May be repeated."),
]  # fmt: skip


def minimize(
    expression: Expression,
    var: Var = None,
    wrt: Wrt = None,
    data: Data = None,
    dim: Dim = None,
    sense: Annotated[Sense, Option("--sense", help="A minimum or a maximum.")] = Sense.min,
    start: Start = None,
    method: Annotated[
        str | None, Option("--method", show_default="L-BFGS-B", help="A method of scipy.optimize.minimize.")
    ] = None,
    tolerance: Annotated[float, Option("--tolerance", help="On the gradient.")] = 1e-8,
    iterations: Annotated[int, Option("--iterations", help="How many there may be.")] = 1000,
    seed: Annotated[int, Option("--seed", help="For random starts.")] = 0,
    format: Form = None,
    output: Output = None,
) -> None:
    """The extremum by iteration. With derived gradients, on data.

    Variables may be declared positive, symmetric, positive_definite and so on. The exit code is 3 where it has not
    converged.
    """
    import extremum as ex

    problem = read(expression, var)
    variables = targets(problem, wrt)
    search = ex.maximize if sense is Sense.max else ex.minimize
    options: dict[str, Any] = {"tolerance": tolerance, "max_iterations": iterations, "seed": seed, "method": method}
    options |= {"start": files.read(start, variables), **files.numbers(dim)}
    found = search(problem.expr, variables, files.read(data, [problem.expr], variables), **options)
    answer = answers.displayed(
        found,
        f"{sense}imum of {problem.text}",
        lambda: {**problem.to_dict("minimize"), "sense": sense.value, **found.to_dict()},
        numbers={**{symbol.name: value for symbol, value in found.x.items()}, "value": found.value},
        show=lambda: _show(sense, found),
    )
    answers.deliver(answer, format, output)
    if not found.converged:
        screen.note(f"not converged after {found.iterations} iterations: {found.message}")
        raise typer.Exit(NO_ANSWER)


def _show(sense: Sense, found: Minimum) -> None:
    """Two tables: how it ended, and the values."""
    from rich import box
    from rich.table import Table

    from extremum.notation.plain import array_text, shape_text
    from extremum.optimize.display import facts, shown

    ended = Table(box=None, show_header=False, pad_edge=False)
    ended.add_column(style="bold")
    ended.add_column(overflow="fold")
    for what, words in facts(found):
        ended.add_row(what, words)
    values = Table("variable", "shape", f"at the {sense}imum", box=box.SIMPLE_HEAD)
    for symbol, value in shown(found):
        values.add_row(str(symbol), shape_text(value), array_text(value))
    screen.show(ended)
    screen.show(values)
