"""The parts of written formulas, each once: equal up to transpose and sign is the same part.

A formula that is shown has the shape of a tree; here it becomes a graph. A :class:`Use` says where a part is used, and
whether transposed or with the other sign; of a part that occurs in several ways, the way that is met first is kept.
Products are words, so that a piece of one word can be a part as well (see :mod:`extremum.notation.words`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import final

from extremum.algebra.dims import Dim, Shape
from extremum.algebra.forms import Form, joined_inverse
from extremum.algebra.node import Expr
from extremum.notation.formed import bound_in, counted, is_rational, key_of, levels_of, operands_of, parity
from extremum.notation.part import Part, Use
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS

_OPAQUE = frozenset({"name", "number", "member", "partial", "range", "differential", "inner", "hold"})
"""Kinds of forms that are read as a whole."""


@final
@dataclass(slots=True)
class Parts:
    """The table of parts.

    written: the form of each expression; let: what letters stand for, which are parts too;
    nodes: the expression of a form, by the form's identity; leaves: by its value, if it is a leaf or a name.
    """

    written: Mapping[Expr, Form]
    let: Mapping[Form, Form] = field(default_factory=dict)
    nodes: dict[int, Expr] = field(init=False)
    of_node: dict[Expr, Use] = field(default_factory=dict)
    shapes: set[Shape] = field(default_factory=set)
    table: list[Part] = field(default_factory=list)
    known: dict[object, Use] = field(default_factory=dict)
    read: dict[int, Use] = field(default_factory=dict)
    leaves: dict[Form, Expr] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = {id(form): node for node, form in self.written.items()}
        whole = ((node, form) for node, form in self.written.items() if not node.args or form.kind == "name")
        self.leaves = {form: node for node, form in whole}  # operations write some anew

    def __getitem__(self, k: int) -> Part:
        return self.table[k]

    def use(self, root: Form) -> Use:
        """The form as a use of a part; iterative, for a network of 10,000 layers."""
        stack = [(root, False)]
        while stack:
            form, ready = stack.pop()
            if id(form) in self.read:
                continue
            if ready or self._is_leaf(form):
                self.read[id(form)] = self._entered(form)
            else:
                self._tell_of_transposed(form)
                stack.append((form, True))
                stack.extend((part, False) for part in reversed(self._operands(form)))
        return self.read[id(root)]

    def _is_letter(self, form: Form) -> bool:
        return form.kind == "name" and form in self.let

    def _operands(self, form: Form) -> tuple[Form, ...]:
        return (self.let[form],) if self._is_letter(form) else operands_of(form)

    def _tell_of_transposed(self, form: Form) -> None:
        """Some operations write ``inv(L)'`` for an expression that is one node: what is transposed there has none."""
        node = self.nodes.get(id(form))
        if node is not None and form.kind == "postfix":
            self.nodes.setdefault(id(form.parts[0]), node.T)

    def _is_leaf(self, form: Form) -> bool:
        node = self.nodes.get(id(form))
        if form.kind == "postfix" or self._is_letter(form):  # a transposed leaf is a transposed use of the leaf
            return False
        return form.kind in _OPAQUE or not form.parts or (node is not None and not node.args) or is_rational(form)

    def _entered(self, form: Form) -> Use:
        if self._is_leaf(form):
            return self._new(("leaf", form), Part("leaf", (), form, *self._known_of(form), levels_of(form)))
        uses = [self.read[id(part)] for part in self._operands(form)]
        if self._is_letter(form):
            return self._new(("let", form), Part("let", tuple(uses), form, *self._known_of(form)))
        match form.kind, form.text:
            case "postfix", _:
                return self.turned(uses[0])
            case "prefix", _:
                return uses[0].signed(not uses[0].negative)
            case "infix", "*":
                return self._product(form, uses)
            case "infix", "+":
                return self._sum(form, uses)
            case "infix", ".*":
                return self._hadamard(form, uses)
            case "fraction", "/":
                return self._quotient(form, uses)
            case "call", "norm2":  # a norm knows no sign, nor rows from columns
                return self._other(form, [Use(uses[0].part)])
            case "call", "inv" if uses[0] != Use(uses[0].part):
                return self._inverse(form, uses[0])
            case "power", _:
                negative = uses[0].negative and parity(form.parts[1]) == 1
                base = uses[0] if parity(form.parts[1]) is None else uses[0].signed(False)
                found = self._made_of(form, [base, uses[1]], self.nodes.get(id(form)), known=not negative)
                return found.signed(found.negative != negative)
        return self._apart(form) or self._other(form, uses)

    def _apart(self, form: Form) -> Use | None:
        """``inv(L)'*inv(L)`` of ``inv(L*L')``, since ``inv(L)`` may be met elsewhere."""
        factor = joined_inverse(form)
        symbol = None if factor is None else self.leaves.get(factor.parts[0] if factor.kind == "postfix" else factor)
        if factor is None or symbol is None or symbol.rows is not symbol.cols:
            return None
        inverse = self.written.get(c.inverse(symbol))
        if inverse is None:
            return None
        use = self.use(inverse)
        uses = [use, self.turned(use)] if factor.kind == "postfix" else [self.turned(use), use]
        return self.word(uses)

    def turned(self, use: Use) -> Use:
        """The transposed use."""
        return use if self[use.part].symmetric else Use(use.part, not use.turned, use.negative)

    def _known_of(self, form: Form) -> tuple[bool, Shape | None]:
        """(Is it its own transpose? Its shape.) Numbers and sizes have no expression of their own, nor have columns."""
        node = self.nodes.get(id(form), self.leaves.get(form))
        return (form.kind != "member", None) if node is None else (_is_own_transpose(node), node.shape)

    def _new(self, key: object, part: Part) -> Use:
        if key not in self.known:
            self.known[key] = Use(len(self.table))
            self.table.append(part)
        return self.known[key]

    # -- products ----------------------------------------------------------------------------------------------------
    def _product(self, form: Form, uses: Sequence[Use]) -> Use:
        """Numbers and scalars times a word; the sign stands before the whole."""
        negative = sum(use.negative for use in uses) % 2 == 1
        bare = [use.signed(False) for use in uses]
        pieces = self._pieces(bare)
        scalars = [self.word(piece) for piece in pieces if self._is_scalar(piece)]
        word = [use for piece in pieces if not self._is_scalar(piece) for use in piece]
        whole = [*scalars, *([self.word(word)] if word else [])]
        found = whole[0] if len(whole) == 1 else self._scaled(form, whole)
        return found.signed(negative)

    def _pieces(self, uses: Sequence[Use]) -> list[list[Use]]:
        """A product cut behind numbers and columns: ``a'*b*v`` is a number times v."""
        pieces: list[list[Use]] = [[]]
        for use in uses:
            pieces[-1].append(use)
            if self._scales(use.part) or self._rows(self.turned(use)) == Dim.of(1):
                pieces.append([])
        return [piece for piece in pieces if piece]

    def _is_scalar(self, piece: Sequence[Use]) -> bool:
        first, last = self._rows(piece[0]), self._rows(self.turned(piece[-1]))
        return self._scales(piece[0].part) or first == last == Dim.of(1)

    def _scales(self, k: int) -> bool:
        return self[k].is_scalar or self._is_number(k)

    def _scaled(self, form: Form, uses: Sequence[Use]) -> Use:
        """A transpose of the last factor is one of the whole."""
        *scalars, last = uses
        turned = last.turned and not self[last.part].symmetric
        kept = (*scalars, Use(last.part, False, last.negative))
        shape, symmetric = self[last.part].shape, self[last.part].symmetric
        found = self._new(("scaled", kept), Part("scaled", kept, form, symmetric, shape, self._levels(kept)))
        return Use(found.part, turned, found.negative)

    def word(self, uses: Sequence[Use]) -> Use:
        """A product of matrices, or the transpose of one that is known."""
        if len(uses) == 1:
            return uses[0]
        key = tuple(uses)
        back = tuple(self.turned(use) for use in reversed(uses))
        if key not in self.known and back in self.known:
            return self.turned(self.known[back])
        first, last = self._rows(uses[0]), self._rows(self.turned(uses[-1]))
        shape = None if first is None or last is None else (first, last)
        scalar = shape == (Dim.of(1), Dim.of(1))
        form = Form("infix", "*", (), 3)
        return self._new(key, Part("word", key, form, scalar or key == back, shape, self._levels(key)))

    def _rows(self, use: Use) -> Dim | None:
        shape = self.shape(use)
        return None if shape is None else shape[0]

    # -- sums and Hadamard products ----------------------------------------------------------------------------------
    def _sum(self, form: Form, uses: Sequence[Use]) -> Use:
        return self._commuting("sum", form, uses, signs=(False, True))

    def _hadamard(self, form: Form, uses: Sequence[Use]) -> Use:
        negative = sum(use.negative for use in uses) % 2 == 1
        found = self._commuting("entrywise", form, [use.signed(False) for use in uses], signs=(False,))
        return found.signed(found.negative != negative)

    def entrywise(self, uses: Sequence[Use]) -> Use:
        """An entrywise product of parts."""
        return self._commuting("entrywise", Form("infix", ".*", (), 3), uses, signs=(False,))

    def _commuting(self, kind: str, form: Form, uses: Sequence[Use], signs: tuple[bool, ...]) -> Use:
        """What is known in another order, transposed or with the other sign is a use of that."""
        ways = [(turned, negative) for turned in (False, True) for negative in signs]
        keys = {way: (kind, frozenset(counted(self._flipped(use, *way) for use in uses))) for way in ways}
        for way, key in keys.items():
            if key in self.known:
                part = self.known[key].part
                return Use(part, way[0] and not self[part].symmetric, way[1])
        node = self.nodes.get(id(form))
        symmetric = keys[False, False] == keys[True, False] or (node is not None and _is_own_transpose(node))
        shape = node.shape if node is not None else self._shape_of(uses)
        return self._new(keys[False, False], Part(kind, tuple(uses), form, symmetric, shape, self._levels(uses), node))

    def _flipped(self, use: Use, turned: bool, negative: bool) -> Use:
        found = self.turned(use) if turned else use
        return found.signed(found.negative != negative)

    def _shape_of(self, uses: Sequence[Use]) -> Shape | None:
        """That of the terms: a number among columns is added to each entry."""
        arrays = [use for use in uses if not self._is_number(use.part)] or uses
        shapes = (self.shape(use) for use in arrays)
        return next((shape for shape in shapes if shape is not None), None)

    def shape(self, use: Use) -> Shape | None:
        """None where it isn't known."""
        shape = self[use.part].shape
        return shape[::-1] if use.turned and shape is not None else shape

    def _quotient(self, form: Form, uses: Sequence[Use]) -> Use:
        """The sign and the transpose of the numerator are those of the whole."""
        top, bottom = uses
        node = self.nodes.get(id(form))
        upright = node.T if node is not None and top.turned else node
        found = self._made_of(form, [Use(top.part), bottom], upright, known=not top.negative)
        return self._flipped(found, top.turned, top.negative)

    def _inverse(self, form: Form, use: Use) -> Use:
        """``inv(-S')`` where ``inv(S)`` is known."""
        found = self.known.get(key_of(form, [Use(use.part)]))
        if found is None:
            return self._other(form, [use])
        return self._flipped(found, use.turned, use.negative)

    # -- all others --------------------------------------------------------------------------------------------------
    def _other(self, form: Form, uses: Sequence[Use]) -> Use:
        return self._made_of(form, uses, self.nodes.get(id(form)))

    def _made_of(self, form: Form, uses: Sequence[Use], node: Expr | None, known: bool = True) -> Use:
        """An operation on parts. node: the expression, which ``known`` says is that part and not its negative."""
        back = self._transpose_of(node) if known and node is not None else None
        if back is not None:
            return self.turned(back)
        number = node is None and all(self._is_number(use.part) for use in uses) and not _is_array(form)
        symmetric, shape = (number, None) if node is None else (_is_own_transpose(node), node.shape)
        if form.kind == "total":
            symmetric, shape = True, (Dim.of(1), Dim.of(1))
        levels = self._levels(uses) - bound_in(form)
        own = node if known else None
        found = self._new(key_of(form, uses), Part(form.kind, tuple(uses), form, symmetric, shape, levels, own))
        if own is not None:
            self.of_node[own] = found
            self.shapes.add(own.shape)
        return found

    def _transpose_of(self, node: Expr) -> Use | None:
        """The part whose expression is the transpose, which is made only where one of its shape is known."""
        return self.of_node.get(node.T) if node.shape[::-1] in self.shapes else None

    def _is_number(self, k: int) -> bool:
        """A scalar, or what is made of sizes and numbers."""
        return self[k].symmetric and (self[k].shape is None or self[k].is_scalar)

    def _levels(self, uses: Iterable[Use]) -> frozenset[int]:
        return frozenset().union(*(self[use.part].levels for use in uses))


def _is_own_transpose(node: Expr) -> bool:
    return node.rows is node.cols and node.T is node


def _is_array(form: Form) -> bool:
    """Whether sizes in a form are a shape: ``ones(p, q)`` and ``unit(n, 1)`` are no numbers, ``sqrt(n)`` is one."""
    return form.kind == "call" and form.text != "sqrt" and form.text not in FUNCTIONS
