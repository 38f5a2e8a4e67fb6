"""How each function is written with NumPy, and the small functions that the code brings along where it uses them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extremum.operations.elementwise import FUNCTIONS, Function

LOW, SUM, PRODUCT, UNARY, POWER, ATOM = range(6)
"""Precedences of Python, from the loosest to the tightest."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A function in NumPy: ``{0}``, ``{1}``, … are the arguments, then the dimensions.

    least: how tightly an argument must bind; needs: helpers and modules.
    """

    text: str
    needs: tuple[str, ...] = ()
    least: int = LOW

    @property
    def function(self) -> str:
        """The function by itself."""
        return self.text.split("(")[0]


def _numpy(*names: str) -> dict[str, Spelling]:
    return {name: Spelling(f"np.{name}({{0}})") for name in names}


def _linalg(**names: str) -> dict[str, Spelling]:
    return {name: Spelling(f"np.linalg.{text}") for name, text in names.items()}


def _helpers(**arguments: str) -> dict[str, Spelling]:
    return {name: Spelling(f"{name}({text})", (name,)) for name, text in arguments.items()}


def _of_record(function: Function) -> Spelling:
    """An elementwise function, as its record writes it; the module or the helper that it needs stands before the dot,
    or the bracket."""
    called = function.code.partition("(")[0]
    module = called.rpartition(".")[0]
    needs = (module or called,) if module != "np" else ()
    return Spelling(function.code, needs, ATOM if _OPERATOR.search(function.code) else LOW)


_OPERATOR = re.compile(r"[-+*/] *\{0\}|\{0\} *[-+*/]")

# fmt: off
CALLS: dict[str, Spelling] = {
    **{name: _of_record(function) for name, function in FUNCTIONS.items()},
    **_numpy(
        "sqrt", "tril", "triu", "diag", "trace", "eye",
    ),
    **_linalg(
        inv="inv({0})", solve="solve({0}, {1})", det="det({0})", pinv="pinv({0})", chol="cholesky({0})",
        norm="norm({0})", norms="norm({0}, axis=1)", nuclear='norm({0}, "nuc")', eigvals="eigvals({0})",
        eigval="eigvalsh({0})[{1}]", mpow="matrix_power({0}, {1})",
    ),
    **_helpers(
        softmax="{0}", logsumexp="{0}", logdet="{0}", polar="{0}", vech="{0}", toeplitz_sum="{0}",
        logm="{0}", sqrtm="{0}", commutation="{0}, {1}", duplication="{0}", elimination="{0}", spread="{0}",
        cholesky="{0}", cho_solve="{0}, {1}", cho_inverse="{0}", cho_logdet="{0}", solve_lower="{0}, {1}",
        solve_upper="{0}, {1}", sigmoid_slope="{0}",
        toeplitz_pattern="{0}", psd_part="{0}", rotation="{0}", eigvecs="{0}, {1}",
        where_largest="{0}", skewmat="{0}", axial="{0}", adjugate="{0}",
    ),
    "logabsdet": Spelling("np.linalg.slogdet({0})[1]"),
    "pi": Spelling("np.pi"),
    "apply": Spelling("{0}({1}, {2})"),
    "applied": Spelling("{0}({1}, {2})"),
    "eigvec": Spelling("eigenvector({0}, {1})", ("eigenvector",)),
    "expm": Spelling("scipy.linalg.expm({0})", ("scipy.linalg",)),
    "sinm": Spelling("scipy.linalg.sinm({0})", ("scipy.linalg",)),
    "cosm": Spelling("scipy.linalg.cosm({0})", ("scipy.linalg",)),
    "sylvester": Spelling("scipy.linalg.solve_sylvester({0}, {1}, {2})", ("scipy.linalg",)),
    "stein": Spelling("stein({0}, {1}, {2})", ("stein", "scipy.linalg")),
    "diagonal": Spelling("np.diag({0})"),
    "vec": Spelling('{0}.ravel(order="F")', least=ATOM),
    "unvec": Spelling('{0}.reshape(({1}, {2}), order="F")', least=ATOM),
    "by_rows": Spelling("{0}.reshape({1}, {2})", least=ATOM),
    "entries": Spelling("np.prod({0})"),
    "max": Spelling("np.max({0})"),
    "total": Spelling("np.sum({0})"),
    "mean0": Spelling("np.mean({0}, axis=0)"),
    "sum0": Spelling("np.sum({0}, axis=0)"),
    "sum1": Spelling("np.sum({0}, axis=1)"),
    "outer": Spelling("np.outer({0}, {1})"),
    "kron": Spelling("np.kron({0}, {1})"),
    "tile": Spelling("np.tile({0}, ({1}, {2}))"),
    "rows": Spelling("{0}[{1}:{2}]", least=ATOM),
    "cols": Spelling("{0}[:, {1}:{2}]", least=ATOM),
    "entry": Spelling("{0}[{1}]", least=ATOM),
    "col": Spelling("{0}[:, {1}]", least=ATOM),
    "first": Spelling("{0}[0]", least=ATOM),
    "upright": Spelling("{0}[:, None]", least=ATOM),
    "flat": Spelling("{0}[None, :]", least=ATOM),
    "cell": Spelling("np.array([[{0}]])"),
    "raveled": Spelling("{0}.ravel()", least=ATOM),
    "item": Spelling("{0}.item()", least=ATOM),
    "delta": Spelling("float({0} == {1})"),
    "less": Spelling("float({0} < {1})"),
    "decay": Spelling("np.exp(-np.abs({0}))"),
    "positive_part": Spelling("np.maximum({0}, 0)"),
    "numerator": Spelling("np.where({0} >= 0, 1, {1})", least=SUM),
    "numerator_of_negative": Spelling("np.where({0} >= 0, {1}, 1)", least=SUM),
    "vdot": Spelling("np.vdot({0}, {1})"),
    "rowdots": Spelling('np.einsum("ij,ij->i", {0}, {1})'),
}
# fmt: on

HELPERS: dict[str, str] = {
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
    "logdet": '''
def logdet(A):
    """log(det(A)), nan where the determinant is not positive."""
    sign, value = np.linalg.slogdet(A)
    return value if sign > 0 else np.nan
''',
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
    P = np.tril(lapack.dpotri(L, lower=True)[0])
    return P + np.tril(P, -1).T
''',
    "cho_logdet": '''
def cho_logdet(L):
    """log(det(L L'))."""
    return 2 * np.sum(np.log(np.diag(L)))
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
    """The principal logarithm of a matrix."""
    return real(scipy.linalg.logm(A))
''',
    "sqrtm": '''
def sqrtm(A):
    """The principal square root of a matrix."""
    return real(scipy.linalg.sqrtm(A))
''',
    "frechet": '''
def frechet(f, A, *directions):
    """The derivative of f at A along the directions: the corner of f([A, E; 0, A]) (Higham & Relton 2014)."""
    n = len(A)
    for E in directions:
        beside = np.kron(np.eye(len(A) // n), E)
        A = np.block([[A, beside], [np.zeros_like(beside), A]])
    return f(A)[:n, -n:]
''',
    "frechet_matrix": '''
def frechet_matrix(f, A, *directions):
    """K with vec(frechet(f, A, *directions, E)) = K vec(E)."""
    n = len(A)
    units = np.eye(n * n).reshape((n * n, n, n))
    return np.stack([frechet(f, A, *directions, E.T).ravel(order="F") for E in units], axis=1)
''',
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

NEEDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("cholesky", "cho_solve", "cho_inverse", "solve_lower", "solve_upper"), ("lapack",)),
    "logm": ("real", "scipy.linalg"),
    "sqrtm": ("real", "scipy.linalg"),
    "frechet_matrix": ("frechet",),
}
"""What helpers need themselves."""


def spelled(name: str) -> Spelling | None:
    """How a call is written: by its row here, or by the record of a function that a derivative has added since."""
    if name not in CALLS and name in FUNCTIONS:
        return _of_record(FUNCTIONS[name])
    return CALLS.get(name)


def with_their_needs(names: set[str]) -> set[str]:
    """Helpers and modules, and what they need."""
    found = set(names)
    todo = list(names)
    while todo:
        more = set(NEEDS.get(todo.pop(), ())) - found
        found |= more
        todo += more
    return found
