"""The bounded search for the edit that makes a claim right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import process_time

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.checking.bench import Bench
from extremum.checking.case import Case, Finding, Question, times
from extremum.checking.edits import OTHERS, SIMPLE, Edit, Edits
from extremum.checking.multiples import multiple
from extremum.checking.syntax import Formula, places
from extremum.checking.terms import split
from extremum.operations import construct as c
from extremum.reading.source import Tree

BUDGET, SECONDS = 800, 2.0
"""How many edits are tried, and for how long."""


@dataclass(slots=True)
class Budget:
    """How many edits may still be tried, and until when."""

    left: int = BUDGET
    end: float = 0.0
    over: bool = False

    def spent(self) -> bool:
        """Takes one from the budget; whether there was none."""
        self.end = self.end or process_time() + SECONDS
        self.left -= 1
        self.over = self.left < 0 or process_time() > self.end
        return self.over


def simple_edit(case: Case, budget: Budget) -> Iterator[Finding]:
    """A transpose, two factors swapped, an inverse, an operator, a function."""
    yield from _first(case, SIMPLE, budget)


def other_edit(case: Case, budget: Budget) -> Iterator[Finding]:
    """A factor missing or too much, an exponent, another symbol, a number."""
    yield from _first(case, OTHERS, budget)


def _first(case: Case, kinds: Sequence[Edits], budget: Budget) -> Iterator[Finding]:
    formula = case.formula
    if formula is None:
        return
    almost: Finding | None = None
    for edit in candidates(formula, kinds):
        if budget.spent():
            break
        tree = edit.place.put(edit.new)
        value = _value(formula, tree)
        if value is None or value.shape != case.expected.shape or tree is formula.tree:
            continue
        if case.right(value):
            yield Finding(edit.code, sentence(formula, edit), value, formula.text(tree))
            return
        if almost is None:
            almost = _up_to_a_factor(case, formula, edit, value)
    if almost is not None:
        yield almost


def repairs(question: Question, formula: Formula, bench: Bench) -> Finding | None:
    """The edit that makes a formula right whose shapes do not fit."""
    case = Case(question, question.expected, formula, bench)
    return next(_first(case, (*SIMPLE, *OTHERS), Budget()), None)


def candidates(formula: Formula, kinds: Sequence[Edits]) -> Iterator[Edit]:
    """All single edits, kind by kind."""
    found = list(places(formula.tree))
    for kind in kinds:
        for place in found:
            yield from kind(formula, place)


def _value(formula: Formula, tree: Tree) -> Expr | None:
    try:
        return formula.value(tree)
    except (ExtremumError, ZeroDivisionError):
        return None


def _up_to_a_factor(case: Case, formula: Formula, edit: Edit, value: Expr) -> Finding | None:
    """The edit leaves a wrong number in front."""
    if case.bench.ratios(value, case.expected) is None:
        return None
    q = multiple(case, value, case.expected)
    if q is None or not c.is_number(q):
        return None
    also = f" Then it is still {times(q)} {case.question.names}."
    return Finding(edit.code, sentence(formula, edit) + also, case.expected)


def sentence(formula: Formula, edit: Edit) -> str:
    """What is wrong, and what to write for it, in which term."""
    old, new = formula.bare(edit.place.tree), formula.bare(edit.new)
    whole = _term(formula, edit)
    inside = formula.text(whole)
    same = [place.tree for place in places(whole) if formula.bare(place.tree) == old]
    which = f" (the {_ORDINALS[same.index(edit.place.tree)]} one)" if 1 < len(same) <= len(_ORDINALS) else ""
    where = f" in {inside}" if whole is not edit.place.tree else ""
    return f"{edit.wrong}: write {new} for {old}{which}{where}."


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def _term(formula: Formula, edit: Edit) -> Tree:
    """The term of the formula in which the edit is made."""
    inside = {edit.place.tree, *(tree for tree, _ in edit.place.path)}
    found = [tree for _, tree in split(1, formula.tree) if tree in inside]
    return found[0] if found else formula.tree
