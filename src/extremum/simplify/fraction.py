"""Entrywise rational functions, over one denominator and in lowest terms: ``a/(a+b) - a²/(a+b)²`` is ``a*b/(a+b)²``.

Scalars and the entries of matrices are treated alike: a matrix of ones is 1. What is no sum, product, power or
exponential is an unknown; exponentials of multiples of one exponent are powers of one unknown. What is rational in
``e = exp(t)`` is so in ``s = sigmoid(t)``, since ``e = s/(1 - s)``: ``e/(1+e)²`` is ``s*(1-s)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from extremum.algebra.dims import Shape
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.simplify.cost import cost
from extremum.simplify.ring import Ring, TooLarge, exponent_of, is_inside
from extremum.simplify.rooted import with_letters

_TERMS, _DEGREE, _STEPS, _LONGEST, _TOGETHER = 40, 8, 64, 240, 3
"""Beyond these the search would not pay."""

_MUCH = 6
"""How much shorter a fraction must be whose denominator is a sum that is seen as it stands."""

Ratio = tuple[Any, Any]


def _ratio(root: Expr, ring: Ring) -> Ratio:
    """Numerator and denominator."""
    one = ring.context.constant(1)
    memo: dict[Expr, Ratio] = {}
    for node in topological([root], enter=is_inside):
        memo[node] = _step(node, ring, memo, one)
    return memo[root]


def _step(node: Expr, ring: Ring, memo: dict[Expr, Ratio], one: Any) -> Ratio:
    name = node.op.name
    if name == "number":
        value = Fraction(c.value_of(node))
        return one * value.numerator, one * value.denominator
    if name == "ones":
        return one, one
    found = ring.exponential_of(node)
    if found is not None:
        power, core = found
        if abs(power) > _STEPS:
            raise TooLarge
        generator = ring.context.gens()[ring.exponential(core)]
        over, under = (generator**power, one) if power > 0 else (one, generator**-power)
        return (over, under) if node.param("function") == "exp" else (over, over + under)
    if not is_inside(node):
        return ring.generator(node), one
    if name == "sum":
        return _sum(node, memo, one)
    items = pairs(node) if name == "hadamard" else [(arg, c.number(1)) for arg in node.args]
    top, bottom = one, one
    for base, exponent in items:
        over, under = memo[base]
        power = int(c.value_of(exponent))
        if abs(power) > _DEGREE:
            raise TooLarge
        over, under = (over, under) if power > 0 else (under, over)
        top, bottom = _small(top * over ** abs(power)), _small(bottom * under ** abs(power))
    return top, bottom


def _sum(node: Expr, memo: dict[Expr, Ratio], one: Any) -> Ratio:
    top, bottom = one * 0, one
    for q, term in terms_of(node):
        over, under = memo[term]
        value = Fraction(q)
        over, under = over * value.numerator, under * value.denominator
        common = bottom.gcd(under)
        top, bottom = _small(top * (under / common) + over * (bottom / common)), _small(bottom * (under / common))
    return top, bottom


def _small(poly: Any) -> Any:
    if len(poly) > _TERMS:
        raise TooLarge
    return poly


def _turned(poly: Any, place: int, by: int, ring: Ring) -> Any:
    """The polynomial with ``x`` replaced by ``1/x`` in one unknown, times ``x^by``."""
    terms = {}
    for exponents, coefficient in poly.to_dict().items():
        new = list(exponents)
        new[place] = by - new[place]
        terms[tuple(new)] = coefficient
    return ring.context.from_dict(terms)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A ratio in which some unknowns mean something else: ``exp(-t)``, or ``sigmoid(t)``, of ``exp(t)``."""

    ratio: Ratio
    inverted: frozenset[int] = frozenset()
    logistic: frozenset[int] = frozenset()


