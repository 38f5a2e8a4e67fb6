"""The compound parts of a formula, as it was typed, and what a letter for each is put for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from extremum.algebra.dims import IndexName
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.calculus.dependence import dependent
from extremum.operations import construct as c
from extremum.operations.binders import SUM_OVER
from extremum.operations.hadamard import HADAMARD
from extremum.operations.powers import is_constant, pairs
from extremum.operations.product import PRODUCT
from extremum.operations.scale import split
from extremum.operations.sum import terms_of
from extremum.operations.trace import TRACE
from extremum.operations.transpose import TRANSPOSE
from extremum.operations.wordalgebra import half

_LONGEST = 60
"""Formulas of more nodes than this are left as they are."""

Rests = Mapping[Expr, Expr]
"""Products that have a part as a factor, and what the part is to be multiplied by."""


def parts_of(formula: Expr, aims: Collection[Expr], index: IndexName | None) -> dict[Expr, Rests]:
    """The compound parts that depend on the aims, inner ones first; with an index those alone that depend on it."""
    order, live = dependent(formula, aims)
    if len(order) > _LONGEST or any(node.op.closed or node.op.label or node.op.run for node in order):
        return {}
    roots = {base: _root(node, base) for node in order for base, q in pairs(node) if _is_broken(q)}
    found: dict[Expr, dict[Expr, Expr]] = {}
    indices = {index} if index is not None else set[IndexName]()
    families = any(aim.op.name == "member" for aim in aims)
    for node in order:
        if node not in live or node.indices != indices or (node.op is SUM_OVER and families):
            continue
        for part, rest in _moving(node, live):
            found.setdefault(part, {})[node] = rest
        own = [node] if _is_part(node, live) else []
        for part in (*_halves(node), *own, *([roots[node]] if node in roots else [])):
            if part.T not in found and (part is not formula or part.op is SUM_OVER):
                found.setdefault(_upright(part), {})
    return _powers_last(found)


def _powers_last(found: Mapping[Expr, Rests]) -> dict[Expr, Rests]:
    """With ``(x/w)^6`` before ``(x/w)^12``."""
    order: list[Expr] = []
    for part in found:
        powers = (k for k, other in enumerate(order) if power_between(part, other))
        order.insert(next(powers, len(order)), part)
    return {part: found[part] for part in order}


def power_between(low: Expr, high: Expr) -> int:
    """k where one product of powers is the kth power of another one, k > 1; otherwise 0."""
    if low.op is not HADAMARD or high.op is not HADAMARD or len(low.args) != len(high.args) or len(low.args) < 4:
        return 0
    lower, higher = dict(pairs(low)), dict(pairs(high))
    if lower.keys() != higher.keys() or not all(map(c.is_number, (*lower.values(), *higher.values()))):
        return 0
    ratios = {Fraction(c.value_of(higher[base])) / c.value_of(lower[base]) for base in lower}
    k = ratios.pop()
    return int(k) if not ratios and k > 1 and k.denominator == 1 else 0


def _moving(node: Expr, live: Collection[Expr]) -> Iterator[tuple[Expr, Expr]]:
    """``φ(z)./Φ(z)`` of ``y.*φ(z)./Φ(z)``: the factors that move, with numbers, where there are several; and the
    rest."""
    items = powers_of(node) if terms_of(node)[0][0] == 1 else []
    still = [base for base, _ in items if base not in live and not is_constant(base)]
    if still and len(items) - len(still) > sum(is_constant(base) for base, _ in items) + 1 and not node.is_row:
        powers = [(base in still, c.power(base, exponent)) for base, exponent in items]
        rest = times([power for is_still, power in powers if is_still])
        yield times([power for is_still, power in powers if not is_still]), rest


def powers_of(node: Expr) -> list[tuple[Expr, Expr]]:
    """The factors of a product of a number, scalars and entries, as bases and exponents."""
    (q, bare), *others = terms_of(node)
    if others:
        return [(node, c.number(1))]
    scalar, core = split(bare)
    number = [(c.number(q), c.number(1))] if q != 1 else []
    return [*number, *pairs(core), *(pairs(scalar) if scalar is not None else ())]


def times(factors: list[Expr]) -> Expr:
    """The product of scalars and of entrywise factors."""
    arrays = [factor for factor in factors if not factor.is_scalar]
    scalars = [factor for factor in factors if factor.is_scalar]
    return c.product(*scalars, *([c.hadamard(*arrays)] if arrays else []))


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


def places(part: Expr, letter: Expr, rests: Rests | None = None) -> dict[Expr, Expr]:
    """What is put for a part, its transpose, what it is the root or the half of, and products with it."""
    ((base, exponent), *others) = pairs(part)
    found = {part: letter, part.T: letter.T}
    if not others and _is_broken(exponent):
        whole = c.power(letter, 1 / Fraction(c.value_of(exponent)))
        found |= {base: whole, base.T: whole.T}
    if part.op is PRODUCT and not part.is_scalar:
        square, new = (c.trace(c.product(h.T, h)) for h in (part, letter))
        found[square] = new
    items = powers_of(part)
    moving = [(base, exponent) for base, exponent in items if not is_constant(base)]
    if len(items) > len(moving) == 1 and moving[0][0].args and moving[0][1] is c.number(1):
        constants = [c.power(base, c.multiple(-1, exponent)) for base, exponent in items if is_constant(base)]
        found[moving[0][0]] = times([*constants, letter])
    for node, rest in (rests or {}).items():
        whole = times([rest, letter])
        found |= {node: whole, node.T: whole.T}
    return found
