"""``Expr.evaluate`` by generated code: an expression is interpreted once, and compiled when it is asked for again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, final
from weakref import WeakKeyDictionary

from extremum.algebra.dims import Dim
from extremum.algebra.errors import DataError, ShapeError, UnsupportedError
from extremum.algebra.evaluate import Scope
from extremum.algebra.lazy import numpy as np
from extremum.algebra.node import Expr
from extremum.algebra.room import memory
from extremum.compiling.arguments import arguments_in
from extremum.compiling.carrying import carried
from extremum.compiling.compiled import Compiled, compile
from extremum.compiling.familiar import Familiar, familiar
from extremum.compiling.term import Term, topological
from extremum.data.binding import scope_for
from extremum.data.given import given


@final
class Program:
    """The code of one expression, and what its last data were like.

    It refers to no expression but to symbols, so that it does not keep the one alive to which it belongs.
    """

    def __init__(self, made: Compiled) -> None:
        self._inputs, self._run = made.plan.inputs, made.values
        self._order = topological(made.plan.terms.values())
        self._carried = carried(list(made.plan.terms.values()))
        self._shapes = _shapes(self._order)
        self._familiar: Familiar | None = None
        self._held = any(term.op == "held" for term in self._order)

    def value(self, root: Expr, data: Mapping[Any, Any], keywords: Mapping[str, Any]) -> Any:
        """The value of the expression, whose code this is; None where the interpreter must say what is wrong."""
        both = {**data, **keywords} if keywords else data
        if self._familiar is not None:
            found = self._found(self._familiar.arguments(both))
            if found is not None and self._familiar.stands(found):
                return found
        return self._found(self._checked(root, data, keywords, both))

    def _found(self, arguments: dict[str, Any] | None) -> Any:
        """What the code gives; None where it fails, has no arguments, or a quantity may not be as it is declared."""
        try:
            found = None if arguments is None else self._run.unchecked(arguments)
            return None if self._held and found is not None and np.isnan(found).any() else found
        except Exception:
            return None

    def value_in(self, scope: Scope) -> Any:
        """The value on data that are in a scope; None as of :meth:`value`."""
        return self._found(arguments_in(self._inputs, scope)) if self._fits(scope) else None

    def _fits(self, scope: Scope) -> bool:
        return all(_has_room(shape, scope) for shape in self._shapes)

    def _checked(self, root: Expr, data: Any, keywords: Mapping[str, Any], both: Mapping[Any, Any]) -> Any:
        """The arguments, checked; None where an array would not fit into the memory of the machine, or where an index
        is outside of its range, so that there is no value, or one without a meaning."""
        arrays, numbers = given([root], data, keywords)
        scope = scope_for([root], arrays, numbers)
        if not self._fits(scope):
            return None
        try:
            values = arguments_in(self._inputs, scope)
        except DataError:
            return None
        self._familiar = familiar(both, self._inputs, values, self._order, self._carried)
        return values


_PROGRAMS: WeakKeyDictionary[Expr, Program | None] = WeakKeyDictionary()
"""The program of each expression that was evaluated more than once; None where it has no code."""


def evaluated(root: Expr, data: Mapping[Any, Any], keywords: Mapping[str, Any]) -> Any:
    """The value of an expression by its code; None where there is none, or where the interpreter must say what is
    wrong.

    Raises:
        DataError: as :meth:`Expr.evaluate` does of data that do not fit.
    """
    program = _program_of(root)
    return None if program is None else program.value(root, data, keywords)


def evaluated_in(root: Expr, scope: Scope) -> Any:
    """The value of an expression on data that are in a scope; None as of :func:`evaluated`."""
    program = _program_of(root)
    return None if program is None else program.value_in(scope)


def _program_of(root: Expr) -> Program | None:
    if root not in _PROGRAMS:
        _PROGRAMS[root] = _program(root)
    return _PROGRAMS[root]


def _program(root: Expr) -> Program | None:
    """The program of an expression; of a symbol there is none, for it would keep the symbol, nor of what Newton's
    method finds, for which data may give a start."""
    if root.op.variable:
        return None
    try:
        made = compile(root)
    except UnsupportedError:
        return None
    return None if any(term.op == "root" for term in topological(made.plan.terms.values())) else Program(made)


def _shapes(order: list[Term]) -> list[tuple[Dim, ...]]:
    """The shapes of arrays, but for those that change within loops."""
    return list({term.shape: None for term in order if len(term.shape) > 1 and not term.indices})


def _has_room(shape: tuple[Dim, ...], scope: Scope) -> bool:
    size = 8
    try:
        for dim in shape:
            size *= scope.dim(dim)
    except ShapeError:
        return True
    return size <= memory()
