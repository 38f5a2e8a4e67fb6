"""``relu(x)^e .* step(x)`` with an exponent that may be negative, for values and for code: 0 where x < 0, not nan."""

from __future__ import annotations

from collections.abc import Mapping

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.operations import construct as c
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.powers import pairs


def is_flat(node: Expr) -> bool:
    """Whether it is a function that is 0 on one side of a number, as relu and hinge are."""
    return _rise(node) is not None


def off_flat(node: Expr) -> Expr:
    """An entrywise product of powers, in which what is 0 on a side where the product is 0 anyway is 1 there.

    >>> import extremum as ex
    >>> from fractions import Fraction
    >>> x = ex.scalar("x")
    >>> off_flat(2 * ex.gradient(ex.sqrt(ex.relu(x)), x))
    step(x)/sqrt(relu(x) + step(-x))
    >>> off_flat(3 * ex.gradient(ex.relu(x) ** Fraction(1, 3) * ex.exp(x), x))
    exp(x)*(step(x) + 3*relu(x))/(relu(x) + step(-x))^(2/3)
    """
    items = dict(pairs(node))
    for base, exponent in pairs(node):
        rise = _rise(base)
        if rise is None or holds(exponent, "nonnegative"):
            continue
        if c.apply("step", rise) not in items and not _vanishes(items, base, rise):
            continue
        del items[base]
        items[c.add(base, c.apply("step", c.multiple(-1, rise)))] = exponent
    return c.build("hadamard", tuple(part for item in items.items() for part in item))


def _vanishes(items: Mapping[Expr, Expr], base: Expr, rise: Expr) -> bool:
    """Whether another factor is 0 where the base is: of terms with the base or its slope in them."""
    flat = {part: c.like_zeros(part) for part in (base, c.apply("step", rise))}
    others = (other for other, power in items.items() if other is not base and holds(power, "positive"))
    return any(other.op.name == "sum" and c.is_zero(replace(other, flat)) for other in others)


def _rise(node: Expr) -> Expr | None:
    """``a x + b`` of a function that is the larger of it and 0."""
    known = FUNCTIONS.get(function_of(node)[0]) if node.op.name == "elementwise" else None
    if known is None or function_of(node)[1] or len(known.largest_of) != 2 or known.largest_of[0] != (0, 0):
        return None
    slope, level = known.largest_of[1]
    return c.add(c.multiple(slope, node.args[0]), c.multiple(level, c.like_ones(node)))
