"""What code for PyTorch has beside it: functions that it has under other terms, and helpers of its own."""

from __future__ import annotations

SHIMS = {
    "_array": """
def _array(rows):
    return torch.stack([torch.stack([torch.as_tensor(x, **REAL) for x in row]) for row in rows])
""",
    "_block": """
def _block(rows):
    rows = [[torch.atleast_2d(torch.as_tensor(x, **REAL)) for x in row] for row in rows]
    return torch.cat([torch.cat(row, 1) for row in rows])
""",
    "_concatenate": """
def _concatenate(parts):
    return torch.cat(parts)
""",
    "_hstack": """
def _hstack(parts):
    return torch.hstack([torch.as_tensor(x, **REAL) for x in parts])
""",
    "_exp": """
def _exp(x):
    return torch.exp(torch.as_tensor(x, **REAL))
""",
    "_log": """
def _log(x):
    return torch.log(torch.as_tensor(x, **REAL))
""",
    "_sqrt": """
def _sqrt(x):
    return torch.sqrt(torch.as_tensor(x, **REAL))
""",
    "_eye": """
def _eye(n):
    return torch.eye(n, **REAL)
""",
    "_zeros": """
def _zeros(shape):
    return torch.zeros(shape, **REAL)
""",
    "_ones": """
def _ones(shape):
    return torch.ones(shape, **REAL)
""",
    "_full": """
def _full(shape, value):
    return torch.as_tensor(value, **REAL).expand(shape)
""",
    "_heaviside": """
def _heaviside(x, at):
    return torch.heaviside(x, torch.as_tensor(at, **REAL))
""",
    "_logaddexp": """
def _logaddexp(x, y):
    return torch.logaddexp(torch.as_tensor(x, **REAL), torch.as_tensor(y, **REAL))
""",
    "_maximum": """
def _maximum(x, y):
    if torch.is_tensor(x) and not torch.is_tensor(y):
        return torch.clamp(x, min=y)
    return torch.maximum(torch.as_tensor(x, **REAL), torch.as_tensor(y, **REAL))
""",
    "_minimum": """
def _minimum(x, y):
    if torch.is_tensor(x) and not torch.is_tensor(y):
        return torch.clamp(x, max=y)
    return torch.minimum(torch.as_tensor(x, **REAL), torch.as_tensor(y, **REAL))
""",
    "_tanh_slope": """
def _tanh_slope(E, Y):
    return torch.ops.aten.tanh_backward(E, Y)
""",
    "_kron": """
def _kron(A, B):
    return torch.kron(A.contiguous(), B.contiguous())  # which fails for some transposes
""",
    "_vdot": """
def _vdot(A, B):
    return torch.dot(A.reshape(-1), B.reshape(-1))
""",
}

