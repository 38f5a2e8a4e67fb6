"""Data that are missing, unknown or do not fit are refused, and what comes back is the caller's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.data.binding import interpreted

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
y, w = np.array([1.0, 2.0, 3.0]), np.array([1.0, -1.0])


def least_squares() -> Any:
    f = ex.parse("norm2(X*w - y)^2 + lambda*norm2(w)^2", ["X[n,m]", "w[m]", "y[n]", "lambda"])
    return ex.compile({"value": f, "gradient": ex.gradient(f, "w")}, name="least_squares")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"X": X, "w": w}, "lambda_, y: no value; least_squares needs lambda, w, X, y"),
        ({"X": X, "w": w, "Y": y, "lambda": 1}, "y: no value; did you mean Y"),
        ({"X": X, "w": y, "y": y, "lambda": 1}, "m is 3 elsewhere"),
        ({"X": X, "w": w, "y": y[:2], "lambda": 1}, "n is 2 elsewhere|n is 3 elsewhere"),
        ({"X": X, "w": w, "y": y, "lambda": w}, "lambda is 1×1, but the data have shape 2×1"),
        ({"X": X, "w": w, "y": [1, np.nan, 3], "lambda": 1}, "y has the entry nan"),
        ({"X": X, "w": w, "y": ["a", "b", "c"], "lambda": 1}, "numbers are needed"),
        ({"X": X, "w": w, "y": y, "lambda": 1, "n": 4}, "n is 4 elsewhere"),
    ],
)
def test_bad_data(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ex.DataError, match=message):
        least_squares()(**data)


def test_the_names_of_symbols_and_of_arguments() -> None:
    function = least_squares()
    by_symbol, by_argument = function(X=X, w=w, y=y, **{"lambda": 2}), function(X=X, w=w, y=y, lambda_=2)
    assert by_symbol["value"] == by_argument["value"] == pytest.approx(((X @ w - y) ** 2).sum() + 4)


def test_whole_numbers_and_columns_are_data() -> None:
    found = least_squares()(X=X.astype(int), w=w[:, None], y=[1, 2, 3], **{"lambda": 0})
    np.testing.assert_allclose(found["gradient"], 2 * X.T @ (X @ w - y))


def test_small_integers_do_not_overflow() -> None:
    f = ex.parse("norm2(a)^2", ["a[n]"])
    assert ex.compile(f)(a=np.array([100, 100], dtype=np.int8)) == 20000


def test_sizes_that_no_shape_tells() -> None:
    power = ex.compile(ex.parse("mpow(A, k)", ["A[n,n]"]))
    np.testing.assert_allclose(power(A=2 * np.eye(2), k=3), 8 * np.eye(2))
    with pytest.raises(ex.DataError, match="k: no value; no shape tells it"):
        power(A=np.eye(2))


def test_an_index_is_in_its_range() -> None:
    n, N = ex.dims("n N")
    x, i = ex.samples("x", n, N), ex.index("i", N)
    member = ex.compile(2 * x[i])
    np.testing.assert_allclose(member(x=X, i=1), 2 * X[0])
    for wrong in (0, 4):
        with pytest.raises(ex.DataError, match=rf"the index i is {wrong}, outside 1\.\.3"):
            member(x=X, i=wrong)


def test_assumptions_are_checked() -> None:
    f = ex.compile(ex.parse("logdet(S)", ["S[d,d]: positive_definite"]))
    with pytest.raises(ex.DataError, match="declared positive_definite"):
        f(S=-np.eye(2))


def test_a_singular_matrix_is_named() -> None:
    f = ex.compile(ex.parse("inv(A)*b", ["A[n,n]", "b[n]"]))
    with pytest.raises(ex.DataError, match="singular matrix, for these data"):
        f(A=np.zeros((2, 2)), b=np.ones(2))


def test_numbers_follow_the_rules_of_arrays() -> None:
    s = ex.scalar("s")
    for f in (1 / s, s ** ex.Rational(1, 3), ex.log(s)):
        for value in (0.0, -8.0):
            with np.errstate(all="ignore"):
                np.testing.assert_equal(ex.compile(f)(s=value), interpreted(f, {"s": value}))


def test_a_negative_determinant_has_no_logarithm() -> None:
    f = ex.parse("logdet(A)", ["A[n,n]"])
    A = np.diag([1.0, -2.0])
    assert np.isnan(ex.compile(f)(A=A)) and np.isnan(interpreted(f, {"A": A}))


def test_results_share_no_memory_with_the_data() -> None:
    f = ex.compile([ex.parse("A'", ["A[n,m]"]), ex.parse("diagonal(B)", ["B[m,m]"])])
    A, B = X.copy(), np.eye(2)
    for result in f(A=A, B=B):
        result += 1
    np.testing.assert_allclose(A, X)
    np.testing.assert_allclose(B, np.eye(2))


def test_what_cannot_be_compiled() -> None:
    x = ex.vector("x", "n")
    with pytest.raises(ex.UnsupportedError, match="no backend 'fortran' yet; there is: numpy, jax"):
        ex.compile(x, backend="fortran")
    nothing: list[ex.Expr] | dict[str, ex.Expr]
    for nothing in ([], {}):
        with pytest.raises(ex.ExtremumError, match="nothing to compile"):
            ex.compile(nothing)
    for name in ("2f", "lambda", ""):
        with pytest.raises(ex.ExtremumError, match="is no name for a function"):
            ex.compile(x, name=name)
    with pytest.raises(ex.ExtremumError, match="uses the name 'softmax' itself"):
        ex.compile(ex.softmax(x), name="softmax")


def test_one_several_or_labelled() -> None:
    x = ex.vector("x", "n")
    assert ex.compile(ex.norm2(x) ** 2)(x=[3, 4]) == 25.0
    assert ex.compile([ex.norm2(x)])(x=[3, 4]) == (5.0,)
    assert ex.compile((ex.norm2(x), ex.sum(x)))(x=[3, 4]) == (5.0, 7.0)
    assert ex.compile({"a b": ex.norm2(x)})(x=[3, 4]) == {"a b": 5.0}
    assert repr(ex.compile(x, name="same")) == "<compiled same(x)>"


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize(
    "text",
    [
        "tr(sum_i(A[i]))", "sum(sum_i(A[i]*x))", "sum_i(A[i])", "sum_i(A[i]')", "sum_i(A[i]*x)", "sum_i(inv(A[i]))",
        "2*x'*sum_i(A[i]*A[i]')", "sum_i(tr(A[i])*A[i])", "sum_i(i*A[i])", "det(eye(n) + sum_i(A[i]))",
        "sum_i(z[i])", "sum_i(z[i]*x')", "sum_i(A[i]*z[i])", "sum_i(B[i]*z[i])", "sum_i(r[i])",
    ],
)  # fmt: skip
def test_a_sum_over_a_family_without_members_has_its_shape(text: str, count: int) -> None:
    members = ["A[n,n] for i in 1..N: invertible", *(f"{one} for i in 1..N" for one in ("B[m,n]", "z[n]", "r[1,n]"))]
    f = ex.parse(text, [*members, "x[n]"])
    rng = np.random.default_rng(count)
    shapes = {"A": (count, 3, 3), "B": (count, 2, 3), "z": (count, 3), "r": (count, 1, 3), "x": (3,)}
    data = {name: rng.standard_normal(shape) for name, shape in shapes.items() if name in {s.name for s in f.symbols}}
    found, wanted = ex.compile(f)(**data), f.evaluate(data)
    assert np.shape(found) == np.shape(wanted)
    np.testing.assert_allclose(found, wanted)


def test_data_by_their_places_are_refused_with_the_call_that_is_meant() -> None:
    made: Any = ex.compile(ex.parse("norm2(A*x - b)^2", "A[n,m]; x[m]; b[n]"), data=["A", "b"])
    A, x, b = np.eye(2), np.ones(2), np.zeros(2)
    for places in ((A,), (A, x, b), ({"A": A, "x": x, "b": b}, x)):
        with pytest.raises(ex.DataError, match=r"data are given by name, as in f\(A=…, b=…, x=…\)"):
            made(*places)
    with pytest.raises(ex.DataError, match=r"data are given by name, as in f\(x=…\)"):
        made.bind(A=A, b=b)(x)
    assert made({"A": A, "x": x}, b=b) == 2.0
