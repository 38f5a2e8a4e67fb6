"""Programs of array terms evaluated modulo a prime: a judge that shares no code with passes or printers."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from extremum.algebra.dims import Atom, Dim, Name
from extremum.compiling.term import Assembly, Axes, Blocks, Call, Term, topological

P = 2**61 - 1
Array = Any


class NoRootError(Exception):
    """A number has no square root modulo the prime; other data may have."""


def evaluated(roots: Sequence[Term], data: Mapping[str, Array], sizes: Mapping[str, int]) -> list[Array]:
    """The values of terms on data, all of them whole numbers modulo the prime.

    Raises:
        NoRootError: a square root does not exist.
    """
    values: dict[Term, Array] = {}
    for term in topological(roots):
        values[term] = _value(term, [values[part] for part in term.parts], data, sizes)
    return [values[root] for root in roots]


def _value(term: Term, parts: list[Array], data: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    if term.op == "argument":
        return data[str(term.data)]
    if term.op == "size":
        return _size(term.data, sizes)
    if term.op == "together":
        return parts
    if isinstance(term.data, Assembly):
        return _assembled(term, parts, sizes)
    if term.op == "nth":
        return parts[0][term.data]
    if isinstance(term.data, Call) and term.op == "call":
        rule = CALLS.get(term.data.name)
        dims = [_size(dim, sizes) for dim in term.data.dims]
        return _random(term.data.name)(*parts) if rule is None else rule(*parts, *dims) % P
    return _OPS[term.op](term, *parts) % P


def _size(dim: Any, sizes: Mapping[str, int]) -> int:
    assert isinstance(dim, Dim)
    known: dict[Atom, int | Dim] = {atom: sizes[atom.name] for atom in dim.atoms() if isinstance(atom, Name)}
    found = dim.replace(known).number
    assert found is not None
    return found


def rational(value: Fraction) -> int:
    """A fraction modulo the prime."""
    return value.numerator * pow(value.denominator, -1, P) % P


def _add(term: Term, *parts: Array) -> Array:
    assert isinstance(term.data, tuple)
    return sum(rational(q) * part for q, part in zip(term.data, parts, strict=True))


def _times(term: Term, *parts: Array) -> Array:
    assert isinstance(term.data, int)
    found: Array = 1
    for k, part in enumerate(parts):
        found = found * (part if k < term.data else _inverse_entry(part)) % P
    return found


def _power(term: Term, base: Array, *rest: Array) -> Array:
    exponent = term.data
    assert isinstance(exponent, Fraction) and exponent.denominator in (1, 2)
    base = base if exponent.denominator == 1 else root(base)
    return _map(lambda x: pow(int(x), exponent.numerator, P))(base)


def _map(function: Callable[[int], int]) -> Callable[[Array], Array]:
    return lambda x: np.vectorize(function, otypes=[object])(x)[()]


_inverse_entry = _map(lambda x: pow(int(x), -1, P))


def _root(x: int) -> int:
    found = pow(x, (P + 1) // 4, P)
    if found * found % P != x % P:
        raise NoRootError
    return found


root = _map(_root)


def _random(name: str) -> Callable[..., Array]:
    """A function without a rational value: a random one of its arguments."""

    def one(*values: int) -> int:
        return random.Random(f"{name} {values}").randrange(P)

    return lambda *parts: np.vectorize(one, otypes=[object])(*parts)[()]


def _matmul(term: Term, left: Array, right: Array) -> Array:
    return left @ right


def _axes(term: Term, a: Array) -> Array:
    """Axis by axis; a new one has one entry."""
    assert isinstance(term.data, Axes)
    kept = np.transpose(a, [k for k in term.data.order if k >= 0])
    return np.expand_dims(kept, [at for at, k in enumerate(term.data.order) if k < 0])


def _one_block(term: Term, part: Array) -> Array:
    """A loop over blocks of rows, all of them in one block."""
    assert isinstance(term.data, Blocks)
    return part


_OPS: dict[str, Callable[..., Array]] = {
    "number": lambda term: rational(term.data),
    "add": _add,
    "times": _times,
    "power": _power,
    "matmul": _matmul,
    "transpose": lambda term, a: a.T,
    "block": lambda term, *parts: np.vstack(
        [np.hstack(parts[k : k + len(parts) // term.data]) for k in range(0, len(parts), len(parts) // term.data)]
    ),
    "column": lambda term, a: a[:, None],
    "axes": _axes,
    "rows": lambda term, family: family,
    "sum": _one_block,
}


def commutation(m: int, n: int) -> Array:
    """K with ``K vec(A) = vec(A')``."""
    return identity(m * n)[np.arange(m * n).reshape((m, n), order="F").ravel()]


def _assembled(term: Term, parts: list[Array], sizes: Mapping[str, int]) -> Array:
    """The matrix of all its pieces, each as a product of matrices that are built."""
    assert isinstance(term.data, Assembly)
    H, rest = np.zeros([_size(dim, sizes) for dim in term.shape], dtype=object), iter(parts)
    for piece in term.data.pieces:
        at, shape, dims = ([_size(dim, sizes) for dim in some] for some in (piece.at, piece.shape, piece.dims))
        place = H[at[0] : at[0] + shape[0], at[1] : at[1] + shape[1]]
        inside = [next(rest) for _ in range(piece.count)]
        if piece.kind == "mirror":
            place += H[dims[0] : dims[0] + shape[1], dims[1] : dims[1] + shape[0]].T
        elif piece.kind == "kron":
            place += np.kron(identity(dims[0]), inside[0]) if dims[0] else np.kron(inside[0], identity(dims[1]))
        elif piece.kind == "product":
            place += (inside[0] * inside[1]).reshape(shape)
        elif piece.kind == "diagonal":
            np.einsum(piece.axes, place.reshape(dims))[:] += inside[0]
        elif piece.kind == "turned kron":
            A, B = inside
            place += np.kron(A, B) @ commutation(A.shape[1], B.shape[1])
        else:
            place += inside[0]
    return H % P


# -- elimination ---------------------------------------------------------------------------------------------------
def solve(A: Array, B: Array) -> Array:
    """``inv(A) B`` by elimination; regular leading minors are assumed."""
    A, X = A.copy(), B.copy()
    for k in range(len(A)):
        scale = pow(int(A[k, k]), -1, P)
        A[k], X[k] = A[k] * scale % P, X[k] * scale % P
        for i in range(len(A)):
            if i != k:
                factor = A[i, k]
                A[i], X[i] = (A[i] - factor * A[k]) % P, (X[i] - factor * X[k]) % P
    return X


def identity(n: int) -> Array:
    """The identity of whole numbers."""
    return np.array([[int(i == j) for j in range(n)] for i in range(n)], dtype=object)


def cholesky(A: Array) -> Array:
    """L with ``L L' = A``, where the roots exist."""
    n = len(A)
    L = identity(n) * 0
    for j in range(n):
        L[j, j] = _root(int(A[j, j] - sum(L[j, k] ** 2 for k in range(j))) % P)
        for i in range(j + 1, n):
            L[i, j] = (A[i, j] - sum(L[i, k] * L[j, k] for k in range(j))) * pow(int(L[j, j]), -1, P) % P
    return L


def determinant(A: Array) -> int:
    """By expansion: matrices here are small."""
    if not len(A):
        return 1
    minors = (np.delete(A[1:], k, axis=1) for k in range(len(A)))
    return int(sum((-1) ** k * A[0, k] * determinant(minor) for k, minor in enumerate(minors))) % P


def _logdet(A: Array) -> Array:
    return _random("log")(determinant(A))


CALLS: dict[str, Callable[..., Array]] = {
    "inv": lambda A: solve(A, identity(len(A))),
    "solve": solve,
    "det": determinant,
    "logdet": _logdet,
    "cholesky": cholesky,
    "cho_solve": lambda L, B: solve(L @ L.T % P, B),
    "cho_inverse": lambda L: solve(L @ L.T % P, identity(len(L))),
    "cho_logdet": lambda L: _logdet(L @ L.T % P),
    "ridge_cholesky": lambda H, l: cholesky((H.T @ H + l * identity(H.shape[1])) % P),
    "ridge_solve": lambda L, H, l, B: solve((H.T @ H + l * identity(H.shape[1])) % P, B),
    "ridge_logdet": lambda L, H, l: _logdet((H.T @ H + l * identity(H.shape[1])) % P),
    "lowrank_cholesky": lambda d, U: cholesky((np.diag(d) + U @ U.T) % P),
    "lowrank_solve": lambda L, d, U, B: solve((np.diag(d) + U @ U.T) % P, B),
    "lowrank_inverse": lambda L, d, U: solve((np.diag(d) + U @ U.T) % P, identity(len(d))),
    "lowrank_diagonal": lambda L, d, U: np.diag(solve((np.diag(d) + U @ U.T) % P, identity(len(d)))),
    "lowrank_logdet": lambda L, d, U: _logdet((np.diag(d) + U @ U.T) % P),
    "solve_lower": solve,
    "solve_upper": solve,
    "eye": identity,
    "by_rows": lambda a, *shape: np.reshape(a, shape),
    "vec": lambda A: np.reshape(A, -1, order="F"),
    "raveled": np.ravel,
    "kron": np.kron,
    "commutation": commutation,
    "diag": lambda v: identity(len(v)) * v,
    "diagonal": np.diag,
    "trace": np.trace,
    "total": np.sum,
    "mean0": lambda A: np.sum(A, axis=0) * pow(len(A), -1, P),
    "sum0": lambda A: np.sum(A, axis=0),
    "sum1": lambda A: np.sum(A, axis=1),
    "vdot": lambda A, B: np.sum(A * B),
    "rowdots": lambda A, B: np.sum(A * B, axis=1),
    "squared_distances": lambda A, B: np.sum((A[:, None] - B) ** 2, axis=2),
    "rowkron": lambda A, B: np.stack([np.kron(a, b) for a, b in zip(A, B, strict=True)]),
    "sum_kron_diag": lambda U, V, W: sum(
        np.kron(u[:, None] * v, identity(len(w)) * w) for u, v, w in zip(U, V, W, strict=True)
    ),
    "sum_diag_kron": lambda W, U, V: sum(
        np.kron(identity(len(w)) * w, u[:, None] * v) for u, v, w in zip(U, V, W, strict=True)
    ),
    "outer": lambda a, b: a[:, None] * b,
    "upright": lambda a: a[:, None],
    "flat": lambda a: a[None, :],
    "sqrt": root,
}