def _readings(ratio: Ratio, ring: Ring) -> Iterator[_Reading]:
    """The ratio, and the same in ``exp(-t)``, ``sigmoid(t)`` and ``sigmoid(-t)`` for each exponential ``exp(t)``; in
    sigmoids of all that have one."""
    yield _Reading(ratio)
    logistic = [place for place in map(ring.exponential, ring.units) if _has_odds(ratio, place, ring)]
    for place in map(ring.exponential, ring.units):
        turned = _inverted(_Reading(ratio), place, ring)
        yield turned
        if place in logistic:
            yield _logistic(_Reading(ratio), place, ring)
            yield _logistic(turned, place, ring)
    if 1 < len(logistic) <= _TOGETHER:
        for signs in product((False, True), repeat=len(logistic)):
            reading = _Reading(ratio)
            for place, negative in zip(logistic, signs, strict=True):
                reading = _logistic(_inverted(reading, place, ring) if negative else reading, place, ring)
            yield reading


def _has_odds(ratio: Ratio, place: int, ring: Ring) -> bool:
    """Whether ``1 + exp(t)`` is below the line."""
    odds = ring.context.gens()[place] + 1
    return any(part == odds for part, _ in _factors(ratio[1])[1])


def _degree(ratio: Ratio, place: int) -> int:
    return max(int(poly.degrees()[place]) for poly in ratio)


def _inverted(reading: _Reading, place: int, ring: Ring) -> _Reading:
    by = _degree(reading.ratio, place)
    top, bottom = (_turned(poly, place, by, ring) for poly in reading.ratio)
    return _Reading((top, bottom), reading.inverted | {place}, reading.logistic)


def _logistic(reading: _Reading, place: int, ring: Ring) -> _Reading:
    ratio = _of_logistic(reading.ratio, place, _degree(reading.ratio, place), ring)
    return _Reading(ratio, reading.inverted, reading.logistic | {place})


def _of_logistic(ratio: Ratio, place: int, by: int, ring: Ring) -> Ratio:
    """The ratio with ``x`` replaced by ``s/(1 - s)`` in one unknown, both times ``(1 - s)^by``."""
    s = ring.context.gens()[place]

    def replaced(poly: Any) -> Any:
        total = poly * 0
        for exponents, coefficient in poly.to_dict().items():
            rest = list(map(int, exponents))
            power, rest[place] = rest[place], 0
            total += ring.context.from_dict({tuple(rest): coefficient}) * s**power * (1 - s) ** (by - power)
        return _small(total)

    return replaced(ratio[0]), replaced(ratio[1])


def _factors(poly: Any) -> tuple[int, list[tuple[Any, int]]]:
    try:
        content_, found = poly.factor()
    except OverflowError:  # FLINT sorts the factors by numbers of the machine
        return 1, [(poly, 1)]
    return int(content_), [(part, int(power)) for part, power in found]


class _Writer:
    """Polynomials as expressions of one shape."""

    def __init__(self, ring: Ring, shape: Shape, reading: _Reading) -> None:
        self.ring, self.shape, self.reading = ring, shape, reading

    def ratio(self, factor: bool) -> Expr:
        top, bottom = self.reading.ratio
        common = top.gcd(bottom)
        over, under = (_factors(top / common) if factor else (1, [(top / common, 1)])), _factors(bottom / common)
        parts = [(self.poly(p), e) for p, e in over[1]] + [(self.poly(p), -e) for p, e in under[1]]
        scalars = [c.power(part, e) for part, e in parts if part.is_scalar]
        entries = [c.power(part, e) for part, e in parts if not part.is_scalar]
        core = c.hadamard(*entries) if entries else c.ones(*self.shape)
        return c.product(c.number(Fraction(over[0], under[0])), *scalars, core)

    def poly(self, poly: Any) -> Expr:
        """A polynomial; a scalar where all its unknowns are."""
        terms = [self.monomial(tuple(map(int, exponents)), int(q)) for exponents, q in poly.to_dict().items()]
        matrix = any(not term.is_scalar for term in terms)
        return c.add(*(c.product(t, c.ones(*self.shape)) if matrix and t.is_scalar else t for t in terms))

    def monomial(self, exponents: tuple[int, ...], coefficient: int) -> Expr:
        powers = [self.power(place, e) for place, e in enumerate(exponents) if e]
        scalars, entries = [p for p in powers if p.is_scalar], [p for p in powers if not p.is_scalar]
        return c.product(c.number(coefficient), *scalars, *([c.hadamard(*entries)] if entries else []))

    def power(self, place: int, exponent: int) -> Expr:
        unknowns = self.ring.unknowns
        if place < len(unknowns):
            return c.power(unknowns[place], exponent)
        core, unit = list(self.ring.units.items())[place - len(unknowns)]
        sign = -1 if place in self.reading.inverted else 1
        if place in self.reading.logistic:
            return c.power(c.apply("sigmoid", c.multiple(sign * unit, core)), exponent)
        return c.apply("exp", c.multiple(sign * exponent * unit, core))


