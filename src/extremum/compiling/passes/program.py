"""A program of array terms, and a pass over it: from a program to an equal one that costs less or is more exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import final

from extremum.algebra.dims import Dim
from extremum.compiling import costs
from extremum.compiling.term import Term, topological
from extremum.compiling.terms import Terms


@final
@dataclass(frozen=True, slots=True)
class Program:
    """The terms of the results, in the table in which they were made."""

    terms: Terms
    roots: tuple[Term, ...]

    def order(self) -> list[Term]:
        """All terms, parts first."""
        return topological(self.roots)

    def cost(self) -> Dim:
        """The operations, as a polynomial in the dimensions."""
        return costs.total(self.roots)

    def uses(self) -> Counter[Term]:
        """How often each term is a part of others, or a result."""
        return Counter([part for term in self.order() for part in term.parts] + list(self.roots))

    def rewritten(self, rule: Callable[[Term], Term | None]) -> Program:
        """The program with terms replaced by what a rule makes of them, their parts first."""
        changed: dict[Term, Term] = {}
        for term in self.order():
            parts = [changed[part] for part in term.parts]
            same = all(a is b for a, b in zip(parts, term.parts, strict=True))
            again = term if same else self.terms.again(term, parts)
            found = rule(again)
            changed[term] = again if found is None else found
        return Program(self.terms, tuple(changed[root] for root in self.roots))

    def replaced(self, by: Mapping[Term, Term]) -> Program:
        """The program with terms replaced by equal ones, within those too."""
        changed: dict[Term, Term] = {}

        def new(term: Term) -> Term:
            for one in topological([term]):
                if one not in changed:
                    parts = [changed[part] for part in one.parts]
                    same = all(a is b for a, b in zip(parts, one.parts, strict=True))
                    changed[one] = one if same else self.terms.again(one, parts)
            return changed[term]

        for term in self.order():
            if term in by:
                changed[term] = new(by[term])
            elif term not in changed:
                new(term)
        return Program(self.terms, tuple(changed[root] for root in self.roots))


@final
@dataclass(frozen=True, slots=True)
class Pass:
    """says: what it does, as a sentence; run: from a program to an equal one; whole: whether it needs all data in one
    call, for it puts sums over samples where no stage finds them."""

    name: str
    says: str
    run: Callable[[Program], Program]
    whole: bool = False


@final
@dataclass(frozen=True, slots=True)
class Step:
    """What a pass did: the programs before and after it."""

    made_by: Pass
    before: Program
    after: Program


def run(passes: Sequence[Pass], program: Program) -> tuple[Program, list[Step]]:
    """The program after all passes, and those that changed it."""
    steps: list[Step] = []
    for one in passes:
        after = one.run(program)
        if after.roots != program.roots:
            steps.append(Step(one, program, after))
        program = after
    return program, steps
