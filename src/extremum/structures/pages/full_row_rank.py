"""Matrices with independent rows."""

from __future__ import annotations

from extremum.structures.judging import rank
from extremum.structures.record import Kind, Structure, register

register(
    Structure(
        name="full_row_rank",
        words="of full row rank",
        domain="rank(X) = rows",
        kind=Kind.OPEN,
        test=lambda a: rank(a) == a.shape[0],
        detail=lambda a: f"rank {rank(a)} of {a.shape[0]}",
        transposed="full_column_rank",
        generic=lambda numbers, a: numbers.rank(a) == min(a.shape),
        fits=lambda rows, cols: cols >= rows,
        least_rank=lambda rows, cols: rows,
    )
)
