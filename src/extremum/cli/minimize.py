"""``minimize``: the extremum by iteration, on data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Option

from extremum.cli import answers, screen
from extremum.cli import data as files
from extremum.cli.command import NO_ANSWER
from extremum.cli.options import Data, Dim, Expression, Form, Output, Seed, Sense, Start, SuchThat, Var, Wrt
from extremum.cli.problem import Problem, read, unknowns

if TYPE_CHECKING:
    from extremum.algebra.node import Expr
    from extremum.optimize.minimum import Minimum
    from extremum.problems.constraint import Constraint
    from extremum.reading.result import Reading


def minimize(
    expression: Expression,
    var: Var = None,
    wrt: Wrt = None,
    data: Data = None,
    dim: Dim = None,
    sense: Annotated[Sense | None, Option("--sense", show_default="min", help="A minimum or a maximum.")] = None,
    st: SuchThat = None,
    start: Start = None,
    method: Annotated[
        str | None, Option("--method", show_default="chosen", help="Newton, L-BFGS-B, trust-ncg, ...")
    ] = None,
    tolerance: Annotated[float, Option("--tolerance", help="On the gradient.")] = 1e-8,
    iterations: Annotated[int, Option("--iterations", help="How many there may be.")] = 1000,
    seed: Seed = 0,
    format: Form = None,
    output: Output = None,
) -> None:
    """The extremum by iteration. With derived gradients, on data, also under constraints.

    Variables may be declared positive, symmetric, positive_definite, simplex and so on. The expression may be @FILE, a
    problem file, or LaTeX that begins with \\min_x and goes on to its constraints. The exit code is 3 where it has
    not converged.
    """
    import extremum as ex

    problem = read(expression, var)
    variables = unknowns(problem, wrt)
    wanted = sense.value if sense is not None else problem.sense or "min"
    search = ex.maximize if wanted == "max" else ex.minimize
    objective, variables, constraints = _posed(problem, variables, st)
    exprs = [objective.expr, *(each.gap for each in constraints)]
    options: dict[str, Any] = {"tolerance": tolerance, "max_iterations": iterations, "seed": seed, "method": method}
    options |= {"start": files.read(start, variables), **files.numbers(dim)}
    found = search(objective, variables, files.read(data, exprs, variables), constraints=constraints, **options)
    answer = answers.displayed(
        found,
        f"{wanted}imum of {problem.text}",
        lambda: {**problem.to_dict("minimize"), "sense": wanted, **found.to_dict()},
        numbers={**{symbol.name: value for symbol, value in found.x.items()}, "value": found.value},
        show=lambda: _show(wanted, found),
    )
    answers.deliver(answer, format, output)
    if not found.converged:
        screen.note(f"not converged after {found.iterations} iterations: {found.message}")
        raise typer.Exit(NO_ANSWER)


def _posed(
    problem: Problem, variables: list[Expr], st: list[str] | None
) -> tuple[Reading, list[Expr], list[Constraint]]:
    """The objective, the variables and the constraints; variables that are stated to lie in open sets do so."""
    from extremum.problems.problem import pose
    from extremum.reading.result import Reading

    stated = [*problem.constraints, *(st or ())]
    plain = Reading(problem.expr, pieces=problem.pieces)
    if not stated:
        return plain, variables, []
    posed = pose(plain, variables, None, stated, problem.declarations)
    assert posed.objective is not None
    return Reading(posed.objective, pieces=posed.pieces), list(posed.unknowns), list(posed.constraints)


def _show(sense: str, found: Minimum) -> None:
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
