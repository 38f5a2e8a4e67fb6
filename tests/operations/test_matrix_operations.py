"""Blocks, softmax, logsumexp, pseudoinverses, vech, triangles, Toeplitz sums: values, derivatives, identities."""

from __future__ import annotations

import random
import re
from typing import Any

import numpy as np
import pytest

import extremum as ex
from extremum.algebra import rules
from extremum.algebra.facts import holds
from extremum.algebra.node import REGISTRY, Expr
from extremum.algebra.rules import RULES, Rule
from extremum.algebra.traverse import topological
from extremum.calculus.jacobian import jacobian as plain_jacobian
from extremum.identities import blocks, pseudoinverse, structure, weights
from extremum.operations import construct as c
from extremum.reading.parser import parse
from extremum.structures import STRUCTURES
from tests.support.points import numbers, same

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


# -- what every operation needs ----------------------------------------------------------------------------------------
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
    return np.asarray(expr.evaluate({**changed, **sizes}))


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
        jacobian = np.asarray(ex.jacobian(expr, symbol).evaluate({**used, **sizes}))
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
    (ex.hadamard(A.T @ A, ex.matrix("P", n, n, "positive_semidefinite")), "positive_semidefinite"),
    (ex.hadamard(ex.matrix("P", n, n, "positive_definite"), ex.eye(n) + A @ A.T), "positive_definite"),
    (ex.inv(ex.eye(n) + A @ A.T), "positive_definite"),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "fact"), FACTS)
def test_facts_are_known(expr: Expr, fact: str) -> None:
    assert holds(expr, fact)


@pytest.mark.parametrize("expr", [expr for expr, _ in FACTS] + [distinct(name, 0) for name in NAMES])
def test_facts_are_true(expr: Expr) -> None:
    (value,) = numbers(expr)
    square = value.shape[-1] == value.shape[-2]
    for fact, record in STRUCTURES.items():
        if holds(expr, fact) and (square or not record.square):
            assert record.test(value), fact


def test_what_an_identity_shortens_when_it_is_turned_is_not_remembered_as_the_transpose() -> None:
    n = ex.dims("n")
    X = ex.matrix("X", n, n, "positive_definite")
    product = c.product(c.transpose(c.vec(X)), plain_jacobian(ex.logm(X), X))
    assert c.transpose(product) is c.vec(c.eye(n))
    assert X not in c.transpose(c.vec(c.eye(n))).symbols


@pytest.mark.parametrize("text", ["kron(a', B)*commutation(n, p)", "kron(B, a')*commutation(p, n)"])
def test_a_commuted_product_with_a_row_is_the_transpose_of_its_transpose(text: str) -> None:
    e = ex.parse(text, ["a[n]", "B[m,p]"])
    assert c.transpose(c.transpose(e)) is e and e.op.name == "kron"
