"""The derivation through a recurrence: the chain of its steps' Jacobians, and how it becomes the adjoint recurrence."""

from __future__ import annotations

from extremum.algebra import forms
from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.forms import Form
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace_indices, topological, write
from extremum.calculus.chain import step as jacobian_of
from extremum.calculus.derivation import Chain, Definition, Derivation, Step, partial_form, sum_form, tidy_factors
from extremum.calculus.recurrences import Adjoint, adjoint
from extremum.calculus.sweep import gradients, partial
from extremum.operations import construct as c
from extremum.operations.recurrence import parts_of
from extremum.simplify.search import simplify

_BRYSON = "Bryson & Ho (1975), ch. 2"


def recurrence_in(expr: Expr) -> Expr | None:
    """The last state of the one recurrence in an expression, or None."""
    states = [node for node in topological([expr], enter=lambda n: n.op.name != "state") if node.op.name == "state"]
    return states[0] if len(states) == 1 else None


def derive_recurrence(function: Expr, target: Expr) -> Derivation:
    """The derivation of ``∂J/∂θ[i]`` for a scalar J of the last state of a recurrence."""
    state = recurrence_in(function)
    assert state is not None
    result = simplify(gradients(function, [target])[0])
    seed = partial(function, state, c.number(1))
    return _Writer(function, target, state, adjoint(state, seed), seed, result).derivation()


