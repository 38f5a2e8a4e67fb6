"""The small functions that code for Numba brings along: loops, where Numba has no function of whole arrays."""

from __future__ import annotations

from extremum.compiling.numpy_others import OTHERS_BY_LOOPS

HELPERS = {
    "sigmoid": '''
def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1 + e)
''',
    "softmax": '''
def softmax(x):
    """exp(x) / sum(exp(x)) along the last axis, without overflow."""
    y = np.empty(x.shape)
    rows, values = y.reshape(-1, x.shape[-1]), np.ascontiguousarray(x).reshape(-1, x.shape[-1])
    for i in range(len(rows)):
        rows[i] = np.exp(values[i] - np.max(values[i]))
        rows[i] /= np.sum(rows[i])
    return y
''',
    "log_count": '''
def log_count(x):
    """log(x), which is -inf where x is 0."""
    return np.log(x)
''',
    "logsumexp": '''
def logsumexp(x):
    """log(sum(exp(x))) along the last axis, without overflow."""
    if x.ndim == 1:
        top = np.nan_to_num(np.max(x))
        return np.log(np.sum(np.exp(x - top))) + top
    values = np.empty(len(x))
    for i in range(len(x)):
        top = np.nan_to_num(np.max(x[i]))
        values[i] = np.log(np.sum(np.exp(x[i] - top))) + top
    return values
''',
    "adjugate": '''
def adjugate(A):
    """det(A) * inv(A), also where A has no inverse."""
    U, s, Vt = np.linalg.svd(A)
    others = np.ones(len(s))
    for i in range(len(s)):
        for j in range(len(s)):
            others[i] *= 1.0 if i == j else s[j]
    return np.linalg.det(U) * np.linalg.det(Vt) * (Vt.T * others) @ U.T
''',
    **OTHERS_BY_LOOPS,
    "where_largest": '''
def where_largest(A):
    """1 at the first largest entry, column by column, 0 elsewhere."""
    flat = A.T.ravel()
    found = np.zeros(flat.size)
    found[np.argmax(flat)] = 1
    return found.reshape(A.T.shape).T
''',
    "cholesky": '''
def cholesky(A):
    """The lower triangular L with L L' = A."""
    return np.ascontiguousarray(np.linalg.cholesky(A))
''',
    "solve_lower": '''
def solve_lower(L, B):
    """inv(L) B of a lower triangular L; what stands above its diagonal is not read."""
    X = np.empty(B.shape)
    for i in range(len(L)):
        if L[i, i] == 0:
            raise np.linalg.LinAlgError("the triangular matrix is singular")
        X[i] = (B[i] - np.ascontiguousarray(L[i, :i]) @ X[:i]) / L[i, i]
    return X
''',
    "solve_upper": '''
def solve_upper(R, B):
    """inv(R) B of an upper triangular R; what stands below its diagonal is not read."""
    X = np.empty(B.shape)
    for i in range(len(R) - 1, -1, -1):
        if R[i, i] == 0:
            raise np.linalg.LinAlgError("the triangular matrix is singular")
        X[i] = (B[i] - np.ascontiguousarray(R[i, i + 1 :]) @ X[i + 1 :]) / R[i, i]
    return X
''',
    "cho_solve": '''
def cho_solve(L, B):
    """inv(L L') B."""
    X = np.empty(B.shape)
    for i in range(len(L)):
        X[i] = (B[i] - np.ascontiguousarray(L[i, :i]) @ X[:i]) / L[i, i]
    for i in range(len(L) - 1, -1, -1):
        X[i] = (X[i] - np.ascontiguousarray(L[i + 1 :, i]) @ X[i + 1 :]) / L[i, i]
    return X
''',
    "cho_inverse": '''
def cho_inverse(L):
    """inv(L L')."""
    X = np.eye(len(L))
    for i in range(len(L)):
        X[i] = (X[i] - np.ascontiguousarray(L[i, :i]) @ X[:i]) / L[i, i]
    return X.T @ X
''',
    "blocks": '''
def blocks(X, columns):
    """Some rows of X at a time, so many that arrays with a row for each and so many columns fit into the cache."""
    rows = max(1, 2**17 // max(columns, 1))
    for k in range(0, len(X), rows):
        yield X[k : k + rows]
''',
    "squared_distances": '''
def squared_distances(X, Y):
    """norm(X[i] - Y[j])**2 of all pairs."""
    D = np.empty((len(X), len(Y)))
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.sum((X[i] - Y[j]) ** 2)
    return D
''',
    "rowkron": '''
def rowkron(X, Y):
    """A row kron(X[i], Y[i]) for each i."""
    Z = np.empty((len(X), X.shape[1] * Y.shape[1]))
    for i in range(len(X)):
        Z[i] = np.outer(X[i], Y[i]).ravel()
    return Z
''',
    "sum_kron_diag": '''
def sum_kron_diag(U, V, P):
    """The sum over i of kron(outer(U[i], V[i]), diag(P[i]))."""
    k = P.shape[1]
    H = np.zeros((U.shape[1] * k, V.shape[1] * k))
    for a in range(k):
        H[a::k, a::k] = (U * P[:, a : a + 1]).T @ np.ascontiguousarray(V)
    return H
''',
    "sum_diag_kron": '''
def sum_diag_kron(P, U, V):
    """The sum over i of kron(diag(P[i]), outer(U[i], V[i]))."""
    k, m, n = P.shape[1], U.shape[1], V.shape[1]
    H = np.zeros((k * m, k * n))
    for a in range(k):
        H[a * m : (a + 1) * m, a * n : (a + 1) * n] = (U * P[:, a : a + 1]).T @ np.ascontiguousarray(V)
    return H
''',
    "distances": '''
def distances(X, Y):
    """norm(X[i] - Y[j]) of all pairs, from the differences."""
    D = np.empty((len(X), len(Y)))
    for i in range(len(X)):
        for j in range(len(Y)):
            D[i, j] = np.linalg.norm(X[i] - Y[j])
    return D
''',
    "eigvecs": '''
def eigvecs(A, k):
    """The unit eigenvectors of the k largest eigenvalues, the entry of largest size of each positive."""
    V = np.ascontiguousarray(np.linalg.eigh(A)[1][:, ::-1][:, :k])
    for j in range(V.shape[1]):
        V[:, j] *= np.sign(V[np.argmax(np.abs(V[:, j])), j])
    return V
''',
    "eigenvector": '''
def eigenvector(A, k):
    """The unit eigenvector of the k-th smallest eigenvalue, its entry of largest size positive."""
    v = np.ascontiguousarray(np.linalg.eigh(A)[1][:, k])
    return v * np.sign(v[np.argmax(np.abs(v))])
''',
    "vech": '''
def vech(A):
    """The lower triangle of A, its columns from the diagonal down stacked."""
    found, k = np.empty(len(A) * (len(A) + 1) // 2), 0
    for j in range(len(A)):
        found[k : k + len(A) - j] = A[j:, j]
        k += len(A) - j
    return found
''',
    "commutation": '''
def commutation(m, n):
    """K with K vec(A) = vec(A') for A m×n."""
    return np.eye(m * n)[np.arange(m * n).reshape(n, m).T.ravel()]
''',
    "elimination": '''
def elimination(n):
    """L with L vec(A) = vech(A)."""
    return np.eye(n * n)[np.array([j * n + i for j in range(n) for i in range(j, n)])]
''',
    "duplication": '''
def duplication(n):
    """D with D vech(A) = vec(A) for symmetric A."""
    D, k = np.zeros((n * n, n * (n + 1) // 2)), 0
    for j in range(n):
        for i in range(j, n):
            D[j * n + i, k] = D[i * n + j, k] = 1
            k += 1
    return D
''',
    "spread": '''
def spread(n):
    """The matrix that takes v to vec(diag(v))."""
    return np.ascontiguousarray(np.eye(n * n)[:, :: n + 1])
''',
    "toeplitz_pattern": '''
def toeplitz_pattern(n):
    """The matrix that takes vec(A) to the sums of the diagonals of A, each at all places of its diagonal."""
    places = np.arange(n * n)
    offsets = places % n - places // n
    return np.where(offsets[:, None] == offsets, 1.0, 0.0)
''',
    "toeplitz_sum": '''
def toeplitz_sum(A):
    """Each entry of A replaced by the sum of its diagonal."""
    n = len(A)
    sums, found = np.zeros(2 * n), np.empty((n, n))
    for i in range(n):
        for j in range(n):
            sums[j - i + n] += A[i, j]
    for i in range(n):
        for j in range(n):
            found[i, j] = sums[j - i + n]
    return found
''',
}
"""In the place of NumPy's."""


