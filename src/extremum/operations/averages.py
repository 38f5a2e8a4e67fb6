"""Means and deviations in products: ``sum(x)/n`` is ``mean(x)``, ``norm2(x - mean(x))/sqrt(n)`` is ``std(x)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from extremum.algebra import forms
from extremum.algebra.forms import Form
from extremum.algebra.lengths import operations
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.signs import times
from extremum.operations.sum import SUM
from extremum.operations.wordalgebra import half


@dataclass(frozen=True, slots=True)
class _Average:
    """``base = count * average(of)^power``."""

    name: str
    of: Expr
    count: Expr
    power: int


def with_averages(node: Expr, plain: Form) -> Form:
    """The form of a product of scalars with means and deviations in it, where that is shorter than the plain one."""
    numbers = [(base, exponent) for base, exponent in pairs(node) if c.is_number(exponent)]
    found = [(base, exponent, average) for base, exponent in numbers if (average := _average(base)) is not None]
    counts = {average.count for _, _, average in found} & {base for base, _ in pairs(node)}
    options = [plain]
    for size in range(1, len(found) + 1 if counts or len(found) > 1 else 0):
        options += [_written(node, chosen) for chosen in combinations(found, size)]
    return min(options, key=operations) if len(options) > 1 else plain


def _written(node: Expr, chosen: Sequence[tuple[Expr, Expr, _Average]]) -> Form:
    taken = {base for base, _, _ in chosen}
    rest = [c.power(base, exponent) for base, exponent in pairs(node) if base not in taken]
    rest += [c.power(average.count, exponent) for _, exponent, average in chosen]
    left = c.hadamard(*rest)
    return times(
        1, [*([] if left is c.number(1) else [write(left)]), *(_power(e, average) for _, e, average in chosen)]
    )


def _power(exponent: Expr, average: _Average) -> Form:
    value, name = Fraction(c.value_of(exponent)) * average.power, average.name
    if name == "std" and value % 2 == 0:
        value, name = value / 2, "var"
    body = forms.call(name, write(average.of))
    whole = body if abs(value) == 1 else forms.power(body, forms.quotient(abs(value)))
    return whole if value > 0 else forms.fraction(forms.number("1"), whole)


def _average(base: Expr) -> _Average | None:
    """What a sum, or the square of a centred column, is n times."""
    if base.op.name != "product":
        return None
    if base.args[0].op.name == "ones" and base.args[-1].is_column:
        x = c.product(*base.args[1:])
        return _Average("mean", x, c.dimension(x.rows), 1)
    h = half(base.args)
    whole = next(_centred(h[0]), None) if h is not None and len(h) == 1 else None
    return None if whole is None else _Average("std", whole, c.dimension(whole.rows), 2)


def is_centred(column: Expr) -> bool:
    """Whether it is ``x - mean(x)``."""
    return any(True for _ in _centred(column))


def _centred(column: Expr) -> Iterator[Expr]:
    """x of ``x - mean(x)``."""
    filled = [t for t in column.args if t.op.name == "scale" and t.args[1].op.name == "ones"]
    if column.op is SUM and len(filled) == 1:
        terms = zip(column.params, column.args, strict=True)
        x = c.combine([(q, term) for q, term in terms if term is not filled[0]])  # type: ignore[misc]
        mean = c.product(c.power(c.dimension(x.rows), -1), c.ones(1, x.rows), x)
        if c.subtract(x, c.product(mean, c.ones(x.rows))) is column:
            yield x
