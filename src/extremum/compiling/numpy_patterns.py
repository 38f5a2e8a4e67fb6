"""Small functions of generated NumPy code: matrices of zeros and ones that move entries."""

from __future__ import annotations

PATTERNS: dict[str, str] = {
    "commutation": '''
def commutation(m, n):
    """K with K vec(A) = vec(A') for A m×n."""
    return np.eye(m * n)[np.arange(m * n).reshape((m, n), order="F").ravel()]
''',
    "elimination": '''
def elimination(n):
    """L with L vec(A) = vech(A)."""
    columns, rows = np.triu_indices(n)
    return np.eye(n * n)[columns * n + rows]
''',
    "duplication": '''
def duplication(n):
    """D with D vech(A) = vec(A) for symmetric A."""
    columns, rows = np.triu_indices(n)
    D = np.zeros((n * n, len(rows)))
    D[columns * n + rows, np.arange(len(rows))] = 1
    D[rows * n + columns, np.arange(len(rows))] = 1
    return D
''',
    "spread": '''
def spread(n):
    """The matrix that takes v to vec(diag(v))."""
    return np.eye(n * n)[:, :: n + 1]
''',
    "toeplitz_pattern": '''
def toeplitz_pattern(n):
    """The matrix that takes vec(A) to the sums of the diagonals of A, each at all places of its diagonal."""
    columns, rows = np.divmod(np.arange(n * n), n)
    offsets = rows - columns
    return (offsets[:, None] == offsets).astype(float)
''',
}
"""By name, as the other helpers."""
