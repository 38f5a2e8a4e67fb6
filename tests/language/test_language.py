"""What people write with: names, texts in place of expressions, substitution, choices, and what can be pickled."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest

import extremum as ex

n, m, N = ex.dims("n m N")
A, B, x, s = ex.matrix("A", n, m), ex.matrix("B", n, m), ex.vector("x", m), ex.scalar("s")
S, P = ex.matrix("S", n, n, "symmetric"), ex.matrix("P", n, n, "positive_definite")
z, i = ex.samples("z", m, N), ex.index("i", N)
RNG = np.random.default_rng(3)


# -- texts -------------------------------------------------------------------------------------------------------------
DECLARED = "A[n,m]; x[m]; b[n]"
F = "norm2(A*x - b)^2"


def test_a_text_with_declarations_stands_for_its_expression() -> None:
    f = ex.parse(F, DECLARED)
    assert ex.gradient(F, "x", DECLARED) is ex.gradient(f, "x")
    assert ex.gradient(F, ["x", "b"], DECLARED) == ex.gradient(f, ["x", "b"])
    assert ex.gradient(r"\|A x - b\|^2", x, "A[n,m]; b[n]") is ex.gradient(f, x)
    assert ex.hessian(F, "x", DECLARED) is ex.hessian(f, "x")
    assert ex.jacobian("A*x", "x", DECLARED) is ex.jacobian(A @ x, x)
    assert ex.differential(F, "x", DECLARED) is ex.differential(f, "x")
    assert ex.partial(F, "x", 1, declarations=DECLARED) is ex.partial(f, "x", 1)
    assert ex.simplify("A*x + A*x", DECLARED) is 2 * A @ x
    assert ex.equal("A*x + A*x", 2 * A @ x, DECLARED)
    assert ex.kinks("norm1(x)", "x", "x[m]") == ex.kinks(ex.norm1(x), x)
    assert ex.derive(F, "x", DECLARED).result is ex.gradient(f, "x")
    assert [d.result for d in ex.derive(F, ["x", "b"], DECLARED)] == ex.gradient(f, ["x", "b"])
    assert ex.compile("2*x", "x[m]")(x=[1, 2]).tolist() == [2, 4]
    assert ex.minimize("norm2(x - b)^2", "x", {"b": [1.0, 2.0]}, declarations="x[n]; b[n]").x["x"] == pytest.approx(
        [1, 2]
    )


def test_the_derivative_by_a_declared_symbol_that_does_not_occur_is_zero() -> None:
    assert ex.gradient(ex.norm2(x), "y", "y[n]") is ex.zeros(n)
    assert ex.gradient("s^2", "y", "s; y[n]") is ex.zeros(n)


# -- names -------------------------------------------------------------------------------------------------------------
def test_aliases_and_what_appears_in_answers() -> None:
    assert ex.trace(S) is ex.tr(S) and ex.norm(x) is ex.norm2(x)
    assert ex.gradient(ex.sum(ex.relu(x)), x) is ex.step(x)
    assert ex.gradient(ex.norm_nuc(A), A) is ex.polar(A)
    assert ex.spread(n) is ex.parse("spread(n)", [n])


def test_two_symbols_of_one_name_in_one_expression_are_refused() -> None:
    twin = ex.matrix("S", n, n)
    for use in (
        lambda: ex.gradient(ex.tr(S @ twin), S),
        lambda: ex.tr(S @ twin).evaluate({"S": np.eye(2)}),
        lambda: ex.compile(S @ twin),
        lambda: (S @ twin).symbols,
    ):
        with pytest.raises(
            ex.ExtremumError, match=r"two variables have one name: S \(n×n.*\) and S \(n×n.*\); declare"
        ):
            use()


# -- choices -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("shape", [(), (4,), (3, 2)])
@pytest.mark.parametrize(
    ("ours", "numpy"),
    [
        (lambda a, b: ex.max(a, b), np.maximum),
        (lambda a, b: ex.min(a, b), np.minimum),
        (lambda a, b: ex.max(a, 0), lambda a, b: np.maximum(a, 0)),
        (lambda a, b: ex.min(1, a, b), lambda a, b: np.minimum(1, np.minimum(a, b))),
        (lambda a, b: ex.where(ex.step(a - b), a, 2), lambda a, b: np.where(a > b, a, 2)),
        (lambda a, b: ex.where(ex.step(a), 0, b), lambda a, b: np.where(a > 0, 0, b)),
    ],
)
def test_choices_against_numpy(ours: Callable[..., ex.Expr], numpy: Callable[..., Any], shape: tuple[int, ...]) -> None:
    dims = [n, m][: len(shape)] + [1] * (2 - len(shape))
    a, b = ex.matrix("a", *dims), ex.matrix("b", *dims)
    data = {"a": RNG.normal(size=shape), "b": RNG.normal(size=shape)}
    given = {a: data["a"], b: data["b"]}
    expr = ours(a, b)
    np.testing.assert_allclose(np.asarray(expr.evaluate(given)), numpy(data["a"], data["b"]), atol=1e-12)
    slope = ex.gradient(ex.sum(expr), a).evaluate(given)
    h = 1e-6
    for place in np.ndindex(*shape):
        step = np.zeros(shape)
        step[place] = h
        up, down = (numpy(data["a"] + sign * step, data["b"]).sum() for sign in (1, -1))
        assert np.asarray(slope)[place] == pytest.approx((up - down) / (2 * h), abs=1e-6)


# -- substitution ------------------------------------------------------------------------------------------------------
def test_substitution_is_of_all_at_once() -> None:
    f = ex.norm2(A @ x) ** 2 + s
    assert f.replace({x: 2 * x, "s": ex.tr(S)}) is 4 * ex.norm2(A @ x) ** 2 + ex.tr(S)
    y = ex.vector("y", m)
    assert (x - 2 * y).replace({x: y, y: x}) is y - 2 * x
    assert f.replace({n: 3, m: 2}).symbols[0].rows == 3
    assert ex.sum(z[i].T @ z[i], i).replace({N: 3}).evaluate({"z": np.eye(3)[:, :2]}) == 2.0
    assert ex.gradient(f, x).replace({s: 3}) is ex.gradient(f, x)


@pytest.mark.parametrize(
    ("use", "error", "words"),
    [
        (lambda: (A @ x).replace({"y": x}), ex.NameUnknownError, r"'y' is no symbol of A\*x; its symbols: A, x"),
        (lambda: (A @ x).replace({x: s}), ex.ShapeError, "x is m×1, but s is 1×1"),
        (lambda: (S @ S).replace({S: A @ B.T}), ex.ExtremumError, "S is declared symmetric, and the expression was"),
        (lambda: ex.sum(z[i].T @ x, i).replace({z[i]: x}), ex.UnsupportedError, "z is summed over"),
        (lambda: x.replace(cast(Any, {3: x})), ex.ExtremumError, "3 is neither a symbol, nor a name"),
        (lambda: x.replace({m + 1: 3}), ex.ExtremumError, r"m \+ 1 is no name of a dimension"),
        (lambda: ex.sum(A, cast(Any, 0)), ex.ExtremumError, r"ex.sum needs an index.*, not 0; the sums of the columns"),
        (lambda: ex.where(x, x, 0), ex.ExtremumError, "a condition has entries 0 and 1"),
        (
            lambda: ex.gradient(ex.tr(S), S, "independent"),
            ex.ExtremumError,
            r"declarations are for a text.*convention=",
        ),
        (lambda: ex.gradient(ex.norm2(x), []), ex.ExtremumError, "The list of variables is empty"),
        (lambda: ex.gradient(ex.norm2(x), [x, "x"]), ex.ExtremumError, "a variable is named twice: x, x"),
        (lambda: ex.partial(ex.norm2(x), cast(Any, [x]), 1), ex.ExtremumError, "with respect to one variable"),
    ],
)
def test_what_is_refused(use: Callable[[], Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        use()


def test_a_positive_definite_value_is_symmetric() -> None:
    assert ex.tr(S @ S).replace({S: P}) is ex.tr(P @ P)


# -- pickles -----------------------------------------------------------------------------------------------------------
def test_families_and_compiled_functions_pickle() -> None:
    h = ex.widths("h")
    weights = ex.family("W", lambda k: h(k + 1), lambda k: h(k), m)
    k = ex.index("k", m, start=0)
    for family in (z, weights):
        back = pickle.loads(pickle.dumps(family))
        assert (back.name, back.size, back.start) == (family.name, family.size, family.start)
        assert back[1] is family[1] and back[k] is family[k] and repr(back) == repr(family)
    assert repr(z) == "z[m] for k in 1..N"
    function = ex.compile({"f": ex.norm2(A @ x) ** 2, "slope": ex.gradient(ex.norm2(A @ x) ** 2, x)})
    back = pickle.loads(pickle.dumps(function))
    data = {"A": RNG.normal(size=(3, 2)), "x": RNG.normal(size=2)}
    assert back.source == function.source and back(data)["f"] == function(data)["f"]


def test_result_classes_are_public() -> None:
    assert isinstance(ex.derive(ex.norm2(x) ** 2, x), ex.Derivation)
    assert isinstance(ex.check(ex.norm2(x) ** 2, x, "2*x"), ex.Verdict)
    assert isinstance(ex.equal(x, x), ex.Equality)
    assert isinstance(ex.compile(x), ex.Compiled)
