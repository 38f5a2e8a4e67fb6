"""Scalars that are polynomials in an unknown matrix: multiplied out, reduced by a constraint, read as quadratics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, rebuild, replace, transform
from extremum.calculus.derivatives import gradient
from extremum.calculus.jacobian import jacobian
from extremum.calculus.kinks import kinks
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.scale import SCALE
from extremum.operations.sum import terms_of
from extremum.operations.trace import TRACE
from extremum.operations.wordalgebra import factors
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify

Word = tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Quadratic:
    """``tr(W' A W) + tr(L' W) + rest`` with A symmetric."""

    matrix: Expr
    linear: Expr
    rest: Expr

    @property
    def is_form(self) -> bool:
        """Whether there is no linear part."""
        return c.is_zero(self.linear)

    @property
    def is_linear(self) -> bool:
        """Whether there is no quadratic part."""
        return c.is_zero(self.matrix)


def quadratic(f: Expr, unknown: Expr) -> Quadratic | None:
    """A scalar as a quadratic in the columns of an unknown, all with one matrix; None where it is none.

    The Jacobian of the gradient ``2 A W + L`` is ``I ⊗ 2 A``.
    """
    slope = gradient(f, unknown)
    if not contains(slope, [unknown]):
        return Quadratic(c.zeros(unknown.rows, unknown.rows), slope, at_zero(f, unknown))
    if kinks(f, unknown):
        return None
    hessian = simplify(jacobian(slope, unknown))
    matrix = None if contains(hessian, [unknown]) else left_of_identity(hessian, unknown)
    if matrix is None:
        return None
    half = _symmetric(simplify(c.multiple(Fraction(1, 2), matrix)))
    return Quadratic(half, simplify(at_zero(slope, unknown)), at_zero(f, unknown))


def _symmetric(matrix: Expr) -> Expr:
    """A second derivative, written so that its symmetry is seen: as it is, multiplied out, or as the mean of both."""
    grown = expanded(matrix)
    forms = [matrix, *([] if grown is None else [grown])]
    both = c.multiple(Fraction(1, 2), c.add(matrix, c.transpose(matrix)))
    return next((form for form in forms if holds(form, "symmetric")), both)


def at_zero(expr: Expr, unknown: Expr) -> Expr:
    return replace(expr, {unknown: c.like_zeros(unknown)})


def left_of_identity(matrix: Expr, unknown: Expr) -> Expr | None:
    """A of ``I ⊗ A``, where I has a row for each column of the unknown."""
    if unknown.is_column:
        return matrix
    parts: list[Expr] = []
    for q, term in terms_of(matrix):
        whole, scalars, word = factors(term)
        if word == (c.eye(unknown.rows * unknown.cols),):
            right = c.eye(unknown.rows)
        elif len(word) == 1 and word[0].op.name == "kron" and word[0].args[0] is c.eye(unknown.cols):
            right = c.kron(*word[0].args[1:])
        else:
            return None
        parts.append(c.product(c.number(q * whole), *scalars, right))
    return c.add(*parts)


def scale_of_identity(matrix: Expr) -> Expr | None:
    """s of ``s I``."""
    whole, scalars, word = factors(matrix)
    return c.product(c.number(whole), *scalars) if word == (c.eye(matrix.rows),) else None


def multiplied_out(expr: Expr, unknowns: Sequence[Expr]) -> Expr:
    """The expression with the products distributed in which an unknown occurs."""

    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        grown = rebuild(node, args)
        if grown.op not in (PRODUCT, SCALE) or not contains(grown, list(unknowns)):
            return grown
        out = expanded(grown)
        return grown if out is None else out

    return transform(expr, change)


_DEPTH = 6
"""How deep brackets within brackets are multiplied out."""


def wholly_multiplied_out(expr: Expr, unknowns: Sequence[Expr]) -> Expr:
    """The expression with brackets within brackets multiplied out too."""
    for _ in range(_DEPTH):
        out = multiplied_out(expr, unknowns)
        if out is expr:
            break
        expr = out
    return expr


def modulo(expr: Expr, word: Word, value: Expr) -> Expr:
    """The expression with ``value``, free of the unknowns, for each occurrence of a word in a product; in a trace
    the word may go around the end."""

    def change(node: Expr, args: tuple[Expr, ...]) -> Expr:
        grown = rebuild(node, args)
        while (short := _shorter(grown, word, value)) is not None:
            grown = short
        return grown

    return transform(expr, change)


def _shorter(node: Expr, word: Word, value: Expr) -> Expr | None:
    if node.op is PRODUCT:
        return _without(node.args, word, value)
    if node.op is not TRACE or node.args[0].op is not PRODUCT:
        return None
    inner = node.args[0].args
    turns = (_without(inner[k:] + inner[:k], word, value) for k in range(len(inner)))
    found = next((turn for turn in turns if turn is not None), None)
    return None if found is None else c.trace(found)


def _without(factors_: Word, word: Word, value: Expr) -> Expr | None:
    for k in range(len(factors_) - len(word) + 1):
        if factors_[k : k + len(word)] == word:
            return c.product(*factors_[:k], value, *factors_[k + len(word) :])
    return None
