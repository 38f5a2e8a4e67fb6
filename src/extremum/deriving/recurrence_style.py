"""Derivations through a recurrence: the chain of its steps, and how it becomes the adjoint recurrence ``e[k]``."""

from __future__ import annotations

import dataclasses
from typing import final

from extremum.algebra import forms
from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.forms import Form
from extremum.algebra.names import FreeNames, free_name
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, replace_indices, write
from extremum.calculus.dependence import same_family
from extremum.calculus.forward import moved
from extremum.calculus.recurrences import adjoint
from extremum.calculus.sweep import gradients, partial
from extremum.calculus.uses import alone
from extremum.deriving import ends, wording
from extremum.deriving.claims import Claim
from extremum.deriving.derivation import (
    Chain,
    Definition,
    Derivation,
    Names,
    Step,
    partial_form,
    product_form,
    row,
    sum_form,
)
from extremum.deriving.steps import aside, by_part, past
from extremum.deriving.wording import Rule
from extremum.notation.text import render
from extremum.operations import construct as c
from extremum.operations import signs
from extremum.operations.binders import close
from extremum.operations.carry import carry
from extremum.operations.leaves import index_of, member
from extremum.operations.recurrence import parts_of, recurrence, state_at
from extremum.simplify.search import simplify

_SOURCE = "Bryson & Ho (1975), ch. 2"
_ONE_STEP = Rule("one step of the recurrence")
_THROUGH = Rule("the chain rule through all steps after it", _SOURCE)
_SUMMED = Rule("the changes that enter at each step, carried to the end by e[k]", _SOURCE)


