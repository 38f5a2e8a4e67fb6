"""From syntax trees to expressions, with the meaning of each name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar, final

from extremum import language
from extremum.algebra.dims import Dim, Shape
from extremum.algebra.errors import ExtremumError, ParseError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import absent
from extremum.operations import binders
from extremum.operations import construct as c
from extremum.operations.block import unit
from extremum.operations.letters import typed
from extremum.reading.build import calls, entries, functions
from extremum.reading.build.accumulating import Accumulated
from extremum.reading.build.declared import Declared
from extremum.reading.build.dimensions import polynomial
from extremum.reading.build.meaning import OPERATORS
from extremum.reading.build.names import Names
from extremum.reading.source import Source, Tree

_DIGITS = 300
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Opening:
    """A kind of ``open`` piece: what it means depends on the shapes of its parts.

    shape: the name of its shape rule in :mod:`extremum.reading.shapes.rules`; decide: the piece that it stands for.
    """

    shape: str
    decide: Callable[[Builder, Tree], Tree]


@final
class Builder:
    """Builds the expression of a tree; errors show the piece where they arose.

    openings: what the ``open`` pieces of the notation mean; sizes: the shapes of its ``constant`` pieces, once known;
    guessed: the names of which the shapes are guessed; inferred: all that nobody declared; notes: how names of
    them were read otherwise.
    """

    def __init__(
        self, source: Source, root: Tree, declared: Declared, openings: Mapping[str, Opening] | None = None
    ) -> None:
        self.source, self.root, self.declared, self.openings = source, root, declared, openings or {}
        self.names = Names(source, root, declared)
        self.sizes: dict[str, Shape] = {}
        self.guessed: set[str] = set()
        self.inferred: list[str] = []
        self.notes: list[tuple[Tree, str]] = []
        self._decided: dict[Tree, Expr] | None = None

    def visit(self, tree: Tree) -> Expr:
        """The expression of a tree.

        Raises:
            ParseError: a name is unknown or used wrongly.
            ExtremumError: an operation refuses its operands, such as ShapeError; its message shows the place.
        """
        if self._decided is None:
            return self._built(tree)
        found = self._decided.get(tree)
        if found is None:
            found = self._decided[tree] = self._built(tree)
        return found

    def _built(self, tree: Tree) -> Expr:
        found = _KINDS[tree.kind](self, tree)
        if tree.kind in _PARTIAL:
            self.declared.pieces.append(found)
        return found

    def apply(self, tree: Tree, function: Callable[..., R], *values: Any) -> R:
        """``function(*values)``, whose errors are shown at the tree."""
        try:
            return function(*values)
        except ParseError:
            raise
        except ExtremumError as error:
            raise self.failed(error, tree) from None
        except ZeroDivisionError:
            raise self.wrong("division by zero; the divisor must not be zero", tree) from None

    def failed(self, error: ExtremumError, tree: Tree) -> ExtremumError:
        """The error with the place; one that has no class of its own is a ParseError."""
        kind = ParseError if type(error) is ExtremumError else type(error)
        return self.source.error(str(error), tree.start, tree.end, kind)

    def wrong(self, message: str, tree: Tree) -> ParseError:
        """A ParseError at a piece."""
        return self.source.wrong(message, tree)

    # -- pieces --------------------------------------------------------------------------------------------------
    def name(self, tree: Tree) -> Expr:
        return self.names.value(tree)

    def number(self, tree: Tree) -> Expr:
        """Decimals are exact."""
        mantissa, _, exponent = tree.text.lower().partition("e")
        if len(mantissa) > _DIGITS or len(exponent) > 4 or abs(int(exponent or "0")) > _DIGITS:
            raise self.wrong(f"the number is too long; write at most {_DIGITS} digits before and after the point", tree)
        return c.number(Fraction(tree.text))

    def bind(self, tree: Tree, operation: str, name: str) -> Expr:
        """``sum_i(e)``, ``prod_i(e)``."""
        if len(tree.parts) not in (1, 3):
            usage = f"{tree.text}(x[{name}]), or an expression and a range, as in {tree.text}(x[{name}], 1, N)"
            raise self.wrong(f"{tree.text} takes one expression, as in {usage}", tree)
        outer, self._decided = self._decided, None
        begin = len(self.declared.pieces)
        try:
            with self.names.binding(tree, name) as index:
                body = self.visit(tree.parts[0])
        finally:
            self._decided = outer
        self.declared.pieces[begin:] = absent(self.declared.pieces[begin:], [body])
        assert index.size is not None
        found = self.apply(tree, binders.close, operation, body, index, index.size, Dim.of(index.start))
        return typed(found, body, index)

    def member(self, tree: Tree) -> Expr:
        """``x[i]``."""
        family = self.declared.families.get(tree.text)
        value = self.declared.variables.get(tree.text)
        if value is not None:
            return entries.entry(self, tree, tree.text, value, tree.parts)
        if family is None:
            raise self.no_family(tree)
        if len(tree.parts) != 1:
            raise self.wrong(f"a member has one index, as in {tree.text}[i]", tree)
        at = entries.position(self, tree.parts[0], entries.last_of(family))
        if isinstance(family, language.Family):
            entries.of_family(self, tree, at, family)
        return self.apply(tree, lambda: family[at])

    def entry(self, tree: Tree) -> Expr:
        """``(A*B)[1,2]``, ``X[i][:,1]``."""
        base, *places = tree.parts
        return entries.entry(self, tree, self.source.at(base), self.visit(base), places)

    def condition(self, tree: Tree) -> Expr:
        """Refuses a condition anywhere but after the terms of a sum."""
        raise self.wrong("a condition stands after the terms of a sum, as in sum_ij(e, i < j)", tree)

    def no_family(self, tree: Tree) -> ParseError:
        """The error for ``A[i]`` where nothing is known of A."""
        name = tree.text
        fix = f"declare {name}[n], or a family, as in {name}[d] for i in 1..N{functions.expected(name)}"
        return self.wrong(f"{name} is not declared; {fix}", tree)

    def block(self, tree: Tree) -> Expr:
        """``[A, B; C, D]``; one block is itself."""
        rows = [[self.visit(part) for part in row.parts] for row in tree.parts]
        if any(len(row) != len(rows[0]) for row in rows):
            counts = " and ".join(str(len(row)) for row in rows)
            raise self.wrong(f"the rows of a block matrix need equally many blocks, not {counts}; add some", tree)
        if len(rows) == len(rows[0]) == 1:
            return rows[0][0]
        build = vars(language).get("block")
        if build is None:
            missing = UnsupportedError("block matrices are not available in this version; write kron or sums")
            raise self.failed(missing, tree)
        found: Expr = self.apply(tree, build, rows)
        return found

    def open(self, tree: Tree) -> Expr:
        """What a piece means depends on its parts, which are built once: for the decision, and for the piece."""
        outer = self._decided
        self._decided = {} if outer is None else outer
        try:
            return self.visit(self.openings[tree.text].decide(self, tree))
        finally:
            self._decided = outer

    def constant(self, tree: Tree) -> Expr:
        rows, cols = self.sizes[tree.key]
        at = [polynomial(self.source, part, self.names.index) for part in tree.parts]
        return self.apply(tree, _CONSTANTS[tree.text], rows, cols, *at)

    def transpose(self, tree: Tree) -> Expr:
        """``A'``."""
        self.names.refuse_number(tree.parts[0])
        return self.apply(tree, c.transpose, self.visit(tree.parts[0]))

    def signed(self, tree: Tree) -> Expr:
        value = self.visit(tree.parts[0])
        return self.apply(tree, c.multiple, -1, value) if tree.text == "-" else value

    def power(self, tree: Tree) -> Expr:
        """``a^k``; two readings of one text are an error."""
        base, *exponents = tree.parts
        a, e = self.source.at(base), self.source.at(exponents[0])
        if len(exponents) > 1:
            b, (o, p, *_) = self.source.at(exponents[1]), tree.operators
            fix = f"write ({a}{o}{e}){p}{b} or {a}{o}({e}{p}{b})"
            raise self.wrong(f"{a}{o}{e}{p}{b} has two readings; {fix}", tree)
        if _ends_transposed(exponents[0], self.source):
            mark = 2 if e.endswith(".T") else 1
            bare = f"{a}{tree.text}{e[:-mark].rstrip()}"
            fix = f"for the transpose of the power write ({bare})'"
            raise self.wrong(f"{bare}{e[-mark:]} has two readings; {fix}", tree)
        return self.apply(tree, OPERATORS[tree.text], self.visit(base), self.visit(exponents[0]))

    def chain(self, tree: Tree) -> Expr:
        """Products and sums, from the left."""
        so_far = Accumulated(self.visit(tree.parts[0]))
        entrywise = False
        for operator, part in zip(tree.operators, tree.parts[1:], strict=True):
            right = self.visit(part)
            here = Tree(tree.kind, operator, (), tree.start, part.end)
            scalar = so_far.is_scalar or right.is_scalar
            if entrywise and operator in "*@" and not scalar:
                raise self.wrong(
                    f"{self.source.at(here)} has two readings; write parentheses, (A .* B)*C or A .* (B*C)", here
                )
            entrywise = entrywise or (not scalar if operator == ".*" else operator == "./" and not right.is_scalar)
            self.apply(here, so_far.join, operator, right)
            if operator in _DIVISIONS:
                self.declared.pieces.append(c.power(right, -1))
        return self.apply(tree, so_far.value)


def _ends_transposed(tree: Tree, source: Source) -> bool:
    while tree.kind == "signed" and not source.at(tree).startswith(("(", "{")):
        tree = tree.parts[0]
    return tree.kind == "transpose" and not source.at(tree).endswith((")", "}"))


_CONSTANTS: dict[str, Callable[..., Expr]] = {
    "ones": c.ones, "zeros": c.zeros, "eye": lambda rows, cols: c.eye(rows),
    "unit": lambda rows, cols, at: unit(rows, at),
}  # fmt: skip

_PARTIAL, _DIVISIONS = frozenset({"call", "power"}), frozenset({"/", "./"})
"""Kinds of pieces that may have no value everywhere; operators whose right side must not be zero."""

_KINDS: dict[str, Callable[[Builder, Tree], Expr]] = {
    "number": Builder.number, "name": Builder.name, "call": calls.call, "derivative": calls.derivative,
    "member": Builder.member, "block": Builder.block, "transpose": Builder.transpose, "signed": Builder.signed,
    "power": Builder.power, "chain": Builder.chain, "sum": Builder.chain, "open": Builder.open,
    "constant": Builder.constant, "entry": Builder.entry, "condition": Builder.condition,
}  # fmt: skip
