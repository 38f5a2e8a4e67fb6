"""Formulas taken apart: letters for their compound parts, and derivatives in these letters.

A formula is ``f(x, L)`` with ``L_k(x, L_<k)``, and the chain rule runs over the letters:

    ``∂f/∂x + Σ_k (∂L_k/∂x)' g_k`` with ``g_k = ∂f/∂L_k + Σ_{j>k} (∂L_j/∂L_k)' g_j``

What is summed over an index is taken apart with that index; a letter in it is a family.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import final

from extremum.algebra.dims import Dim, IndexName
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.facts import FACTS, holds
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, replace_indices, topological
from extremum.calculus.dependence import dependent
from extremum.calculus.jacobian import jacobian
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.operations.binders import SUM_OVER, close, fresh_index, open_body
from extremum.operations.hadamard import HADAMARD
from extremum.operations.leaves import declared, member
from extremum.operations.powers import pairs
from extremum.operations.product import PRODUCT
from extremum.operations.scale import split
from extremum.operations.sum import terms_of
from extremum.operations.trace import TRACE
from extremum.operations.transpose import TRANSPOSE
from extremum.operations.wordalgebra import half
from extremum.simplify.normalised import put
from extremum.simplify.offered import Way
from extremum.simplify.search import simplify

_LONGEST = 60
"""Formulas of more nodes than this are left as they are."""


# -- the parts ---------------------------------------------------------------------------------------------------------
def _parts(formula: Expr, aims: Collection[Expr], index: IndexName | None) -> list[Expr]:
    """The compound parts that depend on the aims, inner ones first; with an index those alone that depend on it."""
    order, live = dependent(formula, aims)
    if len(order) > _LONGEST or any(node.op.closed or node.op.label or node.op.run for node in order):
        return []
    roots = {base: _root(node, base) for node in order for base, q in pairs(node) if _is_broken(q)}
    found: dict[Expr, None] = {}
    indices = {index} if index is not None else set[IndexName]()
    families = any(aim.op.name == "member" for aim in aims)
    for node in order:
        if node not in live or node.indices != indices or (node.op is SUM_OVER and families):
            continue
        own = [node] if _is_part(node, live) else []
        for part in (*_halves(node), *own, *([roots[node]] if node in roots else [])):
            if part.T not in found and (part is not formula or part.op is SUM_OVER):
                found[_upright(part)] = None
    return list(found)


def _is_part(node: Expr, live: Collection[Expr]) -> bool:
    """No leaf, no row, no multiple of what is constant, no power of something, no square and nothing in a trace."""
    if not node.args or node.op is TRANSPOSE or node.op is TRACE or (node.is_row and not node.is_scalar):
        return False
    core = split(node)[1]
    if (len(terms_of(node)) == 1 and terms_of(node)[0][0] != 1) or not (core in live or node.is_scalar):
        return False
    if node.op is PRODUCT and node.is_scalar and half(node.args) is not None:
        return False
    return len(pairs(node)) > 1 or pairs(node)[0][1] is c.number(1)


def _upright(node: Expr) -> Expr:
    """The part or its transpose, whichever has fewer transposes in it; a column, never a row."""
    if node.is_column or node.is_row:
        return node if node.is_column else node.T
    return min(node, node.T, key=lambda way: sum(part.op.name == "transpose" for part in topological([way])))


def _is_broken(exponent: Expr) -> bool:
    return c.is_number(exponent) and Fraction(c.value_of(exponent)).denominator > 1


def _root(node: Expr, base: Expr) -> Expr:
    """Of a root or its power the root."""
    (exponent,) = (q for other, q in pairs(node) if other is base)
    return c.power(base, Fraction(1, Fraction(c.value_of(exponent)).denominator))


def _halves(node: Expr) -> Iterator[Expr]:
    """The product h where the node is ``h'h`` or its trace."""
    word = node.args[0] if node.op is TRACE else node
    if node.is_scalar and word.op is PRODUCT:
        turns = range(len(word.args) if node.op is TRACE else 1)
        found = (half((*word.args[k:], *word.args[:k])) for k in turns)
        yield from [c.product(*h) for h in found if h is not None and len(h) > 1][:1]


