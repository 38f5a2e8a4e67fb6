"""Derivations through recurrences that a function uses at many states, by costates: ``e[k] = ∂J_k + step'(e[k+1])``.

As in Bryson & Ho (1975), ch. 2: one step, the costate at the last state, the costate of an earlier one by itself and
through the next state, and the sum over the steps of what the variable changes there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import final

from extremum.algebra import forms
from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.ranges import is_nonnegative
from extremum.algebra.traverse import replace_indices, write
from extremum.calculus.forward import moved
from extremum.deriving import ends, wording
from extremum.deriving.claims import Claim
from extremum.deriving.costates import Costate, Told, change_of, told
from extremum.deriving.derivation import (
    Chain,
    Definition,
    Derivation,
    Step,
    added,
    partial_form,
    product_form,
    row,
    sum_form,
)
from extremum.deriving.wording import Rule
from extremum.notation.states import defined
from extremum.notation.text import render
from extremum.operations import construct as c
from extremum.operations import signs
from extremum.operations.binders import close
from extremum.operations.leaves import index_of
from extremum.operations.recurrence import parts_of, state_at
from extremum.simplify.search import simplify

_SOURCE = "Bryson & Ho (1975), ch. 2"
_ONE_STEP = Rule("one step of the recurrence")
_ENTERS = Rule("how the variable enters a step, the states held fixed")
_OWN = Rule("what the function changes by with its states and its variable")
_STARTS = Rule("the variable changes the first state, and that the function by its costate", _SOURCE)
_SUMMED = Rule("what enters at each step, carried to the function by the costates", _SOURCE)


def derive_costates(function: Expr, target: Expr, label: str, style: str) -> Derivation | None:
    """The derivation of the gradient of a scalar by its costates; None where it is not told by them."""
    found = told(function, target)
    if found is None:
        return None
    writer = CostateStyle(found, label)
    steps = writer.jacobian_steps() if style == "jacobian" else writer.differential_steps()
    derivation = Derivation(function, target, label, writer.result, steps, style)
    derivation.definitions = writer.definitions(style)
    return derivation


@final
class CostateStyle:
    """Writes the lines."""

    def __init__(self, found: Told, label: str) -> None:
        self.told, self.label, self.top = found, label, forms.name(label)
        self.function, self.target = found.function, found.target
        self.result, self.directly = simplify(found.gradient), simplify(found.directly)
        self.entered = [one for one in found.carried if one.enters]

    def definitions(self, style: str) -> list[Definition]:
        """The recurrences of the function, and where the changes of their states start."""
        found = [Definition(line.left, line.right) for line in defined([self.function])]
        if style == "jacobian":
            return found
        return found + [Definition(*self._start(one)) for one in self._once()]

    # -- what both styles say ----------------------------------------------------------------------------------------
    def _costates(self, one: Costate) -> list[Step]:
        """``e[K]`` and ``e[k]``."""
        index, own, back = one.earlier()
        k, name = Dim.of(index), parts_of(one.state).name
        state, follows = _written(name, k, one), _written(name, k + 1, one)
        last, here, after = (self._total(one, at) for at in (one.last, k, k + 1))
        end = simplify(one.end())
        first = Rule(f"{last}: {_written(name, one.last, one)} is the last state that {self.label} has", _SOURCE)
        terms = [simplify(term) for term in (own, back) if not c.is_zero(term)]
        how = f"by {state} itself, and through {follows}" if len(terms) > 1 else f"through {follows}"
        rule = Rule(f"{here}: {how}, which brings {after}; {k} = {one.last - 1}, …, {one.low}", _SOURCE)
        value = c.add(own, back)
        return [
            _line(self._e(one, one.last), write(end), end, first, one.claim(one.last)),
            _line(self._e(one, k), added([write(term) for term in terms]), value, rule, one.claim(k)),
        ]

    def _e(self, one: Costate, at: Dim) -> Form:
        return _state_form(parts_of(one.after).name, at, one)

    def _total(self, one: Costate, at: Dim) -> str:
        return f"d{self.label}/d{_written(parts_of(one.state).name, at, one)}"

    def _last(self) -> Step:
        scalar = self.target.is_scalar
        left = partial_form(self.top, write(self.target)) if scalar else forms.name("gradient")
        rule = wording.BY_SCALAR if scalar else wording.GRADIENT
        return _line(left, write(self.result), self.result, rule, Claim(self.function, self.target))

    def _shared(self, one: Costate) -> bool:
        """Whether all steps share the variable; of a family each step has a member of its own."""
        if self.target.op.name != "member" or not one.enters_at_its_index:
            return True
        return not is_nonnegative(self.target.start - one.one.swept.first)

    def _around(self, one: Costate, product: Form) -> Form:
        """The sums around what a step brings."""
        return one.written_sum(product) if self._shared(one) else one.written_over_samples(product)

    def _in_place(self, one: Costate, expr: Expr) -> Expr:
        """At the index of the variable, where that is a member of a family with which each step has its own."""
        return expr if self._shared(one) else replace_indices(expr, {one.index: index_of(self.target)})

    def _brought(self, one: Costate, product: Expr) -> Expr:
        return one.summed(product) if self._shared(one) else one.over_samples(self._in_place(one, product))

    # -- the Jacobian style ------------------------------------------------------------------------------------------
    def jacobian_steps(self) -> list[Step]:
        """The Jacobians of a step, the costates, and ``∂J/∂θ = Σ_k e[k+1]' ∂x[k+1]/∂θ``."""
        steps = [step for one in self.told.carried for step in (*self._step_of(one), *self._costates(one))]
        return [*_once(steps), *self._collected()]

    def _step_of(self, one: Costate) -> list[Step]:
        after, through = _next(one), one.through()
        left = partial_form(after, write(one.before))
        found = [_line(left, write(through), through, _ONE_STEP, one.claim_of_step(one.before))]
        if one.enters:
            left, entering = partial_form(after, write(one.theta)), one.entering()
            found.append(_line(left, write(entering), entering, _ENTERS, one.claim_of_step(one.theta)))
        return found

    def _collected(self) -> list[Step]:
        whole = partial_form(self.top, write(self.target))
        if self.target.is_scalar:
            return [*([self._through_steps(whole)] if self.entered else []), self._last()]
        done = row(self.result)
        lines = [self._through_steps(whole)] if self.entered else []
        again = None if lines else whole
        if not lines or lines[0].right != write(done):
            rule = _STARTS if not lines else wording.MULTIPLIED if self.target.is_column else wording.VEC
            claim = Claim(self.function, self.target)
            lines.append(Step(repr(whole), again, write(done), done, rule.words, rule.source, claim=claim))
        return [*lines, self._last()]

    def _through_steps(self, whole: Form) -> Step:
        parts: list[Form] = []
        values: list[Expr] = []
        for one in self.entered:
            chain = tuple(self._in_place(one, e) for e in (row(one.after), one.entering()))
            parts.append(self._around(one, Chain(chain).form({})))
            values.append(self._brought(one, c.product(row(one.after), one.entering())))
        if not c.is_zero(self.directly):
            own = row(self.directly)
            parts.append(write(own))
            values.append(own)
        return _line(whole, added(parts), c.add(*values), _SUMMED, Claim(self.function, self.target))

    # -- the differential style --------------------------------------------------------------------------------------
    def differential_steps(self) -> list[Step]:
        """``dJ`` by the changes of the states, one step of these, the costates, and the sum of what enters."""
        whole = moved(self.function, [self.target], self._move)
        left = forms.differential(self.top)
        steps = [_line(left, write(simplify(whole)), whole, _OWN)]
        for one in self.told.carried:
            steps += [self._changed(one), *self._costates(one)]
        lines = [*_once(steps), self._entered(left)]
        column = self.target.is_column
        if self._member_index() is None:
            back = c.transpose(self.result)
            product = product_form([back], {}, write(self._dtheta(self.target)))
            value = c.trace(c.product(back, self._dtheta(self.target)))
            rule = ends.of_form(set(), self.target)
            collected = _line(left, product if column else forms.call("tr", product), value, rule)
            lines += [collected] if collected.right != lines[-1].right else []
        identified = ends.identified(self.target)
        return [*lines, dataclasses.replace(self._last(), rule=identified.words, source=identified.source)]

    def _move(self, node: Expr) -> Expr | None:
        return change_of(self.target, node)

    def _dtheta(self, theta: Expr) -> Expr:
        found = change_of(self.target, theta)
        assert found is not None
        return found

    def _once(self) -> list[Costate]:
        """A costate for each recurrence."""
        return list({one.state.args: one for one in self.told.carried}.values())

    def _tangent(self, state: Expr) -> Expr:
        return moved(state, [self.target], self._move)

    def _start(self, one: Costate) -> tuple[Form, Form]:
        p = parts_of(one.state)
        return _state_form(f"d{p.name}", p.first, one), write(simplify(self._tangent(p.start)))

    def _changed(self, one: Costate) -> Step:
        """``dx[k+1] = ∂F/∂x[k] dx[k] + ∂F/∂θ dθ``."""
        reached = self._tangent(state_at(one.state, one.k + 1))
        changes = {state: self._tangent(state) for state in one.held}
        value = one.change(changes)
        return dataclasses.replace(_line(write(reached), write(simplify(value)), value, _ONE_STEP), other=reached)

    def _entered(self, left: Form) -> Step:
        """``Σ_k e[k+1]' dF_k``, and what comes directly."""
        parts: list[Form] = []
        values: list[Expr] = []
        for one in self.entered:
            back, change = c.transpose(one.after), one.change({})
            product = signs.times(1, [write(back), write(simplify(change))])
            parts.append(one.written_sum(product if one.state.is_column else forms.call("tr", product)))
            values.append(one.summed(c.trace(c.product(back, change))))
        if not c.is_zero(self.directly):
            own = c.transpose(self.directly)
            product = product_form([own], {}, write(self._dtheta(self.target)))
            parts.append(self._of_family(product if self.target.is_column else forms.call("tr", product)))
            values.append(self._over_family(c.trace(c.product(own, self._dtheta(self.target)))))
        return _line(left, added(parts), c.add(*values), _SUMMED if self.entered else _STARTS)

    def _of_family(self, form: Form) -> Form:
        found = self._member_index()
        return form if found is None else sum_form(found, form)

    def _over_family(self, part: Expr) -> Expr:
        found = self._member_index()
        return part if found is None else close("sum_over", part, found, self.target.size, self.target.start)

    def _member_index(self) -> IndexName | None:
        """The index of the variable, where that is a member of a family, with the range of the family."""
        if self.target.op.name != "member":
            return None
        (index,) = self.target.indices
        return IndexName(str(index), self.target.size, self.target.start.number or 0)


def _next(one: Costate) -> Form:
    return write(state_at(one.state, one.k + 1))


def _state_form(name: str, at: Dim, one: Costate) -> Form:
    return forms.member(forms.name(name), *(forms.name(str(index)) for index in (at, *one.indices)))


def _written(name: str, at: Dim, one: Costate) -> str:
    return render(_state_form(name, at, one))


def _line(left: Form, right: Form, value: Expr, rule: Rule, claim: Claim | None = None) -> Step:
    return Step(repr(left), left, right, value, rule.words, rule.source, claim=claim)


def _once(steps: Sequence[Step]) -> list[Step]:
    """Without lines that were said before."""
    said: dict[tuple[str, str], Step] = {}
    for step in steps:
        said.setdefault((step.of, repr(step.right)), step)
    return list(said.values())
