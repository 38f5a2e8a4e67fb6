"""Values without fractions in fractions: ``(b*p - q)/(b*(p + q))`` for ``(p - q/b)/(p + q)``, as books write them."""

from __future__ import annotations

from dataclasses import replace as changed

from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, content, terms_of
from extremum.simplify.cost import cost
from extremum.simplify.fraction import fractions
from extremum.solving.solution import SolutionSet

_LONGER = 4
"""A fraction alone may be longer by one part in so many, and by as much besides."""


def with_fractions_alone(found: SolutionSet) -> SolutionSet:
    """A solution whose values are fractions without fractions in them, where these are not much longer."""
    values = {x: unnested(value) for x, value in found.values.items()}
    shown = {x: unnested(value) for x, value in found.shown.items()}
    same = all(values[x] is found.values[x] and shown[x] is found.shown[x] for x in values)
    return found if same else changed(found, values=values, shown=shown)


def unnested(value: Expr) -> Expr:
    """A number over one denominator, if it has a sum below the line and a fraction beside a whole term in a sum.

    >>> import extremum as ex
    >>> p, q, b = ex.scalar("p"), ex.scalar("q"), ex.scalar("b")
    >>> unnested((p - q / b) / (p + q)), unnested(p / (1 / q + 1 / b))
    ((b*p - q)/(b*(p + q)), p/(1/b + 1/q))
    """
    parts = pairs(content(value)[1]) if value.is_scalar else []
    below = any(base.op is SUM and _sign(exponent) < 0 for base, exponent in parts)
    if not below or not any(_is_mixed(base) for base, _ in parts):
        return value
    options = [each for each in fractions(value) if not any(_is_mixed(base) for base, _ in pairs(content(each)[1]))]
    best = min(options, key=cost, default=value)
    return best if cost(best) <= cost(value) + cost(value) // _LONGER + _LONGER else value


def _is_mixed(base: Expr) -> bool:
    """Whether a sum has terms with what is no count below a line, and others."""
    if base.op is not SUM:
        return False
    divided = [any(_sign(e) < 0 and b.op.name != "dimension" for b, e in pairs(term)) for _, term in terms_of(base)]
    return any(divided) and not all(divided)


def _sign(exponent: Expr) -> int:
    return 0 if not c.is_number(exponent) else 1 if c.value_of(exponent) > 0 else -1
