"""Sums, entrywise products and functions: constants of ones are left to broadcasting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import gcd

from extremum.algebra.node import Expr
from extremum.compiling.lowering import Lowering, lowers
from extremum.compiling.term import Term
from extremum.compiling.terms import Terms
from extremum.identities.logarithms import sign_of_count
from extremum.operations import construct as c
from extremum.operations.degree import degree
from extremum.operations.elementwise import FUNCTIONS, function_of
from extremum.operations.powers import pairs
from extremum.operations.sum import terms_of
from extremum.operations.wordalgebra import half


@lowers("sum")
def _sum(low: Lowering, node: Expr) -> Term:
    return combined(low.terms, node, low.loose)


def combined(terms: Terms, node: Expr, lower: Callable[[Expr], Term]) -> Term:
    """``q Σ q_k A_k`` in the order in which sums are written: positive terms, constants, then the highest degree."""
    items = sorted(terms_of(node), key=lambda item: (item[0] < 0, degree(item[1]) > 0, -degree(item[1])))
    common = gcd(*(q if isinstance(q, int) else 1 for q, _ in items)) if len(items) > 1 else 1
    total = terms.add([Fraction(q) / common for q, _ in items], [lower(term) for _, term in items])
    return terms.add([common], [total])


@lowers("scale")
def _scale(low: Lowering, node: Expr) -> Term:
    scalar, matrix = node.args
    return low.terms.times([low.loose(scalar), low.loose(matrix)])


@lowers("hadamard")
def _hadamard(low: Lowering, node: Expr) -> Term:
    """``Π a_k ** e_k``; negative powers are divided by."""
    return quotient(low.terms, node, low.loose, lambda root: low.terms.call("norm", (low.whole(root),)))


def quotient(terms: Terms, node: Expr, lower: Callable[[Expr], Term], norm: Callable[[Expr], Term]) -> Term:
    """A product of powers, with the terms of bases and exponents, and of norms."""
    over: list[Term] = []
    under: list[Term] = []
    items = dict(pairs(node))
    logistic: list[Term] = []
    for base, inner, count in _logistics(items):
        logistic += [terms.map("sigmoid", terms.add([-1], [lower(inner)]))] * count
        if items.get(power := c.apply("exp", inner)) is c.number(1):  # exp(x)/(1 + exp(x)) = 1/(1 + exp(-x))
            logistic[-1] = terms.map("sigmoid", lower(inner))
            del items[power]
        del items[base]
    for base, exponent in items.items():
        if c.is_number(exponent):
            value = Fraction(c.value_of(exponent))
            (under if value < 0 else over).append(_power(terms, base, abs(value), lower, norm))
        else:
            over.append(terms.power(lower(base), lower(exponent)))
    return terms.times([*over, *logistic], under)


def _power(
    terms: Terms, base: Expr, exponent: Fraction, lower: Callable[[Expr], Term], norm: Callable[[Expr], Term]
) -> Term:
    """Half powers of ``x'x`` are powers of the norm of x."""
    root = norm_of(base) if exponent.denominator == 2 else None
    return terms.power(lower(base), exponent) if root is None else terms.power(norm(root), 2 * exponent)


def _logistics(items: Mapping[Expr, Expr]) -> list[tuple[Expr, Expr, int]]:
    """Each base ``1 + exp(x)`` with a whole negative power: the base, x, and the power by which it divides."""
    found = []
    for base, exponent in items.items():
        inner = _logistic(base)
        value = c.value_of(exponent) if c.is_number(exponent) else 0
        if inner is not None and isinstance(value, int) and value < 0:
            found.append((base, inner, -value))
    return found


def norm_of(scalar: Expr) -> Expr | None:
    """x where the scalar is ``x'x`` or ``tr(x'x)``: its root is the norm of x."""
    product = scalar.args[0] if scalar.op.name == "trace" else scalar
    if not scalar.is_scalar or product.op.name != "product":
        return None
    root = half(product.args)
    return None if root is None else c.product(*root)


def _logistic(base: Expr) -> Expr | None:
    """x where the base is ``1 + exp(x)``, whose logarithm and reciprocal have stable forms."""
    items = {term: q for q, term in terms_of(base)}
    powers = [term for term in items if term.op.name == "elementwise" and term.params == ("exp", 0)]
    ones = [term for term in items if term is c.number(1) or term.op.name == "ones"]
    return powers[0].args[0] if len(items) == 2 and powers and ones and set(items.values()) == {1} else None


@lowers("elementwise")
def _elementwise(low: Lowering, node: Expr) -> Term:
    return applied(low.terms, node, low.loose)


def applied(terms: Terms, node: Expr, lower: Callable[[Expr], Term]) -> Term:
    """An elementwise function; one without a formula is an argument of (array, order of the derivative)."""
    (arg,) = node.args
    name, order = function_of(node)
    inner = _logistic(arg) if name == "log" else None
    if inner is not None:
        return terms.map("softplus", lower(inner))
    if name == "log" and order == 0 and sign_of_count(arg) == 1:
        return terms.map("log_count", lower(arg))
    if name in FUNCTIONS:
        return terms.map(name, lower(arg))
    return terms.map("apply", terms.make("argument", data=name), lower(arg), terms.number(order))


@lowers("larger", "smaller")
def _of_two(low: Lowering, node: Expr) -> Term:
    return of_two(low.terms, node, low.loose)


def of_two(terms: Terms, node: Expr, lower: Callable[[Expr], Term]) -> Term:
    """The larger or the smaller of two entries each."""
    return terms.map(node.op.name, *(lower(arg) for arg in node.args))


@lowers("ones")
def _ones(low: Lowering, node: Expr) -> Term:
    return low.terms.number(1)


@lowers("zeros")
def _zeros(low: Lowering, node: Expr) -> Term:
    return low.terms.number(0)
