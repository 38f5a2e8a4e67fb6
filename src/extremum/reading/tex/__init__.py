r"""LaTeX to expressions: ``parse_latex(r"\frac12 \|A x - b\|_2^2", ["A[n,m]", "x[m]", "b[n]"])``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import absent
from extremum.operations.stated import keep
from extremum.reading.accidents import numbers_as_arrays
from extremum.reading.build.builder import Builder
from extremum.reading.build.declarations import Item, collect
from extremum.reading.build.declared import Declared
from extremum.reading.build.indices import walk
from extremum.reading.characters import in_commands
from extremum.reading.definitions import define
from extremum.reading.limits import depth_refused
from extremum.reading.preparing import joined, named_in, prepared
from extremum.reading.result import Reading, Statement
from extremum.reading.source import Source, Tree
from extremum.reading.tex.decisions import Decisions
from extremum.reading.tex.defining import define_functions, define_parts
from extremum.reading.tex.entry_asked import by_arrays, refuse_numbers
from extremum.reading.tex.grammar import structure
from extremum.reading.tex.layout import listed
from extremum.reading.tex.numbered import with_members
from extremum.reading.tex.preamble import with_braces, without_macros
from extremum.reading.tex.primes import with_named_primes
from extremum.reading.tex.reader import Reader
from extremum.reading.tex.record import Record
from extremum.reading.tex.sides import without_left
from extremum.reading.tex.statement import objective
from extremum.reading.tex.vocabulary import ACCENTS
from extremum.reading.tex.wording import in_latex
from extremum.reading.text.grammar import normal

__all__ = ["latex_builder", "latex_statement", "parse_latex", "read_latex"]

_SIGNS = {
    "=": "==", r"\ge": ">=", r"\geq": ">=", r"\geqslant": ">=", r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=",
    r"\succeq": ">>", r"\preceq": "<<", "≥": ">=", "≤": "<=", "⪰": ">>", "⪯": "<<",
}  # fmt: skip
"""Relations of constraints, and how the text language writes them."""
_OF_ENTRIES = {">>": ">=", "<<": "<="}
_STRICT = {
    ">": r"\ge", r"\gt": r"\ge", "<": r"\le", r"\lt": r"\le", r"\succ": r"\succeq", "≻": r"\succeq",
    r"\prec": r"\preceq", "≺": r"\preceq",
}  # fmt: skip
"""Strict relations, and those with the border."""


def parse_latex(text: str, declarations: str | Item | Iterable[Item] = (), **named: Any) -> Expr:
    r"""The expression that a LaTeX formula stands for; declarations are those of :func:`extremum.parse`.

    Raises:
        ParseError: the text is no formula, a name is unknown, or several readings are possible.
        ShapeError: operands do not fit.
        ExtremumError: another operation refuses its operands, or a declaration contradicts another.

    >>> parse_latex(r"\frac12 \|A x - b\|_2^2", ["A[n,m]", "x[m]", "b[n]"])
    1/2*norm2(A*x - b)^2
    """
    return read_latex(text, declarations, **named).expr


def read_latex(text: str, declarations: str | Item | Iterable[Item] = (), **named: Any) -> Reading:
    r"""The expression, the declarations that were inferred, and a note for each choice between readings.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`parse_latex`.

    >>> found = read_latex(r"\sigma(W x + b)", ["W[m,n]", "x[n]"])
    >>> found.expr, found.inferred
    (sigmoid(W*x + b), ('b[m]',))
    >>> print(*found.notes)
    \sigma(W x + b) is read as the sigmoid function; declare sigma as a variable for a product
    """
    record, declared = _record(text), collect(declarations, named)
    defined = define(declared)
    try:
        builder, inferred = _prepared(record, declared)
        with depth_refused(builder.source, builder.root):
            expr = builder.visit(builder.root)
            pieces = absent(declared.pieces, [expr])
            asked = _asked(builder)
            _note_choices(builder, record, expr)
            _note_scalars(builder, record)
            _note_counts(builder, record, inferred)
            _note_accents(builder, record, inferred)
    except ExtremumError as error:
        raise in_latex(error) from None
    keep(expr, declared.symbols(), named_in(declared, builder.root), builder.inferred)
    return Reading(expr, (*defined, *inferred), record.notes, *asked, pieces)


def _asked(builder: Builder) -> tuple[Expr | None, str]:
    r"""The function and the variable of ``\nabla_x f``."""
    root = builder.root
    return (builder.visit(root.parts[0]), root.parts[1].text) if root.text == "gradient" else (None, "")


def latex_statement(text: str, declarations: str | Item | Iterable[Item] = ()) -> Statement:
    r"""The sides of a constraint such as ``A x = b`` or ``0 \le x \le 1``, and the relations between them.

    Raises:
        ParseError, ShapeError, ExtremumError: as :func:`parse_latex`.
    """
    record, declared = _record(text), collect(declarations, {})
    defined = define(declared)
    try:
        layout = structure(record.source)
        with depth_refused(record.source, layout):
            reader = Reader(record.source, declared, record)
            whole, *others = listed(with_named_primes(reader, layout))
            if others:
                raise record.source.wrong("one constraint is read at a time; give the others as further texts", layout)
            parts, signs = (whole.parts[::2], whole.parts[1::2]) if whole.kind == "relation" else ((whole,), ())
            inside = _inside(record, parts, signs)
            if inside is not None:
                parts, signs = (inside,), ()
            for sign in signs:
                if sign.text in _STRICT:
                    said = f"{sign.text} is strict, and a set without its border may have no extremum"
                    raise record.source.wrong(f"{said}; write {_STRICT[sign.text]}", sign)
                if sign.text not in _SIGNS:
                    known = r"=, \ge, \le, \succeq, \preceq"
                    raise record.source.wrong(f"{sign.text} is no relation of a constraint; known are {known}", sign)
            trees = [reader.expression(part) for part in parts]
            inferred = [*defined]
            for pair in joined(trees):
                builder, found = prepared(record.source, pair, declared, Decisions(record).openings())
                inferred += found
                for piece, sentence in builder.notes:
                    record.note(piece, sentence)
            sides = tuple(builder.visit(tree) for tree in trees)
    except ExtremumError as error:
        raise in_latex(error) from None
    if inside is not None:
        fact = "positive_definite" if sides[0].cols.number != 1 and _CONES.search(record.source.text) else "positive"
        return Statement(sides, (), (fact,), tuple(inferred), record.notes, absent(declared.pieces, sides))
    if len(sides) == 1:
        keep(sides[0], declared.symbols(), named_in(declared, builder.root), builder.inferred)
    kinds = tuple(_relation(record, sign, pair) for sign, pair in zip(signs, pairwise(sides), strict=True))
    return Statement(sides, kinds, (), tuple(inferred), record.notes, absent(declared.pieces, sides))


_CONES = re.compile(r"\\(?:succ|prec)|[≻≺]")
_LESS = {"<", r"\lt", r"\prec", "≺"}


def _inside(record: Record, parts: Sequence[Tree], signs: Sequence[Tree]) -> Tree | None:
    r"""``X`` of ``X \succ 0`` and ``0 < X``: what lies in an open set."""
    if len(signs) != 1 or signs[0].text not in _STRICT:
        return None
    side, zero = reversed(parts) if signs[0].text in _LESS else parts
    return side if record.source.at(zero).strip() == "0" else None


def _relation(record: Record, sign: Tree, sides: tuple[Expr, Expr]) -> str:
    r"""How the text language writes a relation; between vectors ``\preceq`` is ``<=``, entry by entry."""
    found = _SIGNS[sign.text]
    if found not in _OF_ENTRIES or not any(side.is_column != side.is_row for side in sides):
        return found
    record.note(sign, f"between vectors {sign.text} is read entry by entry, as {_OF_ENTRIES[found]}")
    return _OF_ENTRIES[found]


def latex_builder(text: str, declared: Declared) -> Builder:
    """The syntax tree of a LaTeX formula with what builds its expression, also where its shapes do not fit.

    Raises:
        ParseError, ExtremumError: as :func:`parse_latex`.
    """
    return _prepared(_record(text), declared)[0]


def _record(text: str) -> Record:
    """The record of a formula, its macros put in; of a left side such as ``p(x|y)`` it notes that it is left out."""
    record = Record(Source(with_braces(in_commands(normal(without_macros(text))))))
    _, place = without_left(record.source.text)
    if place is not None:
        left = Tree("", "", (), *place)
        record.note(left, f"of {record.shown(left)} = … the right-hand side is read")
    return record


def _prepared(record: Record, declared: Declared) -> tuple[Builder, tuple[str, ...]]:
    """What builds the expression, all names known; the declarations that the formula gave or that were inferred."""
    layout = structure(record.source)
    with depth_refused(record.source, layout):
        reader = Reader(record.source, declared, record)
        formula, given, parts = objective(reader, with_named_primes(reader, layout))
        define_functions(reader, parts)
        tree = reader.expression(formula)
        inferred = define_parts(reader, parts, tree)
        openings = Decisions(record).openings()
        tree = by_arrays(record, with_members(record, tree, declared, openings), declared)
        builder, more = prepared(record.source, tree, declared, openings)
        for piece, sentence in builder.notes:
            record.note(piece, sentence)
        refuse_numbers(record, tree, declared)
    return builder, (*given, *inferred, *more)


def _note_choices(builder: Builder, record: Record, expr: Expr) -> None:
    """Notes the choices whose other reading is another expression."""
    for rival in record.choices:
        other = _built(rival.in_place(builder.root), builder)
        if other is not None and other is not expr:
            record.note(rival.taken, rival.sentence)


def _note_scalars(builder: Builder, record: Record) -> None:
    """Notes numbers of which a transpose, a norm or a trace is taken: hardly meant, where a formula was pasted."""
    for sentence, piece in numbers_as_arrays(builder):
        record.note(piece, sentence)


_COUNTS = {"n", "m", "N", "M", "d", "K", "T"}


def _note_counts(builder: Builder, record: Record, inferred: Sequence[str]) -> None:
    """Notes ``n`` of ``\\frac{1}{n}`` that nothing makes a size, beside arrays of sizes that nobody named."""
    if not any("[" in line and "for" not in line for line in inferred):
        return
    for piece, bound in walk(builder.root):
        if piece.kind == "name" and piece.text in _COUNTS & {*inferred} and piece.text not in bound:
            fix = f"where it is a size, declare it as one, as in X[{piece.text},k]"
            record.note(piece, f"{piece.text} is read as a number of its own; {fix}")


_MADE = {*ACCENTS.values()} - {"", "prime"}
"""Accents of what is often made of the symbol below: an estimate, a mean."""


def _note_accents(builder: Builder, record: Record, inferred: Sequence[str]) -> None:
    r"""Notes ``\hat x`` beside ``x``, which may be meant as what is made of it: it is held fixed."""
    guessed = {re.split(r"[\[: ]", line)[0] for line in inferred}
    named = {piece.text: piece for piece, _ in walk(builder.root) if piece.kind in ("name", "member")}
    for name, piece in named.items():
        base, _, accent = name.rpartition("_")
        if accent in _MADE and base in named and name in guessed:
            shown = record.shown(piece)
            record.note(piece, f"{shown} is read as a symbol of its own; where it is made of {base}, write its formula")


def _built(tree: Tree, builder: Builder) -> Expr | None:
    """The expression of another reading; None: it is none."""
    source = builder.source
    other = Builder(source, tree, builder.declared, Decisions(Record(source)).openings())
    other.sizes.update(builder.sizes)
    try:
        return other.visit(tree)
    except ExtremumError:
        return None
