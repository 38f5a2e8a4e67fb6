"""Diagonal matrices, entrywise products, and elementwise functions."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.facts import holds, reason
from extremum.algebra.node import Expr
from extremum.algebra.rules import pair, unary
from extremum.operations import construct as c
from extremum.operations.powers import is_root, pairs
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import factors

_MN = "Magnus & Neudecker (2019)"
_REAL = "the real logarithm: log(ab) = log a + log b for a > 0, b > 0"


@pair(
    "diag",
    "diag",
    "product of diagonal matrices",
    "diag(a)*diag(b)",
    "diag(a.*b)",
    "a[n], b[n]",
    f"{_MN}, ch. 1, sec. 6",
)
def diag_diag(left: Expr, right: Expr) -> Expr | None:
    return c.diag(c.hadamard(left.args[0], right.args[0]))


@unary("diag", "diagonal matrix of ones", "diag(ones(n))", "eye(n)", "a[n]", f"{_MN}, ch. 1, sec. 6")
def diag_ones(arg: Expr) -> Expr | None:
    return c.eye(arg.rows) if arg.op.name == "ones" else None


@unary("diag", "a diagonal matrix, of its diagonal", "diag(diagonal(D) + v)", "D + diag(v)", "D[n,n]: diagonal, v[n]",
       f"{_MN}, ch. 1, sec. 6")  # fmt: skip
def diag_diagonal(arg: Expr) -> Expr | None:
    whole = [(q, t) for q, t in terms_of(arg) if t.op.name == "diagonal" and holds(t.args[0], "diagonal")]
    if not whole:
        return None
    rest = c.subtract(arg, c.combine(whole))
    return c.add(c.combine([(q, t.args[0]) for q, t in whole]), c.diag(rest))


@unary("diagonal", "diagonal of a diagonal matrix", "diagonal(diag(a))", "a", "a[n]", f"{_MN}, ch. 1, sec. 6")
def diagonal_diag(arg: Expr) -> Expr | None:
    return arg.args[0] if arg.op.name == "diag" else None


@unary("diagonal", "diagonal of the identity", "diagonal(eye(n))", "ones(n)", "a[n]", f"{_MN}, ch. 1, sec. 6")
def diagonal_identity(arg: Expr) -> Expr | None:
    return c.ones(arg.rows) if arg is c.eye(arg.rows) or arg.op.name == "ones" else None


@unary("diagonal", "diagonal of an outer product", "diagonal(a*b')", "a.*b", "a[n], b[n]", f"{_MN}, ch. 3, sec. 6")
def diagonal_outer(arg: Expr) -> Expr | None:
    if arg.op.name != "product":
        return None
    cut = next((k for k, f in enumerate(arg.args) if f.is_column), None)
    if cut is None:
        return None
    return c.hadamard(c.product(*arg.args[: cut + 1]), c.transpose(c.product(*arg.args[cut + 1 :])))


@unary("axial", "axial vector of an outer product", "axial(a*b')", "cross(b, a)", "a[3], b[3]",
       "Bernstein (2009), Matrix Mathematics, fact 3.10.1")  # fmt: skip
def axial_outer(arg: Expr) -> Expr | None:
    _, scalars, word = factors(arg)
    cut = next((k for k, f in enumerate(word[:-1]) if f.is_column), None)
    if cut is None:
        return None
    u, v = c.product(*word[: cut + 1]), c.transpose(c.product(*word[cut + 1 :]))
    if v.args and not u.args:  # v × u = -u × v, so that what is crossed already stays a column
        return c.multiple(-1, c.product(*scalars, c.build("skewmat", (u,)), v))
    return c.product(*scalars, c.build("skewmat", (v,)), u)


@unary("diagonal", "diagonal of a product with a diagonal matrix", "diagonal(diag(a)*B)", "a.*diagonal(B)",
       "a[n], B[n,n]",
       f"{_MN}, ch. 3, sec. 6")  # fmt: skip
def diagonal_scaled(arg: Expr) -> Expr | None:
    if arg.op.name != "product":
        return None
    first, last = arg.args[0], arg.args[-1]
    if first.op.name == "diag":
        return c.hadamard(first.args[0], c.diagonal(c.product(*arg.args[1:])))
    return c.hadamard(last.args[0], c.diagonal(c.product(*arg.args[:-1]))) if last.op.name == "diag" else None


@unary("diagonal", "diagonal of a product with a diagonal matrix inside", "diagonal(A*diag(x)*B)", "(A.*B')*x",
       "A[n,m], x[m], B[m,n]", f"{_MN}, ch. 3, sec. 6")  # fmt: skip
def diagonal_around(arg: Expr) -> Expr | None:
    inside = [k for k, factor in enumerate(arg.args) if factor.op.name == "diag"]
    if arg.op.name != "product" or len(inside) != 1 or inside[0] in (0, len(arg.args) - 1):
        return None
    (k,) = inside
    left, right = c.product(*arg.args[:k]), c.product(*arg.args[k + 1 :])
    return c.product(c.hadamard(left, c.transpose(right)), arg.args[k].args[0])


@unary("trace", "trace with two diagonal matrices", "tr(A*diag(x)*B*diag(y))", "y'*(A.*B')*x",
       "A[n,m], x[m], B[m,n], y[n]", f"{_MN}, ch. 3, sec. 6")  # fmt: skip
def trace_around(arg: Expr) -> Expr | None:
    word = arg.args if arg.op.name == "product" else ()
    inside = [k for k, factor in enumerate(word) if factor.op.name == "diag"]
    if len(inside) != 2 or (inside[1] - inside[0]) % len(word) in (1, len(word) - 1):
        return None  # neighbours become one diagonal matrix
    first, last = inside
    between, around = c.product(*word[first + 1 : last]), c.product(*word[last + 1 :], *word[:first])
    entries = c.hadamard(around, c.transpose(between))
    return c.product(c.transpose(word[last].args[0]), entries, word[first].args[0])


# -- exp and log ------------------------------------------------------------------------------------------------------
@unary("elementwise exp", "exponential of a logarithm", "exp(log(x))", "x", "x[n]: positive", _REAL)
def exp_log(arg: Expr) -> Expr | None:
    return arg.args[0] if _is_log(arg) else c.det(arg.args[0]) if arg.op.name == "logdet" else None


@unary("elementwise exp", "exponential of a sum of logarithms", "exp(2*log(x) - log(y))", "x.^2./y",
       "x[n]: positive, y[n]: positive", _REAL)  # fmt: skip
def exp_logs(arg: Expr) -> Expr | None:
    terms = terms_of(arg)
    return c.hadamard(*(c.power(t.args[0], q) for q, t in terms)) if all(_is_log(t) for _, t in terms) else None


def _is_log(expr: Expr) -> bool:
    return expr.op.name == "elementwise" and expr.params == ("log", 0)


@unary("elementwise log", "logarithm of one", "log(1)", "0", "x[n]", _REAL)
def log_one(arg: Expr) -> Expr | None:
    return c.like_zeros(arg) if arg.op.name == "ones" or arg is c.number(1) else None


@unary("elementwise log", "logarithm of an exponential", "log(exp(x))", "x", "x[n]", _REAL)
def log_exp(arg: Expr) -> Expr | None:
    return arg.args[0] if arg.op.name == "elementwise" and arg.params == ("exp", 0) else None


@unary(
    "elementwise log",
    "logarithm of a determinant",
    "log(det(A))",
    "logdet(A)",
    "A[n,n]: positive_definite",
    "definition",
)
def log_det(arg: Expr) -> Expr | None:
    return c.build("logdet", arg.args) if arg.op.name == "det" else None


@unary("elementwise log", "logarithm of the size of a determinant", "log(abs(det(A)))", "log(abs(det(A)))",
       "A[n,n]: invertible", "definition")  # fmt: skip
def log_abs_det(arg: Expr) -> Expr | None:
    size = arg.args[0] if arg.op.name == "elementwise" and arg.params == ("abs", 0) else None
    return c.build("logabsdet", size.args) if size is not None and size.op.name == "det" else None


def _nonnegative(arg: Expr) -> str:
    """Why an argument is its own size."""
    return f"{arg} ≥ 0 ({reason(arg, 'nonnegative')})"


@unary("elementwise abs", "size of what is nonnegative", "abs(s)", "s", "s: nonnegative", "definition", _nonnegative)
def abs_nonnegative(arg: Expr) -> Expr | None:
    return arg if holds(arg, "nonnegative") else None


@unary("elementwise relu", "positive part of what is nonnegative", "relu(s)", "s", "s: nonnegative", "definition",
       _nonnegative)  # fmt: skip
def relu_nonnegative(arg: Expr) -> Expr | None:
    return arg if holds(arg, "nonnegative") else None


def _nonpositive(arg: Expr) -> str:
    """Why an argument is its own size with the other sign."""
    return f"{arg} ≤ 0 ({reason(c.multiple(-1, arg), 'nonnegative')})"


@unary("elementwise abs", "size of what is not positive", "abs(-s)", "s", "s: nonnegative", "definition", _nonpositive)
def abs_nonpositive(arg: Expr) -> Expr | None:
    turned = c.multiple(-1, arg)
    return turned if holds(turned, "nonnegative") else None


@unary("elementwise relu", "positive part of what is not positive", "relu(-s)", "0", "s: nonnegative", "definition",
       _nonpositive)  # fmt: skip
def relu_nonpositive(arg: Expr) -> Expr | None:
    return c.like_zeros(arg) if holds(c.multiple(-1, arg), "nonnegative") else None


@unary("elementwise sign", "sign of what is positive", "sign(s)", "1", "s: positive", "definition",
       lambda arg: f"{arg} > 0 ({reason(arg, 'positive')})")  # fmt: skip
def sign_positive(arg: Expr) -> Expr | None:
    return c.like_ones(arg) if holds(arg, "positive") else None


@unary("elementwise sign", "sign of what is negative", "sign(-s)", "-1", "s: positive", "definition",
       lambda arg: f"{arg} < 0 ({reason(c.multiple(-1, arg), 'positive')})")  # fmt: skip
def sign_negative(arg: Expr) -> Expr | None:
    return c.multiple(-1, c.like_ones(arg)) if holds(c.multiple(-1, arg), "positive") else None


def positive_where_defined(base: Expr, exponent: Expr) -> bool:
    """Whether a factor ``base^exponent`` is positive wherever it is real and the product has a logarithm.

    It is where the base is known to be positive, and for a root, which exists for a nonnegative base only.
    """
    if holds(base, "positive"):
        return True
    return is_root(exponent)


def _positive_factors(arg: Expr) -> str:
    """Why the factors that leave a logarithm are positive."""
    body = arg.args[0] if arg.op.name == "prod_over" else arg
    found = []
    for base, exponent in pairs(body):
        why = reason(base, "positive")
        if why is not None:
            found.append(f"{base} > 0 ({why})")
        elif is_root(exponent):
            found.append(f"{base} > 0, where its power {exponent} is real")
    return "; ".join(found)


@unary(
    "elementwise log",
    "logarithm of a product",
    "log(s*t)",
    "log(s) + log(t)",
    "s: positive, t: positive",
    _REAL,
    _positive_factors,
)
def log_product(arg: Expr) -> Expr | None:
    """Positive factors leave the logarithm; what remains must be positive for the whole to have one."""
    items = pairs(arg)
    if len(items) < 2:
        return None
    free = [(b, e) for b, e in items if positive_where_defined(b, e)]
    rest = [(b, e) for b, e in items if not positive_where_defined(b, e)]
    if not free:
        return None
    logs = [c.apply("log", c.power(b, e)) for b, e in free]
    if rest:
        logs.append(c.apply("log", c.hadamard(*(c.power(b, e) for b, e in rest))))
    return c.add(*logs)


@unary("elementwise log", "logarithm of a power", "log(s^3)", "3*log(s)", "s: positive", _REAL, _positive_factors)
def log_power(arg: Expr) -> Expr | None:
    """``log(a^p) = p log(a)`` wherever both sides are real: not for an even p of a base that may be negative."""
    items = pairs(arg)
    if len(items) != 1 or items[0][1] is c.number(1):
        return None
    base, exponent = items[0]
    odd = c.is_number(exponent) and Fraction(c.value_of(exponent)).numerator % 2 == 1
    if not (odd or positive_where_defined(base, exponent)):
        return None
    return c.product(exponent, c.apply("log", base))


@unary("elementwise log", "logarithm of a multiple", "log(2*s)", "log(2) + log(s)", "s: positive", _REAL)
def log_multiple(arg: Expr) -> Expr | None:
    """A positive number leaves the logarithm of a positive term."""
    if arg.op.name != "sum" or len(arg.args) != 1 or not arg.is_scalar:
        return None
    (q,), (term,) = arg.params, arg.args
    assert isinstance(q, int | Fraction)
    constant = term.op.name == "constant"
    return c.add(c.apply("log", c.number(q)), c.apply("log", term)) if q > 0 and not constant else None


@unary("elementwise log", "logarithm of a product over samples", "log(prod_i(s[i]))", "sum_i(log(s[i]))",
       "s[] for i in 1..n: positive", _REAL, _positive_factors)  # fmt: skip
def log_prod(arg: Expr) -> Expr | None:
    if arg.op.name != "prod_over":
        return None
    (body,) = arg.args
    if not all(positive_where_defined(b, e) for b, e in pairs(body)):
        return None
    return c.build("sum_over", (c.apply("log", body),), arg.params)


@pair(
    "ones",
    "diagonal",
    "the sum of the diagonal",
    "ones(1, n)*diagonal(A)",
    "tr(A)",
    "A[n,n]",
    "definition of the trace",
)
def ones_diagonal(left: Expr, right: Expr) -> Expr | None:
    return c.trace(right.args[0]) if left.is_row else None
