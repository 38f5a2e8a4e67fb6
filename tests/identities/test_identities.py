"""Every identity: both sides have the same value on random shapes, and it fires."""

from __future__ import annotations

import random

import numpy as np
import pytest

import extremum as ex
from extremum.algebra.rules import RULES, Rule, disabled
from extremum.operations import construct as c
from extremum.operations.wordalgebra import factors
from tests.support import checks


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_identity(rule: Rule) -> None:
    checks.check_rule(rule)


WITH_FACTS = [rule for rule in RULES if ":" in rule.where]


@pytest.mark.parametrize("rule", WITH_FACTS, ids=[rule.name for rule in WITH_FACTS])
def test_identity_without_its_facts(rule: Rule) -> None:
    """Where a fact is missing the rule does not apply, or what it gives is right without the fact."""
    checks.check_rule_without_facts(rule)


def test_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)


def test_a_rule_about_neighbours_sees_them_transposed_too() -> None:
    """``(a b)' = b' a'`` gives one node, also within a longer word: a row is seen as the column is."""
    rows, cols = ex.dims("p9 q9")
    for rule in RULES:
        where = checks.split_where(rule.where)
        with disabled(*RULES):
            word = factors(ex.parse(rule.left, where))[2]
        if len(word) < 2:
            continue
        before = ex.matrix("P9", rows, word[0].rows)
        after = ex.matrix("Q9", word[-1].cols, cols)
        for whole in (word, (before, *word, after)):
            turned = c.product(*(c.transpose(factor) for factor in reversed(whole)))
            assert turned is c.transpose(c.product(*whole)), f"{rule.name}: {turned}, transposed"


FRECHET = [
    "frechet_matrix_expm(A)'",
    "frechet_matrix_sqrtm(S)",
    "frechet_matrix_expm(A, C)'",
    "frechet_matrix_sqrtm(S, A*Z)",
]


@pytest.mark.parametrize("matrix", FRECHET)
@pytest.mark.parametrize("direction", ["B", "eye(n)", "b*b'", "A"])
def test_a_vec_goes_into_a_frechet_derivative_from_both_sides(matrix: str, direction: str) -> None:
    declared = "A[n,n]; B[n,n]; C[n,n]; b[n]; Z[n,n]: skew; S[n,n]: positive_definite; K[n^2, m]"
    K, column, after = (ex.parse(text, declared) for text in (matrix, f"vec({direction})", "K"))
    row = c.product(column.T, K, after)
    assert row is c.product(column.T, c.product(K, after)) is row.T.T is c.product(after.T, K.T, column).T
    assert "matrix" not in str(row)
    data = np.random.default_rng(5)
    A, B, C, b = (data.normal(size=shape) for shape in ((3, 3), (3, 3), (3, 3), 3))
    given = {
        "A": A,
        "B": B,
        "C": C,
        "b": b,
        "Z": C - C.T,
        "S": A @ A.T + np.eye(3),
        "K": data.normal(size=(9, 2)),
        "n": 3,
    }
    values = [e.evaluate(given) for e in (column, K, after, row)]
    np.testing.assert_allclose(values[3], values[0].reshape(1, 9) @ values[1] @ values[2], rtol=1e-8, atol=1e-9)


def test_a_kronecker_product_with_a_skew_factor_changes_its_sign_when_turned() -> None:
    n, m, q = ex.dims("n m q")
    A, B, X = ex.matrix("A", n, n, "skew"), ex.matrix("B", m, n), ex.matrix("X", q, m)
    product = ex.vec(X).T @ ex.kron(B @ A, ex.eye(q))
    assert ex.equal(product, ex.vec(X @ B @ A).T).verdict == "proved"


FACTORS = ["M", "M'", "diag(v)", "S", "inv(S)", "pinv(M)", "Q", "Q'"]


@pytest.mark.parametrize("seed", range(12))
def test_a_word_goes_into_a_kronecker_product_as_it_does_factor_by_factor(seed: int) -> None:
    rng = random.Random(seed)
    declared = "M[n,n]; v[n]; S[n,n]: positive_definite; Q[n,n]: orthogonal; b[m]; C[n,k]"
    *factors, kron = (
        ex.parse(text, declared) for text in (*rng.choices(FACTORS, k=5), rng.choice(["kron(b', C)", "kron(C, b')"]))
    )
    whole, step = c.product(*factors, kron), kron
    for factor in reversed(factors):
        step = c.product(factor, step)
    data = np.random.default_rng(seed)
    M, C = data.normal(size=(3, 3)), data.normal(size=(3, 2))
    values = {"M": M, "v": M[0], "S": M @ M.T + np.eye(3), "Q": np.linalg.qr(M)[0], "b": C[:, 0], "C": C}
    needed = {symbol.name: values[symbol.name] for symbol in {*whole.symbols, *step.symbols}}
    expected = np.linalg.multi_dot([f.evaluate({s.name: values[s.name] for s in f.symbols}) for f in (*factors, kron)])
    np.testing.assert_allclose(whole.evaluate(needed), expected, atol=1e-9)
    assert whole is step


def test_a_name_for_an_orthogonal_matrix_is_one() -> None:
    declared = ["A[n,n]: orthogonal", "P = inv(A)"]
    for text, usual in [
        ("inv(P)", "P'"),
        ("inv(P')", "P"),
        ("P*P'", "eye(n)"),
        ("P'*P", "eye(n)"),
        ("adj(P)", "det(P)*P'"),
    ]:
        found = ex.parse(text, declared)
        assert str(found) == usual and found.T.T is found


@pytest.mark.parametrize("base", ["A", "adj(-A)", "inv(A)", "(A + C)"])
def test_powers_meet_their_matrix_transposed_as_they_stand(base: str) -> None:
    rng, declared = random.Random(5), "A[n,n]: invertible; C[n,n]; k"
    factors_ = [f"mpow({base}, k)", f"mpow({base}, k)'", base, f"{base}'", f"inv({base})'"]
    for _ in range(25):
        found = ex.parse("*".join(rng.choices(factors_, k=3)), declared)
        assert found.T.T is found and ex.parse(str(found), declared) is found
