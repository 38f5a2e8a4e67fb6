"""Derivations as text, LaTeX, Markdown, HTML and plain data: a line a step, the rule and its source beside it."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import Any

from extremum.algebra import forms
from extremum.algebra.traverse import write
from extremum.deriving.derivation import Derivation, Step
from extremum.deriving.orders import laws_between
from extremum.deriving.parts import what_it_is
from extremum.deriving.sources import cited, listed
from extremum.notation.columns import WIDTH, beside
from extremum.notation.latex import latex_words
from extremum.notation.plain import formula, variable
from extremum.notation.rows import Row, html_rows, latex_rows, markdown_rows, markdown_words
from extremum.notation.text import free_names, render


def note(step: Step) -> str:
    """The rule, the facts that it needed, and its source."""
    facts = f" [{'; '.join(step.facts)}]" if step.facts else ""
    source = f" ({cited(step.source)})" if step.source else ""
    return f"{step.rule}{facts}{source}"


def as_text(derivation: Derivation) -> str:
    """One line a step: the equality, and at the right the rule."""
    taken = free_names(derivation.function)
    lines = []
    for left_, formula_, words in _first(derivation):
        shown = "" if left_ is None else render(left_)
        lines += beside(f"{shown:<{len(derivation.label)}} = {render(formula_, taken)}", words)
    for number, item in enumerate(derivation.definitions):
        range_ = f"   ({item.note})" if item.note else ""
        lines.append(f"{'where ' if number == 0 else '      '}{render(item.left)} = {render(item.right)}{range_}")
    left = ""
    for step in derivation.lines:
        indent = "  " * step.depth
        if step.left is not None:
            left = indent + render(step.left)
        shown = left if step.left is not None else " " * len(left)
        lines += beside(f"{shown} = {render(step.right, taken)}", note(step))
    return "\n".join([*lines, *(line for text in _sources(derivation) for line in wrap(text, WIDTH))])


def _first(derivation: Derivation) -> list[Row]:
    """The function as it was typed, and in its normal form where that is written in another way than in another
    order."""
    label, usual = forms.name(derivation.label), write(what_it_is(derivation.function))
    if derivation.typed is None or render(derivation.typed) == render(usual):
        return [(label, usual, "")]
    numbers = {forms.name(symbol.name) for symbol in derivation.function.symbols if symbol.is_scalar}
    laws = derivation.normalised or laws_between(derivation.typed, usual, numbers)
    if laws == ():
        return [(label, derivation.typed, "")]
    return [(label, derivation.typed, ""), (None, usual, NORMAL + (f": {', '.join(laws)}" if laws else ""))]


NORMAL = "the same, in normal form"


def _rows(derivation: Derivation) -> list[Row]:
    """The function, the definitions, and the steps."""
    rows = _first(derivation)
    rows += [(item.left, item.right, item.note) for item in derivation.definitions]
    return rows + [(step.left, step.right, note(step)) for step in derivation.lines]


def _sources(derivation: Derivation) -> list[str]:
    """What the lines cite, in full."""
    works = listed(step.source for step in derivation.lines)
    return [f"Sources: {'; '.join(works)}"] if works else []


def as_latex(derivation: Derivation) -> str:
    """An ``align*`` environment, a line a step, and the sources."""
    rows = latex_rows(_rows(derivation), free_names(derivation.function))
    return "\n".join([rows, *(rf"{latex_words(line)}\par" for line in _sources(derivation))])


def as_markdown(derivation: Derivation) -> str:
    """A table with formulas between dollar signs, and the sources."""
    rows = markdown_rows(_rows(derivation), free_names(derivation.function))
    return "\n\n".join([rows, *map(markdown_words, _sources(derivation))])


def as_html(derivation: Derivation) -> str:
    """A table: left side, right side in MathML, and the rule; and the sources."""
    rows = html_rows(_rows(derivation), "derivation", free_names(derivation.function))
    return "\n".join([rows, *(f'<p class="sources">{escape(line)}</p>' for line in _sources(derivation))])


def as_dict(derivation: Derivation) -> dict[str, Any]:
    """Plain data: the function, the variable, the result, the definitions and the steps."""
    taken = free_names(derivation.function)
    return {
        "function": formula(derivation.function),
        "variable": variable(derivation.variable),
        "style": derivation.style,
        "detail": derivation.detail,
        "result": formula(derivation.result),
        "definitions": [
            {"left": render(item.left), "right": render(item.right, taken), "note": item.note}
            for item in derivation.definitions
        ],
        "steps": [_step(step, taken) for step in derivation.lines],
    }


def _step(step: Step, taken: frozenset[str]) -> dict[str, Any]:
    return {
        "left": render(step.left) if step.left is not None else None,
        "right": render(step.right, taken),
        "rule": step.rule,
        "facts": list(step.facts),
        "source": step.source,
        "depth": step.depth,
    }
