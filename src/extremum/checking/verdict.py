"""The verdict on a claim: right, wrong and how, or undecided; with its evidence and the corrected formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, final

from extremum.algebra.node import Expr
from extremum.notation.displayed import Displayed

DIAGNOSES: dict[str, str] = {
    "right": "the claim is the derivative",
    "sign": "the claim is minus the derivative",
    "factor": "the claim is a multiple of the derivative, by a number, a dimension or another scalar",
    "transposed": "the claim is the transpose of the gradient",
    "layout": "the right entries in another layout: denominator layout, a row, rows stacked instead of columns",
    "jacobian_for_gradient": "the Jacobian of a scalar, a row, where its gradient is due",
    "gradient_for_jacobian": "a matrix of derivatives, or one factor of the Jacobian, where the Jacobian is due",
    "hessian_for_gradient": "the second derivative where the first is due",
    "derivative_of_other_variable": "the derivative with respect to another symbol of the function",
    "convention": "right by another convention for variables with a structure",
    "structure_ignored": "the gradient without regard to the structure of the variable",
    "chain_rule": "an inner derivative is missing, or an outer function was not differentiated",
    "term_wrong": "one term has a wrong sign or factor, is transposed, or is another one",
    "term_missing": "a term is missing",
    "term_extra": "a term is too much",
    "factor_wrong": "inside a product a factor is transposed, inverted, missing, too much, misplaced, or another",
    "only_if": "right only if a fact holds that is not declared: a matrix is symmetric, a vector has unit length",
    "shapes": "the shapes do not fit: the claim has another shape than the derivative, or is no expression at all",
    "wrong": "wrong, and none of the above",
    "undecided": "neither proved nor refuted",
    "undefined": "no point was found at which both the claim and the derivative are defined",
}
"""What each diagnosis means."""


@final
@dataclass(frozen=True, slots=True, repr=False)
class Verdict(Displayed):
    """Whether a claim is right, and how it is wrong; true where it is right.

    right: None where that could not be decided; diagnosis: a key of :data:`DIAGNOSES`; explanation: for a person;
    evidence: what was done, a line each; question: what was asked for; stated: the claim as it was given;
    expected: our answer, None where we have none;
    claim: None where its shapes do not fit; corrected: the right answer, in the form of the claim where one thing is to
    be changed in it, and ``written`` the same as text; notes: what else is to be known; where: what must hold for a
    right claim to be defined, where it is not wherever the derivative is; function: what is differentiated.

    >>> import extremum as ex
    >>> verdict = ex.check("norm2(A*x - b)^2", "x", "A'*(A*x - b)", "A[n,m]; x[m]; b[n]")
    >>> verdict.right, verdict.diagnosis, verdict.written
    (False, 'factor', "2*A'*(A*x - b)")
    """

    right: bool | None
    diagnosis: str
    explanation: str
    evidence: str
    question: str
    stated: str
    expected: Expr | None
    claim: Expr | None
    corrected: Expr | None
    written: str
    notes: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    function: Expr | None = None

    printers: ClassVar[str] = "extremum.checking.report"

    def __bool__(self) -> bool:
        return self.right is True
