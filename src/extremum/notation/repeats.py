"""Names for what repeats: formulas as a list of definitions, in the order of computation, and what is left of them.

A part is named where it is written at least twice, up to transpose and sign, and where that shortens what is read;
never a leaf, its transpose or its multiple.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import final

from extremum.algebra import forms
from extremum.algebra.forms import Form, is_sum
from extremum.algebra.lengths import operations
from extremum.algebra.node import Expr
from extremum.notation.chosen import improved
from extremum.notation.entrywise import products_within
from extremum.notation.formed import all_positive, upright, with_operands
from extremum.notation.naming import Namer
from extremum.notation.part import Part, Use
from extremum.notation.parts import Parts
from extremum.notation.sums import sums_within
from extremum.notation.words import below, paired


@final
@dataclass(frozen=True, slots=True)
class Listed:
    """definitions: (name, definition), in the order of computation; results: what is left to write; letters: those of
    what they stand for that have a name."""

    definitions: list[tuple[Form, Form]]
    results: list[Form]
    letters: list[Form]


def listed(
    roots: Sequence[Form], written: Mapping[Expr, Form], namer: Namer, let: Mapping[Form, Form] | None = None
) -> Listed:
    """The forms with names for what repeats; ``written`` and ``let`` as for :class:`Parts`."""
    graph = _read(roots, Parts(written, let or {}))
    choice = _choice(graph)
    order = [k for k in graph.operands if k in choice]
    names = namer.names([(graph.parts[k], [graph.parts[use.part] for use in graph.operands[k]]) for k in order])
    letters = [part.form for k in order if (part := graph.parts[k]).kind == "let"]
    return Listed(*_Writer(graph, choice, dict(zip(order, names, strict=True))).written(), letters)


def _choice(graph: _Graph) -> Mapping[int, Use]:
    """What is named, and how it is defined."""
    shared = graph.shared()
    greedy = graph.usual(graph.named(shared))
    if len(graph.operands) > _SEARCHED:
        return greedy
    letter = {k: forms.name(f"{k}") for k in graph.operands}

    def length(choice: Mapping[int, Use]) -> int:
        return _length(*_Writer(graph, choice, {k: letter[k] for k in choice}).written())

    return improved(greedy, shared, graph.ways, length)[0] if shared else greedy


def _length(definitions: Sequence[tuple[Form, Form]], results: Sequence[Form]) -> int:
    return operations(*(form for _, form in definitions), *results)


_UNNAMED = frozenset({"leaf", "row", "among", "relation"})
"""Kinds of parts without names: leaves, rows of a block, the terms of a sum under conditions, and conditions."""
_SEARCHED = 120
"""Of formulas with more parts than this the greedy choice of names is the last."""


def _read(roots: Sequence[Form], parts: Parts) -> _Graph:
    uses = [parts.use(root) for root in roots]
    below_roots = [use.part for use in uses]
    order = below(parts, below_roots, {})
    words = paired(parts, order)
    if words:
        order = below(parts, below_roots, words)
    for within in (sums_within, products_within):
        if found := within(parts, order):
            words |= found
            order = below(parts, below_roots, words)
    return _Graph(parts, uses, {k: words.get(k, parts[k].uses) for k in order})


@dataclass(frozen=True, slots=True)
class _Graph:
    """The parts below the roots; operands: of each part, those of products with shared pieces as parts, inner parts
    first."""

    parts: Parts
    roots: list[Use]
    operands: dict[int, Sequence[Use]]

    def shared(self) -> set[int]:
        """The parts that may get names: those that are written more than once."""
        able = set(filter(self._may_be_named, self.operands))
        times = self._count(lambda k, times: k in able)
        return {k for k in able if times[k] > 1}

    def named(self, shared: Collection[int]) -> set[int]:
        """The parts that get names, decided from the whole to its parts: what stands in a named one is written once."""
        named: set[int] = set()

        def saves(k: int, times: int) -> bool:
            if times < 2 or k not in shared or not self._is_read(k, shared):
                return False
            named.add(k)
            return True

        self._count(saves)
        return named

    def _may_be_named(self, k: int) -> bool:
        """No leaf, no multiple or power of one, no function of a number, no row of a block."""
        part = self.parts.table[k]
        if part.kind not in ("scaled", "power", "call"):
            return part.kind not in _UNNAMED
        operands = [self.parts.table[use.part] for use in part.uses]
        if not operands or any(operand.kind != "leaf" for operand in operands):
            return True
        return part.kind == "call" and not all(operand.shape is None or operand.is_scalar for operand in operands)

    def _count(self, is_named: Callable[[int, int], bool]) -> dict[int, int]:
        """How often each part is written: the operands of a named one once, of any other one as often as itself."""
        count: dict[int, int] = {}
        for use in self.roots:
            count[use.part] = count.get(use.part, 0) + 1
        for k, operands in reversed(self.operands.items()):
            often = 1 if is_named(k, count[k]) else count[k]
            for use in operands:
                count[use.part] = count.get(use.part, 0) + often
        return count

    def _is_read(self, k: int, named: Collection[int]) -> bool:
        """Whether an operation is read in a part: none is in a letter for a leaf, or for what has a name."""
        part = self.parts.table[k]
        if part.kind == "let":
            return any(use.part not in named and self._is_read(use.part, named) for use in self.operands[k])
        return part.kind != "leaf" or part.form.kind == "call"

    def usual(self, named: Collection[int]) -> dict[int, Use]:
        """How each named part is used most: as it was met first, transposed, or, of a sum, with the other sign.

        A vector is a column.
        """
        ways = {k: self.ways(k) for k in named}
        several = {k for k, own in ways.items() if len(own) > 1}
        uses = (use for uses in (self.roots, *self.operands.values()) for use in uses if use.part in several)
        often = Counter(uses if several else ())
        return {k: max(own, key=often.__getitem__) if k in several else own[0] for k, own in ways.items()}

    def ways(self, k: int) -> list[Use]:
        """The ways to define a part, the simplest first."""
        part = self.parts[k]
        turned = [False] if part.symmetric else [True] if part.is_row else [False] if part.is_column else [False, True]
        whole = self.parts[part.uses[0].part] if part.kind == "let" else part
        odd = whole.kind == "sum" or whole.form.text == "inv"
        return [Use(k, t, n) for n in ((False, True) if odd else (False,)) for t in turned]


@dataclass(slots=True)
class _Writer:
    """Writes parts as forms: those in ``names`` by their names, which stand for them as they are used in ``usual``."""

    graph: _Graph
    usual: Mapping[int, Use]
    names: Mapping[int, Form]
    built: dict[int, Form] = field(default_factory=dict)

    def written(self) -> tuple[list[tuple[Form, Form]], list[Form]]:
        """The definitions, and the roots."""
        definitions = []
        for k in self.graph.operands:
            if k in self.names:
                definitions.append((self.names[k], self.opened(self.usual[k])))
            elif (part := self.graph.parts.table[k]).kind == "leaf":
                self.built[k] = part.form
            else:
                self.built[k] = self.opened(Use(k))
        return definitions, [self.shown(use) for use in self.graph.roots]

    def shown(self, use: Use) -> Form:
        """A use of a part whose operands are built."""
        if use.part in self.names:
            usual = self.usual[use.part]
            found = self.names[use.part]
            found = forms.transposed(found) if use.turned != usual.turned else found
            return _minus(found) if use.negative != usual.negative else found
        return self.opened(use) if use.turned or use.negative else self.built[use.part]

    def opened(self, use: Use) -> Form:
        """A part written out."""
        part, uses = self.graph.parts.table[use.part], self.graph.operands[use.part]
        kind = part.kind
        if kind == "sum":
            return self._sum(use, uses)
        if kind == "let":
            inner = self.graph.parts.turned(uses[0]) if use.turned else uses[0]
            return self.shown(inner.signed(inner.negative != use.negative))
        if kind == "call" and part.form.text == "inv":
            inner = self.graph.parts.turned(uses[0]) if use.turned else uses[0]
            return forms.call("inv", self.shown(inner.signed(inner.negative != use.negative)))
        bare = self._turned(use, kind, uses) if use.turned else self._as_met(part, uses)
        return _minus(bare) if use.negative else bare

    def _as_met(self, part: Part, uses: Sequence[Use]) -> Form:
        form, shown = part.form, [self.shown(use) for use in uses]
        if part.kind in ("word", "scaled"):
            return _product(shown)
        if part.kind == "entrywise":
            return _product(shown, ".*")
        if form.text == "norm2":
            shown = [upright(operand) for operand in shown]
        if form.kind == "fraction" and shown and (below := all_positive(shown[-1])) is not None:
            return _minus(_with_sign_outside(form, [shown[0], below]))
        return _with_sign_outside(form, shown) if shown else form

    def _turned(self, use: Use, kind: str, uses: Sequence[Use]) -> Form:
        """A transpose stands at the factors of a product, at the numerator of a quotient by a scalar, else outside;
        ones have their sizes exchanged."""
        turned = self.graph.parts.turned
        if kind == "word":
            return _product([self.shown(turned(factor)) for factor in reversed(uses)])
        if kind == "scaled":
            return _product([*map(self.shown, uses[:-1]), self.shown(turned(uses[-1]))])
        if kind == "fraction" and self.graph.parts[use.part].form.text == "/":
            return forms.fraction(self.shown(turned(uses[0])), self.shown(uses[1]))
        found = self._as_met(self.graph.parts[use.part], uses)
        if found.kind == "call" and found.text == "ones":
            return forms.call("ones", *reversed([*found.parts, forms.name("1")][:2]))
        return forms.transposed(found)

    def _sum(self, use: Use, uses: Sequence[Use]) -> Form:
        """Terms with a plus come first; transposed one by one where all have one shape: a number is added to the
        entries of a column, not to those of a row."""
        signed = [term.signed(term.negative != use.negative) for term in uses]
        found = self._added(signed)
        if not use.turned:
            return found
        shapes = set(map(self.graph.parts.shape, uses))
        if len(shapes) > 1 or None in shapes:
            return forms.transposed(found)
        return min(forms.transposed(found), self._added(map(self.graph.parts.turned, signed)), key=operations)

    def _added(self, uses: Iterable[Use]) -> Form:
        """Terms with a plus come first; a sum that stands for some of the terms and has no name is written out."""
        ordered = sorted(uses, key=lambda term: term.negative)
        terms = [term for form in map(self.shown, ordered) for term in _terms(form)]
        terms.sort(key=lambda term: term.kind == "prefix")
        return forms.infix("+", tuple(terms), forms.SUM)


_ODD = frozenset({("fraction", "/"), ("fraction", "./"), ("binder", "sum")})
"""What takes the sign of its first operand."""


def _minus(form: Form) -> Form:
    """The form with the other sign."""
    return form.parts[0] if form.kind == "prefix" else forms.negated(form)


def _with_sign_outside(form: Form, operands: Sequence[Form]) -> Form:
    """The form with other operands; the sign of a numerator, and that of the terms of a sum over an index, stands
    before the whole."""
    first, *others = operands
    if first.kind == "prefix" and (form.kind, form.text) in _ODD:
        return _minus(with_operands(form, [first.parts[0], *others]))
    return with_operands(form, operands)


def _product(factors: Sequence[Form], operator: str = "*") -> Form:
    """The product with the sign of its factors before it."""
    bare = [factor.parts[0] if factor.kind == "prefix" else factor for factor in factors]
    found = forms.product_of(forms.with_joined_inverses(bare) if operator == "*" else bare, operator)
    return forms.negated(found) if sum(factor.kind == "prefix" for factor in factors) % 2 else found


def _terms(form: Form) -> Sequence[Form]:
    return form.parts if is_sum(form) else [form]
