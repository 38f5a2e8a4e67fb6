"""Jacobians that are sums of Kronecker products: the matrix equations that they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extremum.algebra.dims import Dim
from extremum.algebra.facts import reason
from extremum.algebra.lazy import Lazy
from extremum.algebra.node import Expr, Rational
from extremum.operations import construct as c
from extremum.operations.binders import close, fresh_index, open_body
from extremum.operations.sum import terms_of
from extremum.operations.sylvester import stein, sylvester
from extremum.operations.wordalgebra import factors

if TYPE_CHECKING:
    import numpy as np

    from extremum.algebra.node import Array
else:
    np = Lazy("numpy")

Term = tuple[Expr, Expr, Expr]
"""(s, B, A) of ``s (B ⊗ A)``."""


def kronecker_factors(jacobian: Expr, size_b: Dim, size_a: Dim) -> list[Term] | None:
    """The terms of a sum of Kronecker products; a multiple of the identity is ``I ⊗ I``."""
    found = [_factors(q, term, size_b, size_a) for q, term in terms_of(jacobian)]
    kept = [term for term in found if term is not None]
    return kept if len(kept) == len(found) else None


def _factors(q: Rational, term: Expr, size_b: Dim, size_a: Dim) -> Term | None:
    whole, scalars, word = factors(term)
    lead = c.product(c.number(q * whole), *scalars)
    if word == (c.eye(size_b * size_a),):
        return lead, c.eye(size_b), c.eye(size_a)
    found = _as_kron(word[0], size_b, size_a) if len(word) == 1 else None
    return None if found is None else (lead, *found)


def _as_kron(factor: Expr, size_b: Dim, size_a: Dim) -> tuple[Expr, Expr] | None:
    """B and A of ``B ⊗ A``, of the sizes that are given: ``x ⊗ (y' ⊗ A) = x y' ⊗ A``, ``Σ (B_i ⊗ A) = (Σ B_i) ⊗ A``.

    Source: Magnus & Neudecker (2019), ch. 2, eq. (2), (3) and (5).
    """
    if factor.op.name == "sum_over":
        return _summed(factor, size_b, size_a)
    if factor.op.name != "kron":
        return None
    b, a = factor.args
    splits = [(b, a)]
    if a.op.name == "kron":
        splits.append((c.kron(b, a.args[0]), a.args[1]))
    if b.op.name == "kron":
        splits.append((b.args[0], c.kron(b.args[1], a)))
    wanted = ((size_b, size_b), (size_a, size_a))
    return next((split for split in splits if (split[0].shape, split[1].shape) == wanted), None)


def _summed(total: Expr, size_b: Dim, size_a: Dim) -> tuple[Expr, Expr] | None:
    """The same of a sum over an index on which one of both does not depend."""
    index = fresh_index(total)
    whole, scalars, word = factors(open_body(total, index))
    split = _as_kron(word[0], size_b, size_a) if len(word) == 1 else None
    if split is None:
        return None
    lead = c.product(c.number(whole), *scalars)

    def over(body: Expr) -> Expr:
        return close("sum_over", c.product(lead, body), index, total.size, total.start)

    b, a = split
    if index not in a.indices:
        return over(b), a
    return (b, over(a)) if index not in b.indices else None


@dataclass(frozen=True, slots=True)
class MatrixEquation:
    """``A X + X B = C``, or ``X - A X B = C``, where ``lead`` was divided by. name: of the operation that solves it."""

    name: str
    left: Expr
    right: Expr
    lead: Expr

    def solution(self, whole: Expr) -> Expr:
        """X."""
        solve = sylvester if self.name == "sylvester" else stein
        return solve(self.left, self.right, c.product(c.power(self.lead, -1), whole))

    def eigenvalues(self, left: Array, right: Array) -> tuple[float, float]:
        """The least and the greatest absolute value of the eigenvalues of the map from X to C."""
        a, b = np.linalg.eigvals(left)[:, None], np.linalg.eigvals(right)[None, :]
        found = np.abs(a + b if self.name == "sylvester" else 1 - a * b)
        return float(found.min()), float(found.max())

    @property
    def code(self) -> str:
        """The absolute values of all these eigenvalues in generated code."""
        eigenvalues = "np.linalg.eigvals({})"
        a, b = eigenvalues.format("left"), eigenvalues.format("right")
        return f"np.abs(np.add.outer({a}, {b}))" if self.name == "sylvester" else f"np.abs(1 - np.outer({a}, {b}))"

    @property
    def exists(self) -> str:
        """When there is one solution for every C, in words."""
        if self.name == "stein":
            if self.right is c.transpose(self.left):
                return f"no product of two eigenvalues of {self.left} is 1"
            return f"no product of an eigenvalue of {self.left} and one of {self.right} is 1"
        if self.right is c.transpose(self.left):
            return f"no two eigenvalues of {self.left} sum to zero"
        return f"{self.left} and {c.multiple(-1, self.right)} have no common eigenvalue"


def matrix_equation(jacobian: Expr) -> MatrixEquation | None:
    """The equation in a matrix X with the Jacobian ``I ⊗ A + B' ⊗ I``, or ``s (I - B' ⊗ A)``."""
    kron = next((factors(t)[2][0] for _, t in terms_of(jacobian) if _is_kron(t)), None)
    if kron is None or any(part.rows is not part.cols for part in kron.args):
        return None
    terms = kronecker_factors(jacobian, *(part.rows for part in kron.args))
    if terms is None:
        return None
    units = [s for s, b, a in terms if _is_eye(b) and _is_eye(a)]
    lefts = [c.product(s, a) for s, b, a in terms if _is_eye(b) and not _is_eye(a)]
    rights = [c.product(s, b) for s, b, a in terms if _is_eye(a) and not _is_eye(b)]
    both = [(s, b, a) for s, b, a in terms if not _is_eye(a) and not _is_eye(b)]
    if lefts and rights and not both:
        left = c.add(*lefts, *(c.product(s, c.eye(lefts[0].rows)) for s in units))
        return MatrixEquation("sylvester", left, c.transpose(c.add(*rights)), c.number(1))
    if units and len(both) == 1 and not lefts and not rights and reason(c.add(*units), "nonzero"):
        lead = c.add(*units)
        ((s, b, a),) = both
        return MatrixEquation("stein", c.product(c.number(-1), s, c.power(lead, -1), a), c.transpose(b), lead)
    return None


def _is_eye(matrix: Expr) -> bool:
    return matrix.op.name == "eye"


def _is_kron(term: Expr) -> bool:
    word = factors(term)[2]
    return len(word) == 1 and word[0].op.name == "kron"
