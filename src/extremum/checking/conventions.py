"""The claim follows another convention for a variable with a structure (symmetric, diagonal, …), or has none for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import replace
from extremum.calculus.derivatives import gradient, hessian, jacobian
from extremum.calculus.structure import CONVENTIONS, describe, structured, structured_columns, structures
from extremum.checking.bench import Bench
from extremum.checking.case import Case, Finding
from extremum.operations.leaves import declared, symbol
from extremum.structures import STRUCTURES, Kind
from extremum.verify import equal

_DERIVATIVES: dict[str, Callable[..., Expr]] = {"gradient": gradient, "Jacobian": jacobian, "Hessian": hessian}

_LINEAR = sorted(
    (name for name, structure in STRUCTURES.items() if structure.kind is Kind.SUBSPACE),
    key=lambda name: -STRUCTURES[name].assumed,
)


@dataclass(frozen=True, slots=True)
class _Option:
    """A convention, and the derivative by it."""

    name: str
    value: Expr


def _by(case: Case, f: Expr, x: Expr, names: tuple[str, ...]) -> Iterator[_Option]:
    """The derivative of f by each convention that has a meaning for x."""
    for name in names:
        try:
            yield _Option(name, _DERIVATIVES[case.question.what](f, x, convention=name))
        except ExtremumError:
            continue


def conventions(case: Case) -> Iterator[Finding]:
    """The derivative by another convention; one whose projection is right."""
    question = case.question
    if not structures(question.x):
        return
    structure = describe(question.x).split("; ")[0]
    here = f"{question.convention!r}, {_formula(question.x, question.convention)} ({structure})"
    others = tuple(name for name in CONVENTIONS if name != question.convention)
    for option in _by(case, question.of, question.x, others):
        if case.equal(case.claim, option.value):
            there = _formula(question.x, option.name)
            sentence = f"The claim is right by the convention {option.name!r}, {there}; asked for was {here}."
            yield Finding("convention", sentence, case.expected)
            return
    yield from _unprojected(case, here)


def _unprojected(case: Case, here: str) -> Iterator[Finding]:
    """``P(claim) = P(G)``: the gradient of one of the functions that agree on the structure, the structure ignored."""
    question = case.question
    if question.convention != "projection" or case.claim.shape != case.expected.shape:
        return
    projection = structured if question.what == "gradient" else structured_columns
    if case.right(projection(case.claim, question.x)):
        sentence = (
            f"The claim does not keep the structure of {question.x}, but its projection is right: asked for was {here}."
        )
        yield Finding("structure_ignored", sentence, case.expected)


def _formula(x: Expr, convention: str) -> str:
    """The convention in words, with its formula."""
    return describe(x, convention).split("; gradient: ")[1]


def structure_assumed(case: Case) -> Iterator[Finding]:
    """The claim is right, by one of the conventions, for a variable with a structure that was not declared."""
    x = case.question.x
    if structures(x) or x.is_scalar or x.rows is not x.cols or x.op.name != "symbol":
        return
    for fact in _LINEAR:
        with_fact = symbol(x.name, *x.shape, (*declared(x), fact))
        try:
            f, claim, expected = (replace(e, {x: with_fact}) for e in (case.question.of, case.claim, case.expected))
        except ExtremumError:  # under the fact it divides by zero, as 1/tr(X) does where X is skew
            continue
        bench = Bench([f, with_fact, claim, expected], [claim])
        if not bench.defined or bench.same(claim, expected):
            continue
        for option in _by(case, f, with_fact, ("independent", "vech")):
            if bench.same(claim, option.value) and equal(claim, option.value):
                words = _formula(with_fact, option.name)
                structure = fact.replace("_", " ")
                sentence = (
                    f"The claim is right for a {structure} {x}, by the convention {option.name!r}, {words}. "
                    f"{x} is not declared {structure}, so all its entries are independent here."
                )
                yield Finding("convention", sentence, case.expected)
                return
