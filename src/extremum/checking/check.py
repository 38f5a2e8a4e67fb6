"""``check(f, x, claim)``: is my derivative right?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from extremum.algebra.errors import ExtremumError, InternalError, UnsupportedError
from extremum.algebra.node import Expr
from extremum.calculus.derivatives import gradient, hessian, jacobian, variable
from extremum.calculus.kinks import kinks
from extremum.checking.assuming import only_if
from extremum.checking.bench import Bench
from extremum.checking.case import Case, Finding, Question, sized
from extremum.checking.chain import chain_rule, scalar_step
from extremum.checking.conventions import conventions
from extremum.checking.counterexample import counterexample
from extremum.checking.layouts import layouts, scaled_layouts
from extremum.checking.multiples import multiples
from extremum.checking.others import other_variable, second_derivative
from extremum.checking.reading import Claim, Function, items_of, names_of, read_claim, read_function, written
from extremum.checking.search import Budget, other_edit, repairs, simple_edit
from extremum.checking.terms import leftover, missing_term, wrong_term
from extremum.checking.verdict import Verdict
from extremum.operations import construct as c
from extremum.verify import Equality, equal
from extremum.verify.rates import Rates, rates

_NOTES = 2


def check(f: Any, x: Expr | str, claim: Any, declarations: Any = (), convention: str = "projection") -> Verdict:
    """Whether a claim is the gradient of a scalar f (of the shape of x), or the Jacobian ``∂vec(f)/∂vec(x)'`` of a
    matrix f; and if it is not, how it is wrong.

    f and the claim are expressions, or texts (the claim in the language or in LaTeX), read with the names of f and
    those of ``declarations``; the convention is that of :func:`extremum.gradient` for variables with a structure.

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
    """
    items = items_of(declarations)
    function = read_function(f, items)
    target = variable(function.expr, x)
    what = "gradient" if function.expr.is_scalar else "Jacobian"
    return _judged(function, target, what, claim, items, convention)


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
    return _judged(function, variable(function.expr, x), "Hessian", claim, items, convention)


_ANSWERS: dict[str, Callable[..., Expr]] = {"gradient": gradient, "Jacobian": jacobian, "Hessian": hessian}


def _judged(function: Function, x: Expr, what: str, claim: Any, items: tuple[Any, ...], convention: str) -> Verdict:
    of = function.expr
    f = gradient(of, x, convention) if what == "Hessian" else of
    try:
        expected = _ANSWERS[what](of, x, convention)
    except UnsupportedError as error:
        read = read_claim(claim, of, x, None, items)
        return _without_answer(f, x, what, read, str(error), (*function.notes, *read.notes))
    read = read_claim(claim, of, x, expected, items)
    notes = (*function.notes, *read.notes)
    text = None if what == "Hessian" else written(function, names_of(of, x, items))
    question = Question(f, x, expected, what, convention, of, text)
    if read.expr is None:
        return _unfit(question, read, notes)
    if read.expr.shape != expected.shape:
        return _wrong(question, read, read.expr, "the shapes", notes)
    found = equal(read.expr, expected)
    if found:
        return _right(question, read.expr, found, notes)
    if found.verdict == "undecided":
        return _undecided(question, read.expr, found, notes)
    return _wrong(question, read, read.expr, found.evidence, notes)


# -- right, or undecided -----------------------------------------------------------------------------------------------
def _right(question: Question, claim: Expr, found: Equality, notes: tuple[str, ...]) -> Verdict:
    how = "proved" if found.verdict == "proved" else "by numbers"
    measured = _measured(question, claim)
    if measured is not None and not measured.agree(-1):
        raise InternalError(f"{claim} equals our {question.what} of {question.f}, but differences of f do not")
    kinks_ = _kinks(question)
    same = "" if claim is question.expected else f", in another form: {question.expected}"
    return Verdict(
        True, "right", f"The claim is {question}{same}.", "\n".join([f"{how}: {found.evidence}", *_seen(measured)]),
        str(question), question.expected, claim, claim, str(claim), (*notes, *kinks_),
    )  # fmt: skip


def _kinks(question: Question) -> list[str]:
    try:
        return kinks(question.of, question.x)
    except ExtremumError:
        return []


def _undecided(question: Question, claim: Expr, found: Equality, notes: tuple[str, ...]) -> Verdict:
    nowhere = "no random point" in found.evidence
    code = "undefined" if nowhere else "undecided"
    explanation = (
        f"No point was found at which both the claim and {question.names} are defined."
        if nowhere
        else f"Whether the claim is {question} could not be decided."
    )
    return Verdict(
        None, code, explanation, f"undecided: {found.evidence}", str(question), question.expected, claim,
        question.expected, str(question.expected), notes,
    )  # fmt: skip


def _without_answer(f: Expr, x: Expr, what: str, read: Claim, why: str, notes: tuple[str, ...]) -> Verdict:
    """Where we have no derivative the differences of f can refute a claim, not prove it."""
    asked = f"the {what} with respect to {x}"
    size = x.shape if f.is_scalar else (f.rows * f.cols, x.rows * x.cols)
    if read.expr is None or read.expr.shape != size:
        problem = read.problem or f"The claim is {sized(read.expr)}" if read.expr is not None else read.problem
        return Verdict(False, "shapes", problem, "", asked, None, read.expr, None, "", (*notes, why))
    measured = rates(f, x, [read.expr])
    refuted = measured is not None and not measured.agree(0)
    explanation = (
        "The claim is wrong: differences of f give another derivative."
        if refuted
        else "Differences of f agree with the claim at a random point, but there is no formula to compare it with."
    )
    return Verdict(
        False if refuted else None, "wrong" if refuted else "undecided", explanation, "\n".join(_seen(measured)), asked,
        None, read.expr, None, "", (*notes, why),
    )  # fmt: skip


# -- wrong -------------------------------------------------------------------------------------------------------------
def _wrong(question: Question, read: Claim, claim: Expr, evidence: str, notes: tuple[str, ...]) -> Verdict:
    measured = _measured(question, claim)
    if measured is not None and not measured.agree(-1):
        raise InternalError(f"our {question.what} {question.expected} of {question.f} does not fit differences of f")
    bench = Bench([question.f, question.x, question.expected, claim], [question.expected])
    budget = Budget()
    case = Case(question, claim, read.formula, bench)
    findings = _findings(case, budget)
    first = findings[0] if findings else _unexplained(case)
    also = [f"Also: {finding.sentence}" for finding in findings[1 : 1 + _NOTES]]
    if not findings and budget.over:
        also.append("The search for the mistake was cut short.")
    lines = [f"differs: {evidence}", *_seen(measured), *_example(case)]
    return _verdict(question, claim, first, lines, (*notes, *also))


def _verdict(
    question: Question, claim: Expr | None, first: Finding, lines: list[str], notes: tuple[str, ...]
) -> Verdict:
    corrected = question.expected if first.corrected is None else first.corrected
    return Verdict(
        False, first.code, first.sentence, "\n".join(lines), str(question), question.expected, claim, corrected,
        first.written or str(corrected), notes,
    )  # fmt: skip


def _example(case: Case) -> list[str]:
    if case.claim.shape != case.expected.shape:
        return []
    found = counterexample(case.claim, case.expected, case.question.names)
    return [found] if found else []


def _findings(case: Case, budget: Budget) -> list[Finding]:
    """The diagnoses that apply, the simplest first; the long search only where nothing else explains the claim."""
    if not case.bench.defined:
        return []
    found = [finding for look in _LOOKS for finding in _verified(case, look(case))]
    simple = _verified(case, simple_edit(case, budget))
    weak = [f for f in found if f.code == "only_if" or f.weak]
    found = [f for f in found if f not in weak] + simple + sorted(weak, key=lambda f: f.weak)
    if not found:
        found = _verified(case, other_edit(case, budget)) or _verified(case, leftover(case)) or _turned(case, budget)
    if case.claim.shape != case.expected.shape and found and found[0].code in _OF_PARTS:
        return [_as_shapes(case, found[0]), *found[1:]]
    return found


def _turned(case: Case, budget: Budget) -> list[Finding]:
    """What is wrong with the transpose of a claim that has the shape of the transposed answer."""
    if case.claim.shape != case.expected.shape[::-1] or case.claim.shape == case.expected.shape:
        return []
    turned = Case(case.question, c.transpose(case.claim), None, case.bench)
    found = _findings(turned, budget)
    words = f"The claim is laid out transposed: {_shapes_differ(case.question, case.claim)}."
    return [Finding("layout", f"{words} And besides: {finding.sentence}", case.expected) for finding in found[:1]]


_LOOKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    layouts, chain_rule, multiples, scaled_layouts, other_variable, second_derivative, conventions,
    wrong_term, missing_term, scalar_step, only_if,
)  # fmt: skip
_OF_PARTS = {"factor_wrong", "term_wrong", "term_extra", "term_missing"}


def _verified(case: Case, findings: Iterator[Finding]) -> list[Finding]:
    """Findings whose corrected formula is the answer."""
    return [f for f in findings if f.corrected is None or f.corrected is case.expected or case.right(f.corrected)]


def _as_shapes(case: Case, finding: Finding) -> Finding:
    sentence = f"{_shapes_differ(case.question, case.claim)}. {finding.sentence}"
    return Finding("shapes", sentence, finding.corrected, finding.written)


def _unexplained(case: Case) -> Finding:
    if case.claim.shape != case.expected.shape:
        return Finding("shapes", f"{_shapes_differ(case.question, case.claim)}.", case.expected)
    if c.is_zero(case.expected):
        sentence = f"f does not change with {case.question.x}: {case.question.names} is zero."
        return Finding("wrong", sentence, case.expected)
    return Finding("wrong", f"The claim is not {case.question}, and no single change makes it so.", case.expected)


def _shapes_differ(question: Question, claim: Expr) -> str:
    due = sized(question.expected)
    like = f", as {question.x} is" if question.what == "gradient" else ""
    return f"The claim is {sized(claim)}, but {question} is {due}{like}"


def _unfit(question: Question, read: Claim, notes: tuple[str, ...]) -> Verdict:
    """A text whose shapes do not fit: the error, and the change that makes it right."""
    problem = f"The shapes in the claim do not fit: {read.problem}"
    bench = Bench([question.f, question.x, question.expected], [question.expected])
    found = repairs(question, read.formula, bench) if read.formula is not None and bench.defined else None
    if found is None:
        return _verdict(question, None, Finding("shapes", problem, question.expected), [], notes)
    sentence = f"{problem}\n{found.sentence}"
    return _verdict(question, None, Finding("shapes", sentence, found.corrected, found.written), [], notes)


# -- evidence ----------------------------------------------------------------------------------------------------------
def _measured(question: Question, claim: Expr) -> Rates | None:
    """The rates of f along a direction: by the claim (where its shape fits), and last by our own derivative."""
    ours = question.expected
    if question.convention not in ("projection", "unstructured"):
        ours = _ANSWERS[question.what](question.of, question.x)
    derivatives = [claim, ours] if claim.shape == ours.shape else [ours]
    return rates(question.f, question.x, derivatives)


def _seen(measured: Rates | None) -> list[str]:
    """What the differences of f say."""
    if measured is None:
        return []
    k = int(abs(measured.measured - measured.claimed[0]).argmax())
    digits = 12 if measured.precise else 7
    values = [f"{float(v[k]):.{digits}g}" for v in (measured.measured, measured.claimed[0])]
    whose = "the claim" if len(measured.claimed) > 1 else "the answer"
    what = "f" if measured.measured.size == 1 else f"entry {k + 1} of vec(f)"
    return [
        f"differences of f: along a random direction {what} changes at the rate {values[0]}, by {whose} {values[1]}"
    ]