HELPERS = {
    "others": '''
def others(v):
    """Of each entry the product of the other ones: of those before it and those behind."""
    before = torch.cat((torch.ones_like(v[:1]), torch.cumprod(v, 0)[:-1]))
    behind = torch.cat((torch.ones_like(v[:1]), torch.cumprod(v.flip(0), 0)[:-1])).flip(0)
    return before * behind
''',
    "otherpairs": '''
def otherpairs(v):
    """Of each pair of entries the product of the other ones, 0 where they are one."""
    own = torch.eye(len(v), dtype=torch.bool, device=v.device)
    columns = torch.where(own, torch.ones_like(v[:1]), v[:, None])
    before = torch.cat((torch.ones_like(columns[:1]), torch.cumprod(columns, 0)[:-1]))
    behind = torch.cat((torch.ones_like(columns[:1]), torch.cumprod(columns.flip(0), 0)[:-1])).flip(0)
    return torch.where(own, torch.zeros_like(before), before * behind)
''',
    "sigmoid_slope": '''
def sigmoid_slope(x):
    """The derivative of 1 / (1 + exp(-x)), without overflow."""
    x = torch.as_tensor(x, **REAL)
    return torch.sigmoid(x) * torch.sigmoid(-x)
''',
    "softmax": '''
def softmax(x):
    """exp(x) / sum(exp(x)) along the last axis, without overflow."""
    return torch.softmax(x, -1)
''',
    "logsumexp": '''
def logsumexp(x):
    """log(sum(exp(x))) along the last axis, without overflow."""
    return torch.logsumexp(x, -1)
''',
    "log_count": '''
def log_count(x):
    """log(x), which is -inf where x is 0."""
    return _log(x)
''',
    "logdet": '''
def logdet(A):
    """log(det(A)), nan where the determinant is not positive."""
    sign, value = torch.linalg.slogdet(A)
    return torch.where(sign > 0, value, torch.nan)
''',
    "cholesky": '''
def cholesky(A):
    """The lower triangular L with L L' = A; nan where A is not positive definite, so that no device is waited for."""
    L, failed = torch.linalg.cholesky_ex(A)
    return torch.where(failed == 0, L, torch.nan)
''',
    "cho_solve": '''
def cho_solve(L, B):
    """inv(L L') B."""
    return torch.cholesky_solve(B.reshape(len(B), -1), L).reshape(B.shape)
''',
    "cho_logdet": '''
def cho_logdet(L):
    """log(det(L L'))."""
    return 2 * torch.sum(torch.log(torch.diagonal(L)))
''',
    "cho_inverse": '''
def cho_inverse(L):
    """inv(L L'); on a GPU by a product, which is twice as fast there."""
    if not L.is_cuda:
        return torch.cholesky_inverse(L)
    Z = torch.linalg.solve_triangular(L, torch.eye(len(L), dtype=L.dtype, device=L.device), upper=False)
    return Z.T @ Z
''',
    "solve_lower": '''
def solve_lower(L, B):
    """inv(L) B of a lower triangular L; what stands above its diagonal is not read."""
    return torch.linalg.solve_triangular(L, B.reshape(len(B), -1), upper=False).reshape(B.shape)
''',
    "solve_upper": '''
def solve_upper(R, B):
    """inv(R) B of an upper triangular R; what stands below its diagonal is not read."""
    return torch.linalg.solve_triangular(R, B.reshape(len(B), -1), upper=True).reshape(B.shape)
''',
    "add_kron": '''
def add_kron(H, A, B):
    """Adds kron(A, B) to H, where a number stands for the identity of so many rows."""
    if isinstance(A, int):
        H.reshape(A, B.shape[0], A, B.shape[1]).diagonal(dim1=0, dim2=2).add_(B[:, :, None])
    else:
        H.reshape(A.shape[0], B, A.shape[1], B).diagonal(dim1=1, dim2=3).add_(A[:, :, None])
''',
    "add_along": '''
def add_along(H, axes, shape, A):
    """Adds A to the entries of H, as an array of this shape, that have equal indices: at "aba->ab" to H[a, b, a]."""
    letters, kept = axes.split("->")
    entries = H.reshape(shape)
    for letter in kept:
        if letters.count(letter) == 2:
            entries = entries.diagonal(dim1=letters.index(letter), dim2=letters.rindex(letter))
            letters = letters.replace(letter, "") + letter
    entries.permute([letters.index(letter) for letter in kept]).add_(A)
''',
    "add_turned_kron": '''
def add_turned_kron(H, A, B):
    """Adds kron(A, B) @ commutation(m, n) to H, for A of m and B of n columns."""
    H.reshape(A.shape[0], B.shape[0], B.shape[1], A.shape[1]).add_(A[:, None, None, :] * B[:, :, None])
''',
    "put_turned_kron": '''
def put_turned_kron(H, A, B):
    """Writes kron(A, B) @ commutation(m, n) into H, for A of m and B of n columns."""
    entries = H.reshape(A.shape[0], B.shape[0], B.shape[1], A.shape[1])
    torch.multiply(A[:, None, None, :], B[:, :, None], out=entries)
''',
    "distances": '''
def distances(X, Y):
    """norm(X[i] - Y[j]) of all pairs, from the differences."""
    return torch.linalg.norm(X[:, None] - Y, dim=-1)
''',
    "commutation": '''
def commutation(m, n):
    """K with K vec(A) = vec(A') for A m×n."""
    return _eye(m * n)[torch.arange(m * n).reshape(n, m).T.ravel()]
''',
    "where_largest": '''
def where_largest(A):
    """1 at the first largest entry, column by column, 0 elsewhere."""
    flat = A.T.ravel()
    return (torch.arange(len(flat), device=A.device) == torch.argmax(flat)).reshape(A.T.shape).T.to(A.dtype)
''',
    "skewmat": '''
def skewmat(a):
    """The matrix of the cross product with a."""
    return _array([[0, -a[2], a[1]], [a[2], 0, -a[0]], [-a[1], a[0], 0]])
''',
    "axial": '''
def axial(A):
    """The vector with axial(A) @ a == sum(A * skewmat(a))."""
    return torch.stack([A[2, 1] - A[1, 2], A[0, 2] - A[2, 0], A[1, 0] - A[0, 1]])
''',
    "rotation": '''
def rotation(A):
    """The rotation nearest to A."""
    U, _, Vt = torch.linalg.svd(A)
    U = U.clone()
    U[:, -1] *= torch.sign(torch.linalg.det(U @ Vt))
    return U @ Vt
''',
    "psd_part": '''
def psd_part(A):
    """V max(w, 0) V' of the symmetric A = V diag(w) V'."""
    w, V = torch.linalg.eigh(A)
    return (V * torch.clamp(w, min=0)) @ V.T
''',
    "vech": '''
def vech(A):
    """The lower triangle of A, its columns from the diagonal down stacked."""
    columns, rows = torch.triu_indices(len(A), len(A))
    return A[rows, columns]
''',
    "elimination": '''
def elimination(n):
    """L with L vec(A) = vech(A)."""
    columns, rows = torch.triu_indices(n, n)
    return _eye(n * n)[columns * n + rows]
''',
    "duplication": '''
def duplication(n):
    """D with D vech(A) = vec(A) for symmetric A."""
    columns, rows = torch.triu_indices(n, n)
    D = _zeros((n * n, len(rows)))
    D[columns * n + rows, torch.arange(len(rows))] = 1
    D[rows * n + columns, torch.arange(len(rows))] = 1
    return D
''',
    "toeplitz_sum": '''
def toeplitz_sum(A):
    """Each entry of A replaced by the sum of its diagonal."""
    n = len(A)
    offsets = torch.arange(n)[:, None] - torch.arange(n)
    return torch.stack([torch.sum(A[offsets == k]) for k in range(1 - n, n)])[offsets + n - 1]
''',
    "toeplitz_pattern": '''
def toeplitz_pattern(n):
    """The matrix that takes vec(A) to the sums of the diagonals of A, each at all places of its diagonal."""
    places = torch.arange(n * n)
    offsets = places % n - places // n
    return (offsets[:, None] == offsets) * 1.0
''',
}