class _Writer:
    """Writes the lines, with ``z[k]`` for the narrowest node of the step and ``e[k]`` for the gradient there."""

    def __init__(self, function: Expr, target: Expr, state: Expr, swept: Adjoint, seed: Expr, result: Expr) -> None:
        self.function, self.target, self.state, self.swept = function, target, state, swept
        self.seed, self.result = simplify(seed), result
        self.parts = parts_of(state)
        self.k = Dim.of(IndexName("k", swept.size, swept.index.start))
        member = target.op.name == "member"
        self.i = target.params[4] if member else self.k
        assert isinstance(self.i, Dim)

    def at(self, expr: Expr, index: Dim) -> Expr:
        """A part of the step, at an index."""
        return replace_indices(expr, {self.swept.index: index})

    def names(self, *indices: Dim) -> dict[Expr, Form]:
        """``z[k]`` where it is no state or symbol itself."""
        narrow = self.swept.narrow
        if not narrow.args or narrow is self.swept.step:
            return {}
        return {self.at(narrow, i): _member("z", i) for i in indices}

    def link(self, index: Dim) -> tuple[Expr, Expr, Expr]:
        """``∂y[k+1]/∂z[k]``, ``∂z[k]/∂y[k]``, ``∂z[k]/∂θ[k]``."""
        after, narrow, before = (self.at(e, index) for e in (self.swept.step, self.swept.narrow, self.swept.before))
        theta = self.at_target(index)
        return jacobian_of(after, narrow), jacobian_of(narrow, before), _local(narrow, theta, before)

    def at_target(self, index: Dim) -> Expr:
        if self.target.op.name != "member":
            return self.target
        free = next(iter(self.target.indices), None)
        return replace_indices(self.target, {free: index}) if free is not None else self.target

    def derivation(self) -> Derivation:
        i, k = self.i, self.k
        assert isinstance(i, Dim)
        top, last = forms.name("J"), write(self.state)
        steps = [Step(partial_form(top, last), (Chain((c.transpose(self.seed),)),), "the outermost function")]
        steps += self._one_step(k)
        steps += self._parameter(i)
        whole = partial_form(top, write(self.target))
        steps.append(Step(whole, (), "the chain rule through all steps after it", display=self._chain(i)))
        steps += self._collected(whole, i)
        derivation = Derivation(self.function, self.target, self.result, steps, self._definitions(k))
        derivation.names = {**self.names(k), **self.names(i), **self.names(self.parts.at - 1)}
        return derivation

    def _one_step(self, k: Dim) -> list[Step]:
        outer, inner, _ = self.link(k)
        left = partial_form(_member(self.parts.name, k + 1), _member(self.parts.name, k))
        return [Step(left, (Chain((outer, inner)),), "the chain rule for one step")]

    def _parameter(self, i: Dim) -> list[Step]:
        outer, _, own = self.link(i)
        left = partial_form(_member(self.parts.name, i + 1), write(self.target))
        return [
            Step(
                left,
                (Chain((outer, own)),),
                "the step that the variable enters",
                reference="vec(ABC) = (C' ⊗ A) vec(B)",
            )
        ]

    def _chain(self, i: Dim) -> Form:
        """``(y[m]-y)' ∏ diag(φ'(z[j])) W[j] · diag(φ'(z[i])) · (y[i]' ⊗ I)``."""
        j = Dim.of(IndexName("j", self.swept.size, self.swept.index.start))
        names = {**self.names(j), **self.names(i)}
        outer, inner, _ = self.link(j)
        body = forms.times(1, [write(outer, names), write(inner, names)])
        bounds = (forms.name("j"), forms.name(str(self.parts.at - 1)), forms.name(str(i + 1)), body)
        through = Form("range", "prod", bounds)
        outer_i, _, own = self.link(i)
        ends = [write(factor, names) for factor in tidy_factors((outer_i, own))]
        product = forms.times(1, [write(c.transpose(self.seed)), through, *ends])
        if self.target.op.name == "member":
            return product
        return sum_form(IndexName(str(i), self.swept.size, self.swept.index.start), product)

    def _collected(self, whole: Form, i: Dim) -> list[Step]:
        """The chain up to z[i] is e[i]'; what remains is ``e[i]' (y[i]' ⊗ I) = vec'(e[i] y[i]')``."""
        carried = self.at(self.swept.carried, i)
        _, _, own = self.link(i)
        index = None if self.target.op.name == "member" else IndexName(str(i), self.swept.size, self.swept.index.start)
        lines = [
            Step(
                whole,
                (Chain((c.transpose(carried), own), index),),
                f"{write(carried).parts[0].text}[{i}]' for all up to z[{i}]",
                reference=_BRYSON,
            )
        ]
        done = Chain((c.product(c.transpose(carried), own),), index)
        if own.op.name != "eye":
            lines.append(Step(None, (done,), "vec of a product, transposed"))
        lines.append(
            Step(forms.name("gradient"), (Chain((self.result,)),), "the Jacobian of a scalar is vec(gradient)'")
        )
        return lines

    def _definitions(self, k: Dim) -> list[Definition]:
        names = self.names(k)
        swept, p = self.swept, self.parts
        first, last = p.first, p.at - 1
        carried = parts_of(swept.carried)
        found = [Definition(_member(p.name, first), write(p.start))]
        for node, form in names.items():
            found.append(Definition(form, write(node)))
        found.append(
            Definition(_member(p.name, k + 1), write(self.at(swept.step, k), names), f"{k} = {first}, …, {last}")
        )
        found.append(Definition(_member(carried.name, last), write(carried.start, self.names(last))))
        later = replace_indices(carried.step, {carried.bound: k})
        found.append(Definition(_member(carried.name, k), write(later, names), f"{k} = {last - 1}, …, {first}"))
        return found


def _member(name: str, index: Dim) -> Form:
    return forms.member(forms.name(name), forms.name(str(index)))


def _local(narrow: Expr, theta: Expr, before: Expr) -> Expr:
    """``∂z[k]/∂θ`` with the state y[k] held fixed."""
    from extremum.algebra.traverse import replace
    from extremum.calculus.jacobian import chained

    held = c.build("symbol", (), ("_y", before.rows, before.cols, ()))
    inner = replace(narrow, {before: held, c.transpose(before): c.transpose(held)})
    return replace(chained(inner, theta), {held: before})
