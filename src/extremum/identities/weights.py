"""``softmax`` and ``logsumexp``: what is written with exp and sums becomes one stable node; weights add to 1."""

from __future__ import annotations

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.rules import pair, unary
from extremum.operations import construct as c
from extremum.operations.powers import pairs
from extremum.operations.wordalgebra import factors

_BV = "Boyd & Vandenberghe (2004), sec. 3.1.5"


def _is_exp(node: Expr) -> bool:
    return node.op.name == "elementwise" and node.params == ("exp", 0) and node.is_column and not node.is_scalar


def _exponent_of_sum(node: Expr) -> Expr | None:
    """x where the scalar is ``sum(exp(x))``."""
    if node.op.name != "product" or len(node.args) != 2 or node.args[0].op.name != "ones":
        return None
    return node.args[1].args[0] if _is_exp(node.args[1]) else None


@unary("elementwise log", "definition of logsumexp", "log(sum(exp(x)))", "logsumexp(x)", "x[n]", _BV)
def log_sum_exp(arg: Expr) -> Expr | None:
    x = _exponent_of_sum(arg) if arg.is_scalar else None
    return None if x is None else c.build("logsumexp", (x,))


@unary("elementwise exp", "exponential of logsumexp", "exp(logsumexp(x))", "sum(exp(x))", "x[n]", _BV)
def exp_logsumexp(arg: Expr) -> Expr | None:
    if arg.op.name != "logsumexp":
        return None
    powers = c.apply("exp", arg.args[0])
    return c.product(c.transpose(c.like_ones(powers)), powers)


def _divisors(scalar: Expr) -> list[tuple[Expr, Expr]]:
    """Each ``(sum(exp(x)), exp(x))`` by which a scalar is divided."""
    found = []
    for base, exponent in pairs(scalar):
        negative = c.is_number(exponent) and isinstance(c.value_of(exponent), int) and c.value_of(exponent) < 0
        if negative and _exponent_of_sum(base) is not None:
            found.append((base, base.args[1]))
    return found


def _replaced(factor: Expr, powers: Expr) -> Expr | None:
    """A factor of a word with ``exp(x)`` in it become ``softmax(x)``."""
    soft = c.build("softmax", powers.args)
    if factor is powers:
        return soft
    if factor.is_row and not factor.is_scalar:
        back = _replaced(c.transpose(factor), powers)
        return None if back is None else c.transpose(back)
    if factor.op.name == "diag":
        inner = _replaced(factor.args[0], powers)
        return None if inner is None else c.diag(inner)
    items = pairs(factor)
    if factor.op.name == "hadamard" and (powers, c.number(1)) in items:
        return c.hadamard(*(soft if base is powers else c.power(base, exponent) for base, exponent in items))
    return None


def _in_word(word: tuple[Expr, ...], powers: Expr) -> tuple[Expr, ...] | None:
    for k, factor in enumerate(word):
        new = _replaced(factor, powers)
        if new is not None:
            return (*word[:k], new, *word[k + 1 :])
    return None


@unary("scale", "definition of softmax", "exp(x)/sum(exp(x))", "softmax(x)", "x[n]", _BV)
def softmax_of(arg: Expr) -> Expr | None:
    scalar, matrix = arg.args
    for total, powers in _divisors(scalar):
        word = _in_word(factors(matrix)[2], powers)
        if word is not None:
            return c.product(c.product(scalar, total), *word)
    return None


@unary("scalar product", "definition of softmax, in a scalar", "y'*exp(x)/sum(exp(x))", "y'*softmax(x)", "x[n], y[n]",
       _BV)  # fmt: skip
def softmax_in(arg: Expr) -> Expr | None:
    """A product of scalars one of which is a word with ``exp(x)`` in it."""
    items = pairs(arg)
    for total, powers in _divisors(arg):
        for base, exponent in items:
            word = _in_word(base.args, powers) if base.op.name == "product" and exponent is c.number(1) else None
            if word is not None:
                rest = [c.power(b, e) for b, e in items if b is not base]
                return c.hadamard(*rest, total, c.product(*word))
    return None


# -- of the rows of a matrix -------------------------------------------------------------------------------------------
def _exponent_of(powers: Expr) -> Expr | None:
    """X where a matrix is ``exp(X)``, or the transpose of one."""
    inner = powers.args[0] if powers.op.name == "transpose" else powers
    if inner.op.name != "elementwise" or inner.params != ("exp", 0) or inner.is_column:
        return None
    return c.transpose(inner.args[0]) if inner is not powers else inner.args[0]


