"""What is declared of an unknown is needed of its value: a positive diagonal, entries that are not zero, a rank."""

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.errors import DataError, UnsupportedError


@pytest.mark.parametrize(
    ("declared", "inside", "outside"),
    [
        ("positive_diagonal", [[1, 2], [0, 3]], [[-1, 2], [0, 3]]),
        ("lower_triangular, positive_diagonal", [[1, 2], [4, 3]], [[1, 2], [4, -3]]),
        ("nonzero", [[1, 2], [4, -3]], [[1, 2], [0, 3]]),
        ("full_column_rank", [[1, 2], [4, -3]], [[1, 2], [2, 4]]),
    ],
)
def test_the_nearest_matrix_is_the_solution_where_it_is_what_is_declared(
    declared: str, inside: list[list[float]], outside: list[list[float]]
) -> None:
    found = ex.solve("norm2(X - A)^2", "X", "min", [], f"X[n,n]: {declared}; A[n,n]")
    value = found.evaluate(A=np.array(inside, float))
    at = np.asarray(next(iter(value.values())))
    assert np.array_equal(at, np.tril(inside) if "lower" in declared else inside)
    with pytest.raises(DataError):
        found.evaluate(A=np.array(outside, float))


@pytest.mark.parametrize(
    ("f", "declared"),
    [
        ("norm2(x)^2", "x[n,n]: positive_diagonal"),
        ("norm2(x)^2", "x[n,n]: full_column_rank"),
        ("norm2(x)^2", "x[n]: nonzero"),
        ("cosh(x)", "x: nonzero"),
        ("sqrt(x^2 + a^2)", "x: nonzero; a"),
    ],
)
def test_zero_is_no_solution_where_it_is_not_in_the_declared_set(f: str, declared: str) -> None:
    with pytest.raises(UnsupportedError):
        ex.solve(f, "x", "min", [], declared)
