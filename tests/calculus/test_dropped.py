"""A symbol that a text declares and that drops out has the derivative zero, everywhere, of the symbol's shape."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

import extremum as ex
from extremum.algebra.dims import Dim

DROPPED = [
    ("x'*A*x", "A[n,n]: skew; x[n]", "x"),
    ("x - x + y", "x; y", "x"),
    ("x'*A*x + norm2(b)^2", "A[n,n]: skew; x[n]; b[m]", "x"),
    ("sum_i(x[i]'*A*x[i])", "A[d,d]: skew; x[d] for i in 1..N", "x"),
    ("0*tr(X) + s", "X[n,n]; s", "X"),
    ("norm2(y)^2", "x[n]; y[m]", "x"),
    ("norm2(Q*a)^2", "Q[n,n]: orthogonal; a[n]", "Q"),
]


@pytest.mark.parametrize(("text", "declared", "name"), DROPPED)
def test_scalars(text: str, declared: str, name: str) -> None:
    f = ex.parse(text, declared)
    found = ex.gradient(f, name)
    rows, cols = found.shape
    assert found is ex.zeros(rows, cols)
    assert ex.hessian(f, name) is ex.zeros(rows * cols, rows * cols)
    assert ex.jacobian(f, name) is ex.zeros(1, rows * cols)
    assert ex.derive(f, name, "jacobian").result is found
    assert ex.derive(f, name, "differential").result is found
    assert ex.curvature(f, name).kind == "affine"


SENSES = [(None, "stationary"), ("min", "global minimum"), ("max", "global maximum")]


@pytest.mark.parametrize(("sense", "kind"), SENSES)
@pytest.mark.parametrize(("text", "declared", "name"), DROPPED[:-1])
def test_every_value_is_an_extremum(text: str, declared: str, name: str, sense: str | None, kind: str) -> None:
    """A minimum and a maximum, without conditions: not one where ``zeros(n, n)`` is positive definite."""
    found = ex.solve(ex.parse(text, declared), name, sense=sense)
    assert found.kind.startswith(kind) and "does not change with" in str(found)
    assert not found.conditions and "definite" not in str(found)


@pytest.mark.parametrize(("text", "declared", "name"), [row for row in DROPPED if "sum_i" not in row[0]])
def test_claims(text: str, declared: str, name: str) -> None:
    assert ex.check(text, name, f"0*{name}", declared)
    assert ex.check(text, name, name, declared).right is False


def test_columns() -> None:
    n = ex.dims("n")
    assert ex.jacobian(ex.parse("x - x + z", "x[n]; z[n]"), "x") is ex.zeros(n, n)
    assert ex.jacobian(ex.parse_latex(r"x - x + z", "x[n]; z[n]"), "x") is ex.zeros(n, n)


def test_a_symbol_itself_is_never_unknown() -> None:
    n = ex.dims("n")
    x, y = ex.vector("x", n), ex.scalar("y")
    assert ex.gradient(y, x) is ex.zeros(n)
    assert ex.gradient(y, [x, y]) == [ex.zeros(n), ex.gradient(y, y)]


def test_names_that_no_text_declared_are_unknown() -> None:
    f = ex.parse("x - x + y", "x; y")
    with pytest.raises(ex.NameUnknownError, match="'z' is no symbol of y; its symbols: y, x"):
        ex.gradient(f, "z")


def test_the_last_text_of_a_thread_says_the_shape() -> None:
    n, m = ex.dims("n m")

    def shapes(size: Dim) -> set[tuple[Dim, Dim]]:
        return {ex.gradient(ex.parse("x'*A*x", f"A[{size},{size}]: skew; x[{size}]"), "x").shape for _ in range(50)}

    with ThreadPoolExecutor(2) as pool:
        (first,), (second,) = pool.map(shapes, [n, m])
    assert first[0] is n and second[0] is m
