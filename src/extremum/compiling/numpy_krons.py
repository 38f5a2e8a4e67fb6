"""Small functions of generated NumPy code: Kronecker products of samples, one row each."""

from __future__ import annotations

KRONS: dict[str, str] = {
    "rowkron": '''
def rowkron(X, Y):
    """A row kron(X[i], Y[i]) for each i."""
    return (X[:, :, None] * Y[:, None, :]).reshape((len(X), X.shape[1] * Y.shape[1]))
''',
    "sum_kron_diag": '''
def sum_kron_diag(U, V, P):
    """The sum over i of kron(outer(U[i], V[i]), diag(P[i]))."""
    k, m, n = P.shape[1], U.shape[1], V.shape[1]
    G = np.stack([(U * P[:, a : a + 1]).T @ V for a in range(k)], axis=1)
    return (G[:, :, :, None] * np.eye(k)[:, None, :]).reshape((m * k, n * k))
''',
    "sum_diag_kron": '''
def sum_diag_kron(P, U, V):
    """The sum over i of kron(diag(P[i]), outer(U[i], V[i]))."""
    k, m, n = P.shape[1], U.shape[1], V.shape[1]
    G = np.stack([(U * P[:, a : a + 1]).T @ V for a in range(k)])
    return (G[:, :, None, :] * np.eye(k)[:, None, :, None]).reshape((k * m, k * n))
''',
}
