"""What speaks for a verdict besides equality: the function's own differences, and small numbers to follow by hand."""

from __future__ import annotations

from extremum.algebra.errors import InternalError
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import gradient, jacobian
from extremum.calculus.structure import structures
from extremum.checking.case import Case, Question
from extremum.checking.counterexample import counterexample
from extremum.structures import STRUCTURES
from extremum.verify.rates import Rates, rates

_POINTS = 3


def measured(question: Question, claim: Expr) -> Rates | None:
    """The rates of f along a direction: by the claim, where that is a rate, and last by our own derivative.

    Raises:
        InternalError: our own derivative is refuted at several points. A verdict by it is never given.
    """
    ours = _directional(question)
    comparable = ours is question.expected and claim.shape == ours.shape
    for number in range(_POINTS):
        found = rates(question.f, question.x, [claim, ours] if comparable else [ours], number)
        if found is None or found.agree(-1):
            return found
    raise InternalError(f"our {question.what} {question.expected} of {question.f} does not fit differences of f")


def _directional(question: Question) -> Expr:
    """The derivative whose product with a direction is the rate of f: that of the convention where it is one."""
    f, x = question.f, question.x
    curved = question.what == "Hessian" and any(STRUCTURES[name].kind.curved for name in structures(x))
    if question.convention in ("projection", "unstructured") and not curved:
        return question.expected
    return gradient(f, x) if question.what == "gradient" else jacobian(f, x)


def seen(found: Rates | None) -> list[str]:
    """What the differences of f say, a sentence."""
    if found is None:
        return []
    k = int(abs(found.measured - found.claimed[0]).argmax())
    digits = 12 if found.precise else 7
    rate, claimed = (f"{float(values[k]):.{digits}g}" for values in (found.measured, found.claimed[0]))
    whose = "the claim" if len(found.claimed) > 1 else "the answer"
    what = "f" if found.measured.size == 1 else f"entry {k + 1} of vec(f)"
    return [f"differences of f: along a random direction {what} changes at the rate {rate}, by {whose} {claimed}"]


def example(case: Case) -> list[str]:
    """A counterexample in small numbers, where one was found."""
    if case.claim.shape != case.expected.shape:
        return []
    found = counterexample(case.claim, case.expected, case.question.names)
    return [found] if found else []
