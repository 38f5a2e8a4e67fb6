"""Matrix powers, functions of matrices, eigenvalues and Cholesky factors."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.rules import pair, unary
from extremum.operations import construct as c
from extremum.operations.frechet import commute
from extremum.operations.spectral import DERIVATIVES
from extremum.operations.sum import content

_MN = "Magnus & Neudecker (2019), ch. 1"


def _power(base: Expr, exponent: Expr) -> Expr:
    return c.build("mpow", (base, exponent))


def _base_and_exponent(factor: Expr) -> tuple[Expr, Expr]:
    """Any square factor as (base, exponent); the transpose of a power as a power of the transpose."""
    turned = factor.op.name == "transpose"
    node = factor.args[0] if turned else factor
    if node.op.name == "mpow":
        base, exponent = node.args
        return (c.transpose(base) if turned else base), exponent
    if factor.op.name == "inverse":
        return factor.args[0], c.number(-1)
    return factor, c.number(1)


def _merged(left: Expr, right: Expr) -> Expr | None:
    (a, j), (b, k) = _base_and_exponent(left), _base_and_exponent(right)
    return _power(a, c.add(j, k)) if a is b else None


@pair(
    "mpow", "*", "a matrix power times its matrix", "mpow(A, k)*A", "mpow(A, k + 1)", "A[n,n], B[k]", f"{_MN}, sec. 7"
)
def power_times(left: Expr, right: Expr) -> Expr | None:
    return _merged(left, right)


@pair("*", "mpow", "a matrix times a power of it", "A*mpow(A, k)", "mpow(A, k + 1)", "A[n,n], B[k]", f"{_MN}, sec. 7")
def times_power(left: Expr, right: Expr) -> Expr | None:
    return _merged(left, right)


def _merged_turned(left: Expr, right: Expr) -> Expr | None:
    """As :func:`_merged` of the transposes, of which not each is written as one: ``adj(A')`` for ``adj(A)'``."""
    found = _merged(c.transpose(right), c.transpose(left))
    return None if found is None else c.transpose(found)


@pair("transpose", "*", "a transposed matrix power times its matrix", "mpow(A, k)'*A'", "mpow(A, k + 1)'",
      "A[n,n], B[k]", f"{_MN}, sec. 7")  # fmt: skip
def turned_power_times(left: Expr, right: Expr) -> Expr | None:
    return _merged_turned(left, right) if left.args[0].op.name == "mpow" else None


@pair("*", "transpose", "a transposed matrix times a power of it", "A'*mpow(A, k)'", "mpow(A, k + 1)'",
      "A[n,n], B[k]", f"{_MN}, sec. 7")  # fmt: skip
def times_turned_power(left: Expr, right: Expr) -> Expr | None:
    return _merged_turned(left, right) if right.args[0].op.name == "mpow" else None


@unary(
    "det", "determinant of a matrix power", "det(mpow(A, k))", "det(A)^k", "A[n,n]: invertible, B[k]", f"{_MN}, sec. 9"
)
def det_power(arg: Expr) -> Expr | None:
    return c.power(c.det(arg.args[0]), arg.args[1]) if arg.op.name == "mpow" else None


def _is_root(node: Expr) -> bool:
    """Whether a node is the square root of a positive definite matrix."""
    return node.op.name == "spectral" and node.params == ("sqrtm",) and holds(node.args[0], "positive_definite")


def _root_of(inverse: Expr) -> Expr | None:
    """The square root that is inverted."""
    return inverse.args[0] if _is_root(inverse.args[0]) else None


@pair("spectral", "spectral", "the square of a square root", "sqrtm(A)*sqrtm(A)", "A", "A[n,n]: positive_definite",
      "Higham (2008), th. 1.29")  # fmt: skip
def square_of_root(left: Expr, right: Expr) -> Expr | None:
    return left.args[0] if left is right and _is_root(left) else None


@pair("*", "inverse", "a matrix by its square root", "A*inv(sqrtm(A))", "sqrtm(A)", "A[n,n]: positive_definite",
      "Higham (2008), th. 1.29")  # fmt: skip
def by_root(left: Expr, right: Expr) -> Expr | None:
    root = _root_of(right)
    return root if root is not None and root.args[0] is left else None


@pair("inverse", "*", "a square root times its matrix, inverted", "inv(sqrtm(A))*A", "sqrtm(A)",
      "A[n,n]: positive_definite", "Higham (2008), th. 1.29")  # fmt: skip
def root_under(left: Expr, right: Expr) -> Expr | None:
    root = _root_of(left)
    return root if root is not None and root.args[0] is right else None


@unary("det", "determinant of an exponential", "det(expm(A))", "exp(tr(A))", "A[n,n]", "Higham (2008), th. 10.1")
def det_exponential(arg: Expr) -> Expr | None:
    if arg.op.name != "spectral" or arg.params != ("expm",):
        return None
    return c.apply("exp", c.trace(arg.args[0]))


@unary("trace", "trace of a logarithm", "tr(logm(A))", "log(det(A))", "A[n,n]: positive_definite",
       "Higham (2008), th. 10.1")  # fmt: skip
def trace_logarithm(arg: Expr) -> Expr | None:
    if arg.op.name != "spectral" or arg.params != ("logm",) or not holds(arg.args[0], "positive_definite"):
        return None
    return c.build("logdet", arg.args)


_HIGHAM = "Higham (2008), ch. 3"


@pair("frechet_matrix", "vec", "a Fréchet derivative as a matrix", "frechet_matrix_expm(A)*vec(B)",
      "vec(frechet_expm(A, B))", "A[n,n], B[n,n]", _HIGHAM)  # fmt: skip
def frechet_vec(left: Expr, right: Expr) -> Expr | None:
    """``K(A, E1, …) vec(B) = vec(L(A, E1, …, B))``."""
    (direction,) = right.args
    fits = direction.shape == left.args[0].shape
    return c.vec(c.build("frechet", (*left.args, direction), left.params)) if fits else None


@pair("transpose", "vec", "a Fréchet derivative as a matrix, its adjoint", "frechet_matrix_expm(A)'*vec(B)",
      "vec(frechet_expm(A', B))", "A[n,n], B[n,n]", _HIGHAM)  # fmt: skip
def frechet_adjoint_vec(left: Expr, right: Expr) -> Expr | None:
    """``K(A, E1, …)' = K(A', E1', …)``."""
    matrix, (direction,) = left.args[0], right.args
    if matrix.op.name != "frechet_matrix" or direction.shape != matrix.args[0].shape:
        return None
    return c.vec(c.build("frechet", (*map(c.transpose, matrix.args), direction), matrix.params))


@pair("transpose", "frechet_matrix", "a vec before a Fréchet derivative as a matrix", "vec(B)'*frechet_matrix_expm(A)",
      "vec(frechet_expm(A', B))'", "A[n,n], B[n,n]", _HIGHAM)  # fmt: skip
def vec_frechet(left: Expr, right: Expr) -> Expr | None:
    return _before_frechet(left, right)


@pair("transpose", "transpose", "a vec before a Fréchet derivative as a matrix, its adjoint",
      "vec(B)'*frechet_matrix_expm(A)'", "vec(frechet_expm(A, B))'", "A[n,n], B[n,n]", _HIGHAM)  # fmt: skip
def vec_frechet_adjoint(left: Expr, right: Expr) -> Expr | None:
    return _before_frechet(left, right) if right.args[0].op.name == "frechet_matrix" else None


def _before_frechet(left: Expr, matrix: Expr) -> Expr | None:
    """``vec(B)' K`` as the transpose of ``K' vec(B)``."""
    column = left.args[0]
    if column.op.name != "vec":
        return None
    q, turned = content(c.transpose(matrix))  # with a skew factor in a direction, turned it changes its sign
    rule = frechet_adjoint_vec if turned.op.name == "transpose" else frechet_vec
    found = rule.apply(turned, column)
    return None if found is None else c.multiple(q, c.transpose(found))


@unary("trace", "a Fréchet derivative beside what commutes with its point", "tr(A*frechet_expm(s*A, B))",
       "tr(A*expm(s*A)*B)", "A[n,n], B[n,n], s", "Higham (2008), sec. 3.1: tr(G L(A, E)) = tr(L(A, G) E)")  # fmt: skip
def frechet_in_trace(arg: Expr) -> Expr | None:
    """``tr(G L_f(A, E)) = tr(f'(A) G E)`` where G commutes with A."""
    word = arg.args if arg.op.name == "product" else (arg,)
    places = [k for k, factor in enumerate(word) if factor.op.name == "frechet" and len(factor.args) == 2]
    for k in places:
        point, direction = word[k].args
        rest = c.product(*word[k + 1 :], *word[:k]) if len(word) > 1 else c.eye(point.rows)
        if commute(point, rest):
            return c.trace(c.product(rest, DERIVATIVES[str(word[k].param("function"))](point), direction))
    return None


@pair("chol", "transpose", "a Cholesky factor times its transpose", "chol(A)*chol(A)'", "A",
      "A[n,n]: positive_definite", "Golub & Van Loan (2013), th. 4.2.7")  # fmt: skip
def chol_square(left: Expr, right: Expr) -> Expr | None:
    return left.args[0] if right.args[0] is left and holds(left.args[0], "symmetric") else None


@pair(
    "ones", "eigvals", "the sum of the eigenvalues", "sum(eigvals(A))", "tr(A)", "A[n,n]: symmetric", f"{_MN}, th. 17"
)
def sum_eigvals(left: Expr, right: Expr) -> Expr | None:
    return c.trace(right.args[0]) if left.is_row else None


@unary("entries", "the product of the eigenvalues", "prod(eigvals(A))", "det(A)", "A[n,n]: symmetric", f"{_MN}, th. 17")
def prod_eigvals(arg: Expr) -> Expr | None:
    return c.det(arg.args[0]) if arg.op.name == "eigvals" else None


@pair("ones", "elementwise", "the logarithm of a determinant by a Cholesky factor",
      "ones(1, n)*log(diagonal(chol(A)))", "logdet(A)/2", "A[n,n]: positive_definite",
      "Golub & Van Loan (2013), sec. 4.2: det(A) = det(L)^2, L triangular")  # fmt: skip
def log_of_chol(left: Expr, right: Expr) -> Expr | None:
    if right.params != ("log", 0) or right.args[0].op.name != "diagonal" or not left.is_row:
        return None
    (factor,) = right.args[0].args
    if factor.op.name != "chol" or not holds(factor.args[0], "symmetric"):
        return None
    return c.multiple(Fraction(1, 2), c.build("logdet", factor.args))


@unary("det", "determinant of a Cholesky factor", "det(chol(A))", "sqrt(det(A))", "A[n,n]: positive_definite",
       "Golub & Van Loan (2013), sec. 4.2: det(A) = det(L)^2, L triangular")  # fmt: skip
def det_chol(arg: Expr) -> Expr | None:
    if arg.op.name != "chol" or not holds(arg.args[0], "symmetric"):
        return None
    return c.power(c.det(arg.args[0]), Fraction(1, 2))


@unary("entries", "the product of the diagonal of a Cholesky factor", "prod(diagonal(chol(A)))", "sqrt(det(A))",
       "A[n,n]: positive_definite", "Golub & Van Loan (2013), sec. 4.2")  # fmt: skip
def prod_of_chol(arg: Expr) -> Expr | None:
    return det_chol.apply(arg.args[0]) if arg.op.name == "diagonal" else None


@pair("inverse", "inverse", "an inverse by a Cholesky factor", "inv(chol(A))'*inv(chol(A))", "inv(A)",
      "A[n,n]: positive_definite", "Golub & Van Loan (2013), th. 4.2.7")  # fmt: skip
def inverse_of_chol(left: Expr, right: Expr) -> Expr | None:
    (factor,) = right.args
    matching = factor.op.name == "chol" and left.args[0] is c.transpose(factor)
    return c.inverse(factor.args[0]) if matching and holds(factor.args[0], "symmetric") else None
