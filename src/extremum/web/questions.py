"""What the page asks: plain data in, plain data out, each kind of question a function of the public library.

A question holds ``text`` (a formula in text or LaTeX), ``declarations`` (texts), ``wrt`` (names, separated by commas)
and what its kind needs besides; an answer holds formulas as MathML, LaTeX and text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from math import isfinite
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import ExtremumError
from extremum.web.posed import taken_apart
from extremum.web.words import VOICE

if TYPE_CHECKING:
    from extremum.algebra.node import Expr
    from extremum.notation.displayed import Displayed
    from extremum.reading.result import Reading

Question = Mapping[str, Any]
Answer = dict[str, Any]

LONGEST = 10_000
"""Characters of a formula or of a list of declarations."""


def answer(kind: str, question: Question) -> Answer:
    """The answer to a question; of one that cannot be answered ``error``, the message, and ``kind``, its class."""
    try:
        _text(question, "text")  # of a length to be read
        return KINDS[kind](taken_apart(question))
    except ExtremumError as error:
        return {"error": VOICE.says(str(error)), "kind": type(error).__name__}
    except (RecursionError, MemoryError):
        return {"error": "the formula is too large for this server", "kind": "DataError"}


# -- reading a question ------------------------------------------------------------------------------------------------
def _text(question: Question, name: str, default: str | None = None) -> str:
    found = question.get(name, default)
    if not isinstance(found, str) or (default is None and not found.strip()):
        raise ExtremumError(f"the question has no {name}: a text was expected")
    if len(found) > LONGEST:
        raise ExtremumError(f"{name} has {len(found):,} characters; at most {LONGEST:,} are read here")
    return found.strip()


def _choice(question: Question, name: str, choices: tuple[str, ...]) -> str:
    """One of the choices, the first where none is given."""
    found = question.get(name, choices[0])
    if found not in choices:
        raise ExtremumError(f"{name} is one of {', '.join(filter(None, choices))}, not {found!r:.40}")
    return str(found)


def _lines(question: Question, name: str) -> list[str]:
    found = question.get(name, [])
    if not isinstance(found, list) or not all(isinstance(line, str) for line in found):
        raise ExtremumError(f"{name} is a list of texts")
    if sum(map(len, found)) > LONGEST:
        raise ExtremumError(f"{name} are longer than {LONGEST:,} characters")
    return [line.strip() for line in found if line.strip()]


def _reading(question: Question) -> Reading:
    from extremum.reading.either import read_either

    found = read_either(_text(question, "text"), _lines(question, "declarations"))
    return found if found.function is None else replace(found, expr=found.function)


def _variables(question: Question, reading: Reading) -> list[Expr]:
    """The variables that are asked for by name; the only one where none is."""
    from extremum.operations.stated import refuse_unnamed, symbols_by_name
    from extremum.problems.sought import sought
    from extremum.statistics.statements import split

    symbols = symbols_by_name(reading.expr)
    names = [name.strip() for name in split(_text(question, "wrt", ""), ",") if name.strip()]
    names = names or [reading.by] * bool(reading.by)
    if not names and len(symbols) == 1:
        return list(symbols.values())
    names = names or list(sought(symbols, _lines(question, "constraints"), _data(question)))
    if not names:
        raise ExtremumError(f"with respect to which variable? Choose one of {', '.join(symbols) or 'none'}")
    found = [_variable(name, symbols, question, reading) for name in names]
    for each in found:
        refuse_unnamed(reading.expr, each.name)
    return found


def _variable(name: str, symbols: dict[str, Expr], question: Question, reading: Reading) -> Expr:
    if name in symbols:
        return symbols[name]
    from extremum.algebra.names import suggestion
    from extremum.reading.either import read_either

    asked = read_either(name, [*_lines(question, "declarations"), *reading.inferred])
    found = asked.expr
    if any(re.split(r"[\[: ]", line)[0] == name for line in asked.inferred):  # nobody has declared it
        raise ExtremumError(f"{name!r} is no symbol of the formula{suggestion(name, symbols)}")
    if not found.op.variable:
        raise ExtremumError(f"{name!r} is no variable; the formula has {', '.join(symbols)}")
    return found


def _only(question: Question, reading: Reading) -> Expr:
    variables = _variables(question, reading)
    if len(variables) > 1:
        raise ExtremumError("one variable at a time here")
    return variables[0]


# -- answers -----------------------------------------------------------------------------------------------------------
def _formula(expr: Expr) -> Answer:
    from extremum.notation.latex import latex
    from extremum.notation.mathml import mathml

    return {"text": str(expr), "latex": latex(expr), "html": mathml(expr), "shape": [str(dim) for dim in expr.shape]}


def _shown(found: Displayed) -> Answer:
    return {
        "text": found.to_text(),
        "latex": found.to_latex(),
        "markdown": found.to_markdown(),
        "html": found.to_html(),
    }


def read(question: Question) -> Answer:
    """The formula as it was read, and the declarations of its names, given and inferred."""
    from extremum.compiling.backends import BACKENDS
    from extremum.data.binding import leaves_of
    from extremum.problems.files import declaration

    reading = _reading(question)
    variables = []
    for _, leaf in sorted(leaves_of([reading.expr]).items()):
        name, _, facts = declaration(leaf).partition(":")
        variables.append({"name": leaf.name, "declared": name.strip(), "assumptions": facts.strip()})
    said = {"inferred": reading.inferred, "notes": [*_posed(question), *reading.notes], "backends": list(BACKENDS)}
    sought = [name.strip() for name in question.get("unknowns", reading.by or "").split(",")]
    return {**_formula(reading.expr), "variables": variables, "sought": sought, **said}


def _posed(question: Question) -> list[str]:
    """What is said of a formula that poses a problem."""
    if "unknowns" not in question:
        return []
    stated = _lines(question, "constraints")
    under = f" under {len(stated)} constraint{'s' * (len(stated) > 1)}" if stated else ""
    return [f"this poses a problem{under}: the tabs extremum and numbers solve it; the others take its objective"]


def derivative(question: Question) -> Answer:
    """The gradient, Jacobian or Hessian, with names for what repeats."""
    import extremum as ex

    reading = _reading(question)
    where = _choice(question, "where", ("auto", "never", "always"))
    x = _only(question, reading)
    kind, found = _derivative(question, reading.expr, x)
    label = f"∂f/∂{x}" if kind != "hessian" else "H"
    named = ex.name_shared({label: found}, where=where, beside=[reading.expr])
    return {**_shown(named), "formula": _formula(found), "notes": [*reading.notes, *ex.kinks(reading.expr, x)]}


_NAMES = {"gradient": "gradient", "jacobian": "Jacobian", "hessian": "Hessian"}


def _derivative(question: Question, f: Expr, x: Expr) -> tuple[str, Expr]:
    """What is asked for, and that: the gradient of a number, the Jacobian of others, unless it is said."""
    import extremum as ex

    kinds: dict[str, Callable[..., Expr]] = {"gradient": ex.gradient, "jacobian": ex.jacobian, "hessian": ex.hessian}
    kind = _choice(question, "of", ("", *kinds)) or ("gradient" if f.is_scalar else "jacobian")
    return kind, kinds[kind](f, x)


def steps(question: Question) -> Answer:
    """The derivation, line by line."""
    import extremum as ex

    reading = _reading(question)
    style, detail = (
        _choice(question, "style", ("differential", "jacobian")),
        _choice(question, "detail", ("full", "brief")),
    )
    return _shown(ex.derive(reading.expr, _only(question, reading), style=style, detail=detail))


def check(question: Question) -> Answer:
    """The verdict on the user's own derivative."""
    from extremum.checking.check import check as check_gradient
    from extremum.checking.check import check_hessian

    reading = _reading(question)
    judge = {"gradient": check_gradient, "hessian": check_hessian}[_choice(question, "of", ("gradient", "hessian"))]
    declared = [*_lines(question, "declarations"), *reading.inferred]
    verdict = judge(reading.expr, _only(question, reading), _text(question, "claim"), declared, "projection")
    return {**_shown(verdict), "right": verdict.right}


