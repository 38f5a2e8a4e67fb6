"""Where a claim is right: ``2*exp(log(x))`` is the gradient of ``norm2(x)^2`` only where x is positive.

The normal form of a claim does not show what it was written with. Each piece of its text that is not defined everywhere
is looked at where the answer is defined: at random points, and at points where a symbol is zero or singular.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from extremum.algebra.errors import ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import close
from extremum.algebra.intervals import ALL, Interval
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.checking.case import Question
from extremum.checking.syntax import Formula, Place, places
from extremum.data.binding import leaves_of
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.leaves import declared
from extremum.reading.source import Tree
from extremum.verify.floating import UNDEFINED, evaluated, settled
from extremum.verify.points import Draws
from extremum.verify.sampling import float_scope
from extremum.verify.sizes import sizes_at

if TYPE_CHECKING:
    from extremum.algebra.node import Array

_POINTS, _LEAVES = 8, 6
_NONNEGATIVE, _POSITIVE = Interval(0, inf), Interval(0, inf, low_open=True)
_SINGULAR = 1e-12


@dataclass(frozen=True, eq=False, slots=True)
class Requirement:
    """A piece that is defined only where its argument fulfils something.

    argument: the argument; holds: whether a value fulfils it; words: what is asked of it; generic: whether almost all
    values fulfil it.
    """

    argument: Expr
    holds: Callable[[Array], bool]
    words: str
    generic: bool = False


def narrowed(question: Question, formula: Formula | None) -> tuple[str, ...]:
    """What must hold for the claim to be defined where the answer is; nothing where it always is."""
    if formula is None:
        return ()
    needs = list(_requirements(formula))
    if not needs:
        return ()
    roots = [question.f, question.x, question.expected, *(need.argument for need in needs)]
    smooth = not any(node.op.kinks(node) for node in topological([question.f]))
    ordinary, special = list(_ordinary(question, roots)), list(_special(question, roots)) if smooth else []
    broken = [need for need in needs if any(_fails(need, s) for s in (special if need.generic else ordinary))]
    return tuple(dict.fromkeys(need.words for need in broken))


# -- what pieces require -----------------------------------------------------------------------------------------------
def _requirements(formula: Formula) -> Iterator[Requirement]:
    for place in places(formula.tree):
        find = _OF.get(place.tree.kind)
        if find is not None:
            try:
                yield from find(formula, place)
            except (ExtremumError, ZeroDivisionError):
                continue


def _of_call(formula: Formula, place: Place) -> Iterator[Requirement]:
    tree = place.tree
    name = tree.text
    if name == "sqrt":
        yield _within(formula, tree.parts[0], _NONNEGATIVE)
    elif name in FUNCTIONS and FUNCTIONS[name].domain != ALL and not FUNCTIONS[name].gaps:
        yield _within(formula, tree.parts[0], FUNCTIONS[name].domain)
    elif name == "logdet":
        determinant = c.det(formula.value(tree.parts[0]))
        yield Requirement(determinant, _inside(_POSITIVE), f"det({formula.bare(tree.parts[0])}) > 0")
    elif name == "inv":
        yield _invertible(formula, tree.parts[0])


def _of_power(formula: Formula, place: Place) -> Iterator[Requirement]:
    base, exponent = place.tree.parts
    value = formula.value(exponent)
    number = Fraction(c.value_of(value)) if c.is_number(value) else None
    if number is None or number.denominator != 1:
        yield _within(formula, base, _POSITIVE if number is None or number < 0 else _NONNEGATIVE)
    elif number < 0 and place.tree.text == "^" and not formula.value(base).is_scalar:
        yield _invertible(formula, base)
    elif number < 0:
        yield _nonzero(formula, base)


def _of_chain(formula: Formula, place: Place) -> Iterator[Requirement]:
    for operator, divisor in zip(place.tree.operators, place.tree.parts[1:], strict=True):
        if operator in ("/", "./"):
            yield _nonzero(formula, divisor)


_OF: Mapping[str, Callable[[Formula, Place], Iterator[Requirement]]] = {
    "call": _of_call, "power": _of_power, "chain": _of_chain,
}  # fmt: skip


def _within(formula: Formula, piece: Tree, interval: Interval) -> Requirement:
    argument, text = formula.value(piece), formula.bare(piece)
    each = "" if argument.is_scalar else " in each entry"
    return Requirement(argument, _inside(interval), f"{_between(text, interval)}{each}")


def _inside(interval: Interval) -> Callable[[Array], bool]:
    above = np.greater if interval.low_open else np.greater_equal
    below = np.less if interval.high_open else np.less_equal
    return lambda value: bool((above(value, float(interval.low)) & below(value, float(interval.high))).all())


def _between(text: str, interval: Interval) -> str:
    left = "" if interval.low == -inf else f"{interval.low} {'<' if interval.low_open else '<='} "
    right = "" if interval.high == inf else f" {'<' if interval.high_open else '<='} {interval.high}"
    if not right:
        return f"{text} {'>' if interval.low_open else '>='} {interval.low}"
    return f"{left}{text}{right}"


def _nonzero(formula: Formula, piece: Tree) -> Requirement:
    argument, text = formula.value(piece), formula.bare(piece)
    words = f"{text} is not 0" if argument.is_scalar else f"{text} has no entry that is 0"
    return Requirement(argument, lambda value: bool((value != 0).all()), words, True)


def _invertible(formula: Formula, piece: Tree) -> Requirement:
    return Requirement(formula.value(piece), _is_regular, f"{formula.bare(piece)} is invertible", True)


def _is_regular(value: Array) -> bool:
    values = np.linalg.svd(value, compute_uv=False)
    return bool((values.min(axis=-1) > _SINGULAR * values.max(axis=-1)).all())


# -- points ------------------------------------------------------------------------------------------------------------
def _fails(need: Requirement, scope: Scope) -> bool:
    found = evaluated(scope, need.argument)
    return found is not None and not need.holds(found[0])


def _ordinary(question: Question, roots: list[Expr]) -> Iterator[Scope]:
    """Random points at which f and the answer are defined."""
    for seed, sizes in enumerate(sizes_at(roots, _POINTS, 3)):
        try:
            scope = float_scope(roots, Draws(seed), sizes)
        except UNDEFINED:
            continue
        if settled(scope, question.f, question.expected) is not None:
            yield scope


def _special(question: Question, roots: list[Expr]) -> Iterator[Scope]:
    """Points at which one symbol is zero, or a matrix of rank one, and f and the answer are defined."""
    for scope in list(_ordinary(question, roots))[:1]:
        leaves = [leaf for leaf in leaves_of(roots).values() if leaf.op.name == "symbol"]
        for leaf in [leaf for leaf in leaves if not close(declared(leaf)) - {"symmetric"}][:_LEAVES]:
            for value in _degenerate(scope.arrays[leaf.name]):
                moved = Scope(scope.field, {**scope.arrays, leaf.name: value}, scope.sizes, scope.functions)
                if evaluated(moved, question.f, question.expected) is not None:
                    yield moved


def _degenerate(array: Array) -> Iterator[Array]:
    yield np.zeros_like(array)
    yield np.ones_like(array)