def _function(text: str) -> str:
    return f'@numba.njit(error_model="numpy")\n{text.strip()}\n'


def _entrywise(name: str, text: str) -> str:
    return f"@numba.vectorize\ndef {name}(x):\n    return {text}\n"


SHIMS = {
    "_erf": _entrywise("_erf", "math.erf(x)"),
    "_erfc": _entrywise("_erfc", "math.erfc(x)"),
    "_ndtr": _entrywise("_ndtr", "math.erfc(-x / math.sqrt(2.0)) / 2"),
    "_log_ndtr": """
@numba.vectorize
def _log_ndtr(x):
    if x > 0:
        return math.log1p(-math.erfc(x / math.sqrt(2.0)) / 2)
    if x > -20:
        return math.log(math.erfc(-x / math.sqrt(2.0)) / 2)
    tail = term = 1.0
    for k in range(1, 20, 2):  # Abramowitz & Stegun (1964), 26.2.12
        term *= -k / (x * x)
        tail += term
    return math.log(tail) - x * x / 2 - math.log(-x) - math.log(2 * math.pi) / 2
""".lstrip(),
    "_gammaln": _entrywise("_gammaln", "math.lgamma(x)"),
    "_heaviside": _function("""
def _heaviside(x, at):
    return np.where(x > 0, 1.0, np.where(x == 0, at, 0.0))
"""),
    "_logsum": _function("""
def _logsum(values):
    top = np.nan_to_num(max(values))
    return top + np.log(sum([np.exp(x - top) for x in values]))
"""),
    "_matrix_power": _function("""
def _matrix_power(A, k):
    found, factor, left = np.eye(len(A)), np.ascontiguousarray(A if k >= 0 else np.linalg.inv(A)), abs(k)
    while left:
        if left % 2:
            found = found @ factor
        factor, left = factor @ factor, left // 2
    return found
"""),
    "_mean": _function("""
def _mean(X, axis):
    return np.sum(X, axis) / X.shape[axis]
"""),
    "_norms": _function("""
def _norms(X):
    return np.array([np.linalg.norm(X[i]) for i in range(len(X))])
"""),
    "_product": _function("""
def _product(A, B, C):
    (n, k), (m, p) = A.shape, C.shape
    return (A @ B) @ C if n * m * (k + p) <= k * p * (m + n) else A @ (B @ C)
"""),
    "_tile": _function("""
def _tile(A, times):
    return np.kron(np.ones(times), A)
"""),
    "_unvec": _function("""
def _unvec(x, m, n):
    return np.ascontiguousarray(x).reshape((n, m)).T
"""),
    "_vdot": _function("""
def _vdot(A, B):
    found = 0.0
    for a, b in zip(A.flat, B.flat):
        found += a * b
    return found
"""),
}
