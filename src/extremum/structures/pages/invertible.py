"""Invertible matrices."""

from __future__ import annotations

from extremum.structures.judging import rank
from extremum.structures.record import Kind, Structure, register

register(
    Structure(
        name="invertible",
        words="invertible",
        domain="det(X) != 0",
        kind=Kind.OPEN,
        square=True,
        implies=("full_column_rank", "full_row_rank"),
        test=lambda a: rank(a) == len(a),
        detail=lambda a: f"rank {rank(a)} of {len(a)}",
        inverted="invertible",
        eigenvalues="nonzero",
        generic=lambda numbers, a: numbers.rank(a) == len(a),
        least_rank=lambda rows, cols: rows,
    )
)
