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
