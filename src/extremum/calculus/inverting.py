"""Systems ``J vec(X) = vec(C)``, solved in the best form that the structure of J allows: as equations of matrices."""

from __future__ import annotations

from fractions import Fraction

from extremum.algebra.dims import Shape
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.calculus.kronecker import kronecker_factors, matrix_equation
from extremum.operations import construct as c
from extremum.operations.binders import close, fresh_index, open_body
from extremum.operations.sum import content, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost
from extremum.simplify.search import simplify


def inverted(jacobian: Expr, rest: Expr, unknown: Expr) -> tuple[Expr, list[Expr]] | None:
    """The X with ``J vec(X) = vec(C)``, of the shape of ``unknown``, and what has to be invertible; None where J is not
    square."""
    if unknown.is_scalar:
        return (c.product(rest, c.power(jacobian, -1)), [jacobian]) if rest.is_scalar else None
    if unknown.is_column and rest.is_column:
        return (_times_inverse(jacobian, rest), [jacobian]) if jacobian.rows is jacobian.cols else None
    whole, scalars, word = factors(jacobian)
    lead = c.power(c.product(c.number(whole), *scalars), -1)
    if len(word) == 1 and word[0].op.name == "eye":
        return simplify(c.product(lead, rest)), []
    if len(word) == 1 and word[0].op.name == "commutation":
        return simplify(c.product(lead, c.transpose(rest))), []
    sides = two_sided(word, unknown.shape)
    if sides is not None:
        a, b, turned = sides
        if a.rows is a.cols and b.rows is b.cols:
            (by, a), (again, b) = _multiple(a), _multiple(b)
            lead = c.product(lead, c.power(c.product(by, again), -1))
            left, right = c.inverse(a), c.inverse(b)
            options = [c.product(lead, left, rest, right), c.product(lead, _into_sums(left, rest), right)]
            value = min(map(simplify, options), key=cost)
            return (c.transpose(value) if turned else value), [m for m in (a, b) if m.op.name != "eye"]
    if jacobian.rows is not jacobian.cols:
        return None
    multiple, core = content(jacobian)
    found = matrix_equation(core)
    if found is not None:
        return simplify(found.solution(c.multiple(1 / Fraction(multiple), rest))), [core]
    stacked = c.product(c.inverse(jacobian), c.vec(rest))
    return c.unvec(stacked, unknown.rows, unknown.cols), [jacobian]


def _into_sums(left: Expr, expr: Expr) -> Expr:
    """``left expr``, with the factor inside of sums over an index, where it may cancel."""
    return c.combine([(q, _into_sum(left, term)) for q, term in terms_of(expr)])


def _into_sum(left: Expr, term: Expr) -> Expr:
    whole, scalars, word = factors(term)
    if len(word) != 1 or word[0].op.name != "sum_over":
        return c.product(left, term)
    (total,) = word
    index = fresh_index(total)
    body = c.product(left, open_body(total, index))
    return c.product(c.number(whole), *scalars, close("sum_over", body, index, total.size, total.start))


def _times_inverse(matrix: Expr, column: Expr) -> Expr:
    by, rest = _multiple(matrix)
    return simplify(c.product(c.power(by, -1), c.inverse(rest), column))


def _multiple(matrix: Expr) -> tuple[Expr, Expr]:
    """s and B of ``s B``, where sums in a product have one matrix in all terms and s is not zero:
    ``A' (A + l A) = (1 + l) A'A``."""
    whole, scalars, word = factors(matrix)
    split = [_one_matrix(factor) for factor in word]
    by = c.product(*(lead for lead, _ in split))
    if by is c.number(1) or not reason(by, "nonzero"):
        return c.number(1), matrix
    return by, c.product(c.number(whole), *scalars, *(rest for _, rest in split))


def _one_matrix(factor: Expr) -> tuple[Expr, Expr]:
    """s and B of a sum that is ``s B``."""
    terms = [(q, *factors(term)) for q, term in terms_of(factor)]
    words = {word for *_, word in terms}
    if len(terms) == 1 or len(words) != 1:
        return c.number(1), factor
    return c.add(*(c.product(c.number(q * whole), *scalars) for q, whole, scalars, _ in terms)), c.product(*words.pop())


def two_sided(word: tuple[Expr, ...], shape: Shape) -> tuple[Expr, Expr, bool] | None:
    """(A, B, transposed) of ``A X B`` (or ``A X' B``) from its Jacobian ``(B' ⊗ A)`` (or ``(B' ⊗ A) K``).

    shape: of X.
    """
    if len(word) == 1 and word[0].op.name == "kron":
        return word[0].args[1], c.transpose(word[0].args[0]), False
    if len(word) == 2 and word[0].op.name == "kron" and word[1].op.name == "commutation":
        return word[0].args[1], c.transpose(word[0].args[0]), True
    return _common_side(word[0], shape) if len(word) == 1 else None


def _common_side(jacobian: Expr, shape: Shape) -> tuple[Expr, Expr, bool] | None:
    """``Σ s_k (I ⊗ A_k) = I ⊗ Σ s_k A_k``, and likewise on the other side; a multiple of the identity is ``I ⊗ I``."""
    size_a, size_b = shape
    terms = kronecker_factors(jacobian, size_b, size_a)
    if terms is None:
        return None
    if all(b.op.name == "eye" for _, b, _ in terms):
        return c.add(*(c.product(lead, a) for lead, _, a in terms)), c.eye(size_b), False
    if all(a.op.name == "eye" for _, _, a in terms):
        return c.eye(size_a), c.transpose(c.add(*(c.product(lead, b) for lead, b, _ in terms))), False
    return None
