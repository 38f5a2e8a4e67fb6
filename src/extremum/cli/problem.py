"""From what was typed to an expression and its variables; what was inferred and decided is said beside the result."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, final

from extremum.algebra.errors import ExtremumError, NameUnknownError
from extremum.cli import screen

if TYPE_CHECKING:
    from extremum.algebra.node import Expr
    from extremum.problems.constraint import Constraint
    from extremum.reading.result import Reading

_COMMA = re.compile(r",(?![^\[{(]*[\]})])")
"""A comma outside of brackets."""


@final
@dataclass(frozen=True, slots=True)
class Problem:
    """A formula that was read, with the declarations of its names, given and inferred."""

    text: str
    expr: Expr
    declarations: tuple[str, ...]
    inferred: tuple[str, ...]
    notes: tuple[str, ...]
    unknowns: tuple[str, ...] = ()
    sense: str | None = None
    constraints: tuple[str, ...] = ()
    pieces: tuple[Expr, ...] = ()
    equation: Constraint | None = None

    @property
    def reading(self) -> Reading | Constraint:
        """The function as it was typed, for what asks where that is defined; of an equation, that."""
        from extremum.reading.result import Reading

        return self.equation or Reading(self.expr, pieces=self.pieces)

    def to_dict(self, command: str) -> dict[str, Any]:
        """Plain data: how an answer in JSON begins."""
        from extremum.notation.plain import formula

        return {
            "command": command,
            "function": formula(self.expr),
            "inferred": list(self.inferred),
            "reading": list(self.notes),
        }


def typed(text: str) -> str:
    """An argument, or the standard input where it is ``-``.

    Raises:
        ExtremumError: there is nothing.
    """
    found = sys.stdin.read() if text.strip() == "-" else text
    if not found.strip():
        raise ExtremumError("there is no formula; give one in quotes, or - to read it from the standard input")
    return found.strip()


def read(text: str, declarations: Sequence[str] | None) -> Problem:
    """Reads a formula, and says what was inferred and how ambiguities were read.

    Raises:
        ExtremumError: it, or a declaration, cannot be read.
    """
    from extremum.reading.either import read_either

    given = tuple(declarations or ())
    whole = typed(text)
    posed = _posed(whole, given)
    if posed is not None:
        return posed
    reading = read_either(whole, list(given))
    if reading.inferred:
        screen.note(f"inferred {'; '.join(reading.inferred)}")
    for sentence in reading.notes:
        screen.note(sentence)
    function, unknowns = (reading.expr, ()) if reading.function is None else (reading.function, (reading.by,))
    declared, inferred = (*given, *reading.inferred), tuple(reading.inferred)
    return Problem(whole, function, declared, inferred, reading.notes, unknowns, pieces=reading.pieces)


def read_to_solve(text: str, declarations: Sequence[str] | None) -> Problem:
    """As :func:`read`, also an equation such as ``A*x == b``, whose expression is the difference of its sides."""
    from extremum.problems.equations import equation

    given, whole = tuple(declarations or ()), typed(text)
    found = equation(whole, given)
    if found is None:
        return read(whole, given)
    for sentence in found.notes:
        screen.note(sentence)
    if found.inferred:
        screen.note(f"inferred {'; '.join(found.inferred)}")
    declared = (*given, *found.inferred)
    return Problem(whole, found.stated.gap, declared, found.inferred, found.notes, equation=found.stated)


def _posed(text: str, declarations: tuple[str, ...]) -> Problem | None:
    """A problem that says itself what is sought: ``@FILE``, ``minimize …``, or LaTeX that begins with ``\\min``."""
    from extremum.problems import files, tex
    from extremum.problems.sought import sought

    if text.startswith("@"):
        found = files.split(files.text_of(text[1:].strip()))
        stated, declared = found.constraints, (*declarations, *found.declarations)
        if not found.objective:
            raise ExtremumError(f"the problem of {text[1:]} has no objective; ex.solve(ex.read_problem(…)) solves it")
    else:
        pieces = tex.pieces(text) or files.typed(text)
        if pieces is None:
            return None
        more = pieces.declarations if isinstance(pieces, files.ProblemText) else ()
        found, stated, declared = pieces, pieces.constraints, (*declarations, *more)  # type: ignore[assignment]
    inner = read(found.objective, declared)
    unknowns = found.unknowns or sought((symbol.name for symbol in inner.expr.symbols), stated)
    return replace(inner, unknowns=unknowns, sense=found.sense, constraints=stated)


def targets(problem: Problem, wrt: Sequence[str] | None) -> list[Expr]:
    """The variables of derivatives; raises as :func:`groups`."""
    return [x for group in groups(problem, wrt) for x in group]


def groups(problem: Problem, wrt: Sequence[str] | None) -> list[list[Expr]]:
    """The variables of derivatives, those that stand between commas together.

    Raises:
        ExtremumError: none is named and there is more than one, or none, or one is named that is several.
        NameUnknownError: there is no variable of that name.
    """
    from extremum.calculus.asked import one_member

    found = _named(problem, wrt)
    for group in found:
        one_member(problem.expr, *zip(*group, strict=True))
    return [[symbol for _, symbol in group] for group in found]


def unknowns(problem: Problem, wrt: Sequence[str] | None) -> list[Expr]:
    """What an extremum is sought over, where the name of a family means all its members; raises as :func:`groups`."""
    from extremum.optimize.unknowns import whole

    named = [each for group in _named(problem, wrt) for each in group]
    return [whole(problem.expr, symbol) if name == symbol.name else symbol for name, symbol in named]


def _named(problem: Problem, wrt: Sequence[str] | None) -> list[list[tuple[str, Expr]]]:
    """The names that are given and their variables, those that stand between commas together."""
    from extremum.operations.stated import refuse_unnamed, symbols_by_name

    symbols = symbols_by_name(problem.expr)
    wrt = wrt or problem.unknowns
    if not wrt:
        shown = {symbol.name: symbol for symbol in problem.expr.symbols}
        only = _only(shown or symbols)
        return [[(only.name, only)]]
    names = [[name.strip() for name in _COMMA.split(group)] for group in wrt]
    found = [[(name, _target(problem, symbols, name)) for name in group] for group in names]
    for _, symbol in (each for group in found for each in group):
        refuse_unnamed(problem.expr, symbol.name)
    return found


def _only(symbols: dict[str, Expr]) -> Expr:
    if len(symbols) == 1:
        return next(iter(symbols.values()))
    if not symbols:
        raise ExtremumError("the expression has no variable: it is constant")
    raise ExtremumError(f"with respect to which variable? Add --wrt and one of {', '.join(symbols)}")


def _target(problem: Problem, symbols: dict[str, Expr], name: str) -> Expr:
    """A symbol by its name, by its LaTeX (``\\mu``), or a member of a family (``W[i]``, ``x[2]``)."""
    from extremum.calculus.asked import in_product, member_named

    if name in symbols:
        return symbols[name]
    member = member_named(name, symbols) if name.isidentifier() else None
    if member is not None:
        return member
    if not name.isidentifier():
        from extremum.reading.either import read_either

        expr = read_either(name, list(problem.declarations)).expr
        if expr.op.variable:
            return symbols.get(expr.name, expr) if expr.op.name == "symbol" else expr
    near = get_close_matches(name, symbols, 1)
    hint = in_product(name, symbols) or (f"; did you mean {near[0]}?" if near else "")
    raise NameUnknownError(f"{name!r} is no variable of the expression; its variables: {', '.join(symbols)}{hint}")
