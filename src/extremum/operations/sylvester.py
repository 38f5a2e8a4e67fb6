"""Linear matrix equations as operations: ``sylvester(A, B, C)`` and ``stein(A, B, C)``.

``sylvester(A, B, C)`` is the X with ``A X + X B = C``, and ``stein(A, B, C)`` the X with ``X - A X B = C``; where B is
A' they are the equations of Lyapunov, written ``lyap(A, C)`` and ``dlyap(A, C)``. As in control the former is positive
where A is stable and C positive, ``A X + X A' + C = 0``: it is a node of its own, of the other sign. Both are linear in
C, and differentiated by their equations: for Sylvester's, ``A dX + dX B = dC - dA X - X dB``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extremum.algebra import forms
from extremum.algebra.dims import Shape, show_shape
from extremum.algebra.errors import ShapeError
from extremum.algebra.facts import reason
from extremum.algebra.fields import decomposed
from extremum.algebra.forms import Form
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import REGISTRY, Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import Exact, Linear, smooth
from extremum.operations import construct as c
from extremum.operations.base import leaf, sizes
from extremum.operations.vec import scaled_out

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.evaluate import Scope
    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")


def sylvester(left: Expr, right: Expr, whole: Expr) -> Expr:
    """The X with ``A X + X B = C``."""
    return c.build("sylvester", (left, right, whole))


def stein(left: Expr, right: Expr, whole: Expr) -> Expr:
    """The X with ``X - A X B = C``."""
    return c.build("stein", (left, right, whole))


def lyap(matrix: Expr, whole: Expr) -> Expr:
    """The X with ``A X + X A' + C = 0``."""
    _of_one_size("lyap", matrix, whole)
    return sylvester(matrix, c.transpose(matrix), c.multiple(-1, whole))


def dlyap(matrix: Expr, whole: Expr) -> Expr:
    """The X with ``X = A X A' + C``."""
    _of_one_size("dlyap", matrix, whole)
    return stein(matrix, c.transpose(matrix), whole)


def _of_one_size(name: str, matrix: Expr, whole: Expr) -> None:
    if matrix.rows is not matrix.cols or matrix.shape != whole.shape:
        shapes = f"{matrix} is {show_shape(matrix.shape)} and {whole} is {show_shape(whole.shape)}"
        raise ShapeError(f"{name} needs two square matrices of one size, but {shapes}")