@final
class RecurrenceStyle:
    """Writes the lines, with ``z[k]`` for the narrowest node of the step and ``e[k]`` for the gradient there."""

    def __init__(self, function: Expr, target: Expr, state: Expr, label: str) -> None:
        self.function, self.target, self.state, self.label = function, target, state, label
        self.parts = parts_of(state)
        seed = partial(function, state, c.number(1))
        self.swept = adjoint(alone(state, seed), FreeNames(function), partial, start_too=False)
        self.seed, self.result = simplify(seed), simplify(gradients(function, [target])[0])
        names = FreeNames(function, target)
        self.letter = next((letter for letter in "zavrs" if free_name(letter, function) == letter), names.take("z"))
        self.k, i, self.j = (self._index(names.take(letter)) for letter in "kij")
        self.family = target.op.name == "member"
        self.i = index_of(target) if self.family else i

    def _index(self, letter: str) -> Dim:
        """An index of the steps."""
        return Dim.of(IndexName(letter, self.swept.size, self.swept.index.start))

    # -- pieces ------------------------------------------------------------------------------------------------------
    def at(self, expr: Expr, index: Dim) -> Expr:
        """A part of the step, at an index."""
        return replace_indices(expr, {self.swept.index: index})

    def names(self, *indices: Dim) -> dict[Expr, Form]:
        """``z[k]`` where it is no state or symbol itself."""
        narrow = self.swept.narrow
        if not narrow.args or narrow is self.swept.step:
            return {}
        return {self.at(narrow, i): _member(self.letter, i) for i in indices}

    def link(self, index: Dim) -> tuple[Expr, Expr, Expr]:
        """``∂y[k+1]/∂z[k]``, ``∂z[k]/∂y[k]``, ``∂z[k]/∂θ[k]``, each with what lies below held fixed."""
        after, narrow, before = (self.at(e, index) for e in (self.swept.step, self.swept.narrow, self.swept.before))
        return by_part(after, narrow), by_part(narrow, before), past(narrow, before, self.theta(index))

    def theta(self, index: Dim) -> Expr:
        """The variable as it enters the step at an index."""
        free = next(iter(self.target.indices), None)
        return replace_indices(self.target, {free: index}) if self.family and free is not None else self.target

    @property
    def index(self) -> IndexName | None:
        """The index that is summed over where all steps share the variable."""
        (atom,) = self.i.atoms() if not self.family else (None,)
        return atom if isinstance(atom, IndexName) else None

    def step(
        self, of: Form, right: Form, value: Expr, rule: Rule, again: bool = False, claim: Claim | None = None
    ) -> Step:
        return Step(repr(of), None if again else of, right, value, rule.words, rule.source, claim=claim)

    def _outermost(self) -> Claim:
        """``∂J/∂y[m]``, the states before held fixed."""
        held, outside = aside(self.function, self.state)
        return Claim(outside, held, ((held, self.state),))

    def _of_step(self, k: Dim, variable: Expr | None) -> Claim:
        """``∂y[k+1]/∂θ`` with y[k] held fixed; without a variable by y[k]."""
        before = self.at(self.swept.before, k)
        held, after = aside(self.at(self.swept.step, k), before)
        return Claim(after, held if variable is None else variable, ((held, before),))

    def definitions(self) -> list[Definition]:
        """The recurrence, z, and the adjoint recurrence."""
        names, swept, p, k = self.names(self.k), self.swept, self.parts, self.k
        carried = parts_of(swept.carried)
        first, last = p.first, carried.first
        found = [Definition(_member(p.name, first), write(p.start))]
        found += [Definition(form, write(node)) for node, form in names.items()]
        after = write(self.at(swept.step, k), names)
        found.append(Definition(_member(p.name, k + 1), after, f"{k} = {first}, …, {p.at - 1}"))
        found.append(Definition(_member(carried.name, last), write(carried.start, self.names(last))))
        later = replace_indices(carried.step, {carried.bound: k})
        found.append(Definition(_member(carried.name, k), write(later, names), f"{k} = {last - 1}, …, {swept.low}"))
        return found

    def _gradient(self) -> Step:
        left = forms.name("gradient")
        claim = Claim(self.function, self.target)
        return self.step(left, write(self.result), self.result, wording.GRADIENT, claim=claim)

    # -- the Jacobian style ------------------------------------------------------------------------------------------
    def jacobian_steps(self) -> list[Step]:
        """``∂J/∂y[m]``, one step, the step that the variable enters, and the chain through all steps after it."""
        k, i = self.k, self.i
        top, last, names = forms.name(self.label), write(self.state), self.names(k, i)
        outer, inner, _ = self.link(k)
        outer_i, _, own = self.link(i)
        outermost = row(self.seed)
        one, enters = Chain((outer, inner)), Chain((outer_i, own))
        y = self.parts.name
        steps = [
            self.step(
                partial_form(top, last), write(outermost), outermost, Rule("the outermost function"),
                claim=self._outermost(),
            ),
            self.step(
                partial_form(_member(y, k + 1), _member(y, k)), one.form(names), one.value(), _ONE_STEP,
                claim=self._of_step(k, None),
            ),
            self.step(
                partial_form(_member(y, i + 1), write(self.theta(i))), enters.form(names), enters.value(),
                Rule("the step that the variable enters", wording.VEC.source if own.op.name == "kron" else ""),
                claim=self._of_step(i, self.theta(i)),
            ),
        ]  # fmt: skip
        return [*steps, *self._collected(partial_form(top, write(self.target)), names)]

    def _collected(self, whole: Form, names: Names) -> list[Step]:
        """The chain, with ``e[i]'`` for all of it up to z[i], and ``e[i]' (y[i]' ⊗ I) = vec(e[i] y[i]')'``."""
        outer_i, _, own = self.link(self.i)
        carried = self.at(self.swept.carried, self.i)
        chain = Chain((self._after(), outer_i, own), self.index)
        short = Chain((row(carried), own), self.index)
        done = row(self.result)
        lines = [
            self.step(whole, self._product(names), chain.value(), _THROUGH),
            self.step(whole, short.form(names), short.value(), self._adjoint()),
        ]
        if write(done) != short.form(names):
            lines.append(self.step(whole, write(done), done, wording.VEC, again=True))
        return [*lines, self._gradient()]

    def _adjoint(self) -> Rule:
        """What the chain up to ``z[i]``, or to the next state, is."""
        below = self.names(self.i).get(self.at(self.swept.narrow, self.i), _member(self.parts.name, self.i + 1))
        carried = render(write(row(self.at(self.swept.carried, self.i))))
        return Rule(f"the chain up to {render(below)} is {carried}, which has a recurrence of its own", _SOURCE)

    def _after(self) -> Expr:
        """``∂J/∂y[i+1]`` as the product of the Jacobians of all later steps: itself a recurrence, run backward."""
        index, p = self.swept.index, self.parts
        outer, inner, _ = self.link(Dim.of(index))
        later = state_at(self.state, Dim.of(index) + 1)
        moving = carry("L", c.number(1).rows, later.rows * later.cols, Dim.of(index) + 1)
        step = c.product(moving, outer, inner)
        return recurrence("L", row(self.seed), step, index, p.at, -1).at(self.i + 1)

    def _product(self, names: Names) -> Form:
        """``(y[m]-y)' ∏ diag(φ'(z[j])) W[j] · diag(φ'(z[i])) · (y[i]' ⊗ I)``."""
        named = {**names, **self.names(self.j)}
        outer, inner, _ = self.link(self.j)
        body = signs.times(1, [write(outer, named), write(inner, named)])
        bounds = (forms.name(str(self.j)), forms.name(str(self.parts.at - 1)), forms.name(str(self.i + 1)), body)
        outer_i, _, own = self.link(self.i)
        first, ends = write(row(self.seed)), product_form((outer_i, own), named)
        product = signs.times(1, [first, Form("range", "prod", bounds), *(ends.parts if ends.text == "*" else [ends])])
        return product if self.index is None else sum_form(self.index, product)

    # -- the differential style --------------------------------------------------------------------------------------
    def differential_steps(self) -> list[Step]:
        """``dJ`` by dy[m], one step of dy, and the sum of what enters at each step."""
        top, y, k = forms.name(self.label), self.parts.name, self.k
        whole = moved(self.function, [self.target], self._move)
        last, after = (moved(s, [self.target], self._move) for s in (self.state, state_at(self.state, k + 1)))
        names = {**self.names(k), **self._changes(k)}
        before = moved(state_at(self.state, k), [self.target], self._move)
        one = self._one_step(k, before)
        entering = self._entering(k)
        carried = self.at(self.swept.carried, k)
        summed = c.trace(c.product(c.transpose(carried), entering))
        (atom,) = k.atoms()
        total = close("sum_over", summed, atom, self.swept.size, self.swept.first)
        written = sum_form(_index(k), self._paired(carried, entering, names))
        dy = {last: forms.differential(write(self.state)), before: forms.differential(_member(y, k))}
        change = product_form([c.transpose(self.seed)], {}, forms.differential(write(self.state)))
        stepped = self.step(forms.differential(_member(y, k + 1)), write(one, {**names, **dy}), one, _ONE_STEP)
        return [
            self.step(forms.differential(top), self._traced(change), whole, Rule("the outermost function")),
            dataclasses.replace(stepped, other=after),
            self.step(forms.differential(top), written, total, _SUMMED),
            self._gradient_of(),
        ]

    def _gradient_of(self) -> Step:
        rule = ends.identified(self.target)
        claim = Claim(self.function, self.target)
        return self.step(forms.name("gradient"), write(self.result), self.result, rule, claim=claim)

    def _move(self, node: Expr) -> Expr | None:
        """dW[k] for each member of the family, or dθ."""
        name = f"d{self.target.name}"
        if not self.family:
            return c.build("symbol", (), (name, *self.target.shape, ())) if node is self.target else None
        if not (node is self.target or same_family(node, self.target)):
            return None
        return member(name, *node.shape, (), node.index, node.size, node.start)

    def _changes(self, k: Dim) -> dict[Expr, Form]:
        theta = self.theta(k)
        change = self._move(theta)
        assert change is not None
        return {change: forms.differential(write(theta))}

    def _one_step(self, k: Dim, before: Expr) -> Expr:
        """``dy[k+1]`` in terms of ``dy[k]`` and of the change that enters."""
        state = self.at(self.swept.before, k)
        held, step = aside(self.at(self.swept.step, k), state)
        change = moved(step, [held, self.theta(k)], lambda n: before if n is held else self._move(n))
        return simplify(replace(change, {held: state}))

    def _entering(self, k: Dim) -> Expr:
        """``dz[k]`` with the state that the step starts from held fixed."""
        state = self.at(self.swept.before, k)
        held, fixed = aside(self.at(self.swept.narrow, k), state)
        return replace(moved(fixed, [self.theta(k)], self._move), {held: state})

    def _paired(self, carried: Expr, entering: Expr, names: Names) -> Form:
        product = signs.times(1, [write(c.transpose(carried), names), write(entering, names)])
        return self._traced(product)

    def _traced(self, product: Form) -> Form:
        """``g'dy``, or ``tr(G'dY)`` of states that are matrices."""
        return product if self.state.is_column else forms.call("tr", product)


def _member(name: str, index: Dim) -> Form:
    return forms.member(forms.name(name), forms.name(str(index)))


def _index(dim: Dim) -> IndexName:
    (atom,) = dim.atoms()
    assert isinstance(atom, IndexName)
    return atom


def derive_recurrence(function: Expr, target: Expr, state: Expr, label: str, style: str) -> Derivation:
    """The derivation of the gradient of a scalar of the last state of a recurrence."""
    writer = RecurrenceStyle(function, target, state, label)
    steps = writer.jacobian_steps() if style == "jacobian" else writer.differential_steps()
    found = Derivation(function, target, label, writer.result, steps, style)
    found.definitions = writer.definitions()
    return found
