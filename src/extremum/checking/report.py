"""Verdicts as text, LaTeX, HTML, Markdown and plain data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

from extremum.algebra.node import Expr
from extremum.checking.case import listed
from extremum.checking.verdict import Verdict
from extremum.notation.latex import latex, latex_words
from extremum.notation.mathml import mathml
from extremum.notation.rows import markdown_words
from extremum.reading.prose import formulas_set, inline, symbols_of

_HEADS = {True: "right", False: "wrong", None: "undecided"}


def _head(verdict: Verdict) -> str:
    """``wrong (factor): A factor is wrong: …``."""
    word = _HEADS[verdict.right]
    code = "" if verdict.diagnosis == word else f" ({verdict.diagnosis})"
    where = f" where {listed(verdict.where)}" if verdict.where else ""
    return f"{word}{code}{where}"


def _formulas(verdict: Verdict, written: Callable[[Expr], str]) -> list[tuple[str, str]]:
    """The formulas that belong to a verdict, with what they are."""
    found = [("claim", verdict.claim), ("corrected", verdict.corrected), ("expected", verdict.expected)]
    shown = [(what, expr) for what, expr in found if expr is not None]
    if verdict.right:
        shown = [(what, expr) for what, expr in shown if what == "expected" and expr is not verdict.claim]
    unique = [(w, e) for k, (w, e) in enumerate(shown) if all(e is not before for _, before in shown[:k])]
    return [(what, written(expr)) for what, expr in unique]


def as_text(verdict: Verdict) -> str:
    """The verdict in a few lines."""
    lines = [f"{_head(verdict)}: {verdict.explanation}"]
    as_given = {"claim": verdict.stated, "corrected": verdict.written}
    if verdict.claim is None:
        lines.append(f"  claim:     {verdict.stated}")
    for what, formula in _formulas(verdict, str):
        lines.append(f"  {what + ':':<10} {as_given.get(what) or formula}")
    lines += [f"  evidence:  {line}" for line in verdict.evidence.splitlines()]
    lines += [f"  note:      {note}" for note in verdict.notes]
    return "\n".join(lines)


def as_latex(verdict: Verdict) -> str:
    """Sentences, and the formulas in an ``align*``."""
    rows = [rf"\text{{{what}}} &= {formula}" for what, formula in _formulas(verdict, latex)]
    said = partial(formulas_set, symbols=_symbols(verdict), formula=inline, words=latex_words)
    lines = [
        rf"{_question(verdict, said)}\par",
        rf"\textbf{{{latex_words(_head(verdict))}}}: {said(verdict.explanation)}",
    ]
    if rows:
        lines += [r"\begin{align*}", " \\\\\n".join(rows), r"\end{align*}"]
    lines += [said(line) + r"\par" for line in (*verdict.evidence.splitlines(), *verdict.notes)]
    return "\n".join(lines)


def as_markdown(verdict: Verdict) -> str:
    """Sentences, and a list of formulas between dollar signs."""
    said = partial(formulas_set, symbols=_symbols(verdict), formula=inline, words=markdown_words)
    lines = [_question(verdict, said), "", f"**{_head(verdict)}**: {said(verdict.explanation)}", ""]
    lines += [f"- {what}: ${formula}$" for what, formula in _formulas(verdict, latex)]
    lines += [f"- evidence: {said(line)}" for line in verdict.evidence.splitlines()]
    lines += [f"- note: {said(note)}" for note in verdict.notes]
    return "\n".join(lines)


def _question(verdict: Verdict, said: Callable[[str], str]) -> str:
    """What was asked, and of which function."""
    of = "" if verdict.function is None else f" of {inline(verdict.function)}"
    return f"{said(verdict.question)}{of}"


def as_html(verdict: Verdict) -> str:
    """A block: the verdict, a table of formulas in MathML, the evidence."""
    said = partial(formulas_set, symbols=_symbols(verdict), formula=mathml, words=escape)
    rows = "".join(
        f"<tr><th scope='row'>{what}</th><td>{formula}</td></tr>" for what, formula in _formulas(verdict, mathml)
    )
    lines = [*verdict.evidence.splitlines(), *(f"Note: {note}" for note in verdict.notes)]
    items = "".join(f"<li>{said(line)}</li>" for line in lines)
    asked = said(verdict.question) + (f" of {mathml(verdict.function)}" if verdict.function is not None else "")
    return (
        f'<div class="verdict {_HEADS[verdict.right]}">\n<p>{asked}</p>\n'
        f"<p><strong>{escape(_head(verdict))}</strong>: {said(verdict.explanation)}</p>\n"
        f"<table>{rows}</table>\n<ul>{items}</ul>\n</div>"
    )


def _symbols(verdict: Verdict) -> list[Expr]:
    exprs = (verdict.function, verdict.expected, verdict.claim, verdict.corrected)
    return symbols_of(expr for expr in exprs if expr is not None)


def as_dict(verdict: Verdict) -> dict[str, Any]:
    """Plain data; expressions as text of the language."""
    exprs = {"expected": verdict.expected, "claim": verdict.claim, "corrected": verdict.corrected}
    return {
        "right": verdict.right,
        "diagnosis": verdict.diagnosis,
        "explanation": verdict.explanation,
        "evidence": verdict.evidence.splitlines(),
        "question": verdict.question,
        "stated": verdict.stated,
        **{name: None if expr is None else str(expr) for name, expr in exprs.items()},
        "written": verdict.written,
        "notes": list(verdict.notes),
        "where": list(verdict.where),
    }
