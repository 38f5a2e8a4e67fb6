"""Hessians and Jacobians by a diagonal: Hadamard products and diagonal matrices, where an expert writes these."""

from __future__ import annotations

import numpy as np
import pytest

import extremum as ex

WHERE = "a[n]: positive; b[n]; A[n,n]; B[n,n]; S[n,n]: positive_definite; M[n,k]; Y[m,n]; w[k]; q[m]"

BY_A_DIAGONAL = [
    ("tr(inv(diag(a) + S)*B)", "inv(S + diag(a)).*(inv(S + diag(a))*(B + B')*inv(S + diag(a)))"),
    ("b'*inv(diag(a) + S)*b", "2*diag(inv(S + diag(a))*b)*inv(S + diag(a))*diag(inv(S + diag(a))*b)"),
    ("tr(inv(M'*diag(a)*M))", "2*((M*inv(M'*diag(a)*M)*M').*(M*inv(M'*diag(a)*M)^2*M'))"),
    ("norm2(Y*diag(a)*M - q*w')^2", "2*((M*M').*(Y'*Y))"),
    ("tr(diag(a)*A*diag(a)*B)", "A.*B' + B.*A'"),
    ("inv(diag(a) + A)*b", "-inv(A + diag(a))*diag(inv(A + diag(a))*b)"),
    ("diagonal(A*diag(a)*B)", "A.*B'"),
    ("diagonal(inv(diag(a) + A))", "-inv(A + diag(a)).*inv(A' + diag(a))"),
]


@pytest.mark.parametrize(("text", "expected"), BY_A_DIAGONAL, ids=[row[0] for row in BY_A_DIAGONAL])
def test_derivatives_by_a_diagonal(text: str, expected: str) -> None:
    """As expected, and as central differences of the gradient, or of the function, say."""
    f = ex.parse(text, WHERE)
    slope = ex.gradient(f, "a") if f.is_scalar else f
    found = ex.hessian(f, "a") if f.is_scalar else ex.jacobian(f, "a")
    assert found is ex.simplify(expected, WHERE)
    rng = np.random.default_rng(1)
    n, k, m, step = 4, 3, 2, 1e-5
    C = rng.normal(size=(n, n))
    data = {"a": rng.uniform(2, 3, n), "b": C[0], "A": C / 9, "B": C.T + C[0], "S": C @ C.T + np.eye(n)}
    data |= {"M": rng.normal(size=(n, k)), "Y": rng.normal(size=(m, n)), "w": C[0, :k], "q": C[1, :m]}
    moved = [[slope.evaluate(data | {"a": data["a"] + s * e}) for s in (step, -step)] for e in np.eye(n)]
    expected_value = np.transpose([(above - below) / (2 * step) for above, below in moved])
    np.testing.assert_allclose(found.evaluate(data), expected_value, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_what_stands_beside_the_pattern_may_be_a_row_or_a_column(size: int) -> None:
    """With one entry all are numbers."""
    rng = np.random.default_rng(size)
    pattern = np.zeros((size * size, size))
    pattern[np.arange(size) * (size + 1), np.arange(size)] = 1
    a, B, P = rng.normal(size=(size, 1)), rng.normal(size=(3, size)), rng.normal(size=(size, size))
    declared = f"a[{size}]; B[3,{size}]; P[{size},{size}]"
    for text, value in {
        "kron(a', B)*D": np.kron(a.T, B) @ pattern,
        "kron(B, a')*D": np.kron(B, a.T) @ pattern,
        "D'*kron(a, B')": pattern.T @ np.kron(a, B.T),
        "D'*kron(B', a)": pattern.T @ np.kron(B.T, a),
        "D'*(kron(P, P') - 2*kron(a*a', P))*D": P * P.T - 2 * (a @ a.T) * P,
        "D'*vec(P)": np.diag(P)[:, None],
        "D'*diag(vec(P))*kron(P, P')*D": np.diag(np.diag(P)) @ (P * P.T),
    }.items():
        expr = ex.parse(text.replace("D", f"spread({size})"), declared)
        assert "spread" not in str(expr) and "kron" not in str(expr)
        data = {"a": a[:, 0], "B": B, "P": P}
        np.testing.assert_allclose(np.reshape(expr.evaluate(data), value.shape), value, rtol=1e-9)
