"""``grade(f, x, answer)``: points for a derivative, and what a student is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any, final

from extremum.algebra.errors import DataError, ExtremumError
from extremum.algebra.names import is_among
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import variable
from extremum.checking.check import check, check_hessian
from extremum.checking.reading import read_function
from extremum.checking.verdict import DIAGNOSES, Verdict
from extremum.reading.given import items_of

_JUDGES = {"gradient": check, "hessian": check_hessian}
FEEDBACK = ("hint", "full", "none")
"""What a student is told: how the answer is wrong; that and the right formula; whether it is right."""


@final
@dataclass(frozen=True, slots=True)
class Grade:
    """points: given, ``None`` where a person must decide; most: that there are; diagnosis: how the answer is wrong (a
    key of :data:`~extremum.checking.verdict.DIAGNOSES`, or ``unreadable``); feedback: for the student.

    >>> import extremum as ex
    >>> grade = ex.grade("x'*A*x", "x", "A*x", "A[n,n]; x[n]")
    >>> grade.points, grade.diagnosis
    (0.0, 'term_missing')
    """

    points: float | None
    most: float
    diagnosis: str
    feedback: str

    @property
    def right(self) -> bool:
        """Whether the answer is the derivative."""
        return self.diagnosis == "right"

    @property
    def readable(self) -> bool:
        """Whether the answer is a formula of the names in the question."""
        return self.diagnosis != "unreadable"

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data."""
        share = None if self.points is None else self.points / self.most
        return {"points": self.points, "most": self.most, "score": share, "right": self.right,
                "diagnosis": self.diagnosis, "feedback": self.feedback}  # fmt: skip

    def __str__(self) -> str:
        given = "a person decides" if self.points is None else f"{self.points:g} of {self.most:g}"
        return f"{given}: {self.feedback}"


def grade(
    f: Any,
    x: Expr | str,
    answer: Any,
    declarations: Any = (),
    *,
    of: str = "gradient",
    points: float = 1,
    partial: Mapping[str, float] | None = None,
    feedback: str = "hint",
) -> Grade:
    """The points for an answer to "what is the derivative of f by x?": all where it is right, in whatever form.

    The answer is a text (of the language or LaTeX), an expression, or a function of NumPy arrays, as for
    :func:`extremum.check`. ``of`` is ``gradient`` (for a matrix f its Jacobian) or ``hessian``; ``partial`` gives the
    shares of the points, between 0 and 1, for answers that are wrong in one way, by diagnosis; ``feedback`` is
    ``hint``, ``full`` or ``none``. What could not be decided gets no points and no 0: a person must look at it.

    >>> import extremum as ex
    >>> print(ex.grade("norm2(A*x - b)^2", "x", "2*A'*A*x - 2*A'*b", "A[m,n]; x[n]; b[m]", points=2))
    2 of 2: right
    >>> half = {"factor": 0.5}
    >>> print(ex.grade("norm2(A*x - b)^2", "x", "A'*(A*x - b)", "A[m,n]; x[n]; b[m]", points=2, partial=half))
    1 of 2: A factor is wrong: the claim is 1/2 times the gradient. Multiply it by 2.

    Raises:
        DataError: ``of``, ``points``, ``partial`` or ``feedback`` have no meaning.
        ExtremumError: the question itself cannot be read.
    """
    shares = _shares(of, points, partial, feedback)
    items = items_of(declarations)
    function = read_function(f, items).expr
    target = variable(function, x)
    try:
        verdict = _JUDGES[of](f, target, answer, declarations)
    except ExtremumError as error:
        return Grade(0, points, "unreadable", f"the answer could not be read: {error}")
    if verdict.right is None:
        return Grade(None, points, verdict.diagnosis, "it could not be decided; a person must look at it")
    share = 1.0 if verdict.right else shares.get(verdict.diagnosis, 0.0)
    return Grade(points * share, points, verdict.diagnosis, _told(verdict, feedback))


def _shares(of: str, points: float, partial: Mapping[str, float] | None, feedback: str) -> Mapping[str, float]:
    if not isinstance(partial, Mapping | None):
        raise DataError(
            f"partial gives the shares of the points by diagnosis, as {{'factor': 0.5}}, and not {partial!r:.40}"
        )
    shares = dict(partial or {})
    unknown = [name for name in shares if name not in DIAGNOSES or name == "right"]
    if unknown:
        raise DataError(f"partial has no diagnosis {unknown[0]!r}; there are {', '.join(DIAGNOSES)}")
    numbers = all(isinstance(number, Real) for number in (points, *shares.values()))
    if not numbers or not all(0 <= share <= 1 for share in shares.values()) or not points > 0:
        raise DataError("points are positive, and the shares in partial lie between 0 and 1")
    if not (is_among(of, _JUDGES) and is_among(feedback, FEEDBACK)):
        raise DataError(f"of is one of {', '.join(_JUDGES)}, feedback one of {', '.join(FEEDBACK)}")
    return shares


def _told(verdict: Verdict, feedback: str) -> str:
    if verdict.right:
        return "right" if not verdict.where else f"right only where {', '.join(verdict.where)}"
    if feedback == "none":
        return "wrong"
    right = f" It is {verdict.written}." if feedback == "full" else ""
    return f"{verdict.explanation}{right}"
