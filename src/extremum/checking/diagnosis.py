"""How a claim is wrong: the looks at it, in order, and the verdict on what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extremum.algebra.node import Expr
from extremum.checking import evidence
from extremum.checking.assuming import only_if
from extremum.checking.bench import Bench
from extremum.checking.case import Case, Finding, Question, sized
from extremum.checking.chain import chain_rule
from extremum.checking.conventions import conventions, structure_assumed
from extremum.checking.layouts import layouts, scaled_layouts
from extremum.checking.multiples import multiples
from extremum.checking.others import other_variable, second_derivative
from extremum.checking.reading import Claim
from extremum.checking.search import Budget, other_edit, repairs, simple_edit
from extremum.checking.terms import leftover, missing_term, wrong_term
from extremum.checking.verdict import Verdict
from extremum.operations import construct as c

_NOTES = 2
_LOOKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    layouts, chain_rule, multiples, scaled_layouts, other_variable, second_derivative, conventions, wrong_term,
    missing_term, only_if,
)  # fmt: skip
"""The simple and specific ones first."""
_OF_ZERO = (layouts, other_variable, second_derivative, conventions)
"""Where the derivative is zero: no change of a factor or a term explains a claim that is not."""
_OTHER_QUESTIONS = {"convention", "structure_ignored", "derivative_of_other_variable", "hessian_for_gradient"}
_OF_PARTS = {"factor_wrong", "term_wrong", "term_extra", "term_missing"}


# -- the verdict -------------------------------------------------------------------------------------------------------
def wrong(question: Question, read: Claim, claim: Expr, refuted: str, notes: tuple[str, ...]) -> Verdict:
    """The verdict on a claim that is not the answer; ``refuted`` says by what."""
    rates = evidence.measured(question, claim)
    bench = Bench([question.f, question.x, question.expected, claim], [question.expected])
    case, budget = Case(question, claim, read.formula, bench), Budget()
    found = findings(case, budget)
    first, *others = found or [_unexplained(case)]
    if first.code in _OTHER_QUESTIONS:
        others = [finding for finding in others if finding.code != "only_if"]
    also = [f"Also: {finding.sentence}" for finding in others[:_NOTES]]
    if not found and budget.over:
        also.append("The search for the mistake was cut short.")
    lines = [f"differs: {refuted}", *evidence.seen(rates), *evidence.example(case)]
    return _verdict(question, claim, first, lines, (*notes, *also))


def unfit(question: Question, read: Claim, notes: tuple[str, ...]) -> Verdict:
    """The verdict on a text whose shapes do not fit: the error, and the change that makes it right."""
    problem = f"The shapes in the claim do not fit: {read.problem}"
    bench = Bench([question.f, question.x, question.expected], [question.expected])
    found = repairs(question, read.formula, bench) if read.formula is not None and bench.defined else None
    if found is None:
        return _verdict(question, None, Finding("shapes", problem, question.expected), [], notes)
    finding = Finding("shapes", f"{problem}\n{found.sentence}", found.corrected, found.written)
    return _verdict(question, None, finding, [], notes)


def _verdict(
    question: Question, claim: Expr | None, first: Finding, lines: list[str], notes: tuple[str, ...]
) -> Verdict:
    corrected = question.expected if first.corrected is None else first.corrected
    return Verdict(
        False, first.code, first.sentence, "\n".join(lines), str(question), question.stated, question.expected, claim,
        corrected, first.written or str(corrected), notes,
    )  # fmt: skip


# -- the findings ------------------------------------------------------------------------------------------------------
def findings(case: Case, budget: Budget) -> list[Finding]:
    """The diagnoses that apply, the best first; the long search only where nothing else explains the claim."""
    if not case.bench.defined:
        return []
    if c.is_zero(case.expected):
        return [finding for look in _OF_ZERO for finding in _verified(case, look(case))]
    found = [finding for look in _LOOKS for finding in _verified(case, look(case))]
    first = [f for f in found if not f.rank] or _verified(case, simple_edit(case, budget))
    found = [*first, *sorted((f for f in found if f.rank), key=lambda f: f.rank)]
    if not first:
        found = [*_verified(case, structure_assumed(case)), *found]
    if not found:
        found = _verified(case, other_edit(case, budget)) or _verified(case, leftover(case)) or _turned(case, budget)
    if case.claim.shape != case.expected.shape and found and found[0].code in _OF_PARTS:
        return [_as_shapes(case, found[0]), *found[1:]]
    return found


def _verified(case: Case, found: Iterator[Finding]) -> list[Finding]:
    """Findings whose corrected formula is the answer."""
    return [f for f in found if f.corrected is None or f.corrected is case.expected or case.right(f.corrected)]


def _turned(case: Case, budget: Budget) -> list[Finding]:
    """What is wrong with the transpose of a claim that has the shape of the transposed answer."""
    if case.claim.shape != case.expected.shape[::-1] or case.claim.shape == case.expected.shape:
        return []
    found = findings(Case(case.question, c.transpose(case.claim), None, case.bench), budget)
    words = f"{_shapes_differ(case.question, case.claim)}: it is laid out transposed. Besides, of its transpose: "
    return [Finding("layout", f"{words}{finding.sentence}", case.expected) for finding in found[:1]]


def _as_shapes(case: Case, finding: Finding) -> Finding:
    sentence = f"{_shapes_differ(case.question, case.claim)}. {finding.sentence}"
    return Finding("shapes", sentence, finding.corrected, finding.written)


def _unexplained(case: Case) -> Finding:
    if case.claim.shape != case.expected.shape:
        return Finding("shapes", f"{_shapes_differ(case.question, case.claim)}.", case.expected)
    if c.is_zero(case.expected):
        sentence = f"f does not change with {case.question.x}: {case.question.names} is zero."
        return Finding("wrong", sentence, case.expected)
    return Finding(
        "wrong", f"The claim is not {case.question}, and no single change that was tried makes it so.", case.expected
    )


def _shapes_differ(question: Question, claim: Expr) -> str:
    due = sized(question.expected)
    like = f", as {question.x} is" if question.what == "gradient" else ""
    return f"The claim is {sized(claim)}, but {question} is {due}{like}"
