"""A formula as it was written: its syntax tree, the value of each piece, and the text of trees that were edited."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import final

from extremum.algebra.dims import Dim, IndexName, Shape
from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices
from extremum.operations import construct as c
from extremum.reading.build import functions, indices
from extremum.reading.build.builder import Builder
from extremum.reading.build.calls import argument
from extremum.reading.build.meaning import OPERATORS
from extremum.reading.source import Source, Tree
from extremum.reading.text.grammar import normal, read

SUM, CHAIN, SIGNED, POWER, POSTFIX, ATOM = range(6)
_LEVELS = {"sum": SUM, "chain": CHAIN, "signed": SIGNED, "power": POWER, "transpose": POSTFIX}
INSIDE = "%i"
"""The index of pieces of the answer that stand inside its sums."""
NEW = -1
"""Where a piece starts that was not written by the user."""


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """A piece of a tree, with the pieces around it: (piece, which part) from the root inwards."""

    tree: Tree
    path: tuple[tuple[Tree, int], ...]

    def put(self, new: Tree) -> Tree:
        """The whole tree with ``new`` in this place."""
        for parent, k in reversed(self.path):
            new = made(parent.kind, parent.text, *parent.parts[:k], new, *parent.parts[k + 1 :])
        return new

    @property
    def parent(self) -> Tree | None:
        return self.path[-1][0] if self.path else None


def made(kind: str, text: str, *parts: Tree) -> Tree:
    """A new piece."""
    return Tree(kind, text, parts, NEW, NEW)


def places(tree: Tree, path: tuple[tuple[Tree, int], ...] = ()) -> Iterator[Place]:
    """Every piece that stands for an expression, outer ones first."""
    yield Place(tree, path)
    for k, part in enumerate(tree.parts):
        if is_expression(tree, k):
            yield from places(part, (*path, (tree, k)))


def is_expression(tree: Tree, k: int) -> bool:
    """Whether a part is an expression, and no index, dimension or row of blocks."""
    if tree.kind in ("member", "block"):
        return False
    if tree.kind != "call":
        return True
    row = functions.find(tree.text) if indices.binder(tree) is None else None
    return k == 0 if row is None else row.arguments in functions.MANY or row.kinds[k] == "e"


@final
class Formula:
    """A syntax tree that can be edited; ``functions`` and ``pieces`` are those that may be missing in it."""

    def __init__(self, builder: Builder, functions: Sequence[str] = (), pieces: Sequence[Expr] = ()) -> None:
        self.source, self.declared = builder.source, builder.declared
        self.functions, self.pieces = functions, pieces
        self._builder = builder
        self._values: dict[Tree, Expr] = {}
        self._given: dict[Tree, Expr] = {}
        self.tree = self._settled(builder.root)
        self._around = dict(_bound(self.tree, ()))

    def _settled(self, tree: Tree) -> Tree:
        """A tree of the text language as it is; one of another notation with all its choices made, as new pieces.

        Raises:
            ExtremumError: a choice depends on shapes that do not fit.
        """
        if not self._builder.openings:
            return tree
        if tree.kind == "constant":
            return self.given(self._builder.visit(tree))
        if tree.kind == "open":
            return self._settled(self._builder.openings[tree.text].decide(self._builder, tree))
        return made(tree.kind, tree.text, *map(self._settled, tree.parts))

    # -- values ----------------------------------------------------------------------------------------------------
    def value(self, tree: Tree) -> Expr:
        """The expression of a piece, or of an edited tree.

        Raises:
            ExtremumError: its parts do not fit.
        """
        if tree not in self._values:
            with ExitStack() as indices_bound:
                for call, index in self._around.get(tree, ()):
                    indices_bound.enter_context(self._builder.names.binding(call, index))
                self._values[tree] = _VALUES.get(tree.kind, Formula._built)(self, tree)
        return self._values[tree]

    def shape(self, tree: Tree) -> Shape | None:
        """The shape of a piece; None where its parts do not fit."""
        try:
            return self.value(tree).shape
        except (ExtremumError, ZeroDivisionError):
            return None

    def pieces_at(self, place: Place) -> Iterator[Expr]:
        """The pieces of the answer that have a meaning in a place: of sums, those at the index of the sum around it."""
        index = self._index_around(place)
        for piece in self.pieces:
            free = [atom for atom in piece.indices if isinstance(atom, IndexName) and atom.name == INSIDE]
            if not free:
                yield piece
            elif index is not None and {(a.size, a.start) for a in free} == {(index.size, index.start)}:
                yield replace_indices(piece, dict.fromkeys(free, Dim.of(index)))

    def _index_around(self, place: Place) -> IndexName | None:
        """The index of the innermost sum around a place."""
        for parent, _ in reversed(place.path):
            found = indices.binder(parent)
            if found is not None:
                try:
                    with self._builder.names.binding(parent, found[1]) as index:
                        return index
                except ExtremumError:
                    return None
        return None

    def given(self, expr: Expr) -> Tree:
        """A piece that stands for an expression."""
        tree = made("name", f"%{len(self._given)}")  # a name that no text can contain
        self._given[tree] = self._values[tree] = self.declared.variables[tree.text] = expr
        return tree

    def _built(self, tree: Tree) -> Expr:
        return self._builder.visit(tree)

    def _chain(self, tree: Tree) -> Expr:
        value = self.value(tree.parts[0])
        for operator, part in zip(tree.operators, tree.parts[1:], strict=True):
            value = OPERATORS[operator](value, self.value(part))
        return value

    def _power(self, tree: Tree) -> Expr:
        if len(tree.parts) != 2:
            return self._built(tree)
        return OPERATORS[tree.text](self.value(tree.parts[0]), self.value(tree.parts[1]))

    def _call(self, tree: Tree) -> Expr:
        row = functions.find(tree.text)
        if row is None or indices.binder(tree) is not None or tree.text in self.declared.functions:
            return self._built(tree)
        kinds = "e" * len(tree.parts) if row.arguments in functions.MANY else row.kinds
        arguments = [
            self.value(part) if kind == "e" else argument(self._builder, kind, part)
            for kind, part in zip(kinds, tree.parts, strict=False)
        ]
        return row.call(tree.text, arguments)

    def instead(self, old: Tree, new: Tree) -> Tree:
        """A new piece that stands where the old one does: inside the same sums."""
        if old in self._around:
            self._around[new] = self._around[old]
        return new

    def reread(self, tree: Tree) -> None:
        """Takes another tree for the formula."""
        self.tree = tree
        self._around |= _bound(tree, ())

    # -- text ------------------------------------------------------------------------------------------------------
    def text(self, tree: Tree) -> str:
        """The piece as text; what the user wrote is left as it was."""
        return self._spelled(tree)[0]

    def _spelled(self, tree: Tree) -> tuple[str, int]:
        """The text, and how tightly it binds."""
        level = _LEVELS.get(tree.kind, ATOM)
        if tree.start != NEW:
            return self.source.at(tree), ATOM if self._grouped(tree) else level
        if tree in self._given:
            return _of_expression(self._given[tree])
        return _SPELLED.get(tree.kind, Formula._as_call)(self, tree), level

    def _grouped(self, tree: Tree) -> bool:
        """Whether the piece was written in parentheses."""
        return bool(tree.parts) and self.source.text[tree.start] == "(" and tree.parts[0].start > tree.start

    def _at(self, tree: Tree, least: int) -> str:
        text, level = self._spelled(tree)
        return text if level >= least else f"({text})"

    def _as_sum(self, tree: Tree) -> str:
        text = self._at(tree.parts[0], CHAIN)
        for operator, part in zip(tree.operators, tree.parts[1:], strict=True):
            term = self._at(part, CHAIN)
            text += f" {operator} " + (f"({term})" if term.startswith("-") else term)
        return text

    def _as_chain(self, tree: Tree) -> str:
        text, before = self._at(tree.parts[0], SIGNED), "*"
        for k, (operator, part) in enumerate(zip(tree.operators, tree.parts[1:], strict=True)):
            if k and operator != before and {operator, before} & {".*", "./"}:
                text = f"({text})"
            text += (f" {operator} " if operator == "@" else operator) + self._at(part, POWER)
            before = operator
        return text

    def _as_signed(self, tree: Tree) -> str:
        inner = self._at(tree.parts[0], CHAIN)
        return f"{tree.text}({inner})" if inner.startswith("-") else f"{tree.text}{inner}"

    def _as_power(self, tree: Tree) -> str:
        exponent, level = self._spelled(tree.parts[1])
        bare = level >= POSTFIX or exponent.lstrip("-").isdigit()
        return self._at(tree.parts[0], POSTFIX) + tree.text + (exponent if bare else f"({exponent})")

    def _as_call(self, tree: Tree) -> str:
        return f"{tree.text}({', '.join(map(self.bare, tree.parts))})" if tree.parts else tree.text

    def bare(self, tree: Tree) -> str:
        """The text without brackets around all of it."""
        text = self.text(tree)
        return text[1:-1] if tree.start != NEW and self._grouped(tree) else text


Binders = tuple[tuple[Tree, str], ...]


def _bound(tree: Tree, around: Binders) -> Iterator[tuple[Tree, Binders]]:
    """The pieces inside sums over samples, with the sums around them and their indices."""
    if around:
        yield tree, around
    found = indices.binder(tree)
    for k, part in enumerate(tree.parts):
        inside = (*around, (tree, found[1])) if found is not None and k == 0 else around
        yield from _bound(part, inside)


def _of_expression(expr: Expr) -> tuple[str, int]:
    """The text of an expression, and how tightly it binds."""
    text = str(expr)
    return text, _LEVELS.get(read(Source(normal(text)), "expression").kind, ATOM)


_VALUES: dict[str, Callable[[Formula, Tree], Expr]] = {
    "sum": Formula._chain,
    "chain": Formula._chain,
    "transpose": lambda formula, tree: c.transpose(formula.value(tree.parts[0])),
    "signed": lambda formula, tree: c.multiple(-1 if tree.text == "-" else 1, formula.value(tree.parts[0])),
    "power": Formula._power,
    "call": Formula._call,
}

_SPELLED: dict[str, Callable[[Formula, Tree], str]] = {
    "sum": Formula._as_sum,
    "chain": Formula._as_chain,
    "transpose": lambda formula, tree: formula._at(tree.parts[0], POSTFIX) + "'",
    "signed": Formula._as_signed,
    "member": lambda formula, tree: f"{tree.text}[{formula.text(tree.parts[0])}]",
    "power": Formula._as_power,
}
