"""Solutions as text, LaTeX, Markdown, HTML and plain data: the values, their kind, what they need, and the steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.notation.columns import beside
from extremum.notation.latex import latex, latex_words, render_latex
from extremum.notation.laws import laws_html
from extremum.notation.mathml import mathml
from extremum.notation.rows import Row, html_rows, latex_rows, markdown_rows, markdown_words
from extremum.notation.states import recurrences
from extremum.notation.text import free_names, render
from extremum.reading.prose import formulas_set, inline, symbols_of
from extremum.solving.isolate import Move
from extremum.solving.solution import SolutionSet


def _taken(solution: SolutionSet) -> frozenset[str]:
    exprs = (*solution.problem.expressions, *solution.values.values())
    return frozenset(name for expr in exprs for name in free_names(expr))


def _values(solution: SolutionSet) -> list[Row]:
    return [(write(symbol), solution.form(symbol), "") for symbol in solution.values if symbol not in solution.free]


def _defined(solution: SolutionSet) -> list[Row]:
    """The recurrences of the states in the values, which are written with others than the problem was posed with."""
    values = [value for symbol, value in solution.values.items() if symbol not in solution.free]
    return [(each.left, each.right, "where") for each in recurrences(values)]


def _words(move: Move) -> str:
    return f"{move.rule} ({move.why})" if move.why else move.rule


def _moves(moves: list[Move]) -> list[Row]:
    return [(write(move.left), write(move.right), _words(move)) for move in moves]


def _remarks(solution: SolutionSet) -> Iterator[tuple[str, str]]:
    """What is said of the solution: a word for what it is, and the sentence."""
    yield ", ".join(word for word in (solution.kind, solution.unique.partition(":")[0]) if word), solution.reason
    if solution.source:
        yield "source", solution.source
    yield from (("with", root.words) for root in solution.roots)
    yield from (("free", f"{parameter} takes any value") for parameter in solution.free)
    yield from (("condition", condition.words) for condition in solution.conditions)
    yield from (("multiplier", f"of {constraint}: {value}") for constraint, value in solution.multipliers)
    yield from (("note", note) for note in solution.notes)


def as_text(solution: SolutionSet) -> str:
    """The values, the remarks, and the steps, a line each."""
    taken = _taken(solution)
    lines = [f"{render(left)} = {render(right, taken)}" for left, right, _ in _values(solution) if left]
    lines += [f"  where {render(left)} = {render(right, taken)}" for left, right, _ in _defined(solution) if left]
    lines += [f"{what}: {sentence}" for what, sentence in _remarks(solution)]
    for heading, moves in solution.steps:
        lines.append(heading)
        lines += [line for move in moves for line in beside(f"  {move.left} = {move.right}", _words(move))]
    return "\n".join(lines)


def as_latex(solution: SolutionSet) -> str:
    """``align*`` environments, and sentences between them."""
    taken = _taken(solution)
    signs = {sign: rf"${spelled}$" for sign, spelled in _LATEX_SIGNS.items()}
    lines = [rf"{line}\par" for line in _problem(solution, inline, signs)]
    lines.append(latex_rows([*_values(solution), *_defined(solution)], taken))
    remarks = ((what, _set(solution, sentence, inline, latex_words)) for what, sentence in _remarks(solution))
    lines += [rf"{latex_words(f'{what}: ')}{sentence}\par" for what, sentence in remarks]
    for heading, moves in solution.steps:
        lines += [latex_words(heading), latex_rows(_moves(moves), taken)]
    return "\n".join(lines)


def as_markdown(solution: SolutionSet) -> str:
    """Tables with formulas between dollar signs, and sentences between them."""
    taken = _taken(solution)
    parts = ["  \n".join(_problem(solution, inline)), markdown_rows([*_values(solution), *_defined(solution)], taken)]
    remarks = ((what, _set(solution, sentence, inline, markdown_words)) for what, sentence in _remarks(solution))
    parts.append("\n".join(f"- **{what}**: {sentence}" for what, sentence in remarks))
    for heading, moves in solution.steps:
        parts += [markdown_words(heading), markdown_rows(_moves(moves), taken)]
    return "\n\n".join(parts)


def as_html(solution: SolutionSet) -> str:
    """A block with formulas in MathML: the problem, the values, what is said of them; the steps unfold."""
    taken = _taken(solution)
    remarks = "".join(
        f"<li><strong>{escape(what)}</strong>: {_set(solution, sentence, mathml, escape)}</li>"
        for what, sentence in _remarks(solution)
    )
    names = {symbol.name for symbol in symbols_of(solution.problem.expressions)}
    steps = "\n".join(
        f"<details>\n<summary>{laws_html(heading, names)}</summary>\n"
        f"{html_rows(_moves(moves), 'steps', taken)}\n</details>"
        for heading, moves in solution.steps
    )
    problem = "".join(f"<p>{line}</p>\n" for line in _problem(solution, mathml))
    values = html_rows([*_values(solution), *_defined(solution)], "values", taken)
    return f'<div class="solution">\n{problem}{values}\n<ul>{remarks}</ul>\n{steps}\n</div>'


def _problem(
    solution: SolutionSet, spell: Callable[[Expr], str], signs: Mapping[str, str] | None = None
) -> Iterator[str]:
    """What was asked for: the objective, over what, subject to what."""
    problem = solution.problem
    over = ", ".join(spell(x) for x in problem.unknowns)
    if problem.objective is None:
        yield f"solve for {over}"
    else:
        verb = {"min": "minimize", "max": "maximize", None: "extrema of"}[problem.sense]
        yield f"{verb} {spell(problem.objective)} over {over}"
    signs = signs or _SIGNS
    yield from (f"subject to {spell(k.left)} {signs[k.relation.sign]} {spell(k.right)}" for k in problem.constraints)


_SIGNS = {"==": "=", ">=": "≥", "<=": "≤", ">>": "⪰", "<<": "⪯"}
_LATEX_SIGNS = {"==": "=", ">=": r"\ge", "<=": r"\le", ">>": r"\succeq", "<<": r"\preceq"}


def _set(solution: SolutionSet, sentence: str, formula: Callable[[Expr], str], words: Callable[[str], str]) -> str:
    """A sentence with its formulas set."""
    symbols = symbols_of((*solution.problem.expressions, *solution.problem.unknowns))
    return formulas_set(sentence, symbols, formula, words)


def as_dict(solution: SolutionSet) -> dict[str, Any]:
    """Plain data; ``text`` and ``latex`` are as printed, ``expression`` is the value in terms of the data alone."""
    taken = _taken(solution)
    values = {}
    for symbol, value in solution.values.items():
        form = solution.form(symbol)
        values[symbol.name] = {
            "text": render(form, taken),
            "latex": render_latex(form, taken),
            "expression": str(value),
            "shape": [str(dim) for dim in value.shape],
        }
    return {
        "objective": None if solution.objective is None else str(solution.objective),
        "constraints": [str(constraint) for constraint in solution.problem.constraints],
        "values": values,
        "kind": solution.kind,
        "reason": solution.reason,
        "unique": solution.unique,
        "roots": [root.words for root in solution.roots],
        "free": [parameter.name for parameter in solution.free],
        "source": solution.source,
        "conditions": [
            {"words": condition.words, "matrix": {"text": str(condition.matrix), "latex": latex(condition.matrix)}}
            for condition in solution.conditions
        ],
        "multipliers": [{"constraint": str(k), "expression": str(value)} for k, value in solution.multipliers],
        "notes": list(solution.notes),
        "steps": [{"heading": heading, "moves": [_move(move) for move in moves]} for heading, moves in solution.steps],
    }


def _move(move: Move) -> dict[str, str]:
    return {"left": str(move.left), "right": str(move.right), "rule": move.rule, "why": move.why}
