"""Derivations as text, LaTeX and HTML."""

from __future__ import annotations

from html import escape

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.traverse import write
from extremum.calculus.derivation import Derivation, Step
from extremum.notation.text import render

_WIDTH = 62


def right_form(derivation: Derivation, step: Step) -> Form:
    """The right-hand side of a step."""
    if step.display is not None:
        return step.display
    parts = tuple(chain.form({**derivation.names, **step.names}) for chain in step.right)
    return parts[0] if len(parts) == 1 else forms.infix("+", parts, forms.SUM)


def as_text(derivation: Derivation) -> str:
    """One line a step: the equality, and at the right the rule."""
    top = "y" if derivation.function.is_scalar else "F"
    top = "J" if derivation.definitions else top
    lines = [f"{top} = {render(write(derivation.function))}"]
    for number, item in enumerate(derivation.definitions):
        note = f"   ({item.note})" if item.note else ""
        lead = "where " if number == 0 else "      "
        lines.append(f"{lead}{render(item.left)} = {render(item.right)}{note}")
    left = ""
    for step in derivation.steps:
        indent = "  " * step.depth
        if step.left is not None:
            left = indent + render(step.left)
            shown = left
        else:
            shown = " " * len(left)
        line = f"{shown} = {render(right_form(derivation, step))}"
        lines.append(f"{line:<{_WIDTH}}    {_note(step)}".rstrip())
    return "\n".join(lines)


def _note(step: Step) -> str:
    facts = f" [{'; '.join(step.facts)}]" if step.facts else ""
    source = f" ({step.reference})" if step.reference else ""
    return f"{step.rule}{facts}{source}"


def as_latex(derivation: Derivation) -> str:
    """An ``align*`` environment, a line a step."""
    from extremum.notation.latex import render_latex

    rows = [rf"{_top(derivation)} &= {render_latex(write(derivation.function))}"]
    for item in derivation.definitions:
        note = rf" && {_words(item.note)}" if item.note else ""
        rows.append(rf"{render_latex(item.left)} &= {render_latex(item.right)}{note}")
    for step in derivation.steps:
        left = render_latex(step.left) if step.left is not None else ""
        rows.append(rf"{left} &= {render_latex(right_form(derivation, step))} && {_words(step.rule)}")
    body = " \\\\\n".join(rows)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _top(derivation: Derivation) -> str:
    return "J" if derivation.definitions else "y" if derivation.function.is_scalar else "F"


_TEX = {"\\": r"\textbackslash{}", "_": r"\_", "&": r"\&", "%": r"\%", "#": r"\#", "^": r"\^{}", "⊗": r"$\otimes$",
        "⁻": r"$^{-}$", "¹": r"$^{1}$", "∂": r"$\partial$", "∘": r"$\circ$", "{": r"\{", "}": r"\}", "…": r"\dots{}",
        "Π": r"$\Pi$", "Σ": r"$\Sigma$", "δ": r"$\delta$", "φ": r"$\varphi$", "·": r"$\cdot$"}  # fmt: skip


def _words(text: str) -> str:
    return r"\text{" + "".join(_TEX.get(letter, letter) for letter in text) + "}" if text else ""


def as_html(derivation: Derivation) -> str:
    """A table: left side, right side in MathML, and the rule."""
    from extremum.notation.mathml import render_mathml

    rows = [(forms.name(_top(derivation)), write(derivation.function), "")]
    rows += [(item.left, item.right, item.note) for item in derivation.definitions]
    rows += [(step.left or forms.name(""), right_form(derivation, step), _note(step)) for step in derivation.steps]
    cells = "\n".join(
        f"<tr><td>{render_mathml(left)}</td><td>=</td><td>{render_mathml(right)}</td><td>{escape(note)}</td></tr>"
        for left, right, note in rows
    )
    return f'<table class="derivation">\n{cells}\n</table>'