@dataclass(frozen=True, slots=True)
class Equation:
    """A linear matrix equation ``L(X) = C``, ``vec(L(X)) = K vec(X)``.

    matrix: K, of A and B; numeric: X, of arrays with two axes; changes: (U, V) of A, B and X, where
    ``L(dX) = dC + dA U + V dB``, for expressions and for arrays; short: its name where B is A'; sign: s where that
    solves ``L(X) = s C``, which is the parameter of a node.
    """

    name: str
    short: str
    noun: str
    matrix: Callable[[Expr, Expr], Expr]
    exact: Callable[[Array, Array], Array]
    numeric: Callable[[Array, Array, Array], Array]
    changes: Callable[[Any, Any, Any], tuple[Any, Any]]
    sign: int = 1

    # -- shapes and normal form ----------------------------------------------------------------------------------------
    def shape(self, args: Args, params: Params) -> Shape:
        left, right, whole = args
        for matrix, size, side in ((left, whole.rows, "rows"), (right, whole.cols, "columns")):
            if matrix.shape != (size, size):
                raise ShapeError(
                    f"{self.name} needs a square matrix of as many rows as {whole} ({show_shape(whole.shape)}) has "
                    f"{side}, but {matrix} is {show_shape(matrix.shape)}"
                )
        return whole.shape

    def build(self, args: Args, params: Params) -> Expr:
        left, right, whole = args
        (sign,) = params or (1,)
        assert isinstance(sign, int)
        self.shape(args, params)
        if c.is_zero(whole):
            return whole
        if left.is_scalar or right.is_scalar:
            return c.multiple(sign, self._by_inverse(left, right, whole))
        out = scaled_out(whole)
        if out is not None:
            return c.product(*out[0], c.build(self.name, (left, right, out[1]), (sign,)))
        own = self.sign if right is c.transpose(left) else 1
        return c.multiple(sign * own, make(REGISTRY[self.name], (left, right, whole), (own,)))

    def _by_inverse(self, left: Expr, right: Expr, whole: Expr) -> Expr:
        """Of a column or a row."""
        solved = c.product(c.inverse(self.matrix(left, right)), c.vec(whole))
        return solved if whole.is_column else c.transpose(solved)

    # -- values --------------------------------------------------------------------------------------------------------
    def value(self, node: Expr, values: Sequence[Array], scope: Scope) -> Array:
        left, right, whole = values
        if sign_of(node) < 0:
            values = left, right, scope.field.reduce(-whole) if scope.field.exact else -whole
        if scope.field.exact:
            return self._by_kronecker(values, scope)
        if not any(map(np.iscomplexobj, values)):
            return self._each(*values)
        return self._complex_step(values)

    def _each(self, left: Array, right: Array, whole: Array) -> Array:
        batch = np.broadcast_shapes(*(a.shape[:-2] for a in (left, right, whole)))
        a, b, w = (np.broadcast_to(v, (*batch, *v.shape[-2:])) for v in (left, right, whole))
        found = np.empty(w.shape)
        for at in np.ndindex(batch):
            found[at] = decomposed(lambda m, at=at: self.numeric(m, b[at], w[at]), a[at])
        return found

    def _complex_step(self, values: Sequence[Array]) -> Array:
        """``X + i dX``, to first order."""
        left, right, whole = map(np.real, values)
        by_left, by_right, by_whole = map(np.imag, values)
        found = self._each(left, right, whole)
        u, v = self.changes(left, right, found)
        return np.asarray(found + 1j * self._each(left, right, by_whole + by_left @ u + v @ by_right))

    def _by_kronecker(self, values: Sequence[Array], scope: Scope) -> Array:
        left, right, whole = values
        inverse = scope.field.inverse(scope.field.reduce(self.exact(left, right)))
        turned = np.swapaxes(whole, -1, -2)
        stacked = scope.field.matmul(inverse, turned.reshape((*turned.shape[:-2], -1, 1)))
        return np.swapaxes(stacked.reshape((*stacked.shape[:-2], *turned.shape[-2:])), -1, -2)

    # -- derivatives ---------------------------------------------------------------------------------------------------
    def adjoint(self, node: Expr, grad: Expr) -> Sequence[Expr | None]:
        """``(Z U', V' Z, s Z)``, where Z solves the transposed equation with the gradient on the right."""
        left, right, _ = node.args
        u, v = self.changes(left, right, node)
        z = c.build(self.name, (c.transpose(left), c.transpose(right), grad))
        return [c.product(z, c.transpose(u)), c.product(c.transpose(v), z), c.multiple(sign_of(node), z)]

    def jacobian(self, node: Expr, k: int) -> Expr:
        left, right, _ = node.args
        u, v = self.changes(left, right, node)
        whole = c.multiple(sign_of(node), c.eye(node.rows * node.cols))
        moved = (c.kron(c.transpose(u), c.eye(node.rows)), c.kron(c.eye(node.cols), v), whole)
        return c.product(c.inverse(self.matrix(left, right)), moved[k])

    # -- how it is written, and what holds -----------------------------------------------------------------------------
    def form(self, node: Expr, parts: Sequence[Form]) -> Form:
        left, right, _ = node.args
        if right is c.transpose(left):
            return forms.call(self.short, parts[0], parts[2])
        return forms.call(self.name, *parts)

    def infer(self, node: Expr, fact: str) -> str | None:
        """``A X + X A' = C`` has with X the solution X', which is of the kind of C."""
        left, right, whole = node.args
        if fact in ("symmetric", "skew") and right is c.transpose(left):
            return reason(whole, fact)
        return None

    def transposed(self, node: Expr) -> Expr:
        left, right, whole = map(c.transpose, node.args)
        return c.build(self.name, (right, left, whole), node.params)

    def example(self, rng: random.Random) -> Expr:
        """Definite matrices, of the signs with which nothing cancels."""
        n, k = sizes(rng, 2)
        left, right = leaf(rng, n, n, "positive_definite"), leaf(rng, k, k, "positive_definite")
        sign = 1 if self.name == "sylvester" else -1
        return c.build(self.name, (c.multiple(sign, left), right, leaf(rng, n, k)))

    def registered(self, reference: str, domain: str) -> Operation:
        """The operation of this equation."""
        return register(
            Operation(
                name=self.name,
                noun=self.noun,
                shape=self.shape,
                build=self.build,
                value=self.value,
                adjoint=self.adjoint,
                jacobian=self.jacobian,
                form=self.form,
                infer=self.infer,
                transposed=self.transposed,
                example=self.example,
                linear=Linear(lambda node, k: k == 2),
                exact=Exact.RATIONAL,
                kinks=smooth,
                domain=domain,
                reference=reference,
                parameters=("sign",),
            )
        )


