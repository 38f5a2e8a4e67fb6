"""Extrema in closed form: the stationarity equations, solved one block at a time, and the kind of the extremum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extremum.algebra.errors import ExtremumError, InternalError, NotAScalarError, UnsupportedError
from extremum.algebra.facts import reason
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.derivatives import gradient, variable
from extremum.operations import construct as c
from extremum.operations.operators import as_expr
from extremum.simplify.question import one_question
from extremum.simplify.search import simplify
from extremum.solving.conditions import condition_for
from extremum.solving.isolate import Isolated, Move, isolate
from extremum.solving.kind import kind_of
from extremum.solving.numeric import always_singular
from extremum.solving.solution import Condition, Solution

SENSES = {"min": "minimum", "max": "maximum"}
_CONFINED = ("unit", "orthogonal", "simplex", "onehot", "binary", "sign", "integer")
"""Structures in which no extremum is expected where the derivative is zero."""
_BUT_FOR_INVERSE = {"positive_definite": "positive_semidefinite"}
"""What is left of a fact where invertibility is known."""


@one_question()
def solve(f: Any, variables: Expr | str | Sequence[Expr | str], sense: str | None = None) -> Solution:
    """The stationary point of a scalar in closed form, with its kind, its conditions and the steps.

    >>> import extremum as ex
    >>> n, m = ex.dims("n m")
    >>> X, w, y = ex.matrix("X", n, m, "full_column_rank"), ex.vector("w", m), ex.vector("y", n)
    >>> solution = solve(ex.norm2(X @ w - y)**2, w, sense="min")
    >>> solution[w], solution.kind
    (pinv(X)*y, 'minimum')

    Raises:
        NotAScalarError: f is not a scalar.
        UnsupportedError: these rules find no closed form; the message says where they stopped, and that
            ex.minimize finds it by iteration; or a variable is confined, such as to unit length.
        ExtremumError: the stationary point is not of the kind that ``sense`` asks for.
    """
    objective = as_expr(f)
    if not objective.is_scalar:
        raise NotAScalarError(f"solve needs a scalar objective, but {objective} is {objective.rows}×{objective.cols}")
    if sense not in (None, *SENSES):
        raise ExtremumError(f"sense is 'min', 'max' or None, not {sense!r}")
    names = variables if isinstance(variables, list | tuple) else [variables]
    unknowns = [variable(objective, v) for v in names]
    for unknown in unknowns:
        _must_be_free(unknown)
    equations = dict(zip(unknowns, gradient(objective, unknowns), strict=True))
    solved, steps, needed = _eliminate(equations)
    values = _substituted_back(solved, unknowns)
    shown = {unknown: solved[unknown] for unknown in unknowns}
    _confirm(equations, values)
    kind = kind_of(objective, values)
    if sense is not None and kind.kind not in (SENSES[sense], "stationary"):
        raise ExtremumError(f"the stationary point is a {kind.kind}, not a {SENSES[sense]}: {kind.reason}")
    conditions = _conditions([*needed, *_declared_invertible(shown)], values)
    notes = [*kind.notes, *_structure_notes(values)]
    return Solution(objective, values, shown, kind.kind, kind.reason, conditions, steps, notes)


def _must_be_free(unknown: Expr) -> None:
    facts = [fact for fact in unknown.assumptions if fact in _CONFINED]
    if facts:
        raise UnsupportedError(
            f"{unknown.name} is declared {facts[0]}, and an extremum over that structure is not where the derivative "
            f"is zero: it needs a multiplier for the constraint"
        )


def _structure_notes(values: dict[Expr, Expr]) -> list[str]:
    """What is declared of an unknown and not known of its value: the solution is one only where it holds.

    That a value is invertible is among the conditions.
    """
    return [
        f"{symbol.name} is declared {fact}: the solution holds where its value is {fact}"
        for symbol, value in values.items()
        for fact in symbol.assumptions
        if fact != "invertible" and not reason(value, _BUT_FOR_INVERSE.get(fact, fact))
    ]


def _conditions(matrices: list[Expr], values: dict[Expr, Expr]) -> list[Condition]:
    """What must be invertible and is not known to be, in terms of the unknowns, each once."""
    found: dict[Expr, Condition] = {}
    for matrix in matrices:
        whole = simplify(replace(matrix, values))
        if not reason(whole, "nonzero" if whole.is_scalar else "invertible"):
            found.setdefault(whole, condition_for(whole, matrix))
    return list(found.values())


def _declared_invertible(values: dict[Expr, Expr]) -> list[Expr]:
    """Unknowns that are declared invertible: their values must be so."""
    return [value for symbol, value in values.items() if reason(symbol, "invertible")]


def _eliminate(equations: dict[Expr, Expr]) -> tuple[dict[Expr, Expr], list[tuple[str, list[Move]]], list[Expr]]:
    """Solves the equations in the order in which the rules can.

    A solution that holds other unknowns is put into the rest; one that does not keeps its name there: it is known.
    """
    open_equations = dict(equations)
    solved: dict[Expr, Expr] = {}
    steps: list[tuple[str, list[Move]]] = []
    needed: list[Expr] = []
    while open_equations:
        found = _first(open_equations)
        if found is None:
            raise UnsupportedError(_stuck(open_equations))
        symbol, isolated = found
        equation = open_equations.pop(symbol)
        zero = c.number(0) if equation.is_scalar else c.like_zeros(equation)
        start = Move("stationarity", equation, zero)
        steps.append((f"∂/∂{symbol} = 0, solved for {symbol}:", [start, *isolated.moves]))
        needed += isolated.conditions
        solved[symbol] = isolated.value
        if contains(isolated.value, list(open_equations)):
            open_equations = {v: simplify(replace(e, {symbol: isolated.value})) for v, e in open_equations.items()}
    return solved, steps, needed


def _first(equations: dict[Expr, Expr]) -> tuple[Expr, Isolated] | None:
    found = [
        (symbol, isolated)
        for symbol, equation in equations.items()
        if (isolated := isolate(equation, symbol)) is not None and not contains(isolated.value, [symbol])
    ]
    found.sort(key=lambda item: (not _trusted(item[1]), len(item[1].conditions)))
    return next((item for item in found if _exists(item[1])), None)


def _exists(isolated: Isolated) -> bool:
    return not any(always_singular(matrix) for matrix in isolated.conditions)


def _trusted(isolated: Isolated) -> bool:
    """Whether what had to be invertible is free of unknowns and positive semidefinite at least, as in least squares."""
    return all(m.is_scalar or reason(m, "positive_semidefinite") for m in isolated.conditions)


def _stuck(equations: dict[Expr, Expr]) -> str:
    shown = "; ".join(f"∂/∂{v}: {e} = 0" for v, e in equations.items())
    return f"no closed form found: these rules do not solve {shown}. ex.minimize finds the extremum by iteration"


def _substituted_back(solved: dict[Expr, Expr], order: list[Expr]) -> dict[Expr, Expr]:
    """Each value in terms of the data alone: each solution put into those that hold its unknown."""
    done = dict(solved)
    while any(contains(value, order) for value in done.values()):
        done = {symbol: simplify(replace(value, done)) for symbol, value in done.items()}
    return {symbol: done[symbol] for symbol in order}


def _confirm(equations: dict[Expr, Expr], values: dict[Expr, Expr]) -> None:
    """Puts the solution into every equation: each must vanish.

    Raises:
        InternalError: one does not.
    """
    from extremum.verify import equal

    for symbol, equation in equations.items():
        left = simplify(replace(equation, values))
        zero = c.number(0) if left.is_scalar else c.like_zeros(left)
        if left is not zero and equal(left, zero).verdict == "differs":
            raise InternalError(f"the solution does not satisfy ∂/∂{symbol} = 0: {left}")
