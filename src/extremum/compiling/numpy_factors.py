"""Helpers of NumPy code: Cholesky factors, what is asked of them, and triangular systems."""

from __future__ import annotations

FACTORS: dict[str, str] = {
    "cholesky": '''
def cholesky(A):
    """The lower triangular L with L L' = A; above its diagonal is what A has there."""
    L, failed = lapack.dpotrf(A.T, lower=True, clean=False)
    if failed:
        raise np.linalg.LinAlgError("the matrix is not positive definite")
    return L
''',
    "cho_solve": '''
def cho_solve(L, B):
    """inv(L L') B."""
    return lapack.dpotrs(L, B, lower=True)[0] if B.size else B
''',
    "cho_inverse": '''
def cho_inverse(L):
    """inv(L L')."""
    P = np.tril(lapack.dpotri(L, lower=True)[0] if L.size else L)
    return P + np.tril(P, -1).T
''',
    "cho_logdet": '''
def cho_logdet(L):
    """log(det(L L'))."""
    return 2 * np.sum(np.log(np.diag(L)))
''',
    "ridge_cholesky": '''
def ridge_cholesky(H, l):
    """The Cholesky factor of H'H + l I, or of H H' + l I where that is smaller."""
    G = H @ H.T if len(H) < H.shape[1] else H.T @ H
    return cholesky(G + l * np.eye(len(G)))
''',
    "ridge_solve": '''
def ridge_solve(L, H, l, B):
    """inv(H'H + l I) B by ridge_cholesky(H, l), for few rows after Woodbury (1950)."""
    if len(H) >= H.shape[1]:
        return cho_solve(L, B)
    return (B - H.T @ cho_solve(L, H @ B)) / l
''',
    "ridge_logdet": '''
def ridge_logdet(L, H, l):
    """log(det(H'H + l I)) by ridge_cholesky(H, l)."""
    return 2 * np.sum(np.log(np.diag(L))) + max(H.shape[1] - len(H), 0) * np.log(l)
''',
    "lowrank_cholesky": '''
def lowrank_cholesky(d, U):
    """The Cholesky factor of I + U' inv(diag(d)) U; of diag(d) + U U' where U is not narrow, or d so small beside U
    that the small matrix would lose digits."""
    if U.shape[1] < len(d) and np.all(np.sum(U * U, axis=1) < 1e5 * d):
        return cholesky(np.eye(U.shape[1]) + (U.T / d) @ U)
    return cholesky(np.diag(d) + U @ U.T)
''',
    "lowrank_solve": '''
def lowrank_solve(L, d, U, B):
    """inv(diag(d) + U U') B by lowrank_cholesky(d, U), after Woodbury (1950)."""
    if len(L) == len(d):
        return cho_solve(L, B)
    M = U / d[:, None]
    return (B / d if B.ndim == 1 else B / d[:, None]) - M @ cho_solve(L, M.T @ B)
''',
    "lowrank_inverse": '''
def lowrank_inverse(L, d, U):
    """inv(diag(d) + U U') by lowrank_cholesky(d, U), after Woodbury (1950)."""
    if len(L) == len(d):
        return cho_inverse(L)
    M = U / d[:, None]
    return np.diag(1 / d) - M @ cho_solve(L, M.T)
''',
    "lowrank_diagonal": '''
def lowrank_diagonal(L, d, U):
    """The diagonal of inv(diag(d) + U U') by lowrank_cholesky(d, U), after Woodbury (1950)."""
    if len(L) == len(d):
        return np.diag(cho_inverse(L))
    M = U.T / d
    return 1 / d - np.sum(M * cho_solve(L, M), axis=0)
''',
    "lowrank_logdet": '''
def lowrank_logdet(L, d, U):
    """log(det(diag(d) + U U')) by lowrank_cholesky(d, U), after Sylvester (1851)."""
    value = 2 * np.sum(np.log(np.diag(L)))
    return value if len(L) == len(d) else value + np.sum(np.log(d))
''',
    "solve_lower": '''
def solve_lower(L, B):
    """inv(L) B of a lower triangular L; what stands above its diagonal is not read."""
    X, singular = lapack.dtrtrs(L, B, lower=True) if B.size else (B, 0)
    if singular:
        raise np.linalg.LinAlgError("the triangular matrix is singular")
    return X
''',
    "solve_upper": '''
def solve_upper(R, B):
    """inv(R) B of an upper triangular R; what stands below its diagonal is not read."""
    X, singular = lapack.dtrtrs(R, B) if B.size else (B, 0)
    if singular:
        raise np.linalg.LinAlgError("the triangular matrix is singular")
    return X
''',
}
"""By name, as the other helpers."""