def sign_of(node: Expr) -> int:
    """s where the node solves ``L(X) = s C``."""
    sign = node.param("sign")
    assert isinstance(sign, int)
    return sign


# -- Sylvester's -------------------------------------------------------------------------------------------------------
def _kron(left: Array, right: Array) -> Array:
    blocks = left[..., :, None, :, None] * right[..., None, :, None, :]
    rows, cols = left.shape[-2] * right.shape[-2], left.shape[-1] * right.shape[-1]
    return np.asarray(blocks.reshape((*blocks.shape[:-4], rows, cols)))


def _unit(like: Array) -> Array:
    return np.eye(like.shape[-1], dtype=int).astype(like.dtype)


def _bartels_stewart(left: Array, right: Array, whole: Array) -> Array:
    from scipy.linalg import solve_sylvester

    return np.asarray(solve_sylvester(left, right, whole))


SYLVESTER: Operation = Equation(
    name="sylvester",
    short="lyap",
    sign=-1,
    noun="the solution of a Sylvester equation",
    matrix=lambda a, b: c.add(c.kron(c.eye(b.rows), a), c.kron(c.transpose(b), c.eye(a.rows))),
    exact=lambda a, b: _kron(_unit(b), a) + _kron(np.swapaxes(b, -1, -2), _unit(a)),
    numeric=_bartels_stewart,
    changes=lambda a, b, x: (-x, -x),
).registered(
    "Bartels & Stewart (1972), Solution of the matrix equation AX + XB = C: A dX + dX B = dC - dA X - X dB",
    "where A and -B have no common eigenvalue",
)


# -- Stein's -----------------------------------------------------------------------------------------------------------
def _by_schur(left: Array, right: Array, whole: Array) -> Array:
    """A column at a time, in the Schur forms ``A = U T U*`` and ``B = V S V*``: ``Y - T Y S = U* C V``.

    Golub, Nash & Van Loan (1979), A Hessenberg-Schur method for the problem AX + XB = C.
    """
    from scipy.linalg import schur, solve_triangular

    t, u = schur(left, output="complex")
    s, v = schur(right, output="complex")
    rest = u.conj().T @ whole @ v
    found = np.zeros_like(rest)
    for j in range(len(s)):
        column = rest[:, j] + t @ (found[:, :j] @ s[:j, j])
        found[:, j] = solve_triangular(np.eye(len(t)) - s[j, j] * t, column)
    return np.asarray((u @ found @ v.conj().T).real)


STEIN: Operation = Equation(
    name="stein",
    short="dlyap",
    noun="the solution of a Stein equation",
    matrix=lambda a, b: c.subtract(c.eye(a.rows * b.rows), c.kron(c.transpose(b), a)),
    exact=lambda a, b: _unit(_kron(b, a)) - _kron(np.swapaxes(b, -1, -2), a),
    numeric=_by_schur,
    changes=lambda a, b, x: (x @ b, a @ x),
).registered(
    "Lancaster & Rodman (1995), Algebraic Riccati equations, ch. 5: dX - A dX B = dC + dA X B + A X dB",
    "where no product of an eigenvalue of A and one of B is 1",
)
