"""Solutions that are there multiply: ``inv(A) B C`` is ``S C`` where ``S = inv(A) B`` is computed anyway, also where C
is diagonal and scales the columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from extremum.compiling.candidates import cheapest
from extremum.compiling.passes.program import Pass, Program
from extremum.compiling.term import Term
from extremum.compiling.terms import Terms

SOLVERS = ("solve", "cho_solve", "solve_lower", "solve_upper")


def _run(program: Program) -> Program:
    present, uses = {term for term in program.order() if term.name in SOLVERS}, program.uses()
    return program.rewritten(lambda term: _multiplied(program.terms, term, present, uses))


def _multiplied(terms: Terms, term: Term, present: Collection[Term], uses: Counter[Term]) -> Term | None:
    """A solution with a product at the right, which nothing else needs, through that with what the product begins
    with."""
    if term.name not in SOLVERS:
        return None
    matrix, right = term.parts
    scaled = _scaled(right)
    if scaled is not None and (solution := terms.call(term.name, (matrix, scaled))) in present:
        return terms.again(right, [solution if part is scaled else part for part in right.parts])
    if uses[right] > 1:
        return None
    for before, after in _cuts(right, ()):
        solution = terms.call(term.name, (matrix, before))
        if solution in present:
            return _product(terms, _multiplied(terms, solution, present, uses) or solution, after)
    return None


def _scaled(right: Term) -> Term | None:
    """The one matrix in a product with numbers and with a row that scales its columns."""
    whole = [k for k, part in enumerate(right.parts) if part.rank == 2]
    if right.op != "times" or len(whole) != 1 or right.rank != 2 or whole[0] >= _over(right):
        return None
    matrix = right.parts[whole[0]]
    return None if matrix.thin or matrix.shape != right.shape else matrix


def _over(product: Term) -> int:
    """How many factors stand above the bar."""
    assert isinstance(product.data, int)
    return product.data


def _cuts(product: Term, after: tuple[Term, ...]) -> Iterator[tuple[Term, tuple[Term, ...]]]:
    """What a product of matrices begins with, and the factors that follow, the longest beginning first."""
    while product.op == "matmul" and product.parts[0].rank == 2:
        product, last = product.parts
        after = (last, *after)
        yield product, after


def _product(terms: Terms, first: Term, factors: tuple[Term, ...]) -> Term:
    """From the left or from the right."""
    from_left, (*before, from_right) = first, factors
    for factor in factors:
        from_left = terms.matmul(from_left, factor)
    for factor in reversed(before):
        from_right = terms.matmul(factor, from_right)
    return cheapest(from_left, terms.matmul(first, from_right), sizes={})


SOLUTIONS = Pass("solutions", "a solution that is there is multiplied, and no system is solved again", _run)
