"""The claim is right only if a fact holds that was not declared: a matrix is symmetric, a vector has unit length, …"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from extremum.algebra.dims import ONE
from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import close
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.checking.bench import Bench
from extremum.checking.case import Case, Finding, listed
from extremum.operations import construct as c
from extremum.operations.leaves import declared, symbol
from extremum.structures import STRUCTURES, Kind, Structure, meant
from extremum.structures.combine import assumed
from extremum.verify import equal

_ALIKE, _GROUP = 5, 3


def only_if(case: Case) -> Iterator[Finding]:
    """Facts that would make the claim right, the weakest first: as few symbols as possible with the same fact."""
    if case.claim.shape != case.expected.shape:
        return
    symbols = _symbols(case)
    square = [s for s in symbols if s.rows is s.cols]
    *likely, last = assumed(square=True)
    found = next(_of_matrices(case, square, likely), None) or next(_commuting(case, square), None)
    if found is not None:
        yield found
        return
    yield from _of_vectors(case, symbols)
    yield from _of_matrices(case, square, [last])


def _of_matrices(case: Case, square: Sequence[Expr], structures: Sequence[Structure]) -> Iterator[Finding]:
    for structure in structures:
        needed = _needed(case, [s for s in square if _is_possible(s, structure.name)], structure.name)
        if needed:
            yield _finding(case, needed, structure.name)
            return


def _of_vectors(case: Case, symbols: Sequence[Expr]) -> Iterator[Finding]:
    vectors = [s for s in symbols if s.is_column]
    for structure in assumed(square=False):
        for s in vectors:
            fits = _is_possible(s, structure.name) and (s is not case.question.x or _varies(structure))
            if fits and not _known(case.claim, s, structure) and _right(case, {s: _with(s, structure.name)}):
                yield _finding(case, [s], structure.name)
                return


def _varies(structure: Structure) -> bool:
    """Whether a variable may be taken to have a structure, its derivative staying as it is."""
    return structure.kind not in (Kind.DISCRETE, Kind.POLYTOPE)


def _known(claim: Expr, s: Expr, structure: Structure) -> bool:
    """Whether the claim takes into account that the fact does not hold: it has a norm or a sum that would be 1."""
    asked = structure.asked(s) if structure.asked is not None else ()
    ones = [left for left, sign, right in asked if sign == "==" and right == 1]
    return contains(claim, ones)


def _symbols(case: Case) -> list[Expr]:
    """The symbols of both sides that are no scalars."""
    found = dict.fromkeys([*case.claim.symbols, *case.expected.symbols])
    return [s for s in found if not s.is_scalar and s.op.name == "symbol"]


def _with(s: Expr, fact: str) -> Expr:
    return symbol(s.name, *s.shape, (*declared(s), fact))


def _needed(case: Case, symbols: Sequence[Expr], fact: str) -> list[Expr]:
    """The fewest symbols of which the fact makes the claim right; none where it does not."""
    needed = list(symbols)
    if not needed or not _right(case, {s: _with(s, fact) for s in needed}):
        return []
    for s in symbols:
        fewer = [other for other in needed if other is not s]
        if fewer and _right(case, {other: _with(other, fact) for other in fewer}):
            needed = fewer
    return needed


def _right(case: Case, values: dict[Expr, Expr]) -> bool:
    """Whether the claim is the answer once symbols are replaced, and neither is then zero."""
    try:
        claim, expected = replace(case.claim, values), replace(case.expected, values)
    except (ExtremumError, ZeroDivisionError):
        return False
    if c.is_zero(expected):
        return False
    bench = Bench([claim, expected], [claim, expected])
    if not bench.defined or not bench.same(claim, expected) or not equal(claim, expected):
        return False
    return not bench.same(expected, c.like_zeros(expected))


def _is_possible(s: Expr, fact: str) -> bool:
    """Whether a symbol may have a fact that it is not known to have."""
    if fact in close(declared(s)):
        return False
    try:
        meant([*declared(s), fact])
    except ExtremumError:
        return False
    return True


def _finding(case: Case, needed: list[Expr], fact: str) -> Finding:
    names = listed([s.name for s in needed])
    are, words = "is" if len(needed) == 1 else "are", STRUCTURES[fact].words
    not_declared = "is not declared so" if len(needed) == 1 else "are not declared so"
    sentence = f"The claim is right only if {names} {are} {words}, and {names} {not_declared}."
    return Finding("only_if", sentence, case.expected, rank=1)


def _commuting(case: Case, square: Sequence[Expr]) -> Iterator[Finding]:
    """``A B = B A``, where that is all that is missing, for two matrices or for several, symmetric ones among them.

    Others are polynomials in A with free coefficients, as every matrix is that commutes with a generic A.
    """
    alike = [s for s in square if not set(declared(s)) - {"symmetric"}][:_ALIKE]
    for size in range(2, len(alike) + 1):
        for group in combinations(alike, size):
            if len({s.shape for s in group}) > 1 or len(group) > _GROUP:
                continue
            for symmetric in (False, True):
                found = _if_commuting(case, group, symmetric)
                if found is not None:
                    yield found


def _if_commuting(case: Case, group: Sequence[Expr], symmetric: bool) -> Finding | None:
    declared_so = [s for s in group if "symmetric" in declared(s)]
    if declared_so and not symmetric and len(declared_so) < len(group):
        return None
    first = _with(group[0], "symmetric") if symmetric else group[0]
    values = {s: _polynomial(first, k) for k, s in enumerate(group) if k} | {group[0]: first}
    if not _right(case, {s: value for s, value in values.items() if s is not value}):
        return None
    products = [f"{a}*{b} = {b}*{a}" for a, b in combinations([s.name for s in group], 2)]
    also = [s.name for s in group if symmetric and s not in declared_so]
    facts = f"{listed(also)} {'is' if len(also) == 1 else 'are'} symmetric and " if also else ""
    only = "" if also or len(group) > 2 else "only "
    sentence = f"The claim is right {only}if {facts}{listed(products)}, which is not known."
    return Finding("only_if", sentence, case.expected, rank=1)


def _polynomial(a: Expr, number: int) -> Expr:
    """``p I + q A + r A A`` with new scalars p, q and r."""
    powers = [c.eye(a.rows), a, c.product(a, a)]
    return c.add(*(c.product(symbol(f"%{number}{k}", ONE, ONE), power) for k, power in enumerate(powers)))
