"""Matrices with independent columns."""

from __future__ import annotations

from extremum.structures.judging import rank
from extremum.structures.record import Kind, Structure, register

register(
    Structure(
        name="full_column_rank",
        words="of full column rank",
        domain="rank(X) = cols",
        kind=Kind.OPEN,
        together={"full_row_rank": ("invertible",)},
        test=lambda a: rank(a) == a.shape[1],
        detail=lambda a: f"rank {rank(a)} of {a.shape[1]}",
        transposed="full_row_rank",
        generic=lambda numbers, a: numbers.rank(a) == min(a.shape),
        fits=lambda rows, cols: rows >= cols,
        least_rank=lambda rows, cols: cols,
    )
)