def extremum(question: Question) -> Answer:
    """The extremum in closed form, with its kind, conditions and steps."""
    import extremum as ex

    reading = _reading(question)
    sense = _choice(question, "sense", ("", "min", "max")) or None
    declared = [*_lines(question, "declarations"), *reading.inferred]
    constraints = _lines(question, "constraints")
    unknowns = _variables({**question, "wrt": question.get("unknowns") or question.get("wrt", "")}, reading)
    return _shown(ex.solve(reading, unknowns, sense, constraints, declared if constraints else ()))


def code(question: Question) -> Answer:
    """The function and a derivative as a module that runs without this library."""
    from extremum.compiling.compiled import source

    reading = _reading(question)
    kind, found = _derivative(question, reading.expr, _only(question, reading))
    functions: dict[str, Any] = {"value": reading.expr, kind: found}
    backend = _text(question, "backend", "numpy")
    return {"text": source(functions, backend, f"A function and its {_NAMES[kind]}; generated by extremum.")}


def numbers(question: Question) -> Answer:
    """The function and its gradient on data; with ``minimize`` the minimum by iteration, from the unknown's data."""
    import extremum as ex
    from extremum.notation.plain import array_html, array_list
    from extremum.web.fitted import fitted

    reading = _reading(question)
    data = _data(question)
    x = _only(question, reading)
    if _choice(question, "task", ("evaluate", "minimize", "maximize")) == "evaluate":
        found = {"f": reading.expr.evaluate(data), f"∂f/∂{x}": ex.gradient(reading.expr, x).evaluate(data)}
        tables = "".join(
            f"<figure><figcaption>{escape(label)}</figcaption>{array_html(v)}</figure>" for label, v in found.items()
        )
        return {"html": tables, "values": {label: array_list(value) for label, value in found.items()}}
    search = ex.minimize if question["task"] == "minimize" else ex.maximize
    declared = [*_lines(question, "declarations"), *reading.inferred]
    start = {x: data.pop(x.name)} if x.name in data else None
    run = search(
        _text(question, "text"), x, data, start=start, constraints=_lines(question, "constraints"),
        declarations=declared, max_iterations=200,
    )  # fmt: skip
    history = [value if isfinite(value) else None for value in run.history]
    return {**_shown(run), "history": history, "fitted": fitted(reading.expr, x, data, run.x[x])}


def _data(question: Question) -> dict[str, Any]:
    found = question.get("data", {})
    if not isinstance(found, dict):
        raise ExtremumError('data are numbers by name, as in {"x": [1, 2]}')
    return {str(name): _numbers(str(name), value) for name, value in found.items()}


def _numbers(name: str, value: Any) -> Any:
    """An array, of a number or of lists of them of equal lengths."""
    import numpy as np

    if isinstance(value, str):
        raise ExtremumError(
            f"{name} = {value:.40} is no number and no list; write {name} = 2, or {name} = [[1, 2], [3, 4]]"
        )
    try:
        return np.array(value, dtype=float)
    except (TypeError, ValueError):
        raise ExtremumError(f"{name} has an entry that is no number, or rows of unequal lengths") from None


KINDS: dict[str, Callable[[Question], Answer]] = {
    "read": read,
    "derivative": derivative,
    "steps": steps,
    "check": check,
    "extremum": extremum,
    "code": code,
    "numbers": numbers,
}
"""The questions, by the last part of their address."""
