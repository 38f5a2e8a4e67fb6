"""The parts of written formulas, each once: equal up to transpose and sign is the same part.

A formula that is shown has the shape of a tree; here it becomes a graph. A :class:`Use` says where a part is used, and
whether transposed or with the other sign; of a part that occurs in several ways, the way that is met first is kept.
Products are words, so that a piece of one word can be a part as well (see :mod:`extremum.notation.words`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import final

from extremum.algebra.dims import ONE, Shape
from extremum.algebra.forms import PRODUCT, Form, joined_inverse
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.notation.formed import bound_in, is_array, is_rational, key_of, levels_of, operands_of, parity
from extremum.notation.part import Part, Use
from extremum.notation.table import Table
from extremum.operations import construct as c

_OPAQUE = frozenset({"name", "number", "member", "partial", "range", "differential", "inner", "hold"})
"""Kinds of forms that are read as a whole."""
_LETTERS = frozenset({"name", "member"})  # kinds of forms that letters have
_WORD = Form("infix", "*", (), PRODUCT)
"""The form of all words, which their factors are put in."""


@final
@dataclass(slots=True)
class Parts(Table):
    """The parts of forms.

    written: the form of each expression; let: what letters stand for, which are parts too;
    nodes: the expression of a form, by the form's identity; leaves: by its value, if it is a leaf or a name;
    sets: the operands of known sums and entrywise products, without their signs.
    """

    written: Mapping[Expr, Form]
    let: Mapping[Form, Form] = field(default_factory=dict)
    nodes: dict[int, Expr] = field(init=False)
    of_node: dict[Expr, Use] = field(default_factory=dict)
    shapes: set[Shape] = field(default_factory=set)
    sets: set[object] = field(default_factory=set)
    read: dict[int, Use] = field(default_factory=dict)
    leaves: dict[Form, Expr] = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = {id(form): node for node, form in self.written.items()}
        whole = ((node, form) for node, form in self.written.items() if not node.args or form.kind == "name")
        self.leaves = {form: node for node, form in whole}  # operations write some anew

    def use(self, root: Form) -> Use:
        """The form as a use of a part; iterative, for a network of 10,000 layers."""
        stack = [root]
        read = self.read
        waiting: dict[int, Sequence[Form]] = {}  # the operands of forms that wait for them
        while stack:
            form = stack.pop()
            key = id(form)
            if key in read:
                continue
            operands = waiting.pop(key, None)
            if operands is not None:
                read[key] = self._made(form, [read[id(part)] for part in operands])
            elif self._is_leaf(form):
                read[key] = self._leaf(form)
            else:
                if form.kind == "postfix":
                    self._tell_of_transposed(form)
                operands = waiting[key] = self._operands(form)
                stack.append(form)
                stack += operands[::-1]
        return read[id(root)]

    def _is_letter(self, form: Form) -> bool:
        return bool(self.let) and form.kind in _LETTERS and form in self.let

    def _operands(self, form: Form) -> tuple[Form, ...]:
        return (self.let[form],) if self.let and self._is_letter(form) else operands_of(form)

    def _tell_of_transposed(self, form: Form) -> None:
        """Some operations write ``inv(L)'`` for an expression that is one node: what is transposed there has none."""
        node = self.nodes.get(id(form))
        if node is not None and id(form.parts[0]) not in self.nodes:
            self.nodes[id(form.parts[0])] = node.T

    def _is_leaf(self, form: Form) -> bool:
        if form.kind == "postfix":  # a transposed leaf is a transposed use of the leaf
            return False
        if form.kind in _OPAQUE or not form.parts:
            return not self._is_letter(form)
        known = form.kind == "call" and all(part.kind in _OPAQUE for part in form.parts)  # eye(n), also if written anew
        node = self._node(form) if known else self.nodes.get(id(form))
        return (node is not None and not node.args) or is_rational(form)

    def _leaf(self, form: Form) -> Use:
        node = self._node(form)
        if node is not None and node.op.name == "ones" and node.is_row:  # those of a column, turned
            column = write(node.T)
            self.nodes[id(column)] = node.T
            return self.turned(self._leaf(column))
        return self.new(("leaf", form), Part("leaf", (), form, *self._known_of(form), levels_of(form)))

    def _made(self, form: Form, uses: Sequence[Use]) -> Use:
        """The part that a form is, or the way in which it uses one, from those of its operands."""
        kind, text = form.kind, form.text
        if kind == "infix" and text in _CHAINS:
            return _CHAINS[text](self, form, uses)
        if kind == "postfix":
            return self.turned(uses[0])
        if kind == "prefix":
            return uses[0].signed(not uses[0].negative)
        if kind == "fraction" and text == "/":
            return self._quotient(form, uses)
        if kind == "power":
            return self._power(form, uses)
        if kind in _LETTERS:
            return self.new(("let", form), Part("let", tuple(uses), form, *self._known_of(form), levels_of(form)))
        if kind == "call" and text == "norm2":  # a norm knows no sign, nor rows from columns
            return self._other(form, [Use(uses[0].part)])
        if kind == "call" and text == "inv" and uses[0] != Use(uses[0].part):
            return self._inverse(form, uses[0])
        return self._apart(form) or self._other(form, uses)

    def _power(self, form: Form, uses: Sequence[Use]) -> Use:
        """A sign of the base is one of the whole where the exponent is odd, and none where it is even."""
        negative = uses[0].negative and parity(form.parts[1]) == 1
        base = uses[0] if parity(form.parts[1]) is None else uses[0].signed(False)
        found = self._made_of(form, [base, uses[1]], self.nodes.get(id(form)), known=not negative)
        return found.signed(found.negative != negative)

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

    def _known_of(self, form: Form) -> tuple[bool, Shape | None]:
        """(Is it its own transpose? Its shape.) Numbers and sizes have no expression of their own, nor have columns."""
        node = self._node(form)
        return (form.kind != "member", None) if node is None else (_is_own_transpose(node), node.shape)

    def _node(self, form: Form) -> Expr | None:
        """The expression of a form, or of a leaf of its value."""
        return self.nodes[id(form)] if id(form) in self.nodes else self.leaves.get(form)

    # -- products ----------------------------------------------------------------------------------------------------
    def _product(self, form: Form, uses: Sequence[Use]) -> Use:
        """Numbers and scalars times a word; the sign stands before the whole."""
        negative = sum([use.negative for use in uses]) % 2 == 1
        bare = [use.signed(False) for use in uses]
        whole: list[Use] = []
        word: list[Use] = []
        for piece in self._pieces(bare):
            if self._is_scalar(piece):
                whole.append(self.word(piece))
            else:
                word += piece
        if word:
            whole.append(self.word(word))
        found = whole[0] if len(whole) == 1 else self._scaled(form, whole)
        return found.signed(negative)

    def _pieces(self, uses: Sequence[Use]) -> list[list[Use]]:
        """A product cut behind numbers and columns: ``a'*b*v`` is a number times v."""
        pieces: list[list[Use]] = [[]]
        for use in uses:
            pieces[-1].append(use)
            if self.cols(use) is ONE or self._scales(use.part):
                pieces.append([])
        return [piece for piece in pieces if piece]

    def _is_scalar(self, piece: Sequence[Use]) -> bool:
        return (self.rows(piece[0]) is ONE and self.cols(piece[-1]) is ONE) or self._scales(piece[0].part)

    def _scales(self, k: int) -> bool:
        return self.table[k].is_scalar or self.is_number(k)

    def _scaled(self, form: Form, uses: Sequence[Use]) -> Use:
        """A transpose of the last factor is one of the whole."""
        *scalars, last = uses
        turned = last.turned and not self[last.part].symmetric
        kept = (*scalars, Use(last.part, False, last.negative))
        shape, symmetric = self[last.part].shape, self[last.part].symmetric
        found = self.new(("scaled", kept), Part("scaled", kept, form, symmetric, shape, self.levels(kept)))
        return Use(found.part, turned, found.negative)

    def word(self, uses: Sequence[Use]) -> Use:
        """A product of matrices, or the transpose of one that is known."""
        if len(uses) == 1:
            return uses[0]
        key = tuple(uses)
        if key in self.known:
            return self.known[key]
        back = tuple([self.turned(use) for use in reversed(uses)])
        if back in self.known:
            return self.turned(self.known[back])
        first, last = self.rows(uses[0]), self.cols(uses[-1])
        shape = None if first is None or last is None else (first, last)
        scalar = first is ONE and last is ONE
        return self.new(key, Part("word", key, _WORD, scalar or key == back, shape, self.levels(key)))

    # -- sums and Hadamard products ----------------------------------------------------------------------------------
    def _sum(self, form: Form, uses: Sequence[Use]) -> Use:
        return self._commuting("sum", form, uses, signs=(False, True))

    def _hadamard(self, form: Form, uses: Sequence[Use]) -> Use:
        negative = sum([use.negative for use in uses]) % 2 == 1
        found = self._commuting("entrywise", form, [use.signed(False) for use in uses], signs=(False,))
        return found.signed(found.negative != negative)

    def entrywise(self, uses: Sequence[Use]) -> Use:
        """An entrywise product of parts."""
        return self._commuting("entrywise", Form("infix", ".*", (), 3), uses, signs=(False,))

    def _commuting(self, kind: str, form: Form, uses: Sequence[Use], signs: tuple[bool, ...]) -> Use:
        """What is known in another order, transposed or with the other sign is a use of that."""
        members = kind, *sorted({use.part for use in uses})
        ways = [(turned, negative) for turned in (False, True) for negative in signs] if members in self.sets else []
        for turned, negative in ways:
            found = self.known.get(self._collected(kind, uses, turned, negative))
            if found is not None:
                return Use(found.part, turned and not self[found.part].symmetric, negative)
        self.sets.add(members)
        key, node = self._collected(kind, uses), self.nodes.get(id(form))
        shape = node.shape if node is not None else self.shape_of(uses)
        is_square = shape is None or shape[0] is shape[1]
        symmetric = is_square and key == self._collected(kind, uses, turned=True)
        symmetric = symmetric or (node is not None and _is_own_transpose(node))
        return self.new(key, Part(kind, tuple(uses), form, symmetric, shape, self.levels(uses), node))

    def _collected(self, kind: str, uses: Sequence[Use], turned: bool = False, negative: bool = False) -> object:
        """What the operands are known by in any order, all of them turned, or with the other sign."""
        return kind, *sorted([self.flipped(use, turned, negative) for use in uses])

    def _quotient(self, form: Form, uses: Sequence[Use]) -> Use:
        """The sign and the transpose of the numerator are those of the whole."""
        top, bottom = uses
        node = self.nodes.get(id(form))
        upright = node.T if node is not None and top.turned else node
        found = self._made_of(form, [Use(top.part), bottom], upright, known=not top.negative)
        return self.flipped(found, top.turned, top.negative)

    def _inverse(self, form: Form, use: Use) -> Use:
        """``inv(-S')`` where ``inv(S)`` is known."""
        found = self.known.get(key_of(form, [Use(use.part)]))
        if found is None:
            return self._other(form, [use])
        return self.flipped(found, use.turned, use.negative)

    # -- all others --------------------------------------------------------------------------------------------------
    def _other(self, form: Form, uses: Sequence[Use]) -> Use:
        return self._made_of(form, uses, self.nodes.get(id(form)))

    def _made_of(self, form: Form, uses: Sequence[Use], node: Expr | None, known: bool = True) -> Use:
        """An operation on parts. node: the expression, which ``known`` says is that part and not its negative."""
        back = self._transpose_of(node) if known and node is not None else None
        if back is not None:
            return self.turned(back)
        number = node is None and all(self.is_number(use.part) for use in uses) and not is_array(form)
        symmetric, shape = (number, self._within(form, uses)) if node is None else (_is_own_transpose(node), node.shape)
        if form.kind == "total":
            symmetric, shape = True, (ONE, ONE)
        levels = self.levels(uses, bound_in(form))
        own = node if known else None
        found = self.new(key_of(form, uses), Part(form.kind, tuple(uses), form, symmetric, shape, levels, own))
        if own is not None:
            self.of_node[own] = found
            self.shapes.add(own.shape)
        return found

    def _within(self, form: Form, uses: Sequence[Use]) -> Shape | None:
        """The shape of a piece of a product that is written as one, ``cross(a, b)`` or ``kron(a, b)`` of columns."""
        rows = [self.rows(use) for use in uses if self.cols(use) is ONE]
        known = [size for size in rows if size is not None]
        if form.kind != "call" or not known or len(known) < len(uses):
            return None
        return {"cross": (known[0], ONE), "kron": (prod(known, start=ONE), ONE)}.get(form.text)

    def _transpose_of(self, node: Expr) -> Use | None:
        """The part whose expression is the transpose, which is made only where one of its shape is known."""
        return self.of_node.get(node.T) if node.shape[::-1] in self.shapes else None


_CHAINS = {"*": Parts._product, "+": Parts._sum, ".*": Parts._hadamard}
"""How a chain of operands becomes a part, by its operator."""


def _is_own_transpose(node: Expr) -> bool:
    return node.rows is node.cols and node.T is node
