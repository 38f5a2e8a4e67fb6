"""What is to be checked: the function, the variable and the claim, as expressions or as texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from extremum.algebra.errors import ExtremumError, ParseError, ShapeError, UndeclaredError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.checking.codes import power_sign
from extremum.checking.differentials import identified, step_in
from extremum.checking.entries import about_entries, indices_of, of_member
from extremum.checking.fitting import Fitting
from extremum.checking.names import check_symbols, known, unknown
from extremum.checking.pasted import definitions, pasted
from extremum.checking.pieces import pieces_of
from extremum.checking.syntax import Formula
from extremum.operations import construct as c
from extremum.operations import leaves
from extremum.operations.operators import as_expr
from extremum.reading.build.builder import Builder
from extremum.reading.build.declarations import collect
from extremum.reading.build.declared import Declared
from extremum.reading.coded import refuse_code, shapes_of
from extremum.reading.definitions import define
from extremum.reading.either import either_statement, is_latex, read_either
from extremum.reading.given import Items, names_of
from extremum.reading.source import Source
from extremum.reading.tex import latex_builder
from extremum.reading.text.arrays import in_language
from extremum.reading.text.grammar import normal, read
from extremum.verify import equal


@dataclass(frozen=True, slots=True)
class Claim:
    """What the user believes.

    stated: as it was given; expr: the expression; formula: its syntax, for edits; problem: why it is no expression;
    typed: the syntax of the text as it was given, where LaTeX is edited as it is printed in the language.
    """

    stated: str
    expr: Expr | None
    formula: Formula | None
    problem: str = ""
    notes: tuple[str, ...] = ()
    typed: Formula | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """The function to be differentiated: the expression, its text where it was one, and notes on what was inferred."""

    expr: Expr
    text: str = ""
    notes: tuple[str, ...] = ()


def read_function(f: Any, declarations: Items) -> Function:
    """The function, an expression or a text."""
    if not isinstance(f, str):
        return Function(as_expr(f))
    found = read_either(f, declarations)
    inferred = (f"inferred for f: {', '.join(found.inferred)}",) if found.inferred else ()
    return Function(found.expr, str(found.expr) if is_latex(f) else f, (*inferred, *found.notes))


def written(function: Function, names: Items) -> Formula | None:
    """The syntax of the function: of the text that it was, or of the text that it is printed as."""
    return _formula(function.text or str(function.expr), names, function.expr, _Hints())


# -- the claim ---------------------------------------------------------------------------------------------------------
def read_claim(claim: Any, f: Expr, x: Expr, expected: Expr | None, declarations: Items) -> Claim:
    """The claim, read with the names of f and those that were declared.

    Raises:
        NameUnknownError: it uses a name that f does not have.
        ParseError: it follows no grammar.
    """
    names = names_of([f, x], declarations)
    hints = _hints(f, expected)
    if isinstance(claim, str):
        return _read_pasted(claim, x, names, hints)
    expr = as_expr(claim)
    check_symbols(expr, collect(names, {}))
    formula = _formula(str(expr), names, expr, hints)
    return Claim(str(expr), expr, formula, typed=formula)


@dataclass(frozen=True, slots=True)
class _Hints:
    """What may be missing in a claim: functions of f and of the answer, and pieces of the answer; and the answer."""

    functions: tuple[str, ...] = ()
    pieces: tuple[Expr, ...] = ()
    answer: Expr | None = None

    def is_answer(self, claim: Expr) -> bool:
        """Whether a claim is the answer."""
        return self.answer is not None and claim.shape == self.answer.shape and bool(equal(claim, self.answer))


def as_zeros(claim: Claim, expected: Expr) -> Claim:
    """A claim that is the number 0 says that all entries of the answer are."""
    if claim.expr is None or not c.is_zero(claim.expr) or not claim.expr.is_scalar or expected.is_scalar:
        return claim
    zeros = c.like_zeros(expected)
    return replace(claim, expr=zeros, notes=(*claim.notes, f"0 is read as {zeros}"))


def _hints(f: Expr, expected: Expr | None) -> _Hints:
    nodes = topological([f] if expected is None else [f, expected])
    functions = sorted({node.function for node in nodes if node.op.name == "elementwise"})
    if expected is None:
        return _Hints(tuple(functions))
    return _Hints(tuple(functions), pieces_of(expected), expected)


def _read_pasted(text: str, x: Expr, names: Items, hints: _Hints) -> Claim:
    """A claim of which the derivative that it is said to be may be a part, and behind which parts are defined."""
    alone, parts = (text, ()) if is_latex(text) else definitions(text)
    if parts:
        return _read_with_parts(text, alone, parts, x, names, hints)
    found = pasted(text)
    step = step_in(found.right, x)
    if step is not None and step.name not in collect(names, {}).names():
        return _differential(text, found.right, step, (*names, step))
    right = f"${found.right}$" if is_latex(text) and not is_latex(found.right) else found.right
    claim = _of_entries(right, found.left, x, names, hints)
    whole = None if claim.expr is None else about_entries(claim.expr, x, found.left, hints.answer)
    if whole is not None:
        return Claim(text, whole[0], None, notes=(whole[1], *claim.notes))
    if not found.left:
        return claim
    notes = [f"the right side of {found.left} = … is taken for the claim"]
    if found.by and found.by != x.name and found.by in collect(names, {}).names():
        notes.append(f"it is stated as a derivative with respect to {found.by}; asked for is the one by {x}")
    return replace(claim, stated=text, notes=(*notes, *claim.notes))


def _of_entries(right: str, left: str, x: Expr, names: Items, hints: _Hints) -> Claim:
    """The right side of a claim, which may have the indices of its left side."""
    try:
        claim = _read(right, names, hints)
    except ParseError:
        named = indices_of(left, x, hints.answer)
        if not named:
            raise
        claim = _read(right, (*names, *named), hints)
    return claim if claim.expr is None else replace(claim, expr=of_member(claim.expr, x, left))


def _read_with_parts(text: str, alone: str, parts: Iterable[str], x: Expr, names: Items, hints: _Hints) -> Claim:
    """A claim with definitions behind it, in the text language; what is none of it is tried as LaTeX."""
    try:
        claim = _read_pasted(alone, x, (*names, *map(_definition, parts)), hints)
    except ExtremumError as error:
        try:
            claim = _read_pasted(f"${text}$", x, names, hints)
        except ExtremumError:
            raise error from None
    return replace(claim, stated=text)


def _differential(text: str, right: str, step: Expr, names: Items) -> Claim:
    """A claim that is linear in a step: the derivative that it claims by identification."""
    differential = _read(right, names, _Hints())
    if differential.expr is None:
        raise ParseError(differential.problem)
    derivative = identified(differential.expr, step)
    note = f"the claim is a differential, linear in {step}; the derivative by identification is {derivative}"
    return Claim(text, derivative, None, notes=(note, *differential.notes))


def _definition(text: str) -> str:
    """A definition in the text language."""
    name, _, body = text.partition("=")
    return f"{name}= {in_language(body) or body.strip()}"


def _read(text: str, names: Items, hints: _Hints) -> Claim:
    shapes = shapes_of(names)
    code = in_language(text, shapes)
    if code is not None:
        claim = _read(code, names, hints)
        return replace(claim, stated=text, notes=(f"the claim is read as NumPy: {code}", *claim.notes))
    try:
        found = read_either(text, names)
    except (ShapeError, ParseError) as error:
        refuse_code(text, shapes)
        starred = _starred(text, names, hints)
        if starred is not None:
            return starred
        due = _of_due_size(text, names, hints)
        if due is not None:
            return due
        if isinstance(error, UndeclaredError):
            raise type(error)(f"{error}\n{known(collect(names, {}))}") from None
        return _refitted(text, names, hints, error)
    if found.inferred:
        raise unknown([name.split("[")[0] for name in found.inferred], collect(names, {}))
    written = str(found.expr) if is_latex(text) else text
    formula = _formula(written, names, found.expr, hints)
    typed = _formula(text, names, found.expr, hints) if is_latex(text) else formula
    return Claim(text, found.expr, formula, notes=found.notes, typed=typed)


def _starred(text: str, names: Items, hints: _Hints) -> Claim | None:
    """A claim with ``x**2``."""
    found = power_sign(text, names)
    if not found:
        return None
    claim = _read(text.replace("**", found), names, hints)
    return replace(claim, stated=text, notes=(f"** is read as {found}", *claim.notes))


_DUE = "Due"
"""What stands for the answer beside a claim, so that an identity of no stated size takes the one that is due."""


def _of_due_size(text: str, names: Items, hints: _Hints) -> Claim | None:
    r"""``I \otimes A`` with the identity of the size that the answer asks for; None: it has no such reading."""
    answer = hints.answer
    if answer is None or not is_latex(text) or _DUE in collect(names, {}).names():
        return None
    due = leaves.symbol(_DUE, *answer.shape)
    try:
        statement = either_statement(rf"{text} = \mathrm{{{_DUE}}}", (*names, due))
    except ExtremumError:
        return None
    if statement.inferred or len(statement.sides) != 2:
        return None
    claim = statement.sides[0]
    formula = _formula(str(claim), names, claim, hints)
    return Claim(text, claim, formula, notes=statement.notes, typed=formula)


def _refitted(text: str, names: Items, hints: _Hints, error: ExtremumError) -> Claim:
    """A claim that has no reading as it stands, in the one that fits the shapes.

    Raises:
        ParseError: it follows no grammar, or several readings fit.
    """
    formula = _tree(text, names, hints)
    found = None if formula is None else next(_fitted(text, formula, hints), None)
    if found is not None:
        return found
    if isinstance(error, ParseError):
        raise error
    return Claim(text, None, formula, str(error))


def _fitted(text: str, formula: Formula, hints: _Hints) -> Iterator[Claim]:
    """The one reading that fits the shapes; of several those that make the claim right."""
    for preferred in (None, 0, 1, 2):
        fitting = Fitting(formula, preferred)
        tree = fitting.fitted(formula.tree)
        if fitting.notes and formula.shape(tree) is not None and (fitting.sure or hints.is_answer(formula.value(tree))):
            formula.reread(tree)
            yield Claim(text, formula.value(tree), formula, notes=tuple(fitting.notes), typed=formula)


def _tree(text: str, names: Items, hints: _Hints) -> Formula | None:
    """The syntax of a text in either notation, or None."""
    try:
        declared = collect(names, {})
        define(declared)
        return Formula(_builder(text, declared), hints.functions, hints.pieces)
    except ExtremumError:
        return None


def _builder(text: str, declared: Declared) -> Builder:
    if is_latex(text):
        return latex_builder(text, declared)
    source = Source(normal(text))
    return Builder(source, read(source, "expression"), declared)


def _formula(text: str, names: Items, expr: Expr, hints: _Hints) -> Formula | None:
    """The syntax of a text that stands for the expression."""
    formula = _tree(text, names, hints)
    try:
        return formula if formula is not None and formula.value(formula.tree) is expr else None
    except (ExtremumError, ZeroDivisionError):
        return None
