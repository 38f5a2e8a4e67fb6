"""Entrywise rational functions, over one denominator and in lowest terms: ``e/(1+e) - e²/(1+e)²`` is ``e/(1+e)²``.

Scalars and the entries of matrices are treated alike: a matrix of ones is 1. What is no sum, product, power or
exponential is an unknown; exponentials of multiples of one exponent are powers of one unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd
from typing import Any

from extremum.algebra.dims import Shape
from extremum.algebra.node import Expr
from extremum.algebra.traits import Exact
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, content, terms_of
from extremum.simplify.cost import cost, rank

_UNKNOWNS, _TERMS, _DEGREE, _STEPS, _LONGEST = 8, 40, 8, 64, 240
_MUCH = 6
"""How much shorter a fraction must be whose denominator is a sum that is seen as it stands."""

"""Beyond these the search would not pay."""

Ratio = tuple[Any, Any]


class _TooLarge(ArithmeticError):
    """The polynomials have outgrown the budget."""


@dataclass(slots=True)
class _Ring:
    """The polynomial ring of an expression: its unknowns, and the unit in which each exponent of ``exp`` is counted."""

    unknowns: list[Expr] = field(default_factory=list)
    units: dict[Expr, Fraction] = field(default_factory=dict)
    context: Any = None

    def learn(self, root: Expr) -> None:
        """Finds the unknowns below ``root``."""
        for node in topological([root], enter=_inside):
            found = _exponent(node)
            if found is not None:
                q, core = found
                self.units[core] = _common(self.units.get(core, Fraction(0)), Fraction(q))
            elif not _inside(node) and not _is_filled(node) and node not in self.unknowns:
                self.unknowns.append(node)
        if len(self.unknowns) + len(self.units) > _UNKNOWNS:
            raise _TooLarge

    def open(self) -> None:
        """Makes the ring, once its unknowns are known."""
        from flint import Ordering, fmpz_mpoly_ctx

        self.unknowns.sort(key=lambda node: node.order)
        self.units = dict(sorted(self.units.items(), key=lambda item: item[0].order))
        names = [f"x{k}" for k in range(max(1, len(self.unknowns) + len(self.units)))]
        self.context = fmpz_mpoly_ctx.get(names, Ordering.lex)

    def generator(self, node: Expr) -> Any:
        return self.context.gens()[self.unknowns.index(node)]

    def exponential(self, core: Expr) -> int:
        """The place of the generator ``exp(unit·core)``."""
        return len(self.unknowns) + list(self.units).index(core)


def _common(p: Fraction, q: Fraction) -> Fraction:
    """The largest number of which both are whole multiples."""
    return Fraction(gcd(p.numerator * q.denominator, q.numerator * p.denominator), p.denominator * q.denominator)


def _inside(node: Expr) -> bool:
    """Whether the arguments of a node are looked into."""
    if node.op.name == "hadamard":
        return all(c.is_number(e) and isinstance(c.value_of(e), int) for e in node.args[1::2])
    return node.op.entrywise and node.op.exact is Exact.RATIONAL


def _is_filled(node: Expr) -> bool:
    """Whether all entries are one number."""
    return c.is_number(node) or node.op.name == "ones"


def _exponent(node: Expr) -> tuple[int | Fraction, Expr] | None:
    """(q, t) of ``exp(q·t)``."""
    return content(node.args[0]) if node.op.name == "elementwise" and node.params == ("exp", 0) else None


def _ratio(root: Expr, ring: _Ring) -> Ratio:
    """Numerator and denominator."""
    one = ring.context.constant(1)
    memo: dict[Expr, Ratio] = {}
    for node in topological([root], enter=_inside):
        memo[node] = _step(node, ring, memo, one)
    return memo[root]


def _step(node: Expr, ring: _Ring, memo: dict[Expr, Ratio], one: Any) -> Ratio:
    name = node.op.name
    if name == "number":
        value = Fraction(c.value_of(node))
        return one * value.numerator, one * value.denominator
    if name == "ones":
        return one, one
    found = _exponent(node)
    if found is not None:
        power = int(found[0] / ring.units[found[1]])
        if abs(power) > _STEPS:
            raise _TooLarge
        generator = ring.context.gens()[ring.exponential(found[1])]
        return (generator**power, one) if power > 0 else (one, generator**-power)
    if not _inside(node):
        return ring.generator(node), one
    if name == "sum":
        return _sum(node, memo, one)
    items = pairs(node) if name == "hadamard" else [(arg, c.number(1)) for arg in node.args]
    top, bottom = one, one
    for base, exponent in items:
        over, under = memo[base]
        power = int(c.value_of(exponent))
        if abs(power) > _DEGREE:
            raise _TooLarge
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
        raise _TooLarge
    return poly


def _turned(poly: Any, place: int, by: int, ring: _Ring) -> Any:
    """The polynomial with ``x`` replaced by ``1/x`` in one unknown, times ``x^by``."""
    terms = {}
    for exponents, coefficient in poly.to_dict().items():
        new = list(exponents)
        new[place] = by - new[place]
        terms[tuple(new)] = coefficient
    return ring.context.from_dict(terms)


def _readings(ratio: Ratio, ring: _Ring) -> Iterator[tuple[Ratio, frozenset[int]]]:
    """The ratio, and the same in ``exp(-t)`` for each exponential ``exp(t)``: (ratio, unknowns that are inverted)."""
    yield ratio, frozenset()
    for core in ring.units:
        place = ring.exponential(core)
        by = max(int(poly.degrees()[place]) for poly in ratio)
        yield (_turned(ratio[0], place, by, ring), _turned(ratio[1], place, by, ring)), frozenset([place])


def _factors(poly: Any) -> tuple[int, list[tuple[Any, int]]]:
    content_, found = poly.factor()
    return int(content_), [(part, int(power)) for part, power in found]


class _Writer:
    """Polynomials as expressions of one shape."""

    def __init__(self, ring: _Ring, shape: Shape, inverted: frozenset[int]) -> None:
        self.ring, self.shape, self.inverted = ring, shape, inverted

    def ratio(self, ratio: Ratio, factor: bool) -> Expr:
        top, bottom = ratio
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
        signed = -exponent if place in self.inverted else exponent
        return c.apply("exp", c.multiple(signed * unit, core))


def _worthwhile(node: Expr) -> bool:
    if cost(node) > _LONGEST:
        return False
    divided = any(n.op.name == "hadamard" and _inside(n) and any(int(c.value_of(e)) < 0 for e in n.args[1::2])
                  for n in topological([node], enter=_inside))  # fmt: skip
    return divided or (node.is_scalar and node.op is SUM and len(node.args) > 2)


def _is_a_sum_below(node: Expr) -> bool:
    """Whether a product has one sum, as a denominator, as ``a/(n*(b/n + c))``: the sum is seen elsewhere too."""
    product = node.args[0] if node.op.name == "scale" else node
    sums = [(base, e) for base, e in pairs(product) if _inside(base)] if product.op.name == "hadamard" else []
    return len(sums) == 1 and sums[0][0].op is SUM and c.value_of(sums[0][1]) < 0 and not _has_exponentials(sums[0][0])


def _has_exponentials(node: Expr) -> bool:
    return any(_exponent(n) is not None for n in topological([node], enter=_inside))


def over_one_denominator(node: Expr) -> Expr:
    """A sum or product as one fraction in lowest terms, where that is shorter.

    >>> import extremum as ex
    >>> a, b = ex.scalar("a"), ex.scalar("b")
    >>> over_one_denominator(1/a - 1/(a + b) - b/(a*(a + b))), over_one_denominator(a**2/(a + b) - b**2/(a + b))
    (0, a - b)
    """
    if not _inside(node) or not _worthwhile(node):
        return node
    ring = _Ring()
    try:
        ring.learn(node)
        ring.open()
        ratio = _ratio(node, ring)
        if len(ratio[0]) == 0:
            return c.zeros(*node.shape)
        options = [
            _Writer(ring, node.shape, inverted).ratio(reading, factor)
            for reading, inverted in _readings(ratio, ring)
            for factor in (True, False)
        ]
    except _TooLarge:
        return node
    best = min(options, key=rank)
    least = _MUCH if _is_a_sum_below(node) else 1
    return best if cost(best) + least <= cost(node) else node
