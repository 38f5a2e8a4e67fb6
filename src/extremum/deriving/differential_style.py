"""The differential style: ``dy = …``, an inner function at a time, until only dX is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from extremum.algebra import forms
from extremum.algebra.dims import Dim
from extremum.algebra.forms import Form
from extremum.algebra.names import free_name
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological, write
from extremum.calculus.dependence import same_family
from extremum.calculus.forward import moved
from extremum.calculus.structure import subspaces
from extremum.deriving import ends, wording
from extremum.deriving.claims import Claim
from extremum.deriving.derivation import Step
from extremum.deriving.last import differentials_last
from extremum.deriving.letters import Naming, known_up_to_sign
from extremum.deriving.parts import Decomposition, Part, put, stand_in
from extremum.deriving.wording import Rule
from extremum.operations import construct as c
from extremum.operations.delta import delta
from extremum.operations.implicit import IMPLICIT, opened
from extremum.operations.leaves import index_of, member
from extremum.simplify.by_entries import in_lists
from extremum.simplify.search import simplify


@final
class DifferentialStyle:
    """Writes the steps that lead to ``dF`` in terms of ``dX``.

    ``change`` stands for dX; ``products`` says how its product with a gradient is written. Each part has a symbol of
    its own, for its differential: ``totals`` says what that is in terms of dX.
    """

    def __init__(self, function: Expr, target: Expr, label: str, products: str = "trace") -> None:
        self.function, self.target, self.products = function, target, products
        self.naming = Naming(function, label)
        self.change = c.build("symbol", (), (free_name(f"d{target.name}", function), *target.shape, subspaces(target)))
        self.differentials: dict[str, Part] = {}
        self.totals: dict[Expr, Expr] = {}
        self._as_put_in: Expr | None = None

    def __contains__(self, name: object) -> bool:
        """Whether a differential has the name, dX or that of a part."""
        return name == self.change.name or name in self.differentials

    def steps(self, node: Expr, name: Form) -> tuple[list[Step], Expr]:
        """The names, the differential by those of the parts, the parts line by line, and all of them put in."""
        inside = self._opened(node)
        if inside is None:
            return self._at_once(node, name, 0)
        first, inner = self._line(inside, name, 0)
        whole = self.totals[node]
        last = []
        if inside.parts and self._as_put_in is not None:
            last = [self._step(node, name, self.written(self._as_put_in), whole, wording.PUT_IN, 0)]
        return [*self.naming.definitions(), first, *inner, *last], whole

    def _opened(self, node: Expr) -> Decomposition | None:
        """The parts of a function; None where its differential is found at once."""
        if node.op.opaque or (node.op.binder and node is not self.function):
            return None
        inside = Decomposition(node, self.target)
        return inside if inside.parts or inside.direct else None

    def _line(self, inside: Decomposition, name: Form, depth: int) -> tuple[Step, list[Step]]:
        """The line for a function, and the lines for its parts; its total is known from then on."""
        self.naming.learn(inside.parts)
        first = self._moved(inside)
        self.naming.learn_of(first, self._names(first))
        inner = [line for part in inside.parts for line in self._part(part)]
        whole = self.totals[inside.node] = self._put_in(first)
        line = self._step(inside.node, name, self.written(first), whole, wording.of_differential(inside), depth)
        if depth and ends.commute([first], whole):
            inner.append(self._step(inside.node, name, self.written(whole), whole, wording.COMMUTING, depth))
        return line, inner

    def _part(self, part: Part) -> list[Step]:
        """The lines for a part, once."""
        if part.node in self.totals:
            return []
        name, inside = self.naming.of(part.node), self._opened(part.node)
        if inside is None:
            lines, self.totals[part.node] = self._at_once(part.node, name, 1)
            return lines
        first, inner = self._line(inside, name, 1)
        return [first, *inner]

    def written(self, expr: Expr) -> Form:
        """An expression, with ``dX`` and ``d(u)`` in it."""
        expr = in_lists(expr)
        differentials = self._names(expr)
        return write(expr, differentials_last(expr, {**self.naming.within(expr), **differentials}, differentials))

    # -- lines -------------------------------------------------------------------------------------------------------
    def _step(self, node: Expr, name: Form, right: Form, value: Expr, rule: Rule, depth: int) -> Step:
        left = forms.differential(name)
        claim = Claim(node, self.target, change=self.change)
        return Step(repr(left), left, right, value, rule.words, rule.source, (), depth, claim)

    def _at_once(self, node: Expr, name: Form, depth: int) -> tuple[list[Step], Expr]:
        """A function whose differential is written down in one line."""
        whole = simplify(moved(node, [self.target], self._move_target))
        rule = wording.ABSENT if c.is_zero(whole) else wording.of_operation(node.op, wording.DIFFERENTIAL)
        both = [self._both_sides(node, name, depth)] if node.op is IMPLICIT and not c.is_zero(whole) else []
        return [*both, self._step(node, name, self.written(whole), whole, rule, depth)], whole

    def _both_sides(self, node: Expr, name: Form, depth: int) -> Step:
        """The differential of the equation that defines a quantity, with that of the quantity on the left."""
        residual, unknown = opened(node)
        own = c.build("symbol", (), (free_name(node.name, self.function), *node.shape, ()))
        step = c.build("symbol", (), ("_own", *node.shape, ()))
        held = replace(residual, {unknown: own})
        left = simplify(moved(held, [own], {own: step}.get))
        right = simplify(c.multiple(-1, moved(held, [self.target], self._move_target)))
        shown = write(replace(left, {own: node}), {step: forms.differential(name), **self.naming.forms})
        claim = Claim(c.multiple(-1, held), self.target, ((own, node),), self.change)
        value, rule = replace(right, {own: node}), wording.BOTH_SIDES
        return Step(repr(shown), shown, self.written(value), value, rule.words, rule.source, (), depth, claim)

    # -- differentials -----------------------------------------------------------------------------------------------
    def _symbol(self, part: Part) -> str:
        """The name of what stands for the differential of a part: one within a sum, another within one term of it."""
        for name, known in self.differentials.items():
            if known.node is part.node and known.index == part.index:
                return name
        name = f"_d{len(self.differentials)}"
        self.differentials[name] = part
        return name

    def _of_part(self, part: Part, place: Expr) -> Expr:
        """What stands for the differential of a part, where ``place`` stands for the part."""
        name = self._symbol(part)
        if part.index is None or part.index.size is None:
            return c.build("symbol", (), (name, *part.node.shape, ()))
        return member(name, *part.node.shape, (), index_of(place), part.index.size, Dim.of(part.index.start))

    def _move_target(self, node: Expr) -> Expr | None:
        if node is self.target:
            return self.change
        if same_family(node, self.target):
            return c.product(delta(index_of(node), index_of(self.target)), self.change)
        return None

    def _moved(self, inside: Decomposition) -> Expr:
        """The differential of the outer function, in terms of those of its parts."""

        def move(node: Expr) -> Expr | None:
            part = inside.part_of(node)
            return self._move_target(node) if part is None else self._of_part(part, node)

        leaves = [self.target, *(part.held for part in inside.parts)]
        found = moved(inside.outer, leaves, move)
        return inside.back(simplify(found) if inside.parts else found)

    def _put_in(self, expr: Expr) -> Expr:
        """The totals put in for the differentials of parts."""
        if not self._places(expr):
            return expr

        def total(node: Expr) -> Expr | None:
            part = self.differentials.get(node.name) if node.op.variable else None
            return None if part is None else replace(part.at(self.totals[part.node], node), letters)

        letters, back = self.stand_ins("letter")
        letters_in = put(replace(expr, letters), total)
        self._as_put_in = without(letters_in, back)
        return without(simplify(letters_in), back)

    def stand_ins(self, name: str) -> tuple[dict[Expr, Expr], dict[Expr, Expr]]:
        """What stands for the parts that have letters, so that nothing takes these apart, transposed ones and those
        with the other sign too; and the parts by what stands for them."""
        lettered = dict.fromkeys(p.node for p in self.naming.named if p.index is None and not p.node.indices)
        back = {stand_in(f"{name}{k}", node): node for k, node in enumerate(lettered)}
        turned = {c.transpose(node): c.transpose(letter) for letter, node in back.items()}
        upright = {node: letter for letter, node in back.items()}
        return known_up_to_sign({**turned, **upright}, _negative), back

    def _places(self, expr: Expr) -> list[tuple[Expr, Part]]:
        leaves = [n for n in topological([expr]) if n.op.variable]
        return [(n, self.differentials[n.name]) for n in leaves if n.name in self.differentials]

    def _names(self, expr: Expr) -> dict[Expr, Form]:
        """How differentials are written."""
        names = {self.change: forms.differential(write(self.target))}
        for node, part in self._places(expr):
            where = part.at(part.node, node)
            form = self.naming.of(part.node) if where is part.node else self._at(part, where, node)
            names[node] = forms.differential(form)
        return names

    def _at(self, part: Part, where: Expr, node: Expr) -> Form:
        """A part at another index: a letter ``u[i]`` with that index, or the expression written out."""
        named = self.naming.forms.get(part.node)
        if named is None:
            return write(where)
        return forms.member(named.parts[0], forms.name(str(index_of(node))))


def _negative(expr: Expr) -> Expr:
    return c.multiple(-1, expr)


def without(expr: Expr, back: Mapping[Expr, Expr]) -> Expr:
    """An expression without stand-ins, within what other ones stand for neither."""
    while any(node in back for node in topological([expr])):
        expr = replace(expr, back)
    return expr
