"""The small functions that NumPy code brings along where it uses them, and what they need."""

from __future__ import annotations

from extremum.compiling.numpy_factors import FACTORS
from extremum.compiling.numpy_krons import KRONS
from extremum.compiling.numpy_newton import NEWTON
from extremum.compiling.numpy_others import OTHERS
from extremum.compiling.numpy_patterns import PATTERNS

HELPERS: dict[str, str] = {
    "newton": NEWTON,
    "held": '''
def held(X, test):
    """X where it is what it is declared to be, otherwise nan."""
    return X if test(X) else X * np.nan
''',
    **PATTERNS,
    **KRONS,
    "sigmoid": '''
def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)
''',
    "sigmoid_slope": '''
def sigmoid_slope(x):
    """The derivative of 1 / (1 + exp(-x)), without overflow."""
    e = np.exp(-np.abs(x))
    return e / (1 + e) ** 2
''',
    "softmax": '''
def softmax(x):
    """exp(x) / sum(exp(x)) along the last axis, without overflow."""
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)
''',
    "adjugate": '''
def adjugate(A):
    """det(A) * inv(A), also where A has no inverse."""
    U, s, Vt = np.linalg.svd(A)
    others = np.prod(np.where(np.eye(len(s), dtype=bool), 1.0, s), axis=1)
    return np.linalg.det(U) * np.linalg.det(Vt) * (Vt.T * others) @ U.T
''',
    **OTHERS,
    "skewmat": '''
def skewmat(a):
    """The matrix of the cross product with a."""
    return np.array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])
''',
    "axial": '''
def axial(A):
    """The vector with axial(A) @ a == np.sum(A * skewmat(a))."""
    return np.array([A[2, 1] - A[1, 2], A[0, 2] - A[2, 0], A[1, 0] - A[0, 1]])
''',
    "where_largest": '''
def where_largest(A):
    """1 at the first largest entry, column by column, 0 elsewhere."""
    flat = A.ravel(order="F")
    return (np.arange(flat.size) == np.argmax(flat)).reshape(A.shape, order="F") * 1.0
''',
    "logsumexp": '''
def logsumexp(x):
    """log(sum(exp(x))) along the last axis, without overflow."""
    top = np.nan_to_num(np.max(x, axis=-1, keepdims=True))
    return np.log(np.sum(np.exp(x - top), axis=-1)) + top[..., 0]
''',
    "log_count": '''
def log_count(x):
    """log(x), which is -inf where x is 0."""
    with np.errstate(divide="ignore"):
        return np.log(x)
''',
    "logdet": '''
def logdet(A):
    """log(det(A)), nan where the determinant is not positive."""
    sign, value = np.linalg.slogdet(A)
    return value if sign > 0 else np.nan
''',
    **FACTORS,
    "add_kron": '''
def add_kron(H, A, B):
    """Adds kron(A, B) to H, where a number stands for the identity of so many rows."""
    if np.ndim(A):
        np.einsum("aibi->iab", H.reshape(A.shape[0], B, A.shape[1], B))[:] += A
    else:
        np.einsum("aiaj->aij", H.reshape(A, B.shape[0], A, B.shape[1]))[:] += B
''',
    "add_along": '''
def add_along(H, axes, shape, A):
    """Adds A to the entries of H, as an array of this shape, that have equal indices: at "aba->ab" to H[a, b, a]."""
    np.einsum(axes, H.reshape(shape))[:] += A
''',
    "add_turned_kron": '''
def add_turned_kron(H, A, B):
    """Adds kron(A, B) @ commutation(m, n) to H, for A of m and B of n columns."""
    H.reshape(A.shape[0], B.shape[0], B.shape[1], A.shape[1])[:] += A[:, None, None, :] * B[:, :, None]
''',
    "put_turned_kron": '''
def put_turned_kron(H, A, B):
    """Writes kron(A, B) @ commutation(m, n) into H, for A of m and B of n columns."""
    entries = H.reshape(A.shape[0], B.shape[0], B.shape[1], A.shape[1])
    np.multiply(A[:, None, None, :], B[:, :, None], out=entries)
''',
    "blocks": '''
def blocks(X, columns):
    """Some rows of X at a time, so many that arrays with a row for each and so many columns fit into the cache."""
    rows = max(1, 2**17 // max(columns, 1))
    return (X[k : k + rows] for k in range(0, len(X), rows))
''',
    "squared_distances": '''
def squared_distances(X, Y):
    """norm(X[i] - Y[j])**2 of all pairs, by one product of what is centred."""
    m = np.mean(Y, axis=0) if len(Y) else 0.0
    X, Y = X - m, Y - m
    D = X @ Y.T
    D *= -2
    D += np.einsum("ij,ij->i", X, X)[:, None]
    D += np.einsum("ij,ij->i", Y, Y)
    return np.maximum(D, 0)
''',
    "distances": '''
def distances(X, Y):
    """norm(X[i] - Y[j]) of all pairs, from the differences."""
    return scipy.spatial.distance.cdist(X, Y) if X.shape[1] else np.zeros((len(X), len(Y)))
''',
    "polar": '''
def polar(A):
    """The orthogonal factor U V' of A = U S V'."""
    U, _, Vt = np.linalg.svd(A, full_matrices=False)
    return U @ Vt
''',
    "stein": '''
def stein(A, B, C):
    """The X with X - A X B = C, a column at a time in Schur form."""
    T, U = scipy.linalg.schur(A, output="complex")
    S, V = scipy.linalg.schur(B, output="complex")
    D = U.conj().T @ C @ V
    Y = np.zeros_like(D)
    for j in range(len(S)):
        column = D[:, j] + T @ (Y[:, :j] @ S[:j, j])
        Y[:, j] = scipy.linalg.solve_triangular(np.eye(len(T)) - S[j, j] * T, column)
    return (U @ Y @ V.conj().T).real
''',
    "psd_part": '''
def psd_part(A):
    """V max(w, 0) V' of the symmetric A = V diag(w) V'."""
    w, V = np.linalg.eigh(A)
    return (V * np.maximum(w, 0)) @ V.T
''',
    "rotation": '''
def rotation(A):
    """The rotation nearest to A."""
    U, _, Vt = np.linalg.svd(A)
    U[:, -1] *= np.sign(np.linalg.det(U @ Vt))
    return U @ Vt
''',
    "eigvecs": '''
def eigvecs(A, k):
    """The unit eigenvectors of the k largest eigenvalues, the entry of largest size of each positive."""
    V = np.linalg.eigh(A)[1][:, ::-1][:, :k]
    return V * np.sign(V[np.argmax(np.abs(V), axis=0), np.arange(V.shape[1])])
''',
    "eigenvector": '''
def eigenvector(A, k):
    """The unit eigenvector of the k-th smallest eigenvalue, its entry of largest size positive."""
    v = np.linalg.eigh(A)[1][:, k]
    return v * np.sign(v[np.argmax(np.abs(v))])
''',
    "vech": '''
def vech(A):
    """The lower triangle of A, its columns from the diagonal down stacked."""
    return A.T[np.triu_indices(len(A))]
''',
    "toeplitz_sum": '''
def toeplitz_sum(A):
    """Each entry of A replaced by the sum of its diagonal."""
    n = len(A)
    sums = np.array([np.trace(A, offset) for offset in range(1 - n, n)])
    return sums[np.subtract.outer(np.arange(n), np.arange(n)).T + n - 1]
''',
    "real": '''
def real(A):
    """A without imaginary parts that are rounding errors; nan where A is not real."""
    return np.where(np.abs(np.imag(A)) <= 1e-8 * (1 + np.abs(np.real(A))), np.real(A), np.nan)
''',
    "logm": '''
def logm(A):
    """The principal logarithm of a matrix that is not singular: of those SciPy's has no end, or numbers."""
    largest = np.abs(A).max(initial=0.0)
    size = max(1.0, largest / 1e100)
    if not np.abs(np.linalg.eigvals(A / size)).min(initial=np.inf) > 1e-150 * min(largest, 1e100):
        raise np.linalg.LinAlgError("the matrix has no logarithm: it is singular")
    return real(scipy.linalg.logm(A / size)) + np.log(size) * np.eye(len(A))
''',
    "sqrtm": '''
def sqrtm(A):
    """The principal square root of a matrix."""
    return real(scipy.linalg.sqrtm(A))
''',
    "frechet": '''
def frechet(f, A, *directions):
    """The derivative of f at A along the directions: the corner of f([A, E; 0, A]) (Higham & Relton 2014)."""
    n, sizes = len(A), [np.abs(E).max(initial=0.0) / (np.abs(A).max(initial=0.0) or 1.0) or 1.0 for E in directions]
    for E, size in zip(directions, sizes):
        beside = np.kron(np.eye(len(A) // n), E / size)
        A = np.block([[A, beside], [np.zeros_like(beside), A]])
    return np.prod(sizes) * f(A)[:n, -n:]
''',
    "frechet_matrix": '''
def frechet_matrix(f, A, *directions):
    """K with vec(frechet(f, A, *directions, E)) = K vec(E)."""
    n = len(A)
    units = np.eye(n * n).reshape((n * n, n, n))
    return np.stack([frechet(f, A, *directions, E.T).ravel(order="F") for E in units], axis=1)
''',
}

NEEDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("cholesky", "cho_solve", "cho_inverse", "solve_lower", "solve_upper"), ("lapack",)),
    "ridge_cholesky": ("cholesky",),
    "ridge_solve": ("cho_solve",),
    "lowrank_cholesky": ("cholesky",),
    "lowrank_solve": ("cho_solve",),
    "lowrank_inverse": ("cho_inverse", "cho_solve"),
    "lowrank_diagonal": ("cho_inverse", "cho_solve"),
    "distances": ("scipy.spatial.distance",),
    "logm": ("real", "scipy.linalg"),
    "sqrtm": ("real", "scipy.linalg"),
    "frechet_matrix": ("frechet",),
}
"""What helpers need themselves."""


def with_their_needs(names: set[str]) -> set[str]:
    """Helpers and modules, and what they need."""
    found = set(names)
    todo = list(names)
    while todo:
        more = set(NEEDS.get(todo.pop(), ())) - found
        found |= more
        todo += more
    return found
