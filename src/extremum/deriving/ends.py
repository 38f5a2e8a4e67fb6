"""What the last lines of a derivation say: how it comes to the form from which the derivative is read off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extremum.algebra.node import Expr
from extremum.algebra.traverse import topological
from extremum.calculus.structure import describe, structures
from extremum.deriving.derivation import WRITTEN_OUT as LETTERS_OUT
from extremum.deriving.wording import (
    COLLECTED_SCALAR,
    COMMUTING,
    MULTIPLIED,
    TOGETHER,
    WRITTEN_OUT,
    Rule,
    as_factor,
    kind_of,
    telling,
)
from extremum.operations.constants import COMMUTATION
from extremum.operations.diag import DIAG
from extremum.operations.frechet import FRECHET, FRECHET_MATRIX
from extremum.operations.hadamard import HADAMARD
from extremum.operations.kron import KRON
from extremum.simplify.middles import by_the_middle
from extremum.structures import STRUCTURES
from extremum.structures.record import Kind

_MN = "Magnus & Neudecker (2019)"

_MOVED = {
    True: {HADAMARD: "a'(b ∘ c) = (a ∘ b)'c", KRON: "(A ⊗ B) vec(X) = vec(B X A')", DIAG: "diag(a) b = a ∘ b"},
    False: {HADAMARD: "tr(A'(B ∘ C)) = tr((A ∘ B)'C)", KRON: "(A ⊗ B) vec(X) = vec(B X A')",
            DIAG: "diag(a) b = a ∘ b", FRECHET: "tr(A L_f(X, E)) = tr(L_f(X, A) E)"},
}  # fmt: skip
"""By which law what an operation does to the differential is moved to the other factor; of columns, and of matrices."""


def of_form(live: set[Expr], change: Expr, products: str = "trace") -> Rule:
    """How a differential comes to the form ``tr(G' dX)`` or ``g' dx``."""
    if change.is_scalar:
        return COLLECTED_SCALAR
    usual = "a number is its own transpose: x'y = y'x" if change.is_column else "tr(AB) = tr(BA), tr(A') = tr(A)"
    laws = [law for kind, law in _MOVED[change.is_column].items() if any(kind_of(node) is kind for node in live)]
    source = "" if change.is_column else f"{_MN}, ch. 1, sec. 10"
    meant = ["⟨A, B⟩ = tr(A'B)"] if products == "frobenius" else []
    return Rule(", ".join([*meant, usual, *laws]), source)


def identified(variable: Expr, products: str = "trace") -> Rule:
    """``dy = tr(G' dX)`` has the gradient G."""
    if variable.is_scalar:
        return Rule("dy = g dx has the derivative g", f"{_MN}, ch. 5, th. 11")
    form = "⟨G, dX⟩" if products == "frobenius" else "g' dx" if variable.is_column else "tr(G' dX)"
    return Rule(f"dy = {form} has the gradient {'g' if form.startswith('g') else 'G'}", f"{_MN}, ch. 5, th. 11")


def together(column: bool, products: str) -> Rule:
    """The terms of a differential, put together."""
    if products == "frobenius":
        return Rule("⟨G, dX⟩ + ⟨H, dX⟩ = ⟨G + H, dX⟩")
    return Rule("g'dx + h'dx = (g + h)'dx" if column else "tr(A) + tr(B) = tr(A + B)")


def written_out(gradient: Expr) -> Rule:
    """The letters written out, with the identity that this lets the answer be read by."""
    return WRITTEN_OUT if by_the_middle(gradient) is gradient else Rule(f"{LETTERS_OUT}; {_MIDDLE}")


_MIDDLE = "2 sigmoid(2t) - 1 = tanh(t)"


def commute(before: Iterable[Expr], after: Expr) -> bool:
    """Whether the changes of a function of a matrix turned out to commute with the matrix."""
    was, stays = (any(node.op in (FRECHET, FRECHET_MATRIX) for node in topological(e)) for e in (before, [after]))
    return was and not stays


def of_product(factors: Sequence[Expr], product: Expr, terms: int) -> Rule:
    """How the chains of factors, one or more terms, become the Jacobian."""
    if commute(factors, product):
        return COMMUTING
    rule = of_factors(*factors)
    return TOGETHER if rule is MULTIPLIED and terms > 1 else rule


def of_factors(*factors: Expr) -> Rule:
    """How factors side by side become one matrix, or a map of vec(dX)."""
    found = [node.op for node in topological(factors) if node.op.as_factor]
    if not found:
        return MULTIPLIED
    rule = as_factor(max(found, key=telling))
    turned = COMMUTATION in found and rule != as_factor(COMMUTATION)
    return Rule(f"{rule.words}, vec(X') = K vec(X)", rule.source) if turned else rule


def within(variable: Expr, convention: str) -> str:
    """Why a part of the gradient counts: ``S is symmetric, and so is dS: only that part of G counts: (G + G')/2``."""
    structure, _, gradient = describe(variable, convention).partition("; gradient: ")
    if convention != "projection":
        return f"{structure}; gradient: {gradient}"
    linear = all(STRUCTURES[name].kind is Kind.SUBSPACE for name in structures(variable))
    change = f"and so is d{variable.name}: only that part of G counts" if linear else "so only steps along it count"
    return f"{structure}, {change}: {gradient.partition(', ')[2]}"
