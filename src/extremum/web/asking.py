"""The fields of a question that the page asks: texts, choices, the formula, its variables, its data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from extremum.algebra.errors import ExtremumError

if TYPE_CHECKING:
    from extremum.algebra.node import Expr
    from extremum.problems.constraint import Constraint
    from extremum.reading.result import Reading

Question = Mapping[str, Any]

LONGEST = 10_000
"""Characters of a formula or of a list of declarations."""


def text(question: Question, name: str, default: str | None = None) -> str:
    found = question.get(name, default)
    if not isinstance(found, str) or (default is None and not found.strip()):
        raise ExtremumError(f"the question has no {name}: a text was expected")
    if len(found) > LONGEST:
        raise ExtremumError(f"{name} has {len(found):,} characters; at most {LONGEST:,} are read here")
    return found.strip()


def choice(question: Question, name: str, choices: tuple[str, ...]) -> str:
    """One of the choices, the first where none is given."""
    found = question.get(name, choices[0])
    if found not in choices:
        raise ExtremumError(f"{name} is one of {', '.join(filter(None, choices))}, not {found!r:.40}")
    return str(found)


def lines(question: Question, name: str) -> list[str]:
    found = question.get(name, [])
    if not isinstance(found, list) or not all(isinstance(line, str) for line in found):
        raise ExtremumError(f"{name} is a list of texts")
    if sum(map(len, found)) > LONGEST:
        raise ExtremumError(f"{name} are longer than {LONGEST:,} characters")
    return [line.strip() for line in found if line.strip()]


def reading_of(question: Question) -> Reading:
    from extremum.reading.either import read_either

    found = read_either(text(question, "text"), lines(question, "declarations"))
    return found if found.function is None else replace(found, expr=found.function)


def posed_of(question: Question) -> tuple[Reading, Reading | Constraint]:
    """The formula, and what is solved: that, or the equation that the text is, whose formula is left less right."""
    from extremum.problems.equations import equation
    from extremum.reading.result import Reading

    found = equation(text(question, "text"), lines(question, "declarations"))
    if found is None:
        reading = reading_of(question)
        return reading, reading
    said = "this is an equation: the tab extremum solves it, the tab numbers on data"
    return Reading(found.stated.gap, found.inferred, (said, *found.notes)), found.stated


def _variables(question: Question, reading: Reading) -> list[Expr]:
    """The variables that are asked for by name; the only one where none is."""
    from extremum.operations.stated import refuse_unnamed, symbols_by_name
    from extremum.problems.sought import sought as sought_by_text
    from extremum.statistics.statements import split

    symbols = symbols_by_name(reading.expr)
    names = [name.strip() for name in split(text(question, "wrt", ""), ",") if name.strip()]
    names = names or [reading.by] * bool(reading.by)
    if not names and len(symbols) == 1:
        return list(symbols.values())
    names = names or list(sought_by_text(symbols, lines(question, "constraints"), data_of(question)))
    if not names:
        raise ExtremumError(f"with respect to which variable? Choose one of {', '.join(symbols) or 'none'}")
    found = [_variable(name, symbols, question, reading) for name in names]
    for each in found:
        refuse_unnamed(reading.expr, each.name)
    return found


def _variable(name: str, symbols: dict[str, Expr], question: Question, reading: Reading) -> Expr:
    from extremum.algebra.names import suggestion
    from extremum.calculus.asked import in_product, member_named
    from extremum.reading.either import read_either

    named = symbols[name] if name in symbols else member_named(name, symbols) if name.isidentifier() else None
    if named is not None:
        return named
    asked = read_either(name, [*lines(question, "declarations"), *reading.inferred])
    found = asked.expr
    if any(re.split(r"[\[: ]", line)[0] == name for line in asked.inferred):  # nobody has declared it
        raise ExtremumError(
            f"{name!r} is no symbol of the formula{in_product(name, symbols) or suggestion(name, symbols)}"
        )
    if not found.op.variable:
        raise ExtremumError(f"{name!r} is no variable; the formula has {', '.join(symbols)}")
    return found


def differentiated(question: Question, reading: Reading) -> Expr:
    """The variable of a derivative, one member of a family."""
    from extremum.calculus.asked import one_member

    found = _one(_variables(question, reading))
    one_member(reading.expr, [text(question, "wrt", "") or found.name], [found])
    return found


def sought(question: Question, reading: Reading, *, one: bool = False) -> list[Expr]:
    """The variables of an extremum, or its only one; the name of a family means all its members."""
    from extremum.optimize.unknowns import whole

    names = ("" if one else text(question, "unknowns", "")) or text(question, "wrt", "")
    members = {name.strip() for name in names.split(",") if "[" in name}
    found = [
        x if str(x) in members else whole(reading.expr, x) for x in _variables({**question, "wrt": names}, reading)
    ]
    return [_one(found)] if one else found


def _one(variables: list[Expr]) -> Expr:
    if len(variables) > 1:
        raise ExtremumError("one variable at a time here")
    return variables[0]


def data_of(question: Question) -> dict[str, Any]:
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