def _summed(total: Expr) -> tuple[Expr, Expr] | None:
    """(E, ``softmax_rows(X)``) where a matrix or a column is ``E*ones`` for ``E = exp(X)``: the sums of its rows."""
    if total.op.name != "product" or not all(factor.op.name == "ones" for factor in total.args[1:]):
        return None
    powers = total.args[0]
    exponent = _exponent_of(powers)
    return None if exponent is None else (powers, c.build("softmax_rows", (exponent,)))


def _divided(items: list[tuple[Expr, Expr]], powers: Expr, total: Expr, soft: Expr) -> Expr | None:
    """The entrywise product with the weights for the exponentials and their sums."""
    if (powers, c.number(1)) not in items:
        return None
    rest = [c.power(base, e) for base, e in items if base is not powers]
    return c.hadamard(*rest, total, soft)


@unary("entrywise product", "definition of softmax, of rows", "exp(X)./(exp(X)*ones(m, m))", "softmax_rows(X)",
       "X[n,m]", _BV)  # fmt: skip
def softmax_of_rows(arg: Expr) -> Expr | None:
    items = pairs(arg)
    for total, exponent in items:
        found = _summed(total) if c.is_number(exponent) and c.value_of(exponent) < 0 else None
        new = None if found is None else _divided(items, found[0], total, found[1])
        if new is not None:
            return new
    return None


@unary("entrywise product", "definition of softmax, of columns", "exp(X)./(ones(n, n)*exp(X))", "softmax_rows(X')'",
       "X[n,m]", _BV)  # fmt: skip
def softmax_of_columns(arg: Expr) -> Expr | None:
    items = pairs(arg)
    for total, exponent in items:
        found = _summed(c.transpose(total)) if c.is_number(exponent) and c.value_of(exponent) < 0 else None
        new = None if found is None else _divided(items, c.transpose(found[0]), total, c.transpose(found[1]))
        if new is not None:
            return new
    return None


@pair("diag", "*", "rows divided by their sums", "diag((exp(X)*ones(m)).^(-1))*exp(X)", "softmax_rows(X)", "X[n,m]",
      _BV)  # fmt: skip
def rows_over_sums(left: Expr, right: Expr) -> Expr | None:
    if _exponent_of(right) is None:
        return None
    for total, exponent in pairs(left.args[0]):
        found = _summed(total) if c.is_number(exponent) and c.value_of(exponent) < 0 else None
        if found is not None and found[0] is right:
            return c.product(c.diag(c.hadamard(left.args[0], total)), found[1])
    return None


@pair("*", "diag", "columns divided by their sums", "exp(X)*diag((exp(X)'*ones(n)).^(-1))", "softmax_rows(X')'",
      "X[n,m]", _BV)  # fmt: skip
def columns_over_sums(left: Expr, right: Expr) -> Expr | None:
    found = rows_over_sums.apply(right, c.transpose(left))
    return None if found is None else c.transpose(found)


@unary("elementwise log", "definition of logsumexp, of rows", "log(exp(X)*ones(m))", "logsumexp_rows(X)", "X[n,m]", _BV)
def log_sum_of_rows(arg: Expr) -> Expr | None:
    found = _summed(arg) if arg.is_column and not arg.is_scalar else None
    return None if found is None else c.build("logsumexp_rows", found[1].args)


# -- the weights themselves --------------------------------------------------------------------------------------------
@unary("elementwise log", "logarithm of softmax", "log(softmax(x))", "x - logsumexp(x)", "x[n]", _BV)
def log_softmax(arg: Expr) -> Expr | None:
    if arg.op.name != "softmax":
        return None
    (x,) = arg.args
    return c.subtract(x, c.product(c.build("logsumexp", (x,)), c.like_ones(x)))


@pair("ones", "*", "weights add to 1", "sum(p)", "1", "p[n]: simplex", "definition of the simplex")
def sum_of_weights(left: Expr, right: Expr) -> Expr | None:
    simple = left.is_row and right.is_column and (not right.args or right.op.name == "softmax")
    return c.number(1) if simple and holds(right, "simplex") else None


@pair("transpose", "*", "a unit vector", "u'*u", "1", "u[n]: unit", "definition of the Euclidean norm")
def unit_length(left: Expr, right: Expr) -> Expr | None:
    simple = right.is_column and left.args[0] is right and (not right.args or right.op.name == "eigvec")
    return c.number(1) if simple and holds(right, "unit") else None