# -- their letters -----------------------------------------------------------------------------------------------------
def _places(part: Expr, letter: Expr) -> dict[Expr, Expr]:
    """What is put for a part, its transpose, and what it is the root or the half of."""
    ((base, exponent), *others) = pairs(part)
    found = {part: letter, part.T: letter.T}
    if not others and _is_broken(exponent):
        whole = c.power(letter, 1 / Fraction(c.value_of(exponent)))
        found |= {base: whole, base.T: whole.T}
    if part.op is PRODUCT and not part.is_scalar:
        square, new = (c.trace(c.product(h.T, h)) for h in (part, letter))
        found[square] = new
    return found


def _facts(node: Expr) -> tuple[str, ...]:
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
        name = unreachable(f"{kind}{self.names.setdefault(part, len(self.names))}")
        if self.way.only is not None and name not in self.way.only:
            return None
        return c.build("symbol", (), (name, *part.shape, _facts(part) if known is None else known))


# -- derivatives in letters --------------------------------------------------------------------------------------------
@final
class Apart:
    """A formula taken apart.

    letters: what each stands for, in terms of those before it; outer: the formula in terms of them.
    """

    def __init__(self, formula: Expr, aims: Sequence[Expr], given: Letters, index: IndexName | None = None) -> None:
        self.given, self.aims = given, list(aims)
        self.letters: dict[Expr, Expr] = {}
        self.inner: dict[Expr, _Summed] = {}
        places: dict[Expr, Expr] = {}
        for part in _parts(formula, aims, index):
            letter = given.letter(part)
            if letter is not None:
                value = self.letters[letter] = replace(part, places)
                if value.op is SUM_OVER:
                    self._open(letter, value)
                places |= _places(part, letter)
        self.outer = replace(formula, places)

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
                flow = self._flow(letter, total[letter], aims) if self.given.way.flowing else total[letter]
                for aim, part in self._pulled(letter, value, aims, flow):
                    total[aim] = c.add(total[aim], part)
        return {aim: total[aim] for aim in self.aims}

    def _pulled(self, letter: Expr, value: Expr, aims: Sequence[Expr], seed: Expr) -> Iterator[tuple[Expr, Expr]]:
        """What flows on from a letter to what it is made of."""
        if letter not in self.inner:
            for aim, part in zip(aims, gradients(value, aims, seed), strict=True):
                yield aim, replace(part, _places(value, letter))
            return
        inside = self.inner[letter]
        for aim, part in inside.body.gradients(seed).items():
            if not c.is_zero(part):
                yield aim, inside.summed(inside.body.answer(part))

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
            moved[letter] = replace(replace(_along(value, moved), _places(value, letter)), known)
        return _along(self.outer, moved)

    def answer(self, found: Expr) -> Expr:
        """A derivative in short."""
        plain, divided = found, set[Expr]()
        for letter, value in reversed(list(self.letters.items())):
            for inner, rest in _solved(letter, value, self.letters) if self.given.way.solved else ():
                found = replace(found, dict(_both_ways(inner, rest)))
                divided |= _divisors(rest)
            if value.op is PRODUCT:
                found = put(found, value, letter)
        short = simplify(found)
        new = divided & _divisors(short) - _divisors(plain)
        if any(not holds(base, "nonzero") for base in new):  # it would have no value where such a factor is zero
            raise UnsupportedError(f"{short} is divided by what may be zero")
        return short

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


def _solved(letter: Expr, value: Expr, letters: Collection[Expr]) -> Iterator[tuple[Expr, Expr]]:
    """``p/w`` for the letter x where the letter p stands for ``x*w``."""
    scalar, core = split(value)
    items = [*pairs(core), *(pairs(scalar) if scalar is not None else ())]
    inner = [base for base, exponent in items if base in letters and exponent is c.number(1)]
    if len(inner) == 1 and len(items) > 1:
        rest = [c.power(base, c.multiple(-1, exponent)) for base, exponent in items if base is not inner[0]]
        times = c.hadamard if scalar is None and inner[0].shape == value.shape else c.product
        yield inner[0], times(*rest, letter)


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
