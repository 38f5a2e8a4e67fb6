"""Sums of products with a common factor as one product of a sum: ``A B + A C = A (B + C)``.

With a transpose beside it, half of a symmetric product goes to each: ``A'B + B'A + A'A = W + W'``, ``W = A'(B + A/2)``;
so it is with outer products of vectors.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term
from extremum.compiling.terms import Terms

Items = list[tuple[Fraction, Term]]


def _run(program: Program) -> Program:
    uses = program.uses()
    return program.rewritten(lambda term: _collected(program.terms, term, uses))


def _collected(terms: Terms, term: Term, uses: Counter[Term]) -> Term | None:
    if term.op != "add" or not isinstance(term.data, tuple) or term.rank < 2:
        return None
    items = list(zip(term.data, term.parts, strict=True))
    for found in (_symmetric(terms, _opened(items, uses), uses), _common(terms, items, uses)):
        if found is not None:
            return terms.add([q for q, _ in found], [part for _, part in found])
    return None


def _opened(items: Items, uses: Counter[Term]) -> Items:
    """The terms of a sum, those of sums among them in their places."""
    found: Items = []
    for q, part in items:
        if part.op == "add" and isinstance(part.data, tuple) and uses[part] == 1 and part.rank == 2 and not part.thin:
            found += [(q * p, inner) for p, inner in zip(part.data, part.parts, strict=True)]
        else:
            found.append((q, part))
    return found


def _common(terms: Terms, items: Items, uses: Counter[Term]) -> Items | None:
    """Two products with one factor, which nothing else needs."""
    for k, (p, first) in enumerate(items):
        for q, second in items[k + 1 :]:
            joined = _joined(terms, (p, first), (q, second)) if uses[first] == uses[second] == 1 else None
            if joined is not None:
                rest = [item for item in items if item[1] is not first and item[1] is not second]
                return [(Fraction(1), joined), *rest]
    return None


def _joined(terms: Terms, one: tuple[Fraction, Term], other: tuple[Fraction, Term]) -> Term | None:
    """``p A B + q A C`` or ``p B A + q C A`` as one product."""
    (p, first), (q, second) = one, other
    if not _is_product(first) or not _is_product(second):
        return None
    (a, b), (c, d) = first.parts, second.parts
    if a is c and b.shape == d.shape:
        return terms.matmul(a, terms.add([p, q], [b, d]))
    if b is d and a.shape == c.shape:
        return terms.matmul(terms.add([p, q], [a, c]), b)
    return None


def _symmetric(terms: Terms, items: Items, uses: Counter[Term]) -> Items | None:
    """``q W + q W'`` and a Gram matrix that shares a factor with W: half of it goes to W."""
    for q, product in items:
        turned = terms.transpose(product)
        if (q, turned) not in items or uses[turned] != 1 or uses[product] != 2:
            continue
        for p, gram in items:
            if uses[gram] == 1:
                joined = _with_half(terms, (q, product), (p / 2, gram))
                if joined is not None:
                    used = (product, turned, gram)
                    rest = [item for item in items if item[1] not in used]
                    return [(Fraction(1), joined), (Fraction(1), terms.transpose(joined)), *rest]
    return None


def _with_half(terms: Terms, one: tuple[Fraction, Term], other: tuple[Fraction, Term]) -> Term | None:
    """``q A B + p A A'``, ``q A B + p A C A'`` or ``q a b' + p s a a'`` as one product."""
    (q, product), (p, gram) = one, other
    if product.name == "outer":
        left, right = product.parts
        more = _in_place(terms, gram, terms.call("outer", (left, left)), left)
        return None if more is None else terms.call("outer", (left, terms.add([q, p], [right, more])))
    if not _is_product(product) or not _is_gram(gram):
        return None
    solution = _solution(terms, gram, product.parts[0])
    return _joined(terms, one, other if solution is None else (p, terms.matmul(product.parts[0], solution)))


def _solution(terms: Terms, gram: Term, left: Term) -> Term | None:
    """``inv(A) B`` of ``Z'Z = B' inv(A) B``, ``Z = inv(L) B``, where B' is what is at the left."""
    half = gram.parts[1]
    fits = half.name == "solve_lower" and half.parts[0].name == "cholesky" and terms.transpose(half.parts[1]) is left
    return terms.call("cho_solve", half.parts) if fits else None


def _in_place(terms: Terms, term: Term, square: Term, vector: Term) -> Term | None:
    """A multiple of a matrix, as the same multiple of a vector."""
    if term is square:
        return vector
    numbers = [part for part in term.parts if part is not square]
    if term.op != "times" or len(numbers) != len(term.parts) - 1 or any(part.rank for part in numbers):
        return None
    assert isinstance(term.data, int)
    over, under = term.parts[: term.data], term.parts[term.data :]
    return terms.times([vector if part is square else part for part in over], under) if square in over else None


def _is_product(term: Term) -> bool:
    return term.op == "matmul" and term.parts[0].rank == term.parts[1].rank == 2


def _is_gram(term: Term) -> bool:
    """``A'A``."""
    return _is_product(term) and term.parts[0].op == "transpose" and term.parts[0].parts[0] is term.parts[1]


COLLECTED = Pass("collected", "a common factor of several products is multiplied once", _run)
