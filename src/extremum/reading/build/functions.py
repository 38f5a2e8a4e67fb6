"""The functions of the text language: one row each. An operation that is built later needs no more than its row here.

``build`` is looked up in :mod:`extremum.language` when a text uses the function, so a row may precede its operation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Any

from extremum import language
from extremum.algebra.dims import Dim
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.facts import INSTEAD
from extremum.algebra.node import Expr
from extremum.language.defined import slope
from extremum.operations import construct as c
from extremum.operations.among import among
from extremum.operations.block import unit
from extremum.operations.delta import less
from extremum.operations.elementwise import FUNCTIONS
from extremum.operations.frechet import frechet, frechet_matrix
from extremum.operations.largest import where_largest
from extremum.operations.nuclear import polar
from extremum.operations.spectral import DERIVATIVES

MANY = {"e+": 1, "e*": 2}
"""Functions of any number of expressions, and the least number."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language.

    arguments: what it takes, by letter: ``e`` an expression, ``d`` a dimension, ``z`` one or zero, ``i`` an index;
    ``e+`` one or more expressions, ``e*`` two or more; an optional last one in brackets. shape: the name of its shape
    rule in :mod:`extremum.reading.shapes.inference`. build: the function itself, or the name of one in
    :mod:`extremum.language`. usage: how it is written.
    """

    arguments: str
    shape: str
    usage: str
    build: str | Callable[..., Expr]

    def call(self, name: str, values: list[Any]) -> Expr:
        """The application.

        Raises:
            UnsupportedError: the operation is not part of this version.
        """
        build = vars(language).get(self.build) if isinstance(self.build, str) else self.build
        if build is None:
            raise UnsupportedError(f"{name} is not available in this version; write the expression without it")
        result: Expr = build(*values)
        return result

    @property
    def kinds(self) -> str:
        """The kind of each argument, the optional ones included."""
        return self.arguments.replace("[", "").replace("]", "")

    def accepts(self, count: int) -> bool:
        """Whether it takes this number of arguments."""
        if self.arguments in MANY:
            return count >= MANY[self.arguments]
        return len(self.arguments.split("[")[0]) <= count <= len(self.kinds)


def _row(usage: str, arguments: str, shape: str, build: str | Callable[..., Expr] = "") -> tuple[str, Function]:
    name = usage.split("(")[0]
    return name, Function(arguments, shape, usage, build or name)


def _toeplitz_pattern(size: Dim) -> Expr:
    return c.build("toeplitz_pattern", (), (size,))


def _embed(before: Dim, size: Dim, after: Dim) -> Expr:
    return c.build("embed", (), (before, size, after))


def _delta(left: Dim, right: Dim) -> Expr:
    return c.build("delta", (), (left, right))


TABLE: dict[str, Function] = dict([
    # linear algebra
    _row("inv(A)", "e", "square"),
    _row("det(A)", "e", "square to scalar"),
    _row("adj(A)", "e", "square"),
    _row("logdet(A)", "e", "square to scalar"),
    _row("tr(A)", "e", "square to scalar"),
    _row("trace(A)", "e", "square to scalar", "tr"),
    _row("vec(A)", "e", "vec"),
    _row("kron(A, B)", "e*", "kron"),
    _row("kronsum(A, B)", "ee", "kronsum"),
    _row("khatri_rao(A, B)", "ee", "khatri_rao"),
    _row("blockdiag(A, B)", "e+", "blockdiag"),
    _row("vstack(A, B)", "e+", "vstack"),
    _row("hstack(A, B)", "e+", "hstack"),
    _row("rowquad(X, M)", "ee", "rowquad"),
    _row("unvech(v, n)", "ed", "unvech"),
    _row("trilvec(v, n)", "ed", "unvech"),
    _row("singval(A, k)", "ez", "scalar"),
    _row("singvec_left(A, k)", "ez", "rows"),
    _row("singvec_right(A, k)", "ez", "right vector"),
    _row("diag(v)", "e", "diag"),
    _row("diagonal(A)", "e", "diagonal"),
    _row("pinv(A)", "e", "transposed"),
    _row("vech(A)", "e", "vech"),
    _row("tril(A)", "e", "square"),
    _row("triu(A)", "e", "square"),
    _row("toeplitz_sum(A)", "e", "square"),
    _row("chol(A)", "e", "square"),
    _row("expm(A)", "e", "square"),
    _row("logm(A)", "e", "square"),
    _row("sqrtm(A)", "e", "square"),
    _row("mpow(A, p)", "ee", "mpow"),
    _row("sinm(A)", "e", "square"),
    _row("cosm(A)", "e", "square"),
    _row("eigval(A, i)", "ez", "square to scalar"),
    _row("eigvec(A, i)", "ez", "diagonal"),
    _row("eigvals(A)", "e", "diagonal"),
    _row("eigvecs(A, k)", "ed", "eigvecs"),
    _row("psd_part(A)", "e", "square"),
    _row("rotation(A)", "e", "square"),
    _row("polar(A)", "e", "same", polar),
    _row("sylvester(A, B, C)", "eee", "sylvester"),
    _row("stein(A, B, C)", "eee", "sylvester"),
    _row("lyap(A, C)", "ee", "lyap"),
    _row("dlyap(A, C)", "ee", "lyap"),
    _row("care(A, B, Q, R)", "eeee", "riccati"),
    _row("dare(A, B, Q, R)", "eeee", "riccati"),
    _row("cross(a, b)", "ee", "cross"),
    _row("skewmat(a)", "e", "skewmat"),
    _row("axial(A)", "e", "axial"),
    _row("prod(v)", "e", "vector to scalar"),
    _row("others(v)", "e", "vector"),
    _row("otherpairs(v)", "e", "vector to square"),
    *(_row(f"frechet_{name}(A, B)", "e*", "same", partial(frechet, name)) for name in DERIVATIVES),
    *(_row(f"frechet_matrix_{name}(A)", "e+", "squared", partial(frechet_matrix, name)) for name in DERIVATIVES),
    _row("unvec(v, n, m)", "edd", "unvec", c.unvec),
    # constants
    _row("eye(n)", "d", "constant"),
    _row("ones(n, m)", "d[d]", "constant"),
    _row("zeros(n, m)", "d[d]", "constant"),
    _row("commutation(m, n)", "dd", "constant"),
    _row("duplication(n)", "d", "constant"),
    _row("elimination(n)", "d", "constant"),
    _row("toeplitz_pattern(n)", "d", "constant", _toeplitz_pattern),
    _row("embed(m, n, p)", "zdz", "constant", _embed),
    _row("unit(n, k)", "di", "constant", unit),
    _row("spread(n)", "d", "constant"),
    _row("levi_civita(3)", "d", "constant"),
    _row("delta(i, k)", "ii", "constant", _delta),
    _row("less(i, k)", "ii", "constant", less),
    _row("among(condition, e)", "ee", "product", among),
    # derivatives
    _row("gradient(f, x)", "ee", "gradient", slope),
    # norms and sums
    _row("norm2(A)", "e", "scalar"),
    _row("norm1(A)", "e", "scalar"),
    _row("norm_nuc(A)", "e", "scalar"),
    _row("norm_spec(A)", "e", "scalar"),
    _row("eigmax(A)", "e", "square to scalar"),
    _row("sum(A)", "e", "scalar"),
    _row("logsumexp(x)", "e", "vector to scalar"),
    _row("softmax(x)", "e", "vector"),
    _row("mean(A)", "e", "scalar"),
    _row("var(A)", "e", "scalar"),
    _row("std(A)", "e", "scalar"),
    _row("max(A)", "e+", "greatest"),
    _row("min(A)", "e+", "greatest"),
    _row("where_max(A)", "e", "same", where_largest),
    _row("rowsums(A)", "e", "rows"),
    _row("rowmeans(A)", "e", "rows"),
    _row("logsumexp_rows(A)", "e", "rows"),
    _row("softmax_rows(A)", "e", "same"),
    _row("colsums(A)", "e", "cols"),
    _row("colmeans(A)", "e", "cols"),
    _row("logsumexp_cols(A)", "e", "cols"),
    _row("softmax_cols(A)", "e", "same"),
    _row("norm_p(A, p)", "ee", "norm_p"),
    _row("norm_21(A)", "e", "scalar"),
    # entry by entry; the other functions are those of the table of elementwise functions
    _row("sqrt(A)", "e", "same"),
])  # fmt: skip


def find(name: str) -> Function | None:
    """The function of that name, if there is one."""
    found = TABLE.get(name)
    if found is None and name in FUNCTIONS:
        return Function("e", "same", f"{name}(A)", lambda argument: c.apply(name, argument))
    return found


_CASES = "step(c).*a + (1 - step(c)).*b for a where c > 0 and b where c < 0; relu(x) for x where x > 0"
_EXPECTATION = "the formula of the expectation, which ex.expectation(f, 'x ~ normal(m, S)') gives"
_SYNONYMS = {
    "ln": "log", "transpose": "A'", "t": "A'", "inverse": "inv", "norm_2": "norm2",
    "l21": "norm_21", "norm_1": "norm1",
    "identity": "eye", "eig": "eigmax", "determinant": "det", "logistic": "sigmoid", "sgn": "sign", "log_det": "logdet",
    "slogdet": "logdet", "frobenius": "norm2", "cholesky": "chol", "nuclear": "norm_nuc", "atan": "arctan",
    "hadamard": "A .* B", "matmul": "A*B", "dot": "x'*y", "inner": "x'*y", "outer": "x*y'",
    "power": "A .^ p", "pow": "x^p",    "matrix_power": "A^k",
    "adjugate": "adj", "cofactor": "adj(A)'", "block_diag": "blockdiag", "krao": "khatri_rao", "skew": "skewmat",
    "average": "mean", "maximum": "max", "minimum": "min", "norm_inf": "max(abs(x))",
    "norm": "norm2(x), or norm1(x), norm_p(x, p), max(abs(x)) for another index, norm_spec(A) for the largest singular "
    "value", "cov": "(X - ones(n)*colmeans(X))'*(X - ones(n)*colmeans(X))/(n - 1)", "pnorm": "normcdf(x)",
    "dnorm": "exp(-x.^2/2)/sqrt(2*pi)", "logit": "log(p./(1 - p))", "qlogis": "log(p./(1 - p))", "plogis": "sigmoid(x)",
    "crossprod": "A'*B, r'*r of one", "tcrossprod": "A*B', A*A' of one", "pmax": "max(a, b), relu(x) for max(0, x)",
    "pmin": "min(a, b)", "beta": "exp(lgamma(a) + lgamma(b) - lgamma(a + b))",
    "lbeta": "lgamma(a) + lgamma(b) - lgamma(a + b)", "if": _CASES, "ifelse": _CASES, "E": _EXPECTATION,
    "I": "eye(n)", "prod": "prod_i(...)", "sumsq": "norm2(x)^2",
    "norm_fro": "norm2", "where": _CASES,
}  # fmt: skip


def expected(name: str) -> str:
    """What is said beside ``E[...]``, which is no member of a family where E is not declared."""
    return f"; for an expectation write {_EXPECTATION}" if name in ("E", "Var", "Cov") else ""


def suggestion(name: str, functions: list[str]) -> str:
    """What to write instead of an unknown function."""
    if name in _SYNONYMS:
        return f"write {_SYNONYMS[name]}"
    if name in INSTEAD:
        return INSTEAD[name]
    near = get_close_matches(name, [*TABLE, *FUNCTIONS, *functions], 2, 0.6)
    if near:
        return f"did you mean {' or '.join(near)}? Otherwise declare it as '{name}: function'"
    return f"declare it as '{name}: function', or write {name}*(...) for a product"
