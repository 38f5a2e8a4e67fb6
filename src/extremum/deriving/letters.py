"""Letters for inner functions, and how the steps call what they compute."""

from __future__ import annotations

from collections.abc import Iterator
from typing import final

from extremum.algebra import forms
from extremum.algebra.dims import Bound, Dim, IndexName
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import define, replace_indices, topological, write
from extremum.deriving.parts import Part, what_it_is
from extremum.operations import construct as c
from extremum.operations.letters import letters_of
from extremum.simplify.cost import cost

_LETTERS, _SHORT = "uvwzrspqabcdgh", 5
_CAPITALS = "UVWZRSPQBCDGH"
"""Letters for columns and numbers, and for matrices: identities are stated of A; inner functions longer than ``_SHORT``
get one."""


def _names(node: Expr) -> Iterator[str]:
    """What a node is called, what it applies, and the dimensions that are written in it."""
    yield from (
        str(node.param(name)) for name in ("name", "function", "dimension", "size") if name in node.op.parameters
    )


@final
class Naming:
    """What inner functions are called in a derivation; ``forms`` is what the printers put for them."""

    def __init__(self, function: Expr, label: str) -> None:
        taken = {name for node in topological([function]) for name in (*_names(node), *letters_of(node))}
        taken |= {label, "f"}
        self._small, self._large = (iter([a for a in letters if a not in taken]) for letters in (_LETTERS, _CAPITALS))
        self.forms: dict[Expr, Form] = {}
        self._outside = function.indices
        self._indexed: list[tuple[Expr, IndexName, str]] = []

    def learn(self, part: Part) -> bool:
        """Gives a part a letter where it is long; whether it has a new one, or the name that the user gave it.

        What an equation defines has its name, and the equation says what it is.
        """
        if part.node.op.closed and part.node not in self.forms:
            self.forms |= _turned(part.node, write(part.node))
            return part.node.op.label
        letter = None if part.node in self.forms or cost(part.node) <= _SHORT else self._letter(part.node)
        if letter is None:
            return False
        index = self._index(part)
        if index is None:
            self.forms |= _turned(part.node, forms.name(letter))
        else:
            self._indexed.append((part.node, index, letter))
            self.forms |= _at(part.node, index, letter, Dim.of(index))
        return True

    def _letter(self, node: Expr) -> str | None:
        """The next letter: a capital for a matrix."""
        return next(self._small if node.is_column or node.is_row else self._large, None)

    def _index(self, part: Part) -> IndexName | None:
        """The index that a part depends on: its own, or that of the sum around the part in which it stands."""
        inherited = (atom for atom in part.node.indices - self._outside if isinstance(atom, IndexName))
        return part.index or next(inherited, None)

    def defined(self, node: Expr) -> Form:
        """What a name stands for, written out."""
        return define(what_it_is(node), self.forms)

    def of(self, expr: Expr) -> Form:
        """An expression, with the letters in it."""
        return write(expr, self.within(expr))

    def within(self, expr: Expr) -> dict[Expr, Form]:
        """The letters, those with an index at the indices of the sums in the expression too."""
        levels = {node.level for node in topological([expr]) if node.op.name == "sum_over"} if self._indexed else set()
        found = dict(self.forms)
        for node, index, letter in self._indexed:
            for level in levels:
                found |= _at(node, index, letter, Dim.of(Bound(level)))
        return found


def _at(node: Expr, index: IndexName, letter: str, where: Dim) -> dict[Expr, Form]:
    """``u[i]`` at an index."""
    form = forms.member(forms.name(letter), forms.name(str(where)))
    return _turned(replace_indices(node, {index: where}), form)


def _turned(node: Expr, form: Form) -> dict[Expr, Form]:
    """A name for an expression, its transpose, and a sum with the other sign."""
    back = c.transpose(node)
    names = {back: forms.transposed(form), node: form}  # in this order: a node may be its own transpose
    if node.op.name == "sum" and len(node.args) > 1:
        names |= {c.multiple(-1, e): forms.negated(names[e]) for e in (back, node)}
    return names