def _worthwhile(node: Expr) -> bool:
    if cost(node) > _LONGEST:
        return False
    divided = any(n.op.name == "hadamard" and is_inside(n) and any(int(c.value_of(e)) < 0 for e in n.args[1::2])
                  for n in topological([node], enter=is_inside))  # fmt: skip
    return divided or _of_negatives(node) > 0 or (node.is_scalar and node.op is SUM and len(node.args) > 2)


def _is_a_sum_below(node: Expr) -> bool:
    """Whether a product has one sum, as a denominator, as ``a/(n*(b/n + c))``: the sum is seen elsewhere too. Not so
    of ``1 + b/a``, which everybody writes ``(a + b)/a`` below a line."""
    product = node.args[0] if node.op.name == "scale" else node
    sums = [(base, e) for base, e in pairs(product) if is_inside(base)] if product.op.name == "hadamard" else []
    if len(sums) != 1 or sums[0][0].op is not SUM or not c.is_number(sums[0][1]) or c.value_of(sums[0][1]) > 0:
        return False
    below = sums[0][0]
    return not _has_exponentials(below) and not any(c.is_number(t) or t.op.name == "ones" for t in below.args)


def _has_exponentials(node: Expr) -> bool:
    return any(exponent_of(n) is not None for n in topological([node], enter=is_inside))


def _of_negatives(node: Expr) -> int:
    """How many sigmoids of a negative argument there are."""
    sigmoids = (exponent_of(n, "sigmoid") for n in topological([node], enter=is_inside))
    return sum(found is not None and found[0] < 0 for found in sigmoids)


def over_one_denominator(node: Expr) -> Expr:
    """A sum or product as one fraction in lowest terms, where that is shorter.

    >>> import extremum as ex
    >>> a, b = ex.scalar("a"), ex.scalar("b")
    >>> over_one_denominator(1/a - 1/(a + b) - b/(a*(a + b))), over_one_denominator(a**2/(a + b) - b**2/(a + b))
    (0, a - b)
    """
    rooted = with_letters(node) if cost(node) <= _LONGEST else None
    if rooted is None:
        return _one_fraction(node)
    lettered, roots = rooted
    short = _one_fraction(lettered)
    found = node if short is lettered else replace(short, roots)
    return found if cost(found) < cost(node) else node


def _one_fraction(node: Expr) -> Expr:
    options = fractions(node) if is_inside(node) and _worthwhile(node) else []
    if not options:
        return node
    best = min(options, key=lambda e: (cost(e), _of_negatives(e), e.order))
    least = _MUCH if _is_a_sum_below(node) else 1
    upright = cost(best) == cost(node) and _of_negatives(best) < _of_negatives(node)
    return best if upright or cost(best) + least <= cost(node) else node


def fractions(node: Expr) -> list[Expr]:
    """The same as one fraction, in all readings and with polynomials as products and multiplied out; 0 alone where it
    is 0, none where it is too large or divides by zero.

    >>> import extremum as ex
    >>> a, b = ex.scalar("a"), ex.scalar("b")
    >>> fractions(1/a - 1/b)
    [(b - a)/(a*b), (b - a)/(a*b)]
    """
    if not is_inside(node):
        return []
    ring = Ring()
    try:
        ring.learn(node)
        ring.open()
        ratio = _ratio(node, ring)
        if len(ratio[0]) == 0:
            return [c.zeros(*node.shape)]
        readings = [reading for reading in _readings(ratio, ring) if len(reading.ratio[1])]  # none divides by zero
    except TooLarge:
        return []
    return [_Writer(ring, node.shape, reading).ratio(factor) for reading in readings for factor in (True, False)]
