"""Products that several chains of matrices have in common, up to transposes, are computed once.

The pair of neighbours that most chains have becomes a factor of its own, again and again (Larsson & Moffat 1999); all
pairs that as many have, without a common factor, are taken in one round, so that long chains need few rounds.
Chains of unequal sizes are taken so only where that is never dearer, whichever dimension is large.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import final

from extremum.algebra.dims import Atom
from extremum.compiling import costs
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term
from extremum.compiling.terms import Terms

Word = tuple[Term, ...]
_MANY = 100


def _run(program: Program) -> Program:
    words = _words(program)
    if not _Pairs(program.terms).common(words.values()):
        return program
    made = _Shared(program.terms, words)
    after = program.replaced({term: made.product(term) for term in words})
    return after if _is_cheaper(after, program) else program


def _is_cheaper(after: Program, before: Program) -> bool:
    """Whether a program costs less, and never more where one of the dimensions is large."""
    new, old = after.cost(), before.cost()
    sizes: list[Mapping[Atom, int]] = [{atom: _MANY * costs.TYPICAL} for atom in (*old.atoms(), *new.atoms())]
    never_more = all(costs.typical(new, one) <= costs.typical(old, one) for one in sizes)
    return never_more and costs.typical(new) < costs.typical(old)


def _words(program: Program) -> dict[Term, Word]:
    """The factors of each product of matrices that is not a factor of products alone."""
    order = program.order()
    apart = {*map(_upright, program.roots)}
    for term in order:
        if not _is_product(term) and term.op != "transpose":
            apart |= {*map(_upright, term.parts)}
    return {term: _factors(program.terms, term) for term in order if _is_product(term) and term in apart}


def _is_product(term: Term) -> bool:
    return term.op == "matmul" and term.parts[0].rank == term.parts[1].rank == 2


def _upright(term: Term) -> Term:
    return term.parts[0] if term.op == "transpose" else term


def _factors(terms: Terms, term: Term) -> Word:
    """The factors of a product, with those of the products among them."""
    found: list[Term] = []
    stack = [(term, False)]
    while stack:
        one, turned = stack.pop()
        if _is_product(one):
            stack.extend((part, turned) for part in (one.parts if turned else reversed(one.parts)))
        elif one.op == "transpose" and _is_product(one.parts[0]):
            stack.append((one.parts[0], not turned))
        else:
            found.append(terms.transpose(one) if turned else one)
    return tuple(found)


@final
class _Pairs(dict[Word, Word]):
    """Each pair of factors with its transpose, which is made once."""

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self.terms = terms

    def __missing__(self, pair: Word) -> Word:
        first, second = pair
        turned = self[pair] = (self.terms.transpose(second), self.terms.transpose(first))
        return turned

    def met(self, words: Iterable[Word]) -> Counter[Word]:
        """How often neighbours meet, also as transposes of both, without overlaps; the first of both ways counts."""
        found: Counter[Word] = Counter()
        for word in words:
            last: dict[Word, int] = {}
            for at, pair in enumerate(pairwise(word)):
                turned = self[pair]
                key = turned if turned in found else pair
                if last.get(key, -2) < at - 1:
                    found[key] += 1
                    last[key] = at
        return found

    def common(self, words: Iterable[Word]) -> list[Word]:
        """The pairs that meet most often, no two with a common factor; none where each meets once."""
        found = self.met(words)
        most = max(found.values(), default=0)
        chosen: list[Word] = []
        taken: set[Term] = set()
        for pair in (pair for pair, count in found.items() if count == most > 1):
            factors = {*map(_upright, pair)}
            if taken.isdisjoint(factors):
                chosen.append(pair)
                taken |= factors
        return chosen


@final
class _Shared:
    """Chains in which pairs that meet several times are factors of their own."""

    def __init__(self, terms: Terms, words: Mapping[Term, Word]) -> None:
        self.terms, self.words = terms, dict(words)
        pairs = _Pairs(terms)
        while chosen := pairs.common(self.words.values()):
            joined = {pair: terms.matmul(*pair) for pair in chosen}
            by = joined | {pairs[pair]: terms.transpose(product) for pair, product in joined.items()}
            self.words = {term: _replaced(word, by) for term, word in self.words.items()}

    def product(self, term: Term) -> Term:
        """The product of a chain, from the left."""
        first, *rest = self.words[term]
        for factor in rest:
            first = self.terms.matmul(first, factor)
        return first


def _replaced(word: Word, by: Mapping[Word, Term]) -> Word:
    found: list[Term] = []
    at = 0
    while at < len(word):
        joined = by.get(word[at : at + 2])
        found.append(word[at] if joined is None else joined)
        at += 1 if joined is None else 2
    return tuple(found)


PRODUCTS = Pass("products", "products that several chains have in common are computed once", _run)
