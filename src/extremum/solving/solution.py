"""What :func:`extremum.solve` returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any, ClassVar

import numpy as np

from extremum.algebra.errors import DataError, NameUnknownError
from extremum.algebra.evaluate import Scope
from extremum.algebra.forms import Form
from extremum.algebra.names import numbers_in
from extremum.algebra.node import Expr
from extremum.algebra.traverse import write
from extremum.data.binding import evaluate_in, leaves_of, scope_for, tidy
from extremum.data.given import Sizes, by_name, given, together
from extremum.notation.displayed import Displayed
from extremum.notation.text import free_names, render
from extremum.operations import construct as c
from extremum.operations.leaves import MEMBER
from extremum.problems.constraint import Constraint
from extremum.problems.problem import Problem
from extremum.solving.conditions import Condition
from extremum.solving.isolate import Move
from extremum.solving.members import each, first, firsts, index_in, stacked
from extremum.solving.roots import Root
from extremum.verify.points import quietly

_FEASIBLE = 1e-6
"""Relative tolerance within which evaluated values satisfy the constraints."""


@dataclass(slots=True, repr=False)
class SolutionSet(Displayed):
    """The solutions of a problem, by one of them and what they are unique up to.

    values: an expression for each unknown, in terms of the data; shown: the same in terms of other unknowns, with the
    free parameters; kind: ``global minimum``, ``local maximum``, ``saddle``, ``stationary``, ``solution``, followed by
    ``where …`` if it needs a condition; reason: the certificate of the kind; unique: ``unique``, ``up to sign``,
    ``up to scale``, …, empty where it is not known; conditions: what must hold for the data; free: parameters that take
    any value; multipliers: of each constraint as it is written the ν of ``f + ν (left - right)``, stationary in the
    unknowns; source: the theorem that was used; steps: how the solution was found, as (heading, moves); roots: numbers
    in the values that have no closed form, each the root of a stated equation.

    >>> import extremum as ex
    >>> found = ex.solve("norm2(A*x - b)^2", "x", declarations="A[n,m]: full_column_rank; x[m]; b[n]")
    >>> found["x"], found.kind, found.unique
    (pinv(A)*b, 'global minimum', 'unique')
    """

    problem: Problem
    values: dict[Expr, Expr]
    shown: dict[Expr, Expr]
    kind: str
    reason: str
    unique: str = ""
    conditions: list[Condition] = field(default_factory=list)
    steps: list[tuple[str, list[Move]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    free: tuple[Expr, ...] = ()
    multipliers: list[tuple[Constraint, Expr]] = field(default_factory=list)
    source: str = ""
    roots: tuple[Root, ...] = ()

    printers: ClassVar[str] = "extremum.solving.display"

    @property
    def objective(self) -> Expr | None:
        """The objective, or None where equations were solved."""
        return self.problem.objective

    def __getitem__(self, unknown: Expr | str) -> Expr:
        name = unknown.name if isinstance(unknown, Expr) and unknown.op.name == "symbol" else unknown
        for symbol, value in self.values.items():
            if symbol is unknown or symbol.name == name:
                return value
        known = ", ".join(s.name for s in self.values)
        raise NameUnknownError(f"{unknown} was not solved for; the unknowns are {known}")

    def evaluate(self, data: Mapping[Any, Any] | None = None, /, **more: Any) -> dict[Expr, Any]:
        """The values on data, as :meth:`Expr.evaluate` takes them, by symbol; free parameters not given are zero.

        >>> import extremum as ex
        >>> ex.solve("norm2(A*x - b)^2 + norm2(x)^2", "x", "min", [], "A[m,n]; x[n]; b[m]").evaluate(A=[[1]], b=[4])
        {x: array([2.])}

        Raises:
            DataError: a condition or a constraint does not hold for these data.
        """
        data, dims = together({} if data is None else data, more, self._names)
        named = by_name(data)
        self._require_known(named, dims)
        found_roots = self._roots(named, data, dims)
        if found_roots:
            named = {**named, **found_roots}
        values = self.shown if any(z.name in named for z in self.free) else self.values
        counts = [c.dimension(x.size) for x in self.problem.unknowns if x.op is MEMBER]
        needed = firsts([*values.values(), *(k.matrix for k in self.conditions), *counts])
        used, sizes = given(needed, self._posed(named), dims)
        scope = scope_for(needed, used, sizes)
        try:
            with quietly():
                self._require(scope, self.conditions)
                found = {symbol: _value(scope, symbol, value) for symbol, value in values.items()}
        except np.linalg.LinAlgError as error:
            raise DataError(f"the solution cannot be computed for these data: {error}") from None
        for symbol, value in found.items():
            if not all(np.isfinite(one).all() for one in (value if isinstance(value, list) else [value])):
                raise DataError(f"the solution {symbol} = {self.written(symbol)} is not finite for these data")
        self._require_feasible(found, named, sizes)
        return found

    def code(self, name: str = "solve") -> str:
        """A module of NumPy (and SciPy where it imports that), with a function of the data that returns the values by
        name: it checks the conditions, solves systems by factorisations, and brackets roots.

        >>> import extremum as ex
        >>> ridge = ex.solve("norm2(A*x - b)^2 + norm2(x)^2", "x", "min", [], "A[m,n]; x[n]; b[m]")
        >>> print(ridge.code().partition("Returns")[2].partition("def ")[0].rstrip())
         x: array of shape (n,).
            \"\"\"
            return {"x": ridge_solve(ridge_cholesky(A, 1), A, 1, A.T @ b)}

        Raises:
            UnsupportedError: an operation has no code.
            ExtremumError: the name is none for a function.
        """
        written: str = import_module("extremum.solving.code").module(self, name)  # which knows of solutions itself
        return written

    def _roots(self, named: Mapping[str, Any], data: Mapping[Any, Any], dims: Mapping[str, int]) -> dict[str, float]:
        """The numbers that are roots, by name, each with those before it."""
        found: dict[str, float] = {}
        for root in self.roots:
            known = {**self._posed(named), **found, root.symbol.name: 1.0}
            used, sizes = given([c.subtract(root.excess, root.symbol)], known, dims)
            found[root.symbol.name] = root.value({k: v for k, v in used.items() if k != root.symbol.name}, sizes)
        return found

    @property
    def _names(self) -> list[str]:
        """The names of all symbols that data are given for."""
        exprs = [*self.problem.expressions, *self.values.values(), *self.shown.values()]
        return [*leaves_of(exprs), *(z.name for z in self.free)]

    def _posed(self, named: Mapping[str, Any]) -> dict[Any, Any]:
        """Data by the symbols of the problem: also what the values do not need tells sizes."""
        posed = leaves_of(self.problem.expressions)
        return {posed.get(name, name): value for name, value in named.items()}

    def _require_known(self, named: Mapping[str, Any], dims: Mapping[str, Any]) -> None:
        """Conditions on the data alone are tested before roots are found, which need them."""
        later = {root.symbol.name for root in self.roots}
        early = [k for k in self.conditions if later and later.isdisjoint(leaves_of(k.parts.values()))]
        asked = [part for k in early for part in k.parts.values()]
        if not any(part.indices for part in asked):
            used, sizes = given(asked, self._posed(named), {n: dims[n] for n in dims.keys() & numbers_in(asked)})
            with quietly():
                self._require(scope_for(asked, used, sizes), early)

    def _require(self, scope: Scope, conditions: Iterable[Condition]) -> None:
        for condition in conditions:
            members = each(condition.matrix, index_in(condition.matrix), scope)
            each_one = (replace(condition, matrix=member) for member in members)
            failed = next(((one, b) for one in each_one if (b := one.broken(scope)) is not None), None)
            if failed is not None:
                raise DataError(_not_there(*failed, scope))

    def _require_feasible(self, found: Mapping[Expr, Any], data: Mapping[str, Any], dims: Sizes) -> None:
        """Every constraint whose data are known holds for the values."""
        at = {**data, **{symbol.name: value for symbol, value in found.items()}}
        for constraint in self._stated():
            gap = first(constraint.gap)
            leaves = leaves_of([gap])
            if leaves.keys() <= at.keys():
                scope = scope_for([gap], {name: at[name] for name in leaves}, dims)
                gaps = [scope.value(member) for member in each(constraint.gap, index_in(constraint.gap), scope)]
                arrays = (a for value in at.values() for a in (value if isinstance(value, list) else [value]))
                scale = 1 + max((float(np.abs(a).max(initial=0)) for a in map(np.asarray, arrays)), default=0.0)
                if any(constraint.relation.cone.violation(one) > _FEASIBLE * scale for one in gaps):
                    raise DataError(f"the solution does not satisfy {constraint} for these data")

    def _stated(self) -> Sequence[Constraint]:
        """The constraints, those of declared structures too; members of families have satisfied theirs one by one."""
        families = any(x.op is MEMBER for x in self.problem.unknowns)
        return self.problem.constraints if families else self.problem.released()[0].constraints

    def form(self, symbol: Expr) -> Form:
        """A value, in which the other unknowns stand for their values, for printers."""
        return write(self.shown[symbol])

    def written(self, symbol: Expr) -> str:
        """A value as text, in which the other unknowns stand for their values."""
        return render(self.form(symbol), free_names(self.values[symbol]))

    def to_mathml(self, symbol: Expr) -> str:
        """A value as MathML, in which the other unknowns stand for their values."""
        from extremum.notation.mathml import render_mathml

        return render_mathml(self.form(symbol), free_names(self.values[symbol]))


def if_unique(found: SolutionSet) -> str:
    """What is said of uniqueness where other unknowns follow: that ``up to sign`` holds of them is not known."""
    return found.unique if found.unique == "unique" else ""


def _not_there(condition: Condition, detail: str, scope: Scope) -> str:
    """What is said of data for which a condition does not hold, or for which rounding hides whether it does."""
    if condition.undecided(scope):
        return f"it is not decided for these data whether {condition.words}: {detail}, which is rounding"
    return f"this form does not hold for these data: {condition.words}; {detail}"


def _value(scope: Scope, symbol: Expr, value: Expr) -> Any:
    """A value on data; of a family the values of its members."""
    index = index_in(symbol)
    if index is None:
        return evaluate_in(value, scope)
    return stacked([tidy(scope.value(one), one) for one in each(value, index, scope)])


Solution = SolutionSet
"""The name of :class:`SolutionSet` before problems had constraints."""
