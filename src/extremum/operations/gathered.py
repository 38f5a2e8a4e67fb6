"""Columns with one number: ``(A e_i) ∘ (B e_i) = (A ∘ B) e_i``, so that sums over two indices end in sums of matrices.

What does not depend on i is a column of a matrix with equal columns, ``v = (v 1') e_i``, an entry ``e_i' w`` times a
vector of ones is ``(1 w') e_i``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from extremum.algebra.dims import ONE
from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.operations import construct as c
from extremum.operations.elementwise import ELEMENTWISE, defined_everywhere
from extremum.operations.hadamard import HADAMARD
from extremum.operations.powers import pairs
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors


def gathered(vectors: Sequence[Expr]) -> list[Expr]:
    """The factors of an entrywise product, those that are columns with one number put together."""
    units = {node for node in topological(vectors) if _is_unit(node)}
    if len(units) != 1:
        return list(vectors)
    (unit,) = units
    moving = [vector for vector in vectors if vector.indices & unit.indices]
    if not moving:  # the number is that of a sum within one of them
        return list(vectors)
    if _is_bilinear(moving, unit) and (len(moving) == 1 or len(vectors) == len(moving)):
        return list(vectors)
    matrices = [_matrix(vector, unit) for vector in moving]
    known = [matrix for matrix in matrices if matrix is not None]
    if len(known) < len(matrices):
        return list(vectors)
    still = [vector for vector in vectors if vector not in moving]
    return [*still, c.product(c.hadamard(*known), unit)]


def _is_unit(node: Expr) -> bool:
    return node.op.name == "embed" and node.is_column and bool(node.indices)


def _is_bilinear(moving: Sequence[Expr], unit: Expr) -> bool:
    """Whether they are one or two columns ``A e_i``, or a square of one, whose sum is a form in A; no masks."""
    items = list(chain.from_iterable(map(_powers_of, moving)))
    plain = all(factors(base)[2][-1:] == (unit,) and base.symbols for base, _ in items)
    return plain and [exponent for _, exponent in items] in ([c.number(1)], [c.number(1)] * 2, [c.number(2)])


def _powers_of(vector: Expr) -> Sequence[tuple[Expr, Expr]]:
    return pairs(vector) if vector.op is HADAMARD else [(vector, c.number(1))]


def _matrix(vector: Expr, unit: Expr) -> Expr | None:
    """A with ``A e_i`` the vector; None: it is not known to be such a column."""
    if not vector.indices & unit.indices:
        return c.product(vector, c.ones(ONE, unit.rows))
    if vector.op is SUM:
        parts = [(q, _matrix(term, unit)) for q, term in terms_of(vector)]
        known = [(q, part) for q, part in parts if part is not None]
        return c.combine(known) if len(known) == len(parts) else None
    if vector.op is HADAMARD:
        return _powers(vector, unit)
    if vector.op is ELEMENTWISE:
        inner = _matrix(vector.args[0], unit) if defined_everywhere(vector) else None
        return None if inner is None else c.build(vector.op.name, (inner,), vector.params)
    q, scalars, word = factors(vector)
    rows = [_row(base, exponent, unit) for base, exponent in chain.from_iterable(map(pairs, scalars))]
    inner = _word(word, unit)
    if inner is None or any(row is None for row in rows):
        return None
    tall = [c.product(c.ones(vector.rows), row) for row in rows if row is not None and not row.is_scalar]
    plain = [row for row in rows if row is not None and row.is_scalar]
    return c.multiple(q, c.product(*plain, c.hadamard(*tall, inner)))


def _word(word: tuple[Expr, ...], unit: Expr) -> Expr | None:
    if not any(factor.indices & unit.indices for factor in word):
        return c.product(*word, c.ones(ONE, unit.rows))
    if word[-1] is not unit or any(factor.indices & unit.indices for factor in word[:-1]):
        return None
    return c.product(*word[:-1]) if len(word) > 1 else c.eye(unit.rows)


def _row(base: Expr, exponent: Expr, unit: Expr) -> Expr | None:
    """The row whose entry number i is a power of a scalar; of a constant that scalar itself."""
    if not (base.indices | exponent.indices) & unit.indices:
        return c.power(base, exponent)
    if base.op.name != "product" or not _natural(exponent):
        return None
    word = base.args if base.args[-1] is unit else tuple(c.transpose(factor) for factor in reversed(base.args))
    if word[-1] is not unit or any(factor.indices & unit.indices for factor in word[:-1]):
        return None
    return c.power(c.product(*word[:-1]), exponent)


def _powers(vector: Expr, unit: Expr) -> Expr | None:
    """Of an entrywise product of powers; negative ones stay, for other columns may have none."""
    found: list[Expr] = []
    for base, exponent in pairs(vector):
        matrix = _matrix(base, unit) if _natural(exponent) or not base.indices & unit.indices else None
        if matrix is None or exponent.indices & unit.indices:
            return None
        found.append(c.power(matrix, exponent))
    return c.hadamard(*found)


def _natural(exponent: Expr) -> bool:
    return c.is_number(exponent) and c.value_of(exponent) == abs(int(c.value_of(exponent)))
