"""``gradient``, ``jacobian`` and ``hessian``: formulas, and on data numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extremum.cli import answers, screen
from extremum.cli import data as files
from extremum.cli.answers import Answer
from extremum.cli.options import By, Convention, Data, Dim, Expression, Form, Naming, Output, Var, Where, Wrt
from extremum.cli.problem import Problem, groups, read

if TYPE_CHECKING:
    from extremum.algebra.forms import Form as Tree
    from extremum.algebra.node import Expr
    from extremum.notation.rows import Row
    from extremum.notation.sharing import Named

HELP = {
    "gradient": "The gradient of a scalar function. It has the shape of the variable.",
    "jacobian": "The Jacobian of a function. One row is an entry of the function, one column an entry of the variable, "
    "the columns of both stacked.",
    "hessian": "The Hessian of a scalar function. It is the Jacobian of the gradient. With --wrt x,y it is the block "
    "matrix of the second derivatives with respect to both.",
}

Targets = tuple["Expr", ...]
"""Variables with respect to which one derivative is taken: several for a joint Hessian."""


@dataclass(frozen=True, slots=True)
class Derivatives:
    """What was found, by variables; values where there are data; named: with names for shared parts."""

    kind: str
    problem: Problem
    convention: str
    found: dict[Targets, Expr]
    values: dict[Targets, Any]
    named: Named


def command(kind: str) -> Callable[..., None]:
    """The command for one kind of derivative."""

    def run(
        expression: Expression, var: Var = None, wrt: Wrt = None, convention: By = Convention.projection,
        where: Where = Naming.auto, data: Data = None, dim: Dim = None, format: Form = None, output: Output = None,
    ) -> None:  # fmt: skip
        problem = read(expression, var)
        asked = _together(kind, groups(problem, wrt))
        result = _derivatives(kind, problem, asked, convention.value, where.value, data, dim)
        answers.deliver(_answer(result), format, output)

    run.__doc__ = HELP[kind]
    return run


def _together(kind: str, asked: list[list[Expr]]) -> list[Targets]:
    """What is asked for at once: the blocks of a Hessian, or one variable after the other."""
    return [tuple(group) for group in asked] if kind == "hessian" else [(x,) for group in asked for x in group]


def _derivatives(
    kind: str, problem: Problem, asked: list[Targets], convention: str, where: str, data: Data, dim: Dim
) -> Derivatives:
    found = {group: _derivative(kind, problem.expr, group, convention) for group in asked}
    _remark(problem.expr, dict.fromkeys(x for group in asked for x in group), convention)
    from extremum import name_shared
    from extremum.notation.text import render

    labels = {group: render(_label(kind, problem.expr, group)) for group in found}
    named = name_shared({labels[group]: expr for group, expr in found.items()}, where=where, beside=[problem.expr])
    return Derivatives(kind, problem, convention, found, _values(problem, found, data, dim), named)


def _derivative(kind: str, expr: Expr, group: Targets, convention: str) -> Expr:
    import extremum as ex

    if kind == "hessian":
        return ex.hessian(expr, group, convention=convention)
    return {"gradient": ex.gradient, "jacobian": ex.jacobian}[kind](expr, group[0], convention=convention)


def _remark(expr: Expr, variables: Iterable[Expr], convention: str) -> None:
    """Says how structures are meant, and where there is no derivative."""
    from extremum.calculus.kinks import kinks
    from extremum.calculus.structure import describe, structures

    for x in variables:
        if structures(x):
            screen.note(describe(x, convention))
        for sentence in kinks(expr, x):
            screen.note(sentence)


def _values(problem: Problem, found: Mapping[Targets, Expr], data: Data, dim: Dim) -> dict[Targets, Any]:
    """The values on data, if there are any."""
    from extremum.algebra.names import numbers_in
    from extremum.data.binding import scope_for, tidy
    from extremum.data.given import check_sizes, leaves_of

    if not data and not dim:
        return {}
    roots = [problem.expr, *found.values()]  # data of the function alone tell dimensions, too
    sizes = files.numbers(dim)
    check_sizes(sizes, numbers_in(roots), leaves_of(roots))
    scope = scope_for(roots, files.read(data, roots), sizes)
    return {group: tidy(scope.value(expr), expr) for group, expr in found.items()}


def _label(kind: str, expr: Expr, group: Targets) -> Tree:
    """``∂f/∂x``, of a matrix ``∂F/∂X``; ``hessian(x, y)``."""
    from extremum.algebra import forms
    from extremum.algebra.forms import Form
    from extremum.algebra.traverse import write

    if kind == "hessian":
        return forms.call("hessian", *map(write, group))
    (x,) = group
    return Form("partial", "∂", (forms.name("f" if expr.is_scalar else "F"), write(x)), forms.POWER)


# -- in each format --------------------------------------------------------------------------------------------------
def _answer(result: Derivatives) -> Answer:
    single = len(result.values) == 1
    numbers = {
        result.kind if single else "_".join([result.kind, *(x.name for x in group)]): value
        for group, value in result.values.items()
    }
    return Answer(
        title=f"{result.kind} of {result.problem.text}",
        text=lambda: _text(result),
        latex=lambda: _latex(result),
        markdown=lambda: _markdown(result),
        html=lambda: _html(result),
        data=lambda: _data(result),
        numbers=numbers,
        show=lambda: _show(result),
    )


def _rows(result: Derivatives) -> list[Row]:
    """Definitions of what repeats, then the derivatives."""
    shared: list[Row] = [(name, form, "") for name, form in result.named.definitions]
    forms = result.named.forms.values()
    labels = (_label(result.kind, result.problem.expr, group) for group in result.found)
    return shared + [(label, form, "") for label, form in zip(labels, forms, strict=True)]


def _formulas(result: Derivatives) -> list[str]:
    """The formulas as text; one alone is written without a name."""
    if result.named.definitions:
        return list(result.named.lines())
    if len(result.found) == 1:
        return [str(expr) for expr in result.found.values()]
    return [f"{label} = {expr}" for label, expr in result.named.results.items()]


def _numbers(result: Derivatives) -> list[str]:
    """The values as text; one alone without a name."""
    from extremum.notation.plain import array_text, named_arrays

    if len(result.values) == 1:
        return [array_text(value) for value in result.values.values()]
    return named_arrays({", ".join(map(str, group)): value for group, value in result.values.items()})


def _text(result: Derivatives) -> str:
    numbers = _numbers(result)
    return "\n".join([*_formulas(result), *(["", *numbers] if numbers else [])])


def _show(result: Derivatives) -> None:
    for line in _formulas(result):
        screen.say(line, "bold")
    numbers = _numbers(result)
    if numbers:
        screen.say("\n" + "\n".join(numbers))


def _latex(result: Derivatives) -> str:
    from extremum.notation.latex import latex
    from extremum.notation.plain import array_latex
    from extremum.notation.rows import latex_rows

    single = len(result.found) == 1 and not result.named.definitions
    lines = [latex(e) for e in result.found.values()] if single else [latex_rows(_rows(result))]
    lines += [array_latex(value) for value in result.values.values()]
    return "\n".join(lines)


def _markdown(result: Derivatives) -> str:
    from extremum.notation.latex import render_latex
    from extremum.notation.plain import array_latex

    lines = [f"$$\n{render_latex(left)} = {render_latex(right)}\n$$" for left, right, _ in _rows(result) if left]
    lines += [f"$$\n{array_latex(value)}\n$$" for value in result.values.values()]
    return "\n\n".join(lines)


def _html(result: Derivatives) -> str:
    from extremum.algebra.forms import Form
    from extremum.algebra.traverse import write
    from extremum.notation.plain import array_html
    from extremum.notation.rows import html_rows

    objective = (Form("name", "f" if result.problem.expr.is_scalar else "F"), write(result.problem.expr), "")
    parts = [html_rows([objective, *_rows(result)], result.kind)]
    return "\n".join([*parts, *(array_html(value) for value in result.values.values())])


def _data(result: Derivatives) -> dict[str, Any]:
    return {
        **result.problem.to_dict(result.kind),
        "convention": result.convention,
        "where": _where(result),
        "results": [_entry(result, x) for x in result.found],
    }


def _where(result: Derivatives) -> list[dict[str, str]]:
    from extremum.notation.latex import render_latex
    from extremum.notation.text import render

    found = result.named.definitions
    return [{"name": render(name), "text": render(form), "latex": render_latex(form)} for name, form in found]


def _entry(result: Derivatives, group: Targets) -> dict[str, Any]:
    from extremum.notation.plain import array_list, formula, variable

    of = {"variable": variable(group[0])} if len(group) == 1 else {"variables": [variable(x) for x in group]}
    value = {"value": array_list(result.values[group])} if group in result.values else {}
    return {**of, **formula(result.found[group]), **value}
