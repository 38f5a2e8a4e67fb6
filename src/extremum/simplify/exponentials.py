"""Exponentials as letters, ``m = exp(t)`` or ``m = exp(-t)``, for whichever the rest is short: ``(m - y)./m.^2``.

Exponentials of sums come apart, so that ``p = exp(-u^2/2)`` stays p wherever other exponentials are multiplied with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from extremum.algebra.errors import ExtremumError
from extremum.algebra.names import unreachable
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace, topological
from extremum.operations import construct as c
from extremum.operations.common_exponents import is_exponential
from extremum.operations.powers import pairs
from extremum.operations.sum import content, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost
from extremum.simplify.expand import expanded
from extremum.simplify.ring import common_measure
from extremum.simplify.search import simplify

Monomial = tuple[Expr, Expr]
"""A scalar, and what it multiplies in an exponent."""
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
    found = _with_powers({node: _monomials(node.args[0]) for node in nodes})
    units: dict[Expr, Fraction] = {}
    for q, core in (monomial for monomials in found.values() for monomial in monomials):
        least = units.setdefault(core, Fraction(0))
        units[core] = common_measure(least, Fraction(c.value_of(q))) if c.is_number(q) else least
    if not units or len(units) > _LETTERS or cost(expr) > _LONGEST:
        return
    for sign in (-1, 1):
        letters = {core: (_letter(core, k), sign * unit) for k, (core, unit) in enumerate(units.items())}
        try:
            apart = replace(expr, {node: _power(node, monomials, letters) for node, monomials in found.items()})
            yield simplify(apart), {e: c.apply("exp", c.multiple(q, core)) for core, (e, q) in letters.items()}
        except ExtremumError:  # an operation needs more of its argument than is known of a letter
            continue


def _monomials(exponent: Expr) -> list[Monomial]:
    grown = expanded(exponent)
    terms = terms_of(exponent if grown is None else grown)
    return [(c.number(q * inner), core) for q, term in terms for inner, core in (content(term),)]


def _with_powers(found: Mapping[Expr, list[Monomial]]) -> Mapping[Expr, list[Monomial]]:
    """The same with ``exp(v*t)`` as a power of exp(t), where that is there."""
    bases = {core for monomials in found.values() for _, core in monomials}
    return {node: [_over(q, core, bases) for q, core in monomials] for node, monomials in found.items()}


def _over(q: Expr, core: Expr, bases: Collection[Expr]) -> Monomial:
    """(v, t) for ``v*t``, t one of the bases and v a scalar."""
    _, scalars, word = factors(core)
    if word and scalars and (base := c.product(*word)) in bases:
        return c.product(q, *scalars), base
    for base, exponent in pairs(core) if core.is_scalar else ():
        if exponent is c.number(1) and base is not core and base in bases:
            return c.product(q, core, c.power(base, -1)), base
    return q, core


def _letter(core: Expr, k: int) -> Expr:
    return c.build("symbol", (), (unreachable(f"exponential{k}"), *core.shape, ("positive",)))


def _power(node: Expr, monomials: list[Monomial], letters: Mapping[Expr, tuple[Expr, Fraction]]) -> Expr:
    powers = [(letters[core], q) for q, core in monomials]
    return c.hadamard(c.like_ones(node), *(c.power(e, c.multiple(1 / unit, q)) for (e, unit), q in powers))
