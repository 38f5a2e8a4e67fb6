"""Traces with orthonormal factors on both sides of a matrix: ``tr(X'AXB)``, ``tr(U'AV)`` and ``tr(UAVB)``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains
from extremum.calculus.derivatives import gradient
from extremum.calculus.jacobian import jacobian
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.sum import terms_of
from extremum.operations.trace import TRACE
from extremum.operations.wordalgebra import factors
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.spectral_conditions import distinct, one_polar_factor, simple
from extremum.solving.theorems.polynomials import at_zero
from extremum.solving.theorems.spectra import only_surface
from extremum.solving.theorems.surfaces import Surface, surface
from extremum.solving.theorems.theorem import Found, leading, sign

_UP_TO_SIGNS = "up to the signs of the eigenvectors"


def two_sided_form(problem: Problem) -> Found | None:
    """``tr(W'AWB)`` on ``W'MW = I``: ``M^(-1/2) Q P'``, Q the eigenvectors of ``M^(-1/2) A M^(-1/2)`` and P those of B,
    in the same order of their eigenvalues for a maximum, in the opposite one for a minimum.

    Where W has fewer columns than rows, B must be semidefinite.
    """
    on = only_surface(problem)
    if on is None or problem.objective is None or on.unknown.is_column:
        return None
    w = on.unknown
    reduced = on.reduced(problem.objective)
    sides = _sides(reduced, w)
    if sides is None:
        return None
    above, beside = sides
    way = sign(problem)
    if w.rows is not w.cols:
        if holds(c.multiple(-1, beside), "positive_semidefinite"):
            way, beside = -way, c.multiple(-1, beside)
        if not holds(beside, "positive_semidefinite"):
            return None
    inner = on.whitened(above)
    mine, theirs = c.build("eigvecs", (c.multiple(way, inner),), (w.cols,)), c.build("eigvecs", (beside,), (w.cols,))
    value = simplify(c.product(on.whitener, mine, c.transpose(theirs)))
    needs = [*distinct(inner, w.cols, way), *distinct(beside, w.cols)]
    return Found({w: value}, reduced, _UP_TO_SIGNS, needs)


def _sides(f: Expr, w: Expr) -> tuple[Expr, Expr] | None:
    """(A, B), both symmetric, of ``tr(W'AWB)`` and a constant: the Hessian is ``2 B ⊗ A``."""
    slope = gradient(f, w)
    second = simplify(jacobian(slope, w))
    if contains(second, [w]) or not c.is_zero(simplify(at_zero(slope, w))):
        return None
    whole, scalars, word = factors(second)
    if len(word) != 1 or word[0].op.name != "kron" or len(word[0].args) != 2:
        return None
    beside, above = word[0].args
    if beside.rows is not w.cols or above.rows is not w.rows or not all(holds(s, "positive") for s in scalars):
        return None
    above = c.product(c.number(1 if whole > 0 else -1), above)
    return (above, beside) if holds(above, "symmetric") and holds(beside, "symmetric") else None


# -- two orthonormal factors -------------------------------------------------------------------------------------------
@final
@dataclass(frozen=True, slots=True)
class _Pair:
    """``q tr(U'A V B)`` with the surfaces of U and V; turned: the unknowns that stand transposed."""

    on: tuple[Surface, Surface]
    weight: int
    between: Expr
    behind: Expr
    turned: tuple[bool, bool]

    def values(self, u: Expr, v: Expr) -> dict[Expr, Expr]:
        """Values of the factors as values of the unknowns."""
        back = [c.transpose(value) if t else value for value, t in zip((u, v), self.turned, strict=True)]
        return {on.unknown: simplify(value) for on, value in zip(self.on, back, strict=True)}


def singular_pairs(problem: Problem) -> Found | None:
    """``tr(U'AV)`` on ``U'MU = I``, ``V'NV = I`` with k columns each: the k leading singular vectors of
    ``M^(-1/2) A N^(-1/2)``."""
    pair = _pair(problem)
    if pair is None or pair.behind is not c.eye(pair.behind.rows):
        return None
    first, second = pair.on
    cross = simplify(c.product(first.whitener, pair.between, second.whitener))
    gram = simplify(c.product(c.transpose(cross), cross))
    right = leading(gram, _standing(pair, 1), 1)
    toward = simplify(c.product(c.number(sign(problem) * pair.weight), cross, right))
    values = pair.values(c.product(first.whitener, c.build("polar", (toward,))), c.product(second.whitener, right))
    columns = second.unknown.cols
    unique = f"up to a common orthogonal {columns} x {columns} factor"
    needs = [*one_polar_factor(toward), *simple(gram, _standing(pair, 1), 1)]
    return Found(values, _objective(problem), unique, needs)


def two_rotations(problem: Problem) -> Found | None:
    """``tr(U'AVB)`` over orthogonal U and V: the sum of the products of the singular values of A and B."""
    pair = _pair(problem)
    if pair is None or not all(on.flat and on.unknown.rows is on.unknown.cols for on in pair.on):
        return None
    a, b, size = pair.between, pair.behind, pair.between.rows
    if a.rows is not a.cols or b.rows is not b.cols:
        return None
    one = c.eye(size)
    u = one if one in (a, b) else c.product(_vectors(c.product(a, c.transpose(a))), c.transpose(_vectors(_gram(b))))
    toward = simplify(c.product(c.number(sign(problem) * pair.weight), c.transpose(a), u, c.transpose(b)))
    values = pair.values(u, c.build("polar", (toward,)))
    if u is one:
        unique = f"up to a common orthogonal {size} x {size} factor"
        return Found(values, _objective(problem), unique, one_polar_factor(toward))
    needs = [*distinct(c.product(a, c.transpose(a)), size), *distinct(_gram(b), size)]
    needs += [*one_polar_factor(a), *one_polar_factor(b)]
    return Found(values, _objective(problem), "up to the signs of pairs of singular vectors", needs)


def _gram(matrix: Expr) -> Expr:
    return c.product(c.transpose(matrix), matrix)


def _vectors(matrix: Expr) -> Expr:
    """All unit eigenvectors, those of the largest eigenvalues first."""
    return c.build("eigvecs", (matrix,), (matrix.rows,))


def _standing(pair: _Pair, k: int) -> Expr:
    unknown = pair.on[k].unknown
    return c.transpose(unknown) if pair.turned[k] else unknown


def _objective(problem: Problem) -> Expr:
    assert problem.objective is not None
    return problem.objective


def _pair(problem: Problem) -> _Pair | None:
    """The objective, up to a constant, as a trace with both unknowns once."""
    if problem.objective is None or len(problem.unknowns) != 2 or len(problem.equations) != len(problem.constraints):
        return None
    first, second = (_own(problem, x) for x in problem.unknowns)
    if len(problem.constraints) != 2 or first is None or second is None:
        return None
    moving = [t for t in terms_of(second.reduced(first.reduced(problem.objective))) if _moves(t[1], problem)]
    if len(moving) != 1 or moving[0][1].op is not TRACE:
        return None
    scale, trace = moving[0]
    return _split(trace.args[0], (first, second), 1 if scale > 0 else -1)


def _moves(term: Expr, problem: Problem) -> bool:
    return contains(term, list(problem.unknowns))


def _own(problem: Problem, x: Expr) -> Surface | None:
    """The surface of one of the unknowns, a matrix."""
    mine = [k for k in problem.constraints if contains(k.gap, [x])]
    others = [y for y in problem.unknowns if y is not x]
    return surface(mine[0], x) if len(mine) == 1 and not contains(mine[0].gap, others) and not x.is_column else None


def _split(word: Expr, on: tuple[Surface, Surface], weight: int) -> _Pair | None:
    """A trace of a word, turned to begin with the transposed first unknown, by what stands before and behind the
    second one."""
    first, second = (s.unknown for s in on)
    words = [w.args for w in (word, c.transpose(word)) if w.op is PRODUCT]
    back = next((t for args in words for t in _turns(args) if t[0] is c.transpose(first)), None)
    if back is None:
        return None
    at = next((k for k, part in enumerate(back) if part in (second, c.transpose(second))), None)
    if at is None or (back[at] is not second and second.rows is not second.cols):
        return None
    before, after = back[1:at], back[at + 1 :]
    if any(contains(part, [first, second]) for part in (*before, *after)):
        return None
    between = c.product(*before) if before else c.eye(first.rows)
    behind = c.product(*after) if after else c.eye(first.cols)
    return _Pair(on, weight, between, behind, (False, back[at] is not second))


def _turns(args: tuple[Expr, ...]) -> list[tuple[Expr, ...]]:
    return [args[k:] + args[:k] for k in range(len(args))]
