"""Curvature in every notation: the verdict, the domain, the proof as a tree, the points that show *neither*."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from extremum.convexity.points import Pair
from extremum.convexity.proof import Step, does_not_occur
from extremum.notation.latex import latex, latex_words
from extremum.notation.mathml import mathml
from extremum.notation.rows import markdown_words
from extremum.reading.prose import formulas_set, inline, symbols_of

if TYPE_CHECKING:
    from extremum.algebra.node import Expr
    from extremum.convexity.certificate import Curvature


def _heading(found: Curvature) -> str:
    names = ", ".join(x.name for x in found.unknowns)
    names += " together" if len(found.unknowns) > 1 else ""
    if 0 < len(found.absent) < len(found.unknowns):
        names += f" ({does_not_occur(found.absent)})"
    if found.kind == "conditional":
        return f"in {names}: {found.verdict}"
    return f"{found.verdict} in {names}" if names else found.verdict


def _reason(found: Curvature) -> str:
    """What is said where there is no tree of steps."""
    return "" if found.proof is not None or found.cases else found.why


def _proofs(found: Curvature) -> Iterator[tuple[str, Step]]:
    """Each proof with the condition under which it holds."""
    if found.proof is not None:
        yield "", found.proof
    yield from ((str(case), case.proof) for case in found.cases)


def _pairs(found: Curvature) -> Iterator[str]:
    """The points, in words."""
    if found.witness is None:
        return
    if found.witness.data:
        yield f"with {_values(found.witness.data)}"
    yield from (_pair(pair) for pair in found.witness.pairs)


def _pair(pair: Pair) -> str:
    ends = f"{pair.shows}: from {_values(pair.start)} to {_values(pair.end)}"
    if pair.outside:
        return f"{ends}; half way it is not defined: that needs {pair.outside}"
    return f"{ends}; half way it is {pair.middle:.6g}, the mean of the ends is {pair.mean:.6g}"


def _values(point: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_array(value)}" for name, value in point.items())


def _array(value: Any) -> str:
    rows = (value + 0.0).tolist()  # -0 + 0 is 0
    if value.shape == (1, 1):
        return _number(rows[0][0])
    if value.ndim > 2:
        return f"[{'; '.join(_array(member) for member in value)}]"
    return "[" + "; ".join(", ".join(map(_number, row)) for row in rows) + "]"


def _number(value: float) -> str:
    """A short binary fraction as it is, others rounded."""
    exact, short = repr(value), f"{value:g}"
    return exact if float(short) != value and len(exact) <= _EXACT else short


_EXACT = 14


# -- text --------------------------------------------------------------------------------------------------------------
def as_text(found: Curvature) -> str:
    """The verdict, then a line a step, indented under what it proves."""
    lines = [_heading(found)]
    if _reason(found):
        lines[0] += f": {_reason(found)}"
    lines += [line for step in found.domain for line in _lines(step, 0, "domain: ")]
    for condition, proof in _proofs(found):
        lines += [f"{condition}:"] if condition else []
        lines += _lines(proof, int(bool(condition)))
    return "\n".join([*lines, *_pairs(found)])


def _lines(step: Step, depth: int, lead: str = "") -> Iterator[str]:
    yield f"{'  ' * depth}{lead}{step}"
    for premise in step.premises:
        yield from _lines(premise, depth + 1)


# -- the other notations -----------------------------------------------------------------------------------------------
def as_latex(found: Curvature) -> str:
    """Nested lists."""
    said = _setter(found, inline, latex_words)
    parts = [rf"{said(_heading(found))}\par"]
    parts += [said(line) + r"\par" for line in (_reason(found), *_pairs(found)) if line]
    for condition, proof in _all_proofs(found):
        parts += [said(f"{condition}:")] if condition else []
        parts.append("\\begin{itemize}\n" + _latex_item(proof, said) + "\n\\end{itemize}")
    return "\n".join(parts)


Setter = Callable[[str], str]
"""From a sentence to one whose formulas are set."""


def _setter(found: Curvature, formula: Callable[[Expr], str], words: Callable[[str], str]) -> Setter:
    return partial(
        formulas_set,
        symbols=symbols_of(expr for expr in (found.expr, *found.unknowns) if expr is not None),
        formula=formula,
        words=words,
    )


def _all_proofs(found: Curvature) -> Iterator[tuple[str, Step]]:
    yield from (("domain", step) for step in found.domain)
    yield from _proofs(found)


def _latex_item(step: Step, said: Setter) -> str:
    below = "\n".join(_latex_item(premise, said) for premise in step.premises)
    nested = f"\n\\begin{{itemize}}\n{below}\n\\end{{itemize}}" if below else ""
    return rf"\item ${latex(step.expr)}$ {said(step.words)}{nested}"


def as_markdown(found: Curvature) -> str:
    """Nested lists with formulas between dollar signs."""
    said = _setter(found, inline, markdown_words)
    parts = [f"**{said(_heading(found))}**"]
    parts += [said(line) for line in (_reason(found), *_pairs(found)) if line]
    for condition, proof in _all_proofs(found):
        parts += [said(f"{condition}:")] if condition else []
        parts.append("\n".join(_markdown_items(proof, 0, said)))
    return "\n\n".join(parts)


def _markdown_items(step: Step, depth: int, said: Setter) -> Iterator[str]:
    yield f"{'  ' * depth}- ${latex(step.expr)}$ {said(step.words)}"
    for premise in step.premises:
        yield from _markdown_items(premise, depth + 1, said)


def as_html(found: Curvature) -> str:
    """Nested lists with formulas in MathML."""
    said = _setter(found, mathml, escape)
    parts = [f"<p><strong>{said(_heading(found))}</strong></p>"]
    parts += [f"<p>{said(line)}</p>" for line in (_reason(found), *_pairs(found)) if line]
    for condition, proof in _all_proofs(found):
        parts += [f"<p>{said(condition)}:</p>"] if condition else []
        parts.append(f"<ul>{_html_item(proof, said)}</ul>")
    return '<div class="curvature">\n' + "\n".join(parts) + "\n</div>"


def _html_item(step: Step, said: Setter) -> str:
    below = "".join(_html_item(premise, said) for premise in step.premises)
    nested = f"<ul>{below}</ul>" if below else ""
    return f"<li>{mathml(step.expr)} {said(step.words)}{nested}</li>"


def as_dict(found: Curvature) -> dict[str, Any]:
    """Plain data; points are lists."""
    return {
        "expression": str(found.expr),
        "unknowns": [x.name for x in found.unknowns],
        "kind": found.kind,
        "strict": found.strict,
        "verdict": found.verdict,
        "why": found.why,
        "domain": [_step(step) for step in found.domain],
        "proof": None if found.proof is None else _step(found.proof),
        "cases": [{"kind": case.kind, "where": str(case), "proof": _step(case.proof)} for case in found.cases],
        "points": None if found.witness is None else {
            "data": _data(found.witness.data),
            "pairs": [
                {"shows": p.shows, "from": _data(p.start), "to": _data(p.end), "middle": p.middle, "mean": p.mean,
                 "outside": p.outside}
                for p in found.witness.pairs
            ],
        },
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    return {
        "expression": str(step.expr), "claim": step.claim, "rule": step.rule, "source": step.source,
        "premises": [_step(premise) for premise in step.premises],
    }  # fmt: skip


def _data(point: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.tolist() for name, value in point.items()}
