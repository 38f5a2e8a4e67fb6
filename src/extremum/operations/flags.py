"""Powers of what is 0 or 1, or 1 or -1: ``b^2 = b``, ``s^2 = 1``, ``(b - 1)^2 = 1 - b``."""

from __future__ import annotations

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.operations import construct as c
from extremum.operations.sum import SUM


def least_powers(powers: dict[Expr, Expr]) -> tuple[int, dict[Expr, Expr]]:
    """Factors with the least exponents, and the sign of the whole.

    Where every entry is 1 or -1 ``s^2 = 1``, where it is 0 or 1 ``b^2 = b``, and ``(b - 1)^k = (-1)^(k-1) (b - 1)``.
    """
    sign, found = 1, {}
    for base, exponent in powers.items():
        turned, least = _least(base, exponent)
        sign *= turned
        if least is not c.number(0):
            found[base] = least
    return sign, found


def _least(base: Expr, exponent: Expr) -> tuple[int, Expr]:
    value = c.value_of(exponent) if c.is_number(exponent) else 1
    if value == 1 or not isinstance(value, int):
        return 1, exponent
    if holds(base, "sign"):
        return 1, c.number(value % 2)
    if value > 0 and holds(base, "binary"):
        return 1, c.number(1)
    return ((-1) ** (value - 1), c.number(1)) if value > 0 and _is_less_one(base) else (1, exponent)


def _is_less_one(base: Expr) -> bool:
    """Whether a sum is ``b - 1`` with every entry of b 0 or 1."""
    return base.op is SUM and len(base.args) == 2 and holds(c.multiple(-1, base), "binary")
