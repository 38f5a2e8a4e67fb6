"""The claim answers another question: the derivative with respect to another symbol, or a higher one."""

from __future__ import annotations

from collections.abc import Iterator

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.calculus.dependence import same_family
from extremum.calculus.derivatives import gradient, hessian, jacobian
from extremum.checking.case import Case, Finding, times
from extremum.checking.multiples import multiple
from extremum.operations import construct as c

_SYMBOLS = 8
_ASK = "A Hessian is checked by ex.check_hessian(f, x, claim)."


def other_variable(case: Case) -> Iterator[Finding]:
    """The derivative with respect to another symbol of f."""
    question = case.question
    for symbol in question.f.symbols[:_SYMBOLS]:
        if symbol is question.x or same_family(symbol, question.x):
            continue
        found = _derivative(case, symbol)
        q = None if found is None else multiple(case, case.claim, found)
        if q is not None and c.is_number(q):
            also = "" if q is c.number(1) else f", {times(q)} it"
            sentence = f"The claim is the {question.what} with respect to {symbol}{also}, not to {question.x}."
            yield Finding("derivative_of_other_variable", sentence, case.expected)
            return


def _derivative(case: Case, symbol: Expr) -> Expr | None:
    """The derivative with respect to a symbol, if it has the claim's shape."""
    f = case.question.f
    shape = symbol.shape if f.is_scalar else (f.rows * f.cols, symbol.rows * symbol.cols)
    if shape != case.claim.shape:
        return None
    try:
        return gradient(f, symbol) if f.is_scalar else jacobian(f, symbol)
    except ExtremumError:
        return None


def second_derivative(case: Case) -> Iterator[Finding]:
    """The Hessian where the gradient is due."""
    question = case.question
    size = question.x.rows * question.x.cols
    if question.what != "gradient" or case.claim.shape != (size, size):
        return
    try:
        found = hessian(question.f, question.x, convention=question.convention)
    except ExtremumError:
        return
    due = f"the gradient has the shape of {question.x}"
    if case.equal(case.claim, found):
        sentence = f"The claim is the Hessian of f, its second derivative, and right as that; {due}. {_ASK}"
        yield Finding("hessian_for_gradient", sentence, case.expected)
    elif question.x.is_column and not question.x.is_scalar:
        sentence = f"The claim has the shape of the Hessian of f, and it is not the Hessian, {found}. {_ASK}"
        yield Finding("hessian_for_gradient", sentence, case.expected, rank=1)
