"""Conditions that hold for no data: each by itself, or not all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extremum.algebra.errors import ExtremumError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.sum import content
from extremum.solving.conditions import Condition, contradicted
from extremum.solving.essentials import essential
from extremum.solving.predicates import NONNEGATIVE, POSITIVE, POSITIVE_DEFINITE, POSITIVE_SEMIDEFINITE

_STRICT = (POSITIVE, POSITIVE_DEFINITE)
_SIGNS = (*_STRICT, NONNEGATIVE, POSITIVE_SEMIDEFINITE)


def never(conditions: Iterable[Condition]) -> Condition | None:
    """A condition that holds for no data, or for none that satisfy the others.

        >>> import extremum as ex
        >>> from extremum.solving.essentials import essential
    from extremum.solving.predicates import NONNEGATIVE, POSITIVE
        >>> a, b = ex.scalar("a"), ex.scalar("b", "positive")
        >>> never([Condition(POSITIVE, a, "a is positive"), Condition(NONNEGATIVE, -a*b, "a*b <= 0")])
        a*b <= 0
    """
    listed = list(conditions)
    alone = next(filter(contradicted, listed), None)
    return _together(essential(listed)) if alone is None and len(listed) > 1 else alone


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
