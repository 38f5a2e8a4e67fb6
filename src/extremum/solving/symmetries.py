"""Objectives that know an unknown by its length, or by the sizes of its entries, but for one linear or quadratic term.

What the length is given, the rest is best along a known direction; what is left is a problem in the length alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as changed
from fractions import Fraction
from typing import final

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.operations import construct as c
from extremum.operations.sum import content
from extremum.problems.constraint import constraint
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.linear import has_jumps
from extremum.solving.separable.rays import norm
from extremum.solving.separable.reading import Quadratic, quadratic
from extremum.solving.solution import SolutionSet
from extremum.solving.spectral_conditions import simple
from extremum.solving.steps import Move
from extremum.solving.theorems.theorem import last, nonzero

Solver = Callable[[Problem], SolutionSet]


@final
@dataclass(frozen=True, slots=True)
class _Reduced:
    """inner: the problem in the lengths; data: what the symbols in it stand for; value: the unknown, for a length."""

    inner: Problem
    data: dict[Expr, Expr]
    value: Callable[[Expr], Expr]
    why: str
    unique: str
    needs: list[Condition]


def by_symmetry(problem: Problem, solve: Solver) -> SolutionSet | None:
    """The solution along the best direction, or with the best signs."""
    if problem.objective is None or problem.sense is None or len(problem.unknowns) != 1 or problem.constraints:
        return None
    (x,) = problem.unknowns
    if x.assumptions or x.is_scalar or has_jumps(problem.objective, x):
        return None
    for reduced in (*_by_length(problem.minimised, x), *_by_sizes(problem.minimised, x)):
        found = _solved(reduced, solve)
        if found is not None:
            return _lifted(problem, x, reduced, found)
    return None


def _solved(reduced: _Reduced, solve: Solver) -> SolutionSet | None:
    try:
        found = solve(reduced.inner)
    except ExtremumError:
        return None
    plain = found.kind == "global minimum" and not found.conditions and not found.free and not found.roots
    return found if plain else None


def _lifted(problem: Problem, x: Expr, reduced: _Reduced, found: SolutionSet) -> SolutionSet:
    (length,) = reduced.inner.unknowns
    value = simplify(reduced.value(replace(found.values[length], reduced.data)))
    named = ", ".join(f"{symbol} = {meant}" for symbol, meant in reduced.data.items())
    assert problem.sense is not None
    return changed(
        found,
        problem=problem,
        values={x: value},
        shown={x: value},
        kind=f"global {SENSES[problem.sense]}",
        reason=f"{reduced.why}; of what is left it is the minimum: {found.reason}",
        unique=reduced.unique if found.unique == "unique" else "",
        conditions=reduced.needs,
        steps=[*found.steps, (f"with {named}:", [Move(reduced.why, x, value)])],
        multipliers=[],
    )  # fmt: skip


def _symbol(names: FreeNames, name: str, like: Expr, *facts: str) -> Expr:
    return c.build("symbol", (), (names.take(name), *like.shape, facts))


def _by_length(f: Expr, x: Expr) -> list[_Reduced]:
    """``g(‖x‖²) - b'x`` along b, ``g(‖x‖²) + x'Hx/2`` along the last eigenvector of H."""
    names = FreeNames(f)
    square = c.trace(c.product(c.transpose(x), x))
    length = _symbol(names, "r", c.number(0), "positive")
    form = quadratic(replace(f, {square: c.power(length, 2)}), x) if contains(f, [square]) else None
    if form is None or any(contains(part, [length]) for part in (form.slope, form.hessian)):
        return []
    if not contains(form.constant, [length]):
        return []
    scale = c.number(0) if c.is_zero(form.hessian) else form.scale
    if scale is None:
        return _along_eigenvector(form, x, length, names) if c.is_zero(form.slope) and x.is_column else []
    whole = c.add(form.constant, c.multiple(Fraction(1, 2), c.product(scale, c.power(length, 2))))
    return [] if c.is_zero(form.slope) else [_along_slope(form.slope, simplify(whole), x, length, names)]


def _along_slope(slope: Expr, rest: Expr, x: Expr, length: Expr, names: FreeNames) -> _Reduced:
    pull = _symbol(names, "p", c.number(0), "positive")
    inner = Problem(c.subtract(rest, c.product(pull, length)), "min", (length,))
    size = norm(slope)
    return _Reduced(
        inner, {pull: size}, lambda r: c.product(r, c.power(size, -1), slope),
        f"of all {x} of one length the positive multiple of {slope} is best (Cauchy–Schwarz)", "unique",
        [nonzero(slope)],
    )  # fmt: skip


def _along_eigenvector(form: Quadratic, x: Expr, length: Expr, names: FreeNames) -> list[_Reduced]:
    definite = ("positive",) if holds(form.hessian, "positive_definite") else ()
    square, least = _symbol(names, "q", c.number(0)), _symbol(names, "l", c.number(0), *definite)
    apart = _symbol(names, "q", square, "positive")
    rest = simplify(replace(form.constant, {length: c.power(square, Fraction(1, 2))}))
    if contains(rest, [length]) or not holds(form.hessian, "symmetric"):
        return []
    objective = c.add(rest, c.multiple(Fraction(1, 2), c.product(least, square)))
    within = Problem(objective, "min", (square,), (constraint(square, ">=", c.number(0)),))
    beyond = Problem(replace(objective, {square: apart}), "min", (apart,))
    scale, core = content(form.hessian)
    vector = last(core, -1 if scale > 0 else 1)
    value = simplify(c.product(c.transpose(vector), form.hessian, vector))
    end = "smallest" if scale > 0 else "largest"
    why = f"of all {x} of one length the eigenvector of the {end} eigenvalue of {core} is best (Rayleigh and Ritz)"
    return [
        _Reduced(
            inner, {least: value}, lambda q: c.product(c.power(q, Fraction(1, 2)), vector), why, "up to sign",
            list(simple(form.hessian, x, -1)),
        )
        for inner in (within, beyond)
    ]  # fmt: skip


def _by_sizes(f: Expr, x: Expr) -> list[_Reduced]:
    """``g(|x|) + x'Dx/2 - b'x`` with D diagonal: x has the signs of b."""
    names, sizes = FreeNames(f), c.apply("abs", x)
    size = _symbol(names, "y", x, "positive")
    form = quadratic(replace(f, {sizes: size}), x) if contains(f, [sizes]) else None
    if form is None or contains(form.slope, [size]) or contains(form.hessian, [size]) or c.is_zero(form.slope):
        return []
    if form.scale is None and not (x.is_column and holds(form.hessian, "diagonal")):
        return []
    pull = _symbol(names, "p", x, "positive")
    bend = c.product(form.hessian if form.scale is None else form.scale, size)
    curved = c.multiple(Fraction(1, 2), c.trace(c.product(c.transpose(size), bend)))
    inner = Problem(
        simplify(c.subtract(c.add(form.constant, curved), c.trace(c.product(c.transpose(pull), size)))), "min", (size,)
    )
    best = _Reduced(
        inner, {pull: c.apply("abs", form.slope)}, lambda y: c.hadamard(c.apply("sign", form.slope), y),
        f"of all {x} with entries of the same sizes that with the signs of {form.slope} is best", "unique", [],
    )  # fmt: skip
    return [best]
