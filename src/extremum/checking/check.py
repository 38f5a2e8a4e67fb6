"""``check(f, x, claim)``: is my derivative right?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from extremum.algebra.errors import ExtremumError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import gradient, hessian, jacobian, variable
from extremum.calculus.kinks import kinks
from extremum.checking import callables, diagnosis, evidence
from extremum.checking.case import Question, listed, sized
from extremum.checking.domain import narrowed
from extremum.checking.ranks import where_full
from extremum.checking.reading import Claim, Function, as_zeros, read_claim, read_function, written
from extremum.checking.verdict import Verdict
from extremum.operations.letters import in_letters_of
from extremum.reading.given import items_of, names_of
from extremum.simplify.question import one_question
from extremum.verify import Equality, equal
from extremum.verify.rates import Rates, rates


@one_question()
def check(f: Any, x: Expr | str, claim: Any, declarations: Any = (), convention: str = "projection") -> Verdict:
    """Whether a claim is the gradient of a scalar f (of the shape of x), or the Jacobian ``∂vec(f)/∂vec(x)'`` of a
    matrix f; and if it is not, how it is wrong.

    f and the claim are expressions, or texts (the claim in the language or in LaTeX), read with the names of f and
    those of ``declarations``; the convention is that of :func:`extremum.gradient` for variables with a structure.
    A claim may be NumPy code, as in ``"X.T @ np.exp(X @ w)"``, and what it is made of may be defined behind it:
    ``"W'*(p.*c), p = softmax(W*x)"``.
    A claim may also be a function of NumPy arrays, whose parameters are named as the symbols of f: it is compared by
    numbers only, and the verdict says so.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> A, x, b = ex.matrix("A", n, m), ex.vector("x", m), ex.vector("b", n)
    >>> f = ex.norm2(A @ x - b)**2
    >>> check(f, x, "2*A'*A*x - 2*A'*b").right
    True
    >>> verdict = check(f, x, "2*A*(A*x - b)")
    >>> verdict.diagnosis, verdict.written
    ('shapes', "2*A'*(A*x - b)")

    Raises:
        NameUnknownError: f has no such variable, or the claim uses a name that f does not have.
        ParseError: a text follows no grammar.
        ExtremumError: a function of arrays raises an error of its own.
    """
    items = items_of(declarations)
    function = read_function(f, items)
    target = variable(function.expr, x)
    what = "gradient" if function.expr.is_scalar else "Jacobian"
    return replace(_judged(function, target, what, claim, items, convention), function=function.expr)


def check_hessian(f: Any, x: Expr | str, claim: Any, declarations: Any = (), convention: str = "projection") -> Verdict:
    """Whether a claim is the Hessian of a scalar, the Jacobian of its gradient; as :func:`check`.

    >>> import extremum as ex
    >>> n = ex.dims("n")
    >>> A, x = ex.matrix("A", n, n), ex.vector("x", n)
    >>> check_hessian(x.T @ A @ x, x, "2*A").explanation
    'The claim is right only if A is symmetric, and A is not declared so.'
    """
    items = items_of(declarations)
    function = read_function(f, items)
    found = _judged(function, variable(function.expr, x), "Hessian", claim, items, convention)
    return replace(found, function=function.expr)


_ANSWERS: dict[str, Callable[..., Expr]] = {"gradient": gradient, "Jacobian": jacobian, "Hessian": hessian}


def _judged(function: Function, x: Expr, what: str, claim: Any, items: tuple[Any, ...], convention: str) -> Verdict:
    with in_letters_of(function.expr):
        return _compared(function, x, what, claim, items, convention)


def _compared(function: Function, x: Expr, what: str, claim: Any, items: tuple[Any, ...], convention: str) -> Verdict:
    of = function.expr
    f = gradient(of, x, convention=convention) if what == "Hessian" else of
    try:
        expected = _ANSWERS[what](of, x, convention=convention)
    except UnsupportedError as error:
        read = read_claim(claim, of, x, None, items)
        return _without_answer(f, x, what, read, str(error), (*function.notes, *read.notes))
    if callable(claim) and not isinstance(claim, Expr):
        stated = getattr(claim, "__name__", type(claim).__name__)
        return callables.judged(Question(f, x, expected, what, convention, of, stated), claim, function.notes)
    read = as_zeros(read_claim(claim, of, x, expected, items), expected)
    notes = (*function.notes, *read.notes)
    text = None if what == "Hessian" else written(function, names_of([of, x], items))
    question = Question(f, x, expected, what, convention, of, read.stated, text)
    if read.expr is None:
        return diagnosis.unfit(question, read, notes)
    if read.expr.shape != expected.shape:
        return diagnosis.wrong(question, read, read.expr, "the shapes", notes)
    found = equal(read.expr, expected)
    if found:
        measured = evidence.measured(question, read.expr)
        if measured is None or measured.agree(0):
            return _right(question, read, read.expr, found, measured, notes)
        return diagnosis.wrong(question, read, read.expr, "differences of f", notes)
    if found.verdict == "undecided":
        return _undecided(question, read.expr, found, notes)
    return diagnosis.wrong(question, read, read.expr, found.evidence, notes)


# -- right, or undecided -----------------------------------------------------------------------------------------------
def _right(
    question: Question, read: Claim, claim: Expr, found: Equality, measured: Rates | None, notes: tuple[str, ...]
) -> Verdict:
    how = "proved" if found.verdict == "proved" else "by numbers"
    nowhere = ["No point was found at which f itself is defined."] if measured is None else []
    form = "" if claim is question.expected else f", in another form: {question.expected}"
    lines = [f"{how}: {found.evidence}", *evidence.seen(measured)]
    where = narrowed(question, read.typed)
    only = f" only where {listed(where)}; elsewhere it is not defined" if where else ""
    return Verdict(
        True, "right", f"The claim is {question}{only}{form}.", "\n".join(lines), str(question), question.stated,
        question.expected, claim, claim, str(claim), (*notes, *_kinks(question), *nowhere), where,
    )  # fmt: skip


def _kinks(question: Question) -> list[str]:
    try:
        return kinks(question.of, question.x)
    except ExtremumError:
        return []


def _undecided(question: Question, claim: Expr, found: Equality, notes: tuple[str, ...]) -> Verdict:
    agreed = where_full(question, claim)
    if agreed is not None:
        lines = [f"by numbers: {agreed.found.evidence}", *evidence.seen(agreed.measured)]
        explanation = f"The claim is {question} where {agreed.where}; elsewhere that could not be decided."
        return Verdict(
            True, "right", explanation, "\n".join(lines), str(question), question.stated, question.expected, claim,
            claim, str(claim), notes, (agreed.where,),
        )  # fmt: skip
    code, explanation = "undecided", f"Whether the claim is {question} could not be decided."
    if found.evidence.startswith("equal to"):
        explanation = f"The claim agrees with {question} where it was tried, but that is not proved."
    if "no random point" in found.evidence:
        code = "undefined"
        explanation = f"No point was found at which both the claim and {question.names} are defined."
    return Verdict(
        None, code, explanation, f"undecided: {found.evidence}", str(question), question.stated, question.expected,
        claim, question.expected, str(question.expected), notes,
    )  # fmt: skip


# -- without an answer of our own --------------------------------------------------------------------------------------
def _without_answer(f: Expr, x: Expr, what: str, read: Claim, why: str, notes: tuple[str, ...]) -> Verdict:
    """Differences of f can refute a claim, not prove it."""
    asked, claim = f"the {what} with respect to {x}", read.expr
    size = x.shape if f.is_scalar else (f.rows * f.cols, x.rows * x.cols)
    if claim is None or claim.shape != size:
        problem = read.problem if claim is None else f"The claim is {sized(claim)}, which is not the shape of {asked}."
        return Verdict(False, "shapes", problem, "", asked, read.stated, None, claim, None, "", (*notes, why))
    found = rates(f, x, [claim])
    refuted = found is not None and not found.agree(0)
    explanation = _by_differences(found)
    right, code = (False, "wrong") if refuted else (None, "undecided")
    lines = "\n".join(evidence.seen(found))
    return Verdict(right, code, explanation, lines, asked, read.stated, None, claim, None, "", (*notes, why))


def _by_differences(found: Rates | None) -> str:
    if found is None:
        return "There is no formula to compare the claim with, and no point was found at which f has a slope."
    if found.agree(0):
        return "Differences of f agree with the claim at a random point, but there is no formula to compare it with."
    return "The claim is wrong: differences of f give another derivative."
