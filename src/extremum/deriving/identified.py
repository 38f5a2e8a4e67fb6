"""The end of a derivation by differentials: each term in the form ``tr(G' dX)`` or ``⟨G, dX⟩``, the terms put together,
and the derivative read off."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import final

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.lengths import operations
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological, write
from extremum.calculus.dependence import dependent
from extremum.calculus.jacobian import chained, jacobian
from extremum.calculus.structure import structures
from extremum.calculus.sweep import gradients
from extremum.deriving import ends, wording
from extremum.deriving.claims import Claim
from extremum.deriving.derivation import Step, added, partial_form, product_form
from extremum.deriving.differential_style import DifferentialStyle, without
from extremum.deriving.letters import Naming
from extremum.deriving.orders import SHARED, unordered
from extremum.deriving.parts import gradient_of, stand_in
from extremum.deriving.wording import Rule
from extremum.operations import construct as c
from extremum.operations.signs import times
from extremum.operations.sum import SUM, content, terms_of
from extremum.operations.trace import TRACE
from extremum.operations.wordalgebra import factors
from extremum.simplify.by_entries import in_lists
from extremum.simplify.expand import expanded
from extremum.simplify.kept import kept
from extremum.simplify.search import simplify

_TERMS = 6
"""So many terms are brought to their form one by one."""
_READ, _TIMES = 40, 2
"""An answer with more operations, and so many times those that it has with letters, is not written out."""


def from_differential(
    expr: Expr, writer: DifferentialStyle, found: Expr, top: Form, said: Form
) -> tuple[Expr, list[Step]]:
    """The differential in the form from which the derivative is read off, and the derivative; ``said`` is how the line
    before writes it."""
    read = _of_scalar if expr.is_scalar else _by_scalar if writer.target.is_scalar else _of_matrix
    result, collected, last = read(expr, writer, found, top)
    if c.is_zero(result) or _is_said(collected[-1].right, said, writer):
        return result, last
    if len(collected) > 1 and _is_said(collected[0].right, said, writer):
        del collected[0]
    return result, [*collected, *last]


def _is_said(form: Form, before: Form, writer: DifferentialStyle) -> bool:
    """Whether a line says what the one before says, but for the order of what commutes and shared factors."""
    numbers = writer.naming.numbers
    if writer.target.is_scalar:
        numbers = {*numbers, forms.differential(write(writer.target))}
    return unordered(form, numbers, (SHARED,)) == unordered(before, numbers, (SHARED,))


def _of_scalar(expr: Expr, writer: DifferentialStyle, found: Expr, top: Form) -> tuple[Expr, list[Step], list[Step]]:
    """``dy = tr(G' dX)``, ``dy = g' dx``."""
    held = _Held(writer, found)
    slopes = held.slopes()
    read = slopes[0] if len(slopes) == 1 else simplify(held.slope(held.found))
    result = in_lists(_read(gradient_of(expr, writer.target), held.back(read), writer.target))
    lettered = [held.with_letters(result), read][:: -1 if len(slopes) == 1 else 1]
    candidates = (in_lists(each) for each in (*lettered, *map(_multiplied_out, lettered)))
    rule = ends.of_form(dependent(found, [writer.change])[1], writer.change, writer.products)
    short = min(candidates, key=lambda gradient: operations(held.written(gradient)))
    whole, terms = (held.line(forms.differential(top), each, rule) for each in ([short], slopes))
    terms = dataclasses.replace(terms, rule="; ".join([terms.rule, *held.facts]))
    named = ends.identified(writer.target, writer.products)
    last = _gradient(held, short, result, named, Claim(expr, writer.target), top)
    if terms.right == whole.right:
        return result, [whole], last
    together = ends.together(writer.target.is_column, writer.products) if len(slopes) > 1 else wording.SHORTENED
    return result, [terms, dataclasses.replace(whole, rule=together.words, source=together.source)], last


def _read(gradient: Expr, read: Expr, variable: Expr) -> Expr:
    """The gradient; of a variable with a structure what the differential is read as, where that is not within it."""
    from extremum.verify import equal

    return gradient if not structures(variable) or equal(read, gradient) else read


def _multiplied_out(gradient: Expr) -> Expr:
    """``M - M*S*M`` for ``(I - M*S)*M``, which is the shorter one where M is an inverse that is written out."""
    return simplify(_spread(gradient))


def _gradient(held: _Held, short: Expr, result: Expr, rule: Rule, claim: Claim, top: Form) -> list[Step]:
    """The gradient, or the derivative by a number, with the letters, and written out."""
    variable, whole = held.writer.target, write(result)
    left = partial_form(top, write(variable)) if variable.is_scalar else forms.name("gradient")
    line = dataclasses.replace(_line(left, held.written(short), held.back(short), rule), claim=claim)
    rule = ends.written_out(held.back(short))
    out = dataclasses.replace(_line(left, whole, result, rule), left=None, claim=claim)
    return [line] if line.right == whole or is_lost_in(whole, line.right) else [line, out]


def is_lost_in(whole: Form, short: Form) -> bool:
    """Whether nobody would read the answer with its letters written out: they stay to the end."""
    return operations(whole) > _READ and operations(whole) > _TIMES * operations(short)


@final
class _Held:
    """A differential with stand-ins for the parts that have letters, so that nothing takes these apart."""

    def __init__(self, writer: DifferentialStyle, found: Expr) -> None:
        self.writer = writer
        self._letters, self._parts = writer.stand_ins("part")
        self._names = {stand_in: writer.naming.forms[node] for stand_in, node in self._parts.items()}
        self.found = self.with_letters(found)
        self.facts: dict[str, None] = {}

    def with_letters(self, expr: Expr) -> Expr:
        """An expression with the stand-ins."""
        return replace(expr, self._letters)

    def back(self, expr: Expr) -> Expr:
        """An expression without the stand-ins."""
        return without(expr, self._parts)

    def written(self, expr: Expr) -> Form:
        """An expression with the letters."""
        return write(expr, {**self.writer.naming.within(expr), **self._names})

    def slope(self, part: Expr) -> Expr:
        """What a part of the differential is the product of dX with."""
        return gradients(part, [self.writer.change])[0]

    def slopes(self) -> list[Expr]:
        """The slopes of the terms; of more than are written one by one, of all together."""
        parts = _terms(self.found, self.writer.change)
        many = len(parts) > _TERMS or self.writer.target.is_scalar
        return [in_lists(self._without_means(simplify(self.slope(part)))) for part in ([self.found] if many else parts)]

    def _without_means(self, slope: Expr) -> Expr:
        """A slope without the sums of centred parts, which are 0; the facts that it needed are kept."""
        nodes = set(topological([slope]))
        for letter, node in self._parts.items():
            total, ones = (c.product(c.ones(1, e.rows), e) if e.is_column else e for e in (letter, node))
            if total in nodes and not letter.is_scalar and c.is_zero(simplify(ones)):
                slope = simplify(replace(slope, {total: c.number(0)}))
                self.facts[f"mean({self._names[letter].text}) = 0"] = None
        return slope

    def line(self, left: Form, slopes: Sequence[Expr], rule: Rule) -> Step:
        """``dy = tr(G1' dX) + tr(G2' dX)``."""
        products = [c.trace(c.product(c.transpose(slope), self.writer.change)) for slope in slopes]
        written = sorted(map(self._paired, slopes), key=lambda form: form.kind == "prefix")  # what is added comes first
        return _line(left, added(written), self.back(c.add(*products)), rule)

    def _paired(self, slope: Expr) -> Form:
        """``tr(G' dX)``, ``g' dx``, ``⟨G, dX⟩``, numbers and scalars in front."""
        step = forms.differential(write(self.writer.target))
        if self.writer.target.is_scalar:
            return self.writer.written(self.back(c.product(slope, self.writer.change)))
        frobenius = self.writer.products == "frobenius" and not self.writer.target.is_scalar
        if self.writer.target.is_column and not frobenius:
            return product_form([c.transpose(slope)], self._all(slope), step)
        front, matrix = _split(slope)
        if frobenius:
            return product_form(front, self._names, forms.inner(self.written(matrix), step))
        inside = product_form([c.transpose(matrix)], self._all(matrix), step)
        sign, inside = (-1, inside.parts[0]) if inside.kind == "prefix" else (1, inside)
        return product_form([c.number(sign), *front], self._names, forms.call("tr", inside))

    def _all(self, expr: Expr) -> dict[Expr, Form]:
        return {**self.writer.naming.within(expr), **self._names}


def _split(slope: Expr) -> tuple[list[Expr], Expr]:
    """The numbers and scalars of a matrix, and the matrix."""
    q, core = content(slope)
    if core.op is SUM or slope.is_scalar:
        return [c.number(q)], core
    inner, scalars, word = factors(core)
    return [c.product(c.number(q), c.number(inner), *scalars)], c.product(*word) if word else c.eye(slope.rows)


def _terms(found: Expr, change: Expr) -> list[Expr]:
    """The terms with the differential in them, multiplied out, within traces too; sums without it stay together."""
    fixed = {node: stand_in(f"fixed{k}", node) for k, node in enumerate(_fixed_sums(found, change))}
    held = replace(found, fixed)
    traces = [node for node in topological([held]) if node.op is TRACE]
    spread = replace(held, {node: c.trace(_spread(node.args[0])) for node in traces})
    back = {stand_in: node for node, stand_in in fixed.items()}
    return [replace(c.multiple(q, term), back) for q, term in terms_of(_spread(spread))]


def _fixed_sums(found: Expr, change: Expr) -> list[Expr]:
    """The sums without the differential, outer ones first."""
    live = dependent(found, [change])[1]
    beside = dict.fromkeys(arg for node in live for arg in node.args if arg not in live)
    return [node for node in beside if node.op is SUM and not node.indices]


def _spread(expr: Expr) -> Expr:
    """The products multiplied out, where there are not too many."""
    found = expanded(expr)
    return expr if found is None else found


def _by_scalar(expr: Expr, writer: DifferentialStyle, found: Expr, top: Form) -> tuple[Expr, list[Step], list[Step]]:
    """``dF = D dx``."""
    result = simplify(replace(found, {writer.change: c.number(1)}))
    right = _times(result, forms.differential(write(writer.target)), writer.naming)
    collected = _line(forms.differential(top), right, c.product(writer.change, result), wording.COLLECTED_SCALAR)
    name = partial_form(top, write(writer.target))
    return result, [collected], results(name, result, wording.BY_SCALAR, expr, writer.target, writer.naming)


def _of_matrix(expr: Expr, writer: DifferentialStyle, found: Expr, top: Form) -> tuple[Expr, list[Step], list[Step]]:
    """``vec(dF) = J vec(dX)``."""
    result = simplify(kept(jacobian(expr, writer.target), expr))
    step, whole = forms.differential(write(writer.target)), forms.differential(top)
    right = _times(result, step if writer.target.is_column else forms.call("vec", step), writer.naming)
    left = whole if expr.is_column else forms.call("vec", whole)
    collected = _line(left, right, c.product(result, c.vec(writer.change)), ends.of_factors(result))
    collected = dataclasses.replace(collected, other=c.vec(found))
    name = partial_form(top, write(writer.target))
    terms = _each_term(writer, found, collected)
    if terms is not None:
        collected = dataclasses.replace(collected, rule=wording.GATHERED.words, source="")
    return (
        result,
        [collected] if terms is None else [terms, collected],
        results(name, result, wording.IDENTIFIED_JACOBIAN, expr, writer.target, writer.naming),
    )


def _each_term(writer: DifferentialStyle, found: Expr, collected: Step) -> Step | None:
    """``vec(dF) = (B' ⊗ A + (D' ⊗ C) K) vec(dX)``, each term by itself; None where that is what they are together."""
    held = _Held(writer, found)
    terms = _terms(held.found, writer.change)
    if not 1 < len(terms) <= _TERMS:
        return None
    factors = [simplify(chained(term, writer.change)) for term in terms]
    matrix = added(sorted(map(held.written, factors), key=lambda form: form.kind == "prefix"))
    step = collected.right.parts[-1]
    right, value = times(1, [matrix, step]), c.product(held.back(c.add(*factors)), c.vec(writer.change))
    if operations(right) <= operations(collected.right):
        return None
    rule = ends.of_factors(*factors)
    return dataclasses.replace(collected, right=right, value=value, rule=rule.words, source=rule.source)


def _times(matrix: Expr, step: Form, naming: Naming) -> Form:
    """``matrix · step``, an identity left out, a sum as it is by itself."""
    names = naming.within(matrix)
    return times(1, [write(matrix, names), step]) if len(terms_of(matrix)) > 1 else product_form([matrix], names, step)


def _line(left: Form, right: Form, value: Expr, rule: Rule) -> Step:
    return Step(repr(left), left, right, value, rule.words, rule.source)


def results(left: Form, value: Expr, rule: Rule, function: Expr, target: Expr, naming: Naming) -> list[Step]:
    """The last lines: with the letters that were introduced, and written out."""
    value = in_lists(value)
    claim, short, whole = Claim(function, target), naming.of(value), write(value)
    line = dataclasses.replace(_line(left, short, value, rule), claim=claim)
    out = dataclasses.replace(_line(left, whole, value, wording.WRITTEN_OUT), left=None, claim=claim)
    return [line] if short == whole or is_lost_in(whole, short) else [line, out]
