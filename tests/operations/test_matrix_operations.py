"""Blocks, softmax, logsumexp, pseudoinverses, vech, triangles, Toeplitz sums: values, derivatives, identities."""

from __future__ import annotations

import random
import re
from typing import Any

import numpy as np
import pytest
import scipy.linalg
from scipy import special

import extremum as ex
from extremum.algebra import rules
from extremum.algebra.errors import DataError, ShapeError, UnsupportedError
from extremum.algebra.facts import IMPLIES, SQUARE, holds
from extremum.algebra.node import REGISTRY, Expr
from extremum.algebra.rules import RULES, Rule
from extremum.algebra.traverse import topological
from extremum.calculus.sweep import gradients
from extremum.identities import blocks, pseudoinverse, structure, weights
from extremum.notation.parser import parse
from extremum.operations import construct as c
from extremum.operations.data import _TESTS
from extremum.operations.elementwise import FUNCTIONS
from extremum.verify import equal
from extremum.verify.sampling import float_scope

n, m, p, q = ex.dims("n m p q")
A, B, C, D = ex.matrix("A", n, n), ex.matrix("B", n, m), ex.matrix("C", m, n), ex.matrix("D", m, m)
X, Y = ex.matrix("X", n, m), ex.matrix("Y", n, m)
S = ex.matrix("S", n, n, "symmetric")
x, y, z = ex.vector("x", n), ex.vector("y", n), ex.vector("z", m)
s = ex.scalar("s")
NAMES = [
    "block", "embed", "softmax", "logsumexp", "pinv", "duplication", "elimination", "vech", "tril", "triu",
    "toeplitz_sum", "toeplitz_pattern",
]  # fmt: skip
SEEDS = range(6)


def distinct(name: str, seed: int) -> Expr:
    """An example whose symbols have different names."""
    rng = random.Random(f"{name}{seed}")
    while True:
        expr = REGISTRY[name].example(rng)
        names = [node.name for node in topological([expr]) if node.op.name == "symbol"]
        if len(names) == len(set(names)):
            return expr


def numbers(*exprs: Expr, seed: int = 0) -> list[Any]:
    """The values of expressions at one random point."""
    for trial in range(50):
        try:
            scope = float_scope(exprs, np.random.default_rng(1000 * seed + trial))
            return [scope.value(expr) for expr in exprs]
        except (DataError, UnsupportedError):  # sizes for which an assumption cannot hold
            continue
    raise AssertionError("no point found")


def same(a: Expr, b: Expr) -> None:
    """Equal at random points, and not refuted exactly."""
    for seed in range(3):
        left, right = numbers(a, b, seed=seed)
        np.testing.assert_allclose(left, right, rtol=1e-8, atol=1e-8)
    assert equal(a, b).verdict != "differs"


