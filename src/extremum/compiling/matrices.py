"""The other operations on matrices: constants, blocks, vec and its kin, functions of a matrix."""

from __future__ import annotations

from extremum.algebra.dims import Dim
from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.compiling.chains import diagonal_of, known
from extremum.compiling.lowering import Lowering, lowers
from extremum.compiling.term import Call, Term, rank_of
from extremum.operations.block import extent, grid
from extremum.operations.cross import by_units
from extremum.operations.mpow import as_dim
from extremum.operations.sylvester import sign_of


def _dims(node: Expr) -> tuple[Dim, ...]:
    return tuple(value for value in node.params if isinstance(value, Dim))


# -- constants -----------------------------------------------------------------------------------------------------
@lowers("eye", "commutation", "duplication", "elimination", "spread", "toeplitz_pattern", "delta", "less")
def _constant(low: Lowering, node: Expr) -> Term:
    return low.terms.call(node.op.name, (), _dims(node))


@lowers("levi_civita")
def _levi_civita(low: Lowering, node: Expr) -> Term:
    return low.matrix(by_units())


@lowers("embed")
def _embed(low: Lowering, node: Expr) -> Term:
    """Columns of the identity; one alone is a unit vector."""
    before, size, _ = extent(node)
    identity = low.terms.call("eye", (), (node.rows,))
    if node.is_column:
        return low.terms.call("entry", (identity,), (before,))
    return low.terms.call("cols", (identity,), (before, before + size))


# -- of one matrix -------------------------------------------------------------------------------------------------
@lowers("det", "logdet")
def _determinant(low: Lowering, node: Expr) -> Term:
    entries = diagonal_of(low, node.args[0])
    if entries is not None and node.op.name == "logdet":
        return low.terms.total(low.terms.map("log", entries))
    return low.terms.call(node.op.name, (known(low, node.args[0]),))


@lowers("logabsdet", "tril", "triu", "toeplitz_sum", "diag", "vec", "vech", "entries", "others", "otherpairs",
        "softmax", "logsumexp", "eigvals")  # fmt: skip
def _of_one(low: Lowering, node: Expr) -> Term:
    """The function of that name."""
    return low.terms.call(node.op.name, (low.whole(node.args[0]),))


@lowers("logsumexp_rows")
def _log_sums(low: Lowering, node: Expr) -> Term:
    """The helper takes the sums along the last axis."""
    return low.terms.call("logsumexp", (low.matrix(node.args[0]),), shape=node.shape[: 0 if node.is_scalar else 1])


@lowers("softmax_rows")
def _weights_of_rows(low: Lowering, node: Expr) -> Term:
    """The helper takes the sums along the last axis."""
    return low.terms.call("softmax", (low.matrix(node.args[0]),))


@lowers("largest")
def _largest(low: Lowering, node: Expr) -> Term:
    return low.terms.call("max", (low.whole(node.args[0]),))


@lowers("where_largest")
def _where_largest(low: Lowering, node: Expr) -> Term:
    """The helper takes a matrix."""
    return low.shaped(low.terms.call("where_largest", (low.matrix(node.args[0]),)), node)


@lowers("functional")
def _functional(low: Lowering, node: Expr) -> Term:
    """An argument of (array, order of the derivative)."""
    function, order = node.params
    argument = low.terms.make("argument", data=function)
    shape = node.shape if not node.is_column else node.shape[:1]
    parts = (argument, low.whole(node.args[0]), low.terms.number(int(str(order))))
    return low.terms.call("applied", parts, shape=() if node.is_scalar else shape)


@lowers("skewmat", "axial")
def _cross(low: Lowering, node: Expr) -> Term:
    return low.terms.call(node.op.name, (low.whole(node.args[0]),))


@lowers("adjugate", "pinv", "polar", "nuclear", "psd_part", "rotation")
def _of_matrix(low: Lowering, node: Expr) -> Term:
    """What needs a matrix is given one also of a vector."""
    term = low.terms.call(node.op.name, (low.matrix(node.args[0]),))
    return term if node.is_scalar else low.shaped(term, node)


@lowers("sylvester", "stein")
def _equation(low: Lowering, node: Expr) -> Term:
    """The solver of a matrix equation; ``L(X) = -C`` has the solution of ``L(X) = C`` but for the sign."""
    term = low.terms.call(node.op.name, tuple(map(low.matrix, node.args)))
    return term if sign_of(node) == 1 else low.terms.add([-1], [term])


@lowers("care", "dare")
def _riccati(low: Lowering, node: Expr) -> Term:
    return low.shaped(low.terms.call(node.op.name, tuple(map(low.matrix, node.args))), node)


@lowers("unvec")
def _unvec(low: Lowering, node: Expr) -> Term:
    return low.terms.transpose(low.terms.call("by_rows", (low.whole(node.args[0]),), node.shape[::-1]))


@lowers("chol")
def _chol(low: Lowering, node: Expr) -> Term:
    """Of the symmetric part: NumPy looks at the lower triangle only."""
    term = low.whole(node.args[0])
    if not holds(node.args[0], "symmetric"):
        term = low.terms.add([1, 1], [term, low.terms.transpose(term)])
        term = low.terms.times([term], [low.terms.number(2)])
    return low.terms.call("chol", (term,))


@lowers("eigval", "eigvec")
def _eigen(low: Lowering, node: Expr) -> Term:
    """The index counts from 0 in ascending order; the last is written -1."""
    (matrix,) = node.args
    (index,) = _dims(node)
    at = Dim.of(-1) if index is matrix.rows - 1 else index
    term = low.terms.call(node.op.name, (low.matrix(matrix),), (at,))
    return term if term.rank == rank_of(node) else low.shaped(term, node)


@lowers("eigvecs")
def _eigvecs(low: Lowering, node: Expr) -> Term:
    (matrix,) = node.args
    term = low.terms.call("eigvecs", (low.matrix(matrix),), _dims(node), (matrix.rows, *_dims(node)))
    return low.shaped(term, node)


@lowers("mpow")
def _mpow(low: Lowering, node: Expr) -> Term:
    base, exponent = node.args
    whole = as_dim(exponent)
    assert whole is not None, "its constructor has checked that"
    return low.terms.call("mpow", (low.whole(base),), (whole,))


@lowers("spectral")
def _spectral(low: Lowering, node: Expr) -> Term:
    return low.terms.call(node.function, (low.whole(node.args[0]),))


@lowers("frechet", "frechet_matrix")
def _frechet(low: Lowering, node: Expr) -> Term:
    """The derivative of a function, which is handed over by name."""
    function = low.terms.make("function", data=Call(node.function))
    return low.shaped(low.terms.call(node.op.name, (function, *map(low.matrix, node.args))), node)


# -- of several ----------------------------------------------------------------------------------------------------
@lowers("kron")
def _kron(low: Lowering, node: Expr) -> Term:
    term = low.terms.call("kron", tuple(map(low.matrix, node.args)))
    return low.shaped(term, node)


@lowers("block")
def _block(low: Lowering, node: Expr) -> Term:
    """Blocks in a row or a column of scalars and vectors are put one after the other."""
    if rank_of(node) == 1:
        return low.terms.call("concatenate", tuple(map(low.whole, node.args)))
    parts = tuple(part if arg.is_scalar else low.matrix(arg) for arg, part in zip(node.args, map(low.whole, node.args),
                                                                                  strict=True))  # fmt: skip
    return low.terms.make("block", parts, len(grid(node)), node.shape)
