"""The column of which a scalar is the mean, ``sum(x)/n`` or ``x'*y/n``: added to each entry it is ``mean(x)``."""

from __future__ import annotations

from extremum.algebra.node import Expr
from extremum.operations import construct as c


def averaged(scalar: Expr) -> Expr | None:
    """``x`` of ``sum(x)/n``, ``x.*y`` of ``x'*y/n``, for columns of n entries; None where it is no mean."""
    powers = dict(zip(scalar.args[::2], scalar.args[1::2], strict=True)) if scalar.op.name == "hadamard" else {}
    totals = [base for base, exponent in powers.items() if exponent is c.number(1) and base.op.name == "product"]
    if len(powers) != 2 or len(totals) != 1:
        return None
    row, *rest = totals[0].args
    if powers.get(c.dimension(row.cols)) is not c.number(-1) or not rest[-1].is_column or rest[-1].op.name == "ones":
        return None
    if row.op.name == "ones":
        return c.product(*rest)
    return c.hadamard(c.transpose(row), rest[0]) if len(rest) == 1 else None