# -- what every operation needs ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_building_is_idempotent_and_transposing_an_involution(name: str, seed: int) -> None:
    expr = distinct(name, seed)
    assert expr.op.build(expr.args, expr.params) is expr
    assert expr.T.T is expr
    value, back = numbers(expr, expr.T, seed=seed)
    np.testing.assert_allclose(np.swapaxes(value, -1, -2), back, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_adjoints_are_transposed_jacobians(name: str, seed: int) -> None:
    expr = distinct(name, seed)
    grad = ex.matrix("G", *expr.shape)
    for k, part in enumerate(expr.op.adjoint(expr, grad)):
        if part is not None:
            same(c.vec(part), c.product(c.transpose(expr.op.jacobian(expr, k)), c.vec(grad)))


def moved(expr: Expr, symbol: Expr, data: dict[str, Any], sizes: dict[str, Any], step: Any) -> Any:
    changed = {**data, symbol.name: data[symbol.name] + step}
    return np.asarray(expr.evaluate(changed, **sizes))


@pytest.mark.parametrize("name", [name for name in NAMES if REGISTRY[name].example(random.Random(0)).args])
@pytest.mark.parametrize("seed", SEEDS)
def test_derivatives_against_central_differences(name: str, seed: int) -> None:
    from extremum.verify.sampling import sample_data

    expr = distinct(name, seed)
    rng = np.random.default_rng(seed)
    data, sizes = sample_data([expr], rng)
    for symbol in expr.symbols:
        step = 1e-5 * rng.normal(size=np.shape(data[symbol.name]))
        change = (moved(expr, symbol, data, sizes, step) - moved(expr, symbol, data, sizes, -step)) / 2
        used = {
            name: value for name, value in data.items() if name in {t.name for t in ex.jacobian(expr, symbol).symbols}
        }
        jacobian = np.asarray(ex.jacobian(expr, symbol).evaluate(used, **sizes))
        expected = jacobian.reshape(change.size, -1) @ np.ravel(step, order="F")
        np.testing.assert_allclose(np.ravel(change, order="F"), expected, atol=1e-8)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_printed_text_parses_back(name: str, seed: int) -> None:
    expr = distinct(name, seed)
    for shown in (expr, expr.T, ex.kron(expr, expr)):
        assert parse(str(shown), [*shown.symbols, n, m, p, q]) is shown


NEW = [
    rule for rule in RULES if any(rule in vars(table).values() for table in (blocks, pseudoinverse, structure, weights))
]


@pytest.mark.parametrize("rule", NEW, ids=lambda rule: rule.name)
def test_each_identity_holds_and_is_applied(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    where = re.sub(r", (?=\w+[\[:])", "; ", rule.where)
    left, right = parse(rule.left, where), parse(rule.right, where)
    assert left is right
    apply = rules._try
    with monkeypatch.context() as patch:  # without the rule, its left side stays as it is written
        patch.setattr(rules, "_try", lambda table, *operands: apply([r for r in table if r is not rule], *operands))
        written = parse(rule.left, where)
    assert written is not right or rule is blocks.inverse_block_diagonal  # the triangular rules cover it
    for seed in range(3):
        a, b = numbers(written, right, seed=seed)
        np.testing.assert_allclose(np.broadcast_to(a, np.shape(b)), b, rtol=1e-8, atol=1e-8)


FACTS: list[tuple[Expr, str]] = [
    (ex.block([[ex.matrix("P", n, n, "positive_definite"), ex.zeros(n, m)],
               [ex.zeros(m, n), ex.matrix("R", m, m, "positive_definite")]]), "positive_definite"),
    (ex.block([[ex.matrix("L", n, n, "lower_triangular"), ex.zeros(n, m)],
               [C, ex.matrix("R", m, m, "lower_triangular")]]), "lower_triangular"),
    (ex.block([[ex.matrix("P", n, n, "invertible"), B],
               [ex.zeros(m, n), ex.matrix("R", m, m, "invertible")]]), "invertible"),
    (ex.block([[S, B], [B.T, ex.matrix("R", m, m, "symmetric")]]), "symmetric"),
    (ex.softmax(x), "simplex"), (ex.softmax(x), "positive"),
    (ex.pinv(ex.matrix("P", n, n, "positive_semidefinite")), "positive_semidefinite"),
    (X @ ex.pinv(X), "symmetric"), (ex.pinv(X) @ X, "symmetric"), (ex.pinv(S), "symmetric"),
    (ex.tril(A), "lower_triangular"), (ex.triu(A), "upper_triangular"), (ex.toeplitz_sum(A), "toeplitz"),
    (ex.toeplitz_sum(S), "symmetric"), (ex.duplication(n), "full_column_rank"), (ex.elimination(n), "full_row_rank"),
    (ex.duplication(n).T @ ex.duplication(n), "positive_definite"),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "fact"), FACTS)
def test_facts_are_known(expr: Expr, fact: str) -> None:
    assert holds(expr, fact)


@pytest.mark.parametrize("expr", [expr for expr, _ in FACTS] + [distinct(name, 0) for name in NAMES])
def test_facts_are_true(expr: Expr) -> None:
    (value,) = numbers(expr)
    square = value.shape[-1] == value.shape[-2]
    for fact in IMPLIES:
        if holds(expr, fact) and fact in _TESTS and (square or fact not in SQUARE):
            assert _TESTS[fact](value), fact


# -- blocks -----------------------------------------------------------------------------------------------------------
def test_blocks_have_the_value_of_their_parts() -> None:
    data = {"A": np.arange(9.0).reshape(3, 3), "B": np.ones((3, 2)), "C": np.zeros((2, 3)), "D": np.eye(2)}
    value = ex.block([[A, B], [C, D]]).evaluate(data)
    np.testing.assert_array_equal(value, np.block([[data["A"], data["B"]], [data["C"], data["D"]]]))


def test_blocks_that_do_not_fit_are_explained() -> None:
    with pytest.raises(ShapeError, match="equally many rows, but A is n×n and C is m×n"):
        ex.block([[A, C]])
    with pytest.raises(ShapeError, match="equally many columns, but A is n×n and B is n×m"):
        ex.block([[A], [B]])
    with pytest.raises(ShapeError, match="equally many blocks"):
        ex.block([[A, B], [C]])


def test_blocks_are_printed() -> None:
    whole = ex.block([[A, B], [B.T, ex.zeros(m, m)]])
    assert str(whole) == "[A, B; B', zeros(m, m)]"
    assert ex.latex(whole) == r"\begin{pmatrix}A & B \\ B^{\top} & 0\end{pmatrix}"
    assert ex.unicode(whole) == "[A, B; Bᵀ, 0]"
    assert "<mtable><mtr><mtd><mi>A</mi></mtd><mtd><mi>B</mi></mtd></mtr>" in ex.mathml(whole)


def test_block_identities() -> None:
    whole, zero = ex.block([[A, B], [C, D]]), ex.zeros(m, n)
    assert whole.T is ex.block([[A.T, C.T], [B.T, D.T]])
    assert whole @ whole is ex.block([[A @ A + B @ C, A @ B + B @ D], [C @ A + D @ C, C @ B + D @ D]])
    assert ex.det(ex.block([[A, B], [zero, D]])) is ex.det(A) * ex.det(D)
    assert ex.tr(whole) is ex.tr(A) + ex.tr(D)
    assert ex.block([[x], [z]]).T @ ex.block([[x], [z]]) is ex.norm2(x) ** 2 + ex.norm2(z) ** 2
    upper = ex.block([[A, B], [zero, D]])
    assert upper @ ex.inv(upper) is ex.eye(n + m)
    assert ex.block([[ex.eye(n), ex.zeros(n, m)], [zero, ex.eye(m)]]) is ex.eye(n + m)


def test_gradients_with_respect_to_blocks() -> None:
    whole = ex.block([[A, B], [C, D]])
    assert ex.gradient(ex.tr(whole @ whole), B) is 2 * C.T
    same(ex.gradient(ex.sum(ex.tanh(whole)), C), ex.ones(m, n) - ex.power(ex.tanh(C), 2))
    assert ex.gradient(ex.norm2(ex.block([[x], [z]])) ** 2, z) is 2 * z


# -- softmax and logsumexp --------------------------------------------------------------------------------------------
def test_written_out_weights_are_recognised() -> None:
    powers = ex.exp(A @ x)
    total = ex.sum(powers)
    soft = ex.softmax(A @ x)
    assert ex.log(total) is ex.logsumexp(A @ x)
    assert powers / total is soft
    assert y.T @ powers / total is y.T @ soft
    assert ex.hadamard(powers, y) / total is ex.hadamard(soft, y)
    assert powers @ powers.T / total**2 is soft @ soft.T
    assert ex.diag(powers) / total is ex.diag(soft)
    assert s * powers / (2 * total) is s * soft / 2
    assert ex.exp(ex.logsumexp(A @ x)) is total
    assert ex.sum(soft) is c.number(1)
    assert ex.exp(x) / ex.sum(ex.exp(y)) is not ex.softmax(x)


def test_derivatives_of_weights() -> None:
    soft = ex.softmax(x)
    assert ex.gradient(ex.logsumexp(x), x) is soft
    assert ex.jacobian(soft, x) is ex.diag(soft) - soft @ soft.T
    assert ex.hessian(ex.log(ex.sum(ex.exp(x))), x) is ex.diag(soft) - soft @ soft.T
    labels = ex.vector("y", n, "onehot")
    assert ex.gradient(-labels.T @ ex.log(ex.softmax(A @ x)), x) is A.T @ (ex.softmax(A @ x) - labels)


def test_weights_do_not_overflow() -> None:
    point = np.array([1000.0, 999.0, -1000.0])
    np.testing.assert_allclose(ex.softmax(x).evaluate({"x": point}), special.softmax(point))
    np.testing.assert_allclose(ex.logsumexp(x).evaluate({"x": point}), special.logsumexp(point))


def test_weights_over_samples() -> None:
    t, i = ex.samples("t", m, p), ex.index("i", p)
    total = ex.sum(ex.logsumexp(B @ t[i]), i)
    points, matrix = np.arange(6.0).reshape(3, 2), np.arange(8.0).reshape(4, 2)
    expected = sum(special.logsumexp(matrix @ point) for point in points)
    assert total.evaluate({"t": points, "B": matrix}) == pytest.approx(expected)
    slope = ex.gradient(total, B).evaluate({"t": points, "B": matrix})
    np.testing.assert_allclose(slope, sum(np.outer(special.softmax(matrix @ point), point) for point in points))


# -- pseudoinverses ---------------------------------------------------------------------------------------------------
def test_the_four_equations() -> None:
    plus = ex.pinv(X)
    assert X @ plus @ X is X
    assert plus @ X @ plus is plus
    assert X.T @ X @ plus is X.T and plus @ X @ X.T is X.T
    assert plus.T @ plus @ X is plus.T and X @ plus @ plus.T is plus.T
    assert (X @ plus).T is X @ plus
    assert (plus @ X).T is plus @ X
    assert (X @ plus) @ (X @ plus) is X @ plus


def test_normal_forms_of_pseudoinverses() -> None:
    regular, tall = ex.matrix("R", n, n, "invertible"), ex.matrix("T", n, m, "full_column_rank")
    assert ex.pinv(regular) is ex.inv(regular)
    assert ex.pinv(ex.pinv(X)) is X
    assert ex.pinv(X.T) is ex.pinv(X).T
    assert ex.pinv(3 * X) is ex.pinv(X) / 3
    assert ex.pinv(tall) @ tall is ex.eye(m)
    assert tall @ ex.pinv(tall) is not ex.eye(n)
    assert str(ex.pinv(X).T @ z) == "pinv(X)'*z"
    assert ex.latex(ex.pinv(X)) == "X^{+}"


@pytest.mark.parametrize("rank", [1, 2])
def test_pseudoinverse_at_constant_rank(rank: int) -> None:
    """Along matrices of one rank, also a deficient one, the formula of Golub and Pereyra holds."""
    rng = np.random.default_rng(rank)
    left, right = rng.normal(size=(4, rank)), rng.normal(size=(rank, 3))
    step = rng.normal(size=(4, rank))
    h = 1e-6
    change = (np.linalg.pinv((left + h * step) @ right) - np.linalg.pinv((left - h * step) @ right)) / (2 * h)
    jacobian = ex.jacobian(ex.pinv(X), X).evaluate({"X": left @ right})
    np.testing.assert_allclose(np.ravel(change, order="F"), jacobian @ np.ravel(step @ right, order="F"), atol=1e-6)


def test_gram_matrices_are_absorbed_where_the_rank_is_declared() -> None:
    tall, wide = ex.matrix("T", n, m, "full_column_rank"), ex.matrix("W", n, m, "full_row_rank")
    assert ex.simplify(ex.inv(tall.T @ tall) @ tall.T @ x) is ex.pinv(tall) @ x
    assert ex.simplify(tall @ ex.inv(tall.T @ tall)) is ex.pinv(tall).T
    assert ex.simplify(wide.T @ ex.inv(wide @ wide.T)) is ex.pinv(wide)
    assert ex.simplify(2 * ex.inv(wide @ wide.T) @ wide) is 2 * ex.pinv(wide).T
    assert str(ex.simplify(ex.inv(X.T @ X) @ X.T)) == "inv(X'*X)*X'"
    same(ex.pinv(tall) @ x, ex.inv(tall.T @ tall) @ tall.T @ x)


def test_exact_values_of_pseudoinverses() -> None:
    assert equal(ex.pinv(X) @ X @ z, X.T @ ex.pinv(X.T) @ z).verdict == "proved"
    assert equal(ex.pinv(X), X.T).verdict == "differs"


# -- half vectors, triangles, Toeplitz matrices -----------------------------------------------------------------------
def test_half_vectors() -> None:
    duplicate, eliminate = ex.duplication(n), ex.elimination(n)
    assert duplicate @ ex.vech(S) is ex.vec(S)
    assert eliminate @ ex.vec(A) is ex.vech(A)
    assert eliminate @ duplicate is ex.eye(n * (n + 1) / 2)
    assert ex.commutation(n, n) @ duplicate is duplicate
    assert duplicate.T @ ex.commutation(n, n) is duplicate.T
    assert ex.inv(duplicate.T @ duplicate) @ (duplicate.T @ duplicate) is ex.eye(n * (n + 1) / 2)
    assert ex.jacobian(ex.vech(A), A) is eliminate
    assert ex.vech(A + 2 * B @ C) is ex.vech(A) + 2 * ex.vech(B @ C)
    value = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]])
    np.testing.assert_array_equal(ex.vech(A).evaluate({"A": value}), [1, 4, 7, 5, 8, 9])


