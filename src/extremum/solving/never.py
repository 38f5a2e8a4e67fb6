"""Conditions that hold for no data: each by itself, or not all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace as changed

from extremum.algebra.errors import ExtremumError
from extremum.algebra.evaluate import Scope
from extremum.algebra.facts import holds
from extremum.algebra.fields import FLOATS
from extremum.algebra.names import numbers_in
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.convexity.region import Region
from extremum.operations import construct as c
from extremum.operations.sum import content, terms_of
from extremum.operations.wordalgebra import factors
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition, contradicted
from extremum.solving.essentials import essential
from extremum.solving.predicates import INVERTIBLE, NONNEGATIVE, POSITIVE, POSITIVE_DEFINITE, POSITIVE_SEMIDEFINITE
from extremum.solving.solution import SolutionSet
from extremum.solving.spectral_conditions import Separated

_STRICT = (POSITIVE, POSITIVE_DEFINITE)
_SIGNS = (*_STRICT, NONNEGATIVE, POSITIVE_SEMIDEFINITE)


def never(conditions: Iterable[Condition]) -> Condition | None:
    """A condition that holds for no data, or for none that satisfy the others.

    >>> import extremum as ex
    >>> from extremum.solving.predicates import INVERTIBLE, NONNEGATIVE, POSITIVE
    >>> a, b, n = ex.scalar("a"), ex.scalar("b", "positive"), ex.dims("n")
    >>> never([Condition(POSITIVE, a, "a is positive"), Condition(NONNEGATIVE, -a*b, "a*b <= 0")])
    a*b <= 0
    >>> never([Condition(INVERTIBLE, ex.ones(n, n), "ones(n, n) is invertible")])
    ones(n, n) is invertible
    """
    listed = list(conditions)
    alone = next((one for one in listed if contradicted(one) or _is_negative(one) or _fails_at_sizes(one)), None)
    return _together(essential(listed)) if alone is None and len(listed) > 1 else alone


def not_unique(found: SolutionSet) -> SolutionSet:
    """One of several solutions, without the condition that an eigenvalue is simple that never is, as of ``eye(n)``."""
    kept = [k for k in found.conditions if not (isinstance(k, Separated) and _fails(k))]
    return found if len(kept) == len(found.conditions) else changed(found, conditions=kept, unique="")


def _is_negative(condition: Condition) -> bool:
    """Whether bounds of what must be positive, or of the sum of the entries and the trace of what must be positive
    definite, say that it is not."""
    strict = condition.predicate in _STRICT
    if condition.predicate in (POSITIVE, NONNEGATIVE):
        must = [condition.matrix]
    elif condition.predicate in _SIGNS:
        must = [_along_ones(condition.matrix), simplify(c.trace(condition.matrix))]
    else:
        return False
    bounds = (Region(()).bounds(each) for each in must)
    return any(bound.nonpositive and (strict or bound.nonzero) for bound in bounds)


def _along_ones(matrix: Expr) -> Expr:
    """``1'M1``, the sum of the entries."""
    row, column = c.ones(1, matrix.rows), c.ones(matrix.cols)
    return simplify(c.combine([(q, c.product(row, term, column)) for q, term in terms_of(matrix)]))


def _fails_at_sizes(condition: Condition) -> bool:
    """Whether a condition without data does not hold at sizes from 2 on: one row or column is no case to speak of."""
    return type(condition) is Condition and _fails(_without_scalars(condition))


def _fails(condition: Condition) -> bool:
    if condition.matrix.symbols or condition.matrix.indices:
        return False
    names = numbers_in([condition.matrix])
    if names and condition.matrix.is_scalar:  # a condition on the sizes themselves
        return False
    return all(_is_broken_at(condition, dict.fromkeys(names, size)) for size in (_SIZES if names else _SIZES[:1]))


_SIZES = (2, 3, 4)


def _without_scalars(condition: Condition) -> Condition:
    """A condition on a matrix without factors of known sign before it; for one to be invertible, none is needed."""
    whole, scalars, word = factors(condition.matrix)
    signed = condition.predicate is INVERTIBLE or all(holds(scalar, "positive") for scalar in scalars)
    if not word or not signed:
        return condition
    matrix = c.multiple(1 if whole > 0 else -1, c.product(*word))
    return Condition(condition.predicate, matrix, condition.words)


def _is_broken_at(condition: Condition, sizes: dict[str, int]) -> bool:
    try:
        return condition.broken(Scope(FLOATS, {}, sizes)) is not None
    except (ExtremumError, ArithmeticError, ValueError):
        return False


def _together(conditions: Sequence[Condition]) -> Condition | None:
    """A condition that cannot hold where another one holds, which gives a symbol its sign or is about the same."""
    for k, given in enumerate(conditions):
        found = _with_sign(given) if given.predicate in _SIGNS else None
        for other in [*conditions[:k], *conditions[k + 1 :]]:
            if _is_opposite(given, other) or (found is not None and _is_broken(other, *found)):
                return other
    return None


def _is_opposite(given: Condition, other: Condition) -> bool:
    """Whether one says that something is positive, and the other that it is not."""
    if given.predicate not in _STRICT or other.predicate not in _SIGNS:
        return False
    (q, core), (p, same) = content(given.matrix), content(other.matrix)
    return core is same and q * p < 0


def _with_sign(given: Condition) -> tuple[Expr, Expr] | None:
    """A symbol that a condition is about, and what it is in terms of one of that sign."""
    q, symbol = content(given.matrix)
    if symbol.op.name != "symbol":
        return None
    facts = (*symbol.assumptions, given.predicate.fact)
    signed = c.build("symbol", (), (symbol.name, *symbol.shape, facts))
    return symbol, c.multiple(1 if q > 0 else -1, signed)


def _is_broken(condition: Condition, symbol: Expr, value: Expr) -> bool:
    if not contains(condition.matrix, [symbol]):
        return False
    try:
        matrix = replace(condition.matrix, {symbol: value})
    except ExtremumError:
        return False
    return contradicted(Condition(condition.predicate, matrix, condition.words))
