"""One additive term of the claim is wrong, missing or too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr, Rational
from extremum.calculus.derivatives import gradient, jacobian
from extremum.checking.case import Case, Finding, times
from extremum.checking.multiples import is_composite, multiple
from extremum.checking.syntax import Formula, made
from extremum.operations import construct as c
from extremum.operations.binders import SUM_OVER, close, fresh_index, open_body
from extremum.operations.sum import terms_of
from extremum.reading.source import Tree
from extremum.simplify.expand import expanded
from extremum.simplify.search import simplify

_TERMS, _LEFT = 12, 3


# -- the claim's terms, as written -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Term:
    """A term as it was written: its sign, its tree and its value, the sign included."""

    sign: int
    tree: Tree
    value: Expr


def terms(formula: Formula) -> list[Term]:
    """The terms of a formula, brackets around sums opened where only a sign stands before them."""
    return [Term(sign, tree, c.multiple(sign, formula.value(tree))) for sign, tree in split(1, formula.tree)]


def split(sign: int, tree: Tree) -> Iterator[tuple[int, Tree]]:
    """The terms of a sum with their signs, those before the first factor of a product among them."""
    if tree.kind == "signed":
        yield from split(-sign if tree.text == "-" else sign, tree.parts[0])
    elif tree.kind == "sum":
        yield from split(sign, tree.parts[0])
        for operator, part in zip(tree.operators, tree.parts[1:], strict=True):
            yield from split(sign if operator == "+" else -sign, part)
    elif tree.kind == "chain" and tree.parts[0].kind == "signed":
        first, *others = tree.parts
        turned = -sign if first.text == "-" else sign
        yield from split(turned, made("chain", tree.text, first.parts[0], *others))
    else:
        yield sign, tree


def joined(parts: list[tuple[int, Tree]]) -> Tree:
    """The sum of signed terms."""
    (sign, first), *rest = parts
    lead = first if sign > 0 else made("signed", "-", first)
    if not rest:
        return lead
    return made("sum", " ".join("+" if s > 0 else "-" for s, _ in rest), lead, *(tree for _, tree in rest))


# -- one term is wrong or too much -------------------------------------------------------------------------------------
def wrong_term(case: Case) -> Iterator[Finding]:
    """A term that is to be left out, has a wrong sign or factor, or is transposed."""
    if case.formula is None or case.claim.shape != case.expected.shape:
        return
    found = terms(case.formula)
    if not 1 < len(found) <= _TERMS or any(term.value.shape != case.claim.shape for term in found):
        return
    gap = c.subtract(case.expected, case.claim)
    for k, term in enumerate(found):
        due = c.add(gap, term.value)
        yield from _judged(case, case.formula, found, k, due)


def _judged(case: Case, formula: Formula, found: list[Term], k: int, due: Expr) -> Iterator[Finding]:
    """What is wrong with term k, given what is due in its place."""
    term = found[k]
    shown = formula.text(term.tree)
    others = [(t.sign, t.tree) for j, t in enumerate(found) if j != k]
    if case.right(c.subtract(case.claim, term.value)):
        sentence = f"The term {_signed(term.sign, shown)} is too much: leave it out."
        yield _finding(case, formula, "term_extra", sentence, joined(others))
        return
    q = multiple(case, term.value, due)
    if q is c.number(-1):
        wrong, right_sign = ("+", "-") if term.sign > 0 else ("-", "+")
        sentence = f"The sign of a term is wrong: write {right_sign}{shown} for {wrong}{shown}."
        put = [(-t.sign if t is term else t.sign, t.tree) for t in found]
        yield _finding(case, formula, "term_wrong", sentence, joined(put))
    elif q is not None:
        right = formula.given(simplify(c.multiple(term.sign, c.product(c.power(q, -1), term.value))))
        sentence = f"A factor of the term {shown} is wrong: it is {times(q)} the right one, {formula.text(right)}."
        finding = _finding(case, formula, "term_wrong", sentence, _exchanged(found, k, right))
        yield replace(finding, rank=2 * is_composite(q))
    elif case.equal(due, c.transpose(term.value)):
        right = made("transpose", "'", term.tree)
        sentence = f"The term {shown} is transposed: write {formula.text(right)}."
        yield _finding(case, formula, "term_wrong", sentence, _exchanged(found, k, right))


def _exchanged(found: list[Term], k: int, tree: Tree) -> Tree:
    return joined([(t.sign, tree if j == k else t.tree) for j, t in enumerate(found)])


def _signed(sign: int, shown: str) -> str:
    return shown if sign > 0 else f"-{shown}"


def _finding(case: Case, formula: Formula, code: str, sentence: str, tree: Tree) -> Finding:
    try:
        corrected = formula.value(tree)
    except (ExtremumError, ZeroDivisionError):
        return Finding(code, sentence, case.expected)
    return Finding(code, sentence, corrected, formula.text(tree))


# -- a term is missing -------------------------------------------------------------------------------------------------
def missing_term(case: Case) -> Iterator[Finding]:
    """``answer - claim`` is the derivative of a term of f, or one or two terms of the answer."""
    if case.claim.shape != case.expected.shape or c.is_zero(case.claim):
        return
    gap = c.subtract(case.expected, case.claim)
    for candidate, why in _candidates(case):
        if candidate.shape == gap.shape and case.equal(gap, candidate):
            shown = simplify(candidate)
            sentence = f"A term is missing: {shown}{why}."
            corrected = c.add(case.claim, candidate)
            yield Finding("term_missing", sentence, corrected, _appended(case, shown))
            return


def _candidates(case: Case) -> Iterator[tuple[Expr, str]]:
    yield from ((part, f", the derivative of {term}") for term, part in _of_terms(case))
    pieces = list(dict.fromkeys(_pieces(case.expected)))
    if not 1 < len(pieces) <= _TERMS:
        return
    yield from ((piece, "") for piece in pieces)
    if len(pieces) > 2:
        yield from ((c.add(*pair), "") for pair in combinations(pieces, 2))


def _of_terms(case: Case) -> Iterator[tuple[Expr, Expr]]:
    """The terms of f with their derivatives, where f has several."""
    question = case.question
    parts = [c.multiple(q, term) for q, term in terms_of(question.f)]
    if not 1 < len(parts) <= _TERMS:
        return
    for part in parts:
        try:
            if question.f.is_scalar:
                yield part, gradient(part, question.x, convention=question.convention)
            else:
                yield part, jacobian(part, question.x, convention=question.convention)
        except ExtremumError:
            continue


def _pieces(expr: Expr) -> Iterator[Expr]:
    """The terms of an expression as it is, and multiplied out."""
    yield from (c.multiple(q, term) for q, term in terms_of(expr))
    grown = expanded(expr)
    if grown is not None:
        yield from (c.multiple(q, term) for q, term in terms_of(grown))


def _appended(case: Case, shown: Expr) -> str:
    if case.formula is None:
        return ""
    text = str(shown)
    if text.startswith("-"):
        return case.formula.text(made("sum", "-", case.formula.tree, case.formula.given(c.multiple(-1, shown))))
    return case.formula.text(made("sum", "+", case.formula.tree, case.formula.given(shown)))


# -- multiplied out ----------------------------------------------------------------------------------------------------
def leftover(case: Case) -> Iterator[Finding]:
    """Both sides multiplied out differ in a few terms: in their coefficients, or in the terms themselves."""
    if case.claim.shape != case.expected.shape:
        return
    ours, theirs = _coefficients(case.expected), _coefficients(case.claim)
    missing = [c.multiple(q, term) for term, q in ours.items() if term not in theirs]
    extra = [c.multiple(q, term) for term, q in theirs.items() if term not in ours]
    shared = [term for term in ours if term in theirs]
    changed = [(c.multiple(theirs[t], t), c.multiple(ours[t], t)) for t in shared if ours[t] != theirs[t]]
    if not shared or len(missing) + len(extra) + len(changed) > _LEFT:
        return
    if len(missing) == len(extra) == 1:
        changed, missing, extra = [*changed, (extra[0], missing[0])], [], []
    words = [f"{wrong} is to be {right}" for wrong, right in changed]
    words += [f"{term} is missing" for term in missing] + [f"{term} is too much" for term in extra]
    if words:
        code = "term_wrong" if len(words) > 1 or changed else "term_missing" if missing else "term_extra"
        yield Finding(code, f"Multiplied out: {'; '.join(words)}.", case.expected)


def _coefficients(expr: Expr) -> dict[Expr, Rational]:
    """The terms of an expression that is multiplied out, sums over samples term by term, with their coefficients."""
    grown = expanded(expr)
    found: dict[Expr, Rational] = {}
    for q, term in terms_of(expr if grown is None else grown):
        for r, part in _over_samples(term):
            found[part] = found.get(part, 0) + q * r
    return {part: q for part, q in found.items() if q}


def _over_samples(term: Expr) -> Iterator[tuple[Rational, Expr]]:
    """``Σ (a + b) = Σ a + Σ b``, multiplied out."""
    if term.op is not SUM_OVER:
        yield 1, term
        return
    index = fresh_index(term)
    body = open_body(term, index)
    grown = expanded(body)
    for q, part in terms_of(body if grown is None else grown):
        yield from ((q * r, each) for r, each in terms_of(close(SUM_OVER.name, part, index, term.size, term.start)))
