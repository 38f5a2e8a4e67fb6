"""What the page asks: plain data in, plain data out, each kind of question a function of the public library.

A question holds ``text`` (a formula in text or LaTeX), ``declarations`` (texts), ``wrt`` (names, separated by commas)
and what its kind needs besides; an answer holds formulas as MathML, LaTeX and text.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from math import isfinite
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import ExtremumError
from extremum.web.asking import Question, choice, data_of, differentiated, lines, posed_of, reading_of, sought, text
from extremum.web.posed import taken_apart
from extremum.web.words import VOICE

if TYPE_CHECKING:
    from extremum.algebra.node import Expr
    from extremum.notation.displayed import Displayed

Answer = dict[str, Any]


def answer(kind: str, question: Question) -> Answer:
    """The answer to a question; of one that cannot be answered ``error``, the message, and ``kind``, its class."""
    try:
        text(question, "text")  # of a length to be read
        return KINDS[kind](taken_apart(question))
    except ExtremumError as error:
        return {"error": VOICE.says(str(error)), "kind": type(error).__name__}
    except (RecursionError, MemoryError):
        return {"error": "the formula is too large for this server", "kind": "DataError"}


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

    reading, _ = posed_of(question)
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
    stated = lines(question, "constraints")
    under = f" under {len(stated)} constraint{'s' * (len(stated) > 1)}" if stated else ""
    return [f"this poses a problem{under}: the tabs extremum and numbers solve it; the others take its objective"]


def derivative(question: Question) -> Answer:
    """The gradient, Jacobian or Hessian, with names for what repeats."""
    import extremum as ex

    reading = reading_of(question)
    where = choice(question, "where", ("auto", "never", "always"))
    x = differentiated(question, reading)
    kind, found = _derivative(question, reading.expr, x)
    label = f"∂f/∂{x}" if kind != "hessian" else "H"
    named = ex.name_shared({label: found}, where=where, beside=[reading.expr])
    return {**_shown(named), "formula": _formula(found), "notes": [*reading.notes, *ex.kinks(reading.expr, x)]}


_NAMES = {"gradient": "gradient", "jacobian": "Jacobian", "hessian": "Hessian"}


def _derivative(question: Question, f: Expr, x: Expr) -> tuple[str, Expr]:
    """What is asked for, and that: the gradient of a number, the Jacobian of others, unless it is said."""
    import extremum as ex

    kinds: dict[str, Callable[..., Expr]] = {"gradient": ex.gradient, "jacobian": ex.jacobian, "hessian": ex.hessian}
    kind = choice(question, "of", ("", *kinds)) or ("gradient" if f.is_scalar else "jacobian")
    return kind, kinds[kind](f, x)


def steps(question: Question) -> Answer:
    """The derivation, line by line."""
    import extremum as ex

    reading = reading_of(question)
    style, detail = (
        choice(question, "style", ("differential", "jacobian")),
        choice(question, "detail", ("full", "brief")),
    )
    return _shown(ex.derive(reading.expr, differentiated(question, reading), style=style, detail=detail))


def check(question: Question) -> Answer:
    """The verdict on the user's own derivative."""
    from extremum.checking.check import check as check_gradient
    from extremum.checking.check import check_hessian

    reading = reading_of(question)
    judge = {"gradient": check_gradient, "hessian": check_hessian}[choice(question, "of", ("gradient", "hessian"))]
    declared = [*lines(question, "declarations"), *reading.inferred]
    verdict = judge(reading.expr, differentiated(question, reading), text(question, "claim"), declared, "projection")
    return {**_shown(verdict), "right": verdict.right}


def extremum(question: Question) -> Answer:
    """The extremum in closed form, with its kind, conditions and steps."""
    import extremum as ex

    reading, asked = posed_of(question)
    sense = choice(question, "sense", ("", "min", "max")) or None
    declared = [*lines(question, "declarations"), *reading.inferred]
    constraints = lines(question, "constraints")
    unknowns = sought(question, reading)
    return _shown(ex.solve(asked, unknowns, sense, constraints, declared if constraints else ()))


def code(question: Question) -> Answer:
    """The function and a derivative as a module that runs without this library."""
    from extremum.compiling.compiled import source

    reading = reading_of(question)
    kind, found = _derivative(question, reading.expr, differentiated(question, reading))
    functions: dict[str, Any] = {"value": reading.expr, kind: found}
    backend = text(question, "backend", "numpy")
    return {"text": source(functions, backend, f"A function and its {_NAMES[kind]}; generated by extremum.")}


def numbers(question: Question) -> Answer:
    """The function and its gradient on data; with ``minimize`` the minimum by iteration, from the unknown's data."""
    import extremum as ex
    from extremum.web.fitted import fitted

    reading, asked = posed_of(question)
    data = data_of(question)
    if asked is not reading:
        solved = ex.solve(asked, sought(question, reading)).evaluate(data)
        return _tables({x.name: value for x, value in solved.items()})
    if choice(question, "task", ("evaluate", "minimize", "maximize")) == "evaluate":
        x = differentiated(question, reading)
        found = {"f": reading.expr.evaluate(data), f"∂f/∂{x}": ex.gradient(reading.expr, x).evaluate(data)}
        return _tables(found)
    search = ex.minimize if question["task"] == "minimize" else ex.maximize
    declared = [*lines(question, "declarations"), *reading.inferred]
    (x,) = sought(question, reading, one=True)
    start = {x: data.pop(x.name)} if x.name in data else None
    run = search(
        text(question, "text"), x, data, start=start, constraints=lines(question, "constraints"),
        declarations=declared, max_iterations=200,
    )  # fmt: skip
    history = [value if isfinite(value) else None for value in run.history]
    return {**_shown(run), "history": history, "fitted": fitted(reading.expr, x, data, run.x[x])}


def _tables(found: dict[str, Any]) -> Answer:
    """Arrays by their labels."""
    from extremum.notation.plain import array_html, array_list

    tables = (f"<figure><figcaption>{escape(label)}</figcaption>{array_html(v)}</figure>" for label, v in found.items())
    return {"html": "".join(tables), "values": {label: array_list(value) for label, value in found.items()}}


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
