"""Linear equations: the Jacobian is free of the unknown, and is inverted in the best form that its structure allows."""

from __future__ import annotations

from extremum.algebra.dims import Dim
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.jacobian import chained
from extremum.operations import construct as c
from extremum.operations.elementwise import slope
from extremum.operations.sum import SUM, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.cost import cost
from extremum.simplify.search import simplify
from extremum.solving.steps import Isolated, Move, zero


def solve_linear(equation: Expr, unknown: Expr) -> Isolated | None:
    """The solution where the equation is affine in the unknown: its Jacobian is free of it."""
    if has_jumps(equation, unknown):
        return None
    jacobian = simplify(chained(equation, unknown))
    if contains(jacobian, [unknown]) or c.is_zero(jacobian):
        return None
    rest = simplify(c.multiple(-1, replace(equation, {unknown: zero(unknown)})))
    left = simplify(c.add(equation, rest))
    if unknown.is_column:
        left = min(left, simplify(c.product(jacobian, unknown)), key=cost)
    moves = [Move("collect the unknown on the left", left, rest)]
    solved = _invert(jacobian, rest, unknown)
    if solved is None:
        return None
    value, needed = solved
    moves.append(Move("divide" if unknown.is_scalar else "multiply by the inverse", unknown, value))
    return Isolated(value, moves, [m for m in needed if not reason(m, "nonzero" if m.is_scalar else "invertible")])


def has_jumps(equation: Expr, unknown: Expr) -> bool:
    """Whether a function that is constant but for its jumps, such as the sign, is taken of the unknown."""
    functions = (n for n in topological([equation]) if n.op.name == "elementwise" and contains(n, [unknown]))
    return any(c.is_zero(slope(node)) for node in functions)


def _invert(jacobian: Expr, rest: Expr, unknown: Expr) -> tuple[Expr, list[Expr]] | None:
    """Solves ``J vec(X) = vec(C)`` in the best form that the structure of J allows."""
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
    sides = two_sided(word)
    if sides is not None:
        a, b, turned = sides
        if a.rows is a.cols and b.rows is b.cols:
            value = simplify(c.product(lead, c.inverse(a), rest, c.inverse(b)))
            return (c.transpose(value) if turned else value), [m for m in (a, b) if m.op.name != "eye"]
    if jacobian.rows is not jacobian.cols:
        return None
    stacked = c.product(c.inverse(jacobian), c.vec(rest))
    return c.unvec(stacked, unknown.rows, unknown.cols), [jacobian]


def _times_inverse(matrix: Expr, column: Expr) -> Expr:
    return simplify(c.product(c.inverse(matrix), column))


def two_sided(word: tuple[Expr, ...]) -> tuple[Expr, Expr, bool] | None:
    """(A, B, transposed) of ``A X B`` (or ``A X' B``) from its Jacobian ``(B' ⊗ A)`` (or ``(B' ⊗ A) K``)."""
    if len(word) == 1 and word[0].op.name == "kron":
        return word[0].args[1], c.transpose(word[0].args[0]), False
    if len(word) == 2 and word[0].op.name == "kron" and word[1].op.name == "commutation":
        return word[0].args[1], c.transpose(word[0].args[0]), True
    return _common_side(word[0]) if len(word) == 1 and word[0].op is SUM else None


def _common_side(jacobian: Expr) -> tuple[Expr, Expr, bool] | None:
    """``Σ (I ⊗ A_k) = I ⊗ Σ A_k``, and likewise on the other side; a multiple of the identity is ``I ⊗ I``."""
    krons = [t.args for _, t in terms_of(jacobian) if t.op.name == "kron"]
    if not krons:
        return None
    size_b, size_a = krons[0][0].rows, krons[0][1].rows
    lefts: list[Expr | None] = []
    rights: list[Expr | None] = []
    for q, term in terms_of(jacobian):
        inner, scalars, word = factors(term)
        sides = _sides(word, size_b, size_a)
        if sides is None:
            return None
        lead = c.product(c.number(q * inner), *scalars)
        b, a = sides
        lefts.append(c.product(lead, a) if b.op.name == "eye" else None)
        rights.append(c.product(lead, b) if a.op.name == "eye" else None)
    if None not in lefts:
        return c.add(*(e for e in lefts if e is not None)), c.eye(size_b), False
    if None not in rights:
        return c.eye(size_a), c.transpose(c.add(*(e for e in rights if e is not None))), False
    return None


def _sides(word: tuple[Expr, ...], size_b: Dim, size_a: Dim) -> tuple[Expr, ...] | None:
    """(B, A) of ``B ⊗ A``."""
    if len(word) == 1 and word[0].op.name == "kron":
        return word[0].args
    return (c.eye(size_b), c.eye(size_a)) if word == (c.eye(size_b * size_a),) else None
