"""Exponentials as letters, ``m = exp(t)`` or ``m = exp(-t)``, for whichever the rest is short: ``(m - y)./m.^2``.

Exponentials of sums come apart, so that ``p = exp(-u^2/2)`` stays p wherever other exponentials are multiplied with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr, Rational
from extremum.algebra.traverse import replace, topological
from extremum.operations import construct as c
from extremum.operations.common_exponents import is_exponential
from extremum.operations.sum import content, terms_of
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.ring import common_measure
from extremum.simplify.search import simplify

_LONGEST, _LETTERS = 200, 3
"""Longer expressions are left as they are, and those with more exponentials."""


def with_exponentials(expr: Expr) -> Iterator[tuple[Expr, Mapping[Expr, Expr]]]:
    """The expression with letters for exponentials, of positive and of negative arguments; what the letters stand for.

    >>> import extremum as ex
    >>> t, y = ex.scalar("t"), ex.scalar("y")
    >>> for short, letters in with_exponentials(ex.exp(-t) * (1 - y * ex.exp(-t))):
    ...     print(replace(short, {letter: ex.scalar("m", "positive") for letter in letters}), *letters.values())
    m*(1 - m*y) exp(-t)
    (m - y)/m^2 exp(t)
    """
    nodes = (node for node in topological([expr]) if is_exponential(node) and not node.indices)
    found = {node: _monomials(node.args[0]) for node in nodes}
    units: dict[Expr, Fraction] = {}
    for q, core in (monomial for monomials in found.values() for monomial in monomials):
        units[core] = common_measure(units.get(core, Fraction(0)), Fraction(q))
    if not units or len(units) > _LETTERS or cost(expr) > _LONGEST:
        return
    for sign in (-1, 1):
        letters = {core: (_letter(core, k), sign * unit) for k, (core, unit) in enumerate(units.items())}
        try:
            apart = replace(expr, {node: _power(node, monomials, letters) for node, monomials in found.items()})
            yield simplify(apart), {e: c.apply("exp", c.multiple(q, core)) for core, (e, q) in letters.items()}
        except ExtremumError:  # an operation needs more of its argument than is known of a letter
            continue


def _monomials(exponent: Expr) -> list[tuple[Rational, Expr]]:
    grown = expanded(exponent)
    terms = terms_of(exponent if grown is None else grown)
    return [(q * inner, core) for q, term in terms for inner, core in (content(term),)]


def _letter(core: Expr, k: int) -> Expr:
    return c.build("symbol", (), (unreachable(f"exponential{k}"), *core.shape, ("positive",)))


def _power(node: Expr, monomials: list[tuple[Rational, Expr]], letters: Mapping[Expr, tuple[Expr, Fraction]]) -> Expr:
    powers = [(letters[core], q) for q, core in monomials]
    return c.hadamard(c.like_ones(node), *(c.power(letter, Fraction(q) / unit) for (letter, unit), q in powers))
