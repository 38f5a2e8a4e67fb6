"""What a likelihood leaves open at its maximum is said: rotations of loadings, shifts of the scores of classes."""

from __future__ import annotations

import numpy as np

import extremum as ex


def test_loadings_are_free_up_to_a_rotation() -> None:
    rng = np.random.default_rng(0)
    L, psi = rng.normal(size=(7, 2)), np.linspace(0.5, 1, 7)
    Y = rng.normal(size=(300, 2)) @ L.T + rng.normal(size=(300, 7)) * np.sqrt(psi)
    text = "-1/2*sum_i(logdet(L*L' + diag(exp(h))) + y[i]'*inv(L*L' + diag(exp(h)))*y[i])"
    found = ex.fit(text, ["L", "h"], {"y": Y}, "L[p,k]; h[p]; y[p] for i in 1..n", k=2)
    assert found.covariance is None and not found.converged
    assert "a rotation of the columns of L changes nothing" in found.message
    assert np.abs(found.score).max() < 1e-4 * np.abs(found.information).max()


def test_scores_of_classes_without_a_reference() -> None:
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(80, 2)), np.eye(3)[rng.integers(0, 3, 80)]
    found = ex.fit("sum(Y.*(X*W)) - sum(logsumexp_rows(X*W))", ["W"], {"X": X, "Y": Y}, "X[n,d]; W[d,K]; Y[n,K]")
    assert found.covariance is None and found.iterations <= 20
    assert "a vector added to every column of W changes nothing" in found.message


def test_a_strict_maximum_is_one() -> None:
    rng = np.random.default_rng(2)
    X = rng.normal(size=(80, 2))
    y = (rng.uniform(size=80) < 1 / (1 + np.exp(-X @ [1.0, -0.5]))).astype(float)
    found = ex.fit("y'*X*b - sum(softplus(X*b))", "b", {"X": X, "y": y}, "X[n,d]; b[d]; y[n]")
    assert found.converged and found.covariance is not None
