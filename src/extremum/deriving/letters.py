"""Letters for inner functions, and how the steps call what they compute."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar, final

from extremum.algebra import forms
from extremum.algebra.dims import Bound, Dim, IndexName
from extremum.algebra.facts import holds
from extremum.algebra.forms import Form
from extremum.algebra.names import numbers_in
from extremum.algebra.node import Expr
from extremum.algebra.traverse import define, replace_indices, topological, users, write
from extremum.deriving.derivation import A_NAME, Step
from extremum.deriving.parts import Part, what_it_is
from extremum.notation.naming import DIFFERENCE, GRAM, of_function
from extremum.operations import construct as c
from extremum.operations.letters import letters_of
from extremum.operations.product import PRODUCT
from extremum.operations.signs import times
from extremum.operations.sum import SUM, coefficients, content
from extremum.simplify.cost import cost

_LETTERS, _SHORT = "uvwzrspqabcgh", 5
_CAPITALS = "UVWZRSPQBCGH"
"""Letters for columns and numbers, and for matrices: identities are stated of A; inner functions longer than ``_SHORT``
get one."""

_NEVER = "de"
"""What is before each letter in its differential, and the base of exponentials."""


Value = TypeVar("Value")


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
        self._taken = taken | numbers_in([function]) | {label, "f"}
        self.named: list[Part] = []
        self.numbers = {write(symbol) for symbol in function.symbols if symbol.is_scalar}
        self.forms: dict[Expr, Form] = {}
        self._outside = function.indices
        self._within = set(topological([function]))
        self._indexed: list[tuple[Expr, IndexName, str]] = []

    def learn(self, parts: Sequence[Part]) -> None:
        """Gives parts letters where they are long, those of one function in turn.

        What an equation defines has its name, and the equation says what it is.
        """
        self.named += [part for part in parts if self._learn(part)]

    def learn_of(self, line: Expr, moving: Collection[Expr] = ()) -> None:
        """Letters for what a derivative brings in that is no inner function, as an eigenvector, where a line has it
        twice and the field has a letter for it. ``moving``: the differentials, in which no letter is."""
        live = set(moving)
        used = users(line)
        for node in topological([line]):
            if not live.isdisjoint(node.args):
                live.add(node)
            elif used.get(node, 0) > 1 and node not in self._within and not node.indices and _usual(node):
                self.learn([Part(node, None, node)])

    def _learn(self, part: Part) -> bool:
        """Whether a part has a new letter, or the name that the user gave it."""
        if part.node.op.closed and part.node not in self.forms:
            self.forms |= _turned(part.node, write(part.node))
            return part.node.op.label
        letter = None if part.node in self.forms or cost(part.node) <= _SHORT else self._letter(part.node)
        if letter is None:
            return False
        self._taken.add(letter)
        index = self._index(part)
        if part.node.is_scalar:
            self.numbers.add(forms.name(letter))
        if index is None:
            self.forms |= _turned(part.node, forms.name(letter))
        else:
            self._indexed.append((part.node, index, letter))
            self.forms |= _at(part.node, index, letter, Dim.of(index))
        return True

    def _letter(self, node: Expr) -> str | None:
        """A letter that is free, the field's first: a capital for a matrix. None is taken that differs from another by
        its case alone while there are others."""
        small, wished = node.is_column or node.is_row, _usual(node)
        letters = [*(wished.lower() if small else wished.upper()), *(_LETTERS if small else _CAPITALS)]
        cases = {name.lower() for name in self._taken}
        free = [letter for letter in letters if letter not in self._taken and letter.lower() not in _NEVER]
        return next((letter for letter in free if letter.lower() not in cases), next(iter(free), None))

    def _index(self, part: Part) -> IndexName | None:
        """The index that a part depends on: its own, or that of the sum around the part in which it stands."""
        inherited = (atom for atom in part.node.indices - self._outside if isinstance(atom, IndexName))
        return part.index or next(inherited, None)

    def definitions(self) -> list[Step]:
        """What the letters stand for, inner ones first."""
        lettered = dict.fromkeys(part.node for part in reversed(self.named))
        return [
            Step(repr(left := self.forms[node]), left, define(what_it_is(node), self.forms), node,
                 A_NAME, depth=1, defines=True)
            for node in topological(lettered) if node in lettered
        ]  # fmt: skip

    def of(self, expr: Expr) -> Form:
        """An expression, with the letters in it."""
        return write(expr, self.within(expr))

    def within(self, expr: Expr) -> dict[Expr, Form]:
        """The letters, those with an index at the indices of the sums in the expression too."""
        nodes = topological([expr])
        levels = {node.level for node in nodes if node.op.name == "sum_over"} if self._indexed else set()
        found = dict(self.forms)
        for node, index, letter in self._indexed:
            for level in levels:
                found |= _at(node, index, letter, Dim.of(Bound(level)))
        return found | _multiples(nodes, found)


def letters_of_parts(named: Mapping[Expr, Form]) -> dict[Expr, Form]:
    """Letters for parts, for their transposes and for both with the other sign."""
    return {key: form for node, letter in named.items() for key, form in _turned(node, letter).items()}


def _multiples(nodes: Sequence[Expr], names: Mapping[Expr, Form]) -> dict[Expr, Form]:
    """``2*r`` for a multiple of a sum with a letter, which is a sum too."""
    sums = [(node, *content(node)) for node in nodes if node.op is SUM and len(node.args) > 1 and node not in names]
    return {node: times(q, [names[core]]) for node, q, core in sums if q != 1 and core in names}


def _usual(node: Expr) -> str:
    """The letters that the field uses for such a part."""
    if not node.is_scalar and node.op is SUM and len(node.args) == 2 and all(term.symbols for term in node.args):
        return DIFFERENCE if min(coefficients(node)) < 0 < max(coefficients(node)) else ""
    if not node.is_scalar and node.op is PRODUCT and len(node.args) == 2 and holds(node, "symmetric"):
        return GRAM
    form = define(what_it_is(node))
    return of_function(form.text) if form.kind == "call" else ""


def _at(node: Expr, index: IndexName, letter: str, where: Dim) -> dict[Expr, Form]:
    """``u[i]`` at an index."""
    form = forms.member(forms.name(letter), forms.name(str(where)))
    return _turned(replace_indices(node, {index: where}), form)


def _turned(node: Expr, form: Form) -> dict[Expr, Form]:
    """A name for an expression, its transpose, and both with the other sign."""
    return known_up_to_sign({c.transpose(node): forms.transposed(form), node: form}, forms.negated)


def known_up_to_sign(known: Mapping[Expr, Value], negative: Callable[[Value], Value]) -> dict[Expr, Value]:
    """What stands for expressions, and for these with the other sign, as sums have it and transposes of skew ones."""
    free = {
        node: value for node, value in known.items() if not (_is_multiple(node) and _is_multiple(c.transpose(node)))
    }
    turned = {c.multiple(-1, node): negative(value) for node, value in free.items()}
    return {**{node: value for node, value in turned.items() if not _is_multiple(node)}, **known}


def _is_multiple(node: Expr) -> bool:
    return node.op is SUM and len(node.args) == 1
