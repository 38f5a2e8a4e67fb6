"""Formulas taken apart: letters for their compound parts, and derivatives in these letters.

A formula is ``f(x, L)`` with ``L_k(x, L_<k)``, and the chain rule runs over the letters:

    ``∂f/∂x + Σ_k (∂L_k/∂x)' g_k`` with ``g_k = ∂f/∂L_k + Σ_{j>k} (∂L_j/∂L_k)' g_j``

What is summed over an index is taken apart with that index; a letter in it is a family.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import final

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.facts import FACTS, holds
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, replace_indices, topological
from extremum.calculus.compound import parts_of, places, power_between, powers_of, times
from extremum.calculus.jacobian import jacobian
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.binders import SUM_OVER, close, fresh_index, open_body
from extremum.operations.elementwise import ELEMENTWISE
from extremum.operations.hadamard import HADAMARD
from extremum.operations.leaves import declared, member
from extremum.operations.powers import is_constant, pairs
from extremum.operations.product import PRODUCT
from extremum.operations.sum import SUM, terms_of
from extremum.simplify.normalised import put
from extremum.simplify.offered import Way
from extremum.simplify.search import simplify


def facts_of(node: Expr) -> tuple[str, ...]:
    """What is known of a part, and so of its letter."""
    able = not node.is_scalar and node.rows is node.cols
    return tuple(sorted(fact for fact in FACTS if (able or not FACTS[fact].square) and holds(node, fact)))


@final
@dataclass(slots=True)
class Letters:
    """The letters of one answer.

    names: the number of each part; families: what a family of letters stands for at its index.
    """

    way: Way
    names: dict[Expr, int] = field(default_factory=dict)
    families: dict[str, tuple[IndexName, Expr]] = field(default_factory=dict)

    def letter(self, part: Expr, kind: str = "typed", known: tuple[str, ...] | None = None) -> Expr | None:
        """A symbol for a part; None where it is to have none."""
        if self.way.sums and part.op is not SUM:
            return None
        name = unreachable(f"{kind}{self.names.setdefault(part, len(self.names))}")
        if self.way.only is not None and name not in self.way.only:
            return None
        return c.build("symbol", (), (name, *part.shape, facts_of(part) if known is None else known))


# -- derivatives in letters --------------------------------------------------------------------------------------------
@final
class Apart:
    """A formula taken apart.

    letters: what each stands for, in terms of those before it; outer: the formula in terms of them; slopes: of letters
    for values of functions what these are taken of, and letters for their slopes there.
    """

    def __init__(self, formula: Expr, aims: Sequence[Expr], given: Letters, index: IndexName | None = None) -> None:
        self.given, self.aims = given, list(aims)
        self.letters: dict[Expr, Expr] = {}
        self.inner: dict[Expr, _Summed] = {}
        self.slopes: dict[Expr, tuple[Expr, Expr]] = {}
        found: dict[Expr, Expr] = {}
        for part, rests in parts_of(formula, aims, index).items():
            power = self._power(replace(part, found))
            if power is not None:
                found |= {part: power, part.T: power.T}
                continue
            letter = given.letter(part)
            if letter is not None:
                value = self.letters[letter] = self._in_sums(replace(part, found))
                if value.op is SUM_OVER:
                    self._open(letter, value)
                found |= places(part, letter, rests)
                self._slope(letter, value)
        self.outer = replace(formula, found)

    def _power(self, value: Expr) -> Expr | None:
        """``u^2`` for ``(x/w)^12`` where a letter u stands for ``(x/w)^6``."""
        found = ((letter, power_between(other, value)) for letter, other in self.letters.items())
        return next((c.power(letter, k) for letter, k in found if k), None)

    def _in_sums(self, value: Expr) -> Expr:
        """``s + m`` for ``a + b + m`` where a letter s stands for ``a + b``."""
        for letter, other in self.letters.items():
            if value.op is other.op is SUM and value.shape == other.shape and {*terms_of(other)} < {*terms_of(value)}:
                return c.add(letter, c.subtract(value, other))
        return value

    def _slope(self, letter: Expr, value: Expr) -> None:
        """A letter for the slope of a function, where that is one with a constant as the density of the normal law."""
        if value.op is not ELEMENTWISE:
            return
        (inner,) = value.args
        slope = simplify(gradients(value, [inner], c.like_ones(value))[0])
        found = self.given.letter(slope) if any(is_constant(base) for base, _ in powers_of(slope)) else None
        if found is not None and len(powers_of(slope)) > 1:
            self.letters[found] = slope
            self.slopes[letter] = inner, found

    def _open(self, letter: Expr, value: Expr) -> None:
        index = fresh_index(value)
        aims = [*self.aims, *(other for other in self.letters if other is not letter)]
        self.inner[letter] = _Summed(value, index, Apart(open_body(value, index), aims, self.given, index))

    def gradients(self, seed: Expr) -> dict[Expr, Expr]:
        """The gradients with respect to the variables, in letters."""
        aims = [*self.aims, *self.letters]
        total = dict(zip(aims, gradients(self.outer, aims, seed), strict=True))
        for letter, value in reversed(list(self.letters.items())):
            if not c.is_zero(total[letter]):
                for aim, part in self._pulled(letter, value, aims, self._seed(letter, total[letter], aims)):
                    total[aim] = c.add(total[aim], part)
        return {aim: total[aim] for aim in self.aims}

    def _pulled(self, letter: Expr, value: Expr, aims: Sequence[Expr], seed: Expr) -> Iterator[tuple[Expr, Expr]]:
        """What flows on from a letter to what it is made of."""
        if letter in self.slopes:
            value, slope = self.slopes[letter]
            letter, seed = value, times([seed, slope])
        back: dict[Expr, Expr] = {}
        if letter not in self.inner:
            for base, slope in self._below(letter, value, aims, seed) if self.given.way.solved else ():
                yield from zip(aims, gradients(base, aims, slope), strict=True)
                held = c.build("symbol", (), (unreachable("held"), *base.shape, facts_of(base)))
                factors = ((held if other is base else other, exponent) for other, exponent in powers_of(value))
                value, back = times([c.power(*factor) for factor in factors]), {held: base, **back}
            for aim, part in zip(aims, gradients(value, aims, seed), strict=True):
                yield aim, replace(replace(part, places(value, letter)), back)
            return
        inside = self.inner[letter]
        for aim, part in inside.body.gradients(seed).items():
            if not c.is_zero(part):
                yield aim, inside.summed(inside.body.answer(part))

    @staticmethod
    def _below(letter: Expr, value: Expr, aims: Sequence[Expr], seed: Expr) -> Iterator[tuple[Expr, Expr]]:
        """``∂(x w^q)/∂w = q p/w`` where the letter p stands for ``x w^q`` and q is negative."""
        for base, exponent in powers_of(value):
            if c.is_number(exponent) and c.value_of(exponent) < 0 and any(contains(base, [aim]) for aim in aims):
                whole = [seed, letter] if base.shape == value.shape else [c.trace(c.product(seed.T, letter))]
                yield base, c.multiple(c.value_of(exponent), times([*whole, c.power(base, -1)]))

    def _seed(self, letter: Expr, total: Expr, aims: Sequence[Expr]) -> Expr:
        """What flows back to a letter: as it comes, in short to a sum that is kept whole, or as a letter."""
        way = self.given.way
        return simplify(total) if way.sums else self._flow(letter, total, aims) if way.flowing else total

    def _flow(self, letter: Expr, seed: Expr, aims: Sequence[Expr]) -> Expr:
        """What flows back to a letter, as a letter where it flows on to several."""
        (q, part), *others = terms_of(simplify(seed))
        if others or not part.args or sum(contains(self.letters[letter], [aim]) for aim in aims) < 2:
            return seed
        flow = self.given.letter(letter, "flow", ())
        if flow is None:
            return seed
        self.letters[flow] = part
        return c.multiple(q, flow)

    def jacobian(self) -> Expr:
        """The Jacobian with respect to the first variable, in letters."""
        target = self.aims[0]
        moved = {target: c.eye(target.rows * target.cols)}
        known = {way: new for letter, value in self.letters.items() for way, new in _both_ways(value, letter)}
        for letter, value in self.letters.items():
            if letter in self.slopes:
                inner, slope = self.slopes[letter]
                moved[letter] = c.product(c.diag(c.vec(slope)), _along(inner, moved))
            else:
                moved[letter] = replace(replace(_along(value, moved), places(value, letter)), known)
        return _along(self.outer, moved)

    def answer(self, found: Expr) -> Expr:
        """A derivative in short; where that would be divided by what may be zero, nothing is divided by for it."""
        short = self._short(found, safe=False)
        new = _divisors(short) - _divisors(found) if self.given.way.solved else set[Expr]()
        return short if all(holds(base, "nonzero") for base in new) else self._short(found, safe=True)

    def _short(self, found: Expr, safe: bool) -> Expr:
        for letter, value in reversed(list(self.letters.items())):
            for inner, rest in _solved(letter, value) if self.given.way.solved else ():
                if inner in self.letters and not (safe and _divisors(rest)):
                    found = replace(found, dict(_both_ways(inner, rest)))
            if value.op is PRODUCT:
                found = put(found, value, letter)
        return simplify(found)

    def let(self, found: Expr) -> dict[Expr, Expr]:
        """What the letters in a derivative stand for, in the order of computation."""
        let: dict[Expr, Expr] = {}
        self._define(found, let)
        return let

    def _define(self, expr: Expr, let: dict[Expr, Expr]) -> None:
        for node in topological([expr]):
            value = self._value(node) if node.op.variable and node not in let else None
            if value is not None:
                self._define(value, let)
                let[node] = value

    def _value(self, leaf: Expr) -> Expr | None:
        """What a letter stands for, of a family at its index."""
        if leaf in self.inner:
            return self.inner[leaf].summed(self.inner[leaf].body.outer)
        if leaf.op.name == "member" and leaf.name in self.given.families:
            index, value = self.given.families[leaf.name]
            return replace_indices(value, {index: leaf.index})
        return self.letters.get(leaf)


@final
@dataclass(frozen=True, slots=True)
class _Summed:
    """A sum that is taken apart with a free index."""

    total: Expr
    index: IndexName
    body: Apart

    def summed(self, part: Expr) -> Expr:
        """``Σ_index part``, in which the letters are families."""
        total = self.total
        families = {letter: self._family(letter) for letter in self.body.letters}
        for letter, value in self.body.letters.items():
            self.body.given.families[letter.name] = self.index, replace(value, families)
        return close("sum_over", replace(part, families), self.index, total.size, total.start)

    def _family(self, letter: Expr) -> Expr:
        total = self.total
        return member(letter.name, *letter.shape, declared(letter), Dim.of(self.index), total.size, total.start)


def _solved(letter: Expr, value: Expr) -> Iterator[tuple[Expr, Expr]]:
    """x and ``p/w`` where the letter p stands for ``x*w``."""
    items = powers_of(value)
    for inner, one in items if len(items) > 1 else ():
        if inner.op.variable and one is c.number(1):
            rest = [c.power(base, c.multiple(-1, exponent)) for base, exponent in items if base is not inner]
            whole = times([*rest, letter])
            if whole.shape == inner.shape:
                yield inner, whole


def _divisors(root: Expr) -> set[Expr]:
    """What stands under a fraction line."""
    nodes = (node for node in topological([root]) if node.op is HADAMARD)
    return {base for node in nodes for base, exponent in pairs(node) if terms_of(exponent)[0][0] < 0}


def _along(root: Expr, moved: Mapping[Expr, Expr]) -> Expr:
    """``Σ_k ∂root/∂L_k J_k``."""
    start = c.zeros(root.rows * root.cols, next(iter(moved.values())).cols)
    return c.add(start, *(c.product(jacobian(root, aim), moved[aim]) for aim in moved if contains(root, [aim])))


def _both_ways(node: Expr, letter: Expr) -> Iterator[tuple[Expr, Expr]]:
    yield node, letter
    yield node.T, letter.T