def test_triangles() -> None:
    value = np.arange(16.0).reshape(4, 4)
    np.testing.assert_array_equal(ex.tril(A).evaluate({"A": value}), np.tril(value))
    np.testing.assert_array_equal(ex.triu(A).evaluate({"A": value}), np.triu(value))
    lower = ex.matrix("L", n, n, "lower_triangular")
    assert ex.tril(lower) is lower
    assert ex.triu(lower) is ex.diag(ex.diagonal(lower))
    assert ex.tril(A.T) is ex.triu(A).T
    assert ex.tril(2 * A - B @ C) is 2 * ex.tril(A) - ex.tril(B @ C)


def test_toeplitz_sums() -> None:
    value = np.arange(9.0).reshape(3, 3)
    expected = scipy.linalg.toeplitz([12.0, 10.0, 6.0], [12.0, 6.0, 2.0])
    np.testing.assert_array_equal(ex.toeplitz_sum(A).evaluate({"A": value}), expected)
    assert ex.toeplitz_sum(A.T) is ex.toeplitz_sum(A).T
    band = ex.matrix("T", n, n, "toeplitz")
    assert ex.toeplitz_sum(band) is ex.hadamard(band, ex.toeplitz_sum(ex.ones(n, n)))


# -- elementwise functions --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_elementwise_functions_have_their_derivative(name: str) -> None:
    applied = c.apply(name, x)
    (slope,) = gradients(ex.sum(applied), [x])
    point, h = np.array([0.1, 0.25, 0.4, 0.7]), 1e-6
    change = (np.asarray(applied.evaluate({"x": point + h})) - np.asarray(applied.evaluate({"x": point - h}))) / (2 * h)
    got = slope.evaluate({"x": point}) if slope.symbols else slope.evaluate({}, n=4)
    np.testing.assert_allclose(got, change, atol=1e-7)


@pytest.mark.parametrize("name", ["log1p", "expm1", "log2", "log10", "arcsin", "arccos", "arcsinh", "arctanh"])
def test_elementwise_functions_are_those_of_numpy(name: str) -> None:
    point = np.array([0.2, 0.5, 0.9])
    np.testing.assert_allclose(getattr(ex, name)(x).evaluate({"x": point}), getattr(np, name)(point))
