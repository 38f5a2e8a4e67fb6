"""Derivatives with letters for the parts of the formula: ``r + h (1 - t²) ∘ W'r`` with ``r = x + h W t - y`` and
``t = tanh(x)``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final
from weakref import ReferenceType

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.apart import Apart, Letters
from extremum.calculus.dependence import dependent
from extremum.calculus.structure import structured, structures
from extremum.operations import construct as c
from extremum.operations.inverse import INVERSE
from extremum.operations.letters import in_letters_of
from extremum.operations.sum import SUM, terms_of
from extremum.simplify.by_entries import by_entries, columns_by_entry, has_entries, in_lists
from extremum.simplify.cost import cost
from extremum.simplify.near import near
from extremum.simplify.offered import Lettered, Way
from extremum.simplify.question import one_question
from extremum.simplify.search import simplify


@final
@dataclass(frozen=True, slots=True)
class Question:
    """A derivative that was asked for: of which formula, by what, and which one.

    What symmetric letters say fixes a derivative in symmetric directions only, so it is one within the structure of the
    variable.
    """

    formula: ReferenceType[Expr]
    target: Expr
    kind: str

    def __call__(self, way: Way) -> Lettered | None:
        """The derivative with letters for parts of the formula; None where it has no such parts."""
        formula = self.formula()
        if formula is None:
            return None
        try:
            with one_question(), in_letters_of(formula):
                found = self._answer(formula, way)
                return found if found is None or not has_entries(formula) else _listed(found, formula)
        except ExtremumError:  # an operation needs more of its argument than is known of a letter
            return None

    def _answer(self, formula: Expr, way: Way) -> Lettered | None:
        apart = Apart(formula, [self.target], Letters(way))
        if not apart.letters or (apart.inner and self.kind != "gradient"):
            return None
        if self.kind == "jacobian":
            return None if structures(self.target) else _signed(apart, apart.answer(apart.jacobian()))
        found = apart.answer(apart.gradients(c.number(1))[self.target])
        if self.kind == "hessian":
            return None if structures(self.target) else self._second(apart, found)
        within = structured(found, self.target, "projection")
        return _signed(apart, found if within is found else simplify(within))

    def _second(self, apart: Apart, gradient: Expr) -> Lettered:
        """The Jacobian of the gradient, whose parts have letters, too."""
        whole = Apart(gradient, [self.target, *apart.letters], apart.given)
        whole.letters, whole.slopes = {**apart.letters, **whole.letters}, {**apart.slopes, **whole.slopes}
        return _signed(whole, whole.answer(whole.jacobian()))


def _listed(found: Lettered, formula: Expr) -> Lettered:
    """The derivative entry by entry where the formula names few entries."""
    ways = (found.short, by_entries(found.short, columns_by_entry(formula)))
    return Lettered(min(map(in_lists, ways), key=cost), found.values)


def _signed(apart: Apart, found: Expr) -> Lettered:
    """The derivative and what its letters stand for, with the signs that suit it."""
    best = Lettered(found, apart.let(found))
    for letter in reversed(list(best.values)):
        if _takes_a_sign(best.values[letter]):
            best = min(best, _turned(*best, letter), key=_minuses)
    return best


def _takes_a_sign(value: Expr) -> bool:
    """Whether it is written with the other sign as well: a sum, an inverse of one."""
    ((_, core), *others) = terms_of(value)
    return bool(others) or (core.op is INVERSE and core.args[0].op is SUM)


def _minuses(lettered: Lettered) -> int:
    """How many formulas begin with a minus."""
    found, let = lettered
    formulas = (found, *(value for value in let.values() if not _takes_a_sign(value)))
    return sum(all(q < 0 for q, _ in terms_of(formula)) for formula in formulas)


def _turned(found: Expr, let: Mapping[Expr, Expr], letter: Expr) -> Lettered:
    """With the other sign of what a letter stands for, and of all letters that are its multiples."""
    signs, new = {letter: c.multiple(-1, letter)}, dict[Expr, Expr]()
    for other, value in let.items():
        changed = replace(value, signs)
        if other is letter or (changed is not value and changed is c.multiple(-1, value)):
            signs[other] = c.multiple(-1, other)
            new[other] = c.multiple(-1, value) if other is letter else value
        else:
            new[other] = changed
    return Lettered(replace(found, signs), new)


_SUMS = 5
"""A formula with more sums is differentiated without letters for them."""


def with_whole_sums(f: Expr, targets: Sequence[Expr], grads: Sequence[Expr]) -> list[Expr]:
    """The gradients of a scalar, of which those are written with the sums of the formula whole that are shorter so:
    ``M'((r - s) ∘ (1 - r/s))`` with ``r = M x + q``.

    What is added to a gradient is added to the terms of a residual too, and what is taken out of it tears the residual
    apart: behind a letter it stays whole, and small differences keep their digits.
    """
    if not 0 < sum(node.op is SUM for node in dependent(f, targets)[1]) <= _SUMS:
        return [*grads]
    try:
        apart = Apart(f, targets, Letters(Way(sums=True)))
        found = apart.gradients(c.number(1)) if apart.letters else {}
        shorts = [simplify(structured(apart.answer(found[x]), x, "projection")) for x in targets if x in found]
        return [_whole(apart, short, grad) for short, grad in zip(shorts, grads, strict=True)] if found else [*grads]
    except ExtremumError:  # an operation needs more of its argument than is known of a letter
        return [*grads]


def _whole(apart: Apart, short: Expr, grad: Expr) -> Expr:
    """What is short in letters with their values, where that is shorter than the gradient; then of the forms near by
    the one that has each letter the fewest times."""
    let = apart.let(short)
    found = Lettered(short, let).whole()
    while cost(found) < cost(grad):
        grad = found
        options = ((Lettered(other, let).whole(), other) for other in near(short))
        found, short = min(options, key=lambda option: cost(option[0]), default=(found, short))
    return grad
