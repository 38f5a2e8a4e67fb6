"""Which kind of extremum a stationary point is, and why: a certificate, with the conditions that it needs.

In this order: the argument block by block (the best value of one unknown, put in, leaves a function of the rest);
the Hessian with the solution put in. A sign seen on random data is never a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace as changed

from extremum.algebra.errors import ExtremumError
from extremum.algebra.facts import reason
from extremum.algebra.names import free_name
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.dependence import dependent
from extremum.calculus.sweep import gradients
from extremum.operations import construct as c
from extremum.problems.problem import SENSES, Problem
from extremum.simplify.search import simplify
from extremum.solving import hessians
from extremum.solving.certificate import Kind
from extremum.solving.confirm import surely_vanishes
from extremum.solving.linear import solve_linear
from extremum.solving.shape import Shape, is_quadratic, shape_of
from extremum.solving.steps import Need
from extremum.solving.throughout import is_stationary_for_all
from extremum.solving.unimodal import unimodal

EXTREMA = {"convex": "minimum", "concave": "maximum"}


def kind_of(
    problem: Problem, values: Mapping[Expr, Expr], order: Mapping[Expr, Expr], needs: Sequence[Need] = ()
) -> Kind:
    """The kind of a stationary point ``values`` of a problem without constraints or with affine equations.

    ``order`` holds the values in terms of what was eliminated later, ``needs`` what was needed for them.
    """
    objective = problem.objective
    assert objective is not None
    if not dependent(objective, list(values))[1]:
        return _constant(problem, values)
    if _is_constant_on_equations(problem, order):
        on = " and ".join(map(str, problem.equations))
        return Kind(_any_kind(problem), f"the objective is constant on {on}", strict=False)
    proof = _proof(problem, objective, dict(values), dict(order), needs)
    if proof is not None:
        return proof
    cones = {x: _in_cone(x, value) for x, value in values.items()}
    within = {x: s for x, s in cones.items() if s is not x}
    if within:
        return _among_definite(problem, values, order, needs, within)
    return hessians.local(problem, values)


def _constant(problem: Problem, values: Mapping[Expr, Expr]) -> Kind:
    """Every value is a minimum and a maximum of what does not change."""
    return Kind(_any_kind(problem), f"{problem.objective} does not change with {_list(list(values))}")


def _any_kind(problem: Problem) -> str:
    """The kind of every point of what is constant."""
    return "stationary" if problem.sense is None else f"global {SENSES[problem.sense]}"


def _is_constant_on_equations(problem: Problem, order: Mapping[Expr, Expr]) -> bool:
    """Whether nothing moves that is left, where some unknown is, once the equations alone are put in."""
    assert problem.objective is not None
    left, unknowns = problem.objective, list(order)
    if not problem.equations or not any(value is x for x, value in order.items()):
        return False
    ties = [constraint.gap for constraint in problem.equations]
    for k, gap in enumerate(ties):
        found = next(((x, at) for x in unknowns if (at := _affine_root(gap, x)) is not None), None)
        if found is None:
            return False
        x, value = found
        left = simplify(replace(left, {x: value}))
        ties[k + 1 :] = [simplify(replace(tie, {x: value})) for tie in ties[k + 1 :]]
    return not contains(left, unknowns)


def _affine_root(gap: Expr, x: Expr) -> Expr | None:
    found = solve_linear(gap, x) if contains(gap, [x]) else None
    return None if found is None or found.conditions else found.value


# -- among positive definite matrices ----------------------------------------------------------------------------------
def _in_cone(symbol: Expr, value: Expr) -> Expr:
    """The unknown, declared positive definite where its value is positive semidefinite and must be invertible."""
    if symbol.is_scalar or symbol.is_column or reason(symbol, "symmetric"):
        return symbol
    if reason(value, "positive_semidefinite") and reason(symbol, "invertible"):
        return c.build("symbol", (), (symbol.name, symbol.rows, symbol.cols, ("positive_definite",)))
    return symbol


def _among_definite(
    problem: Problem,
    values: Mapping[Expr, Expr],
    order: Mapping[Expr, Expr],
    needs: Sequence[Need],
    within: Mapping[Expr, Expr],
) -> Kind:
    """What holds among positive definite values of the unknowns, where the unknowns are any invertible matrices."""
    assert problem.objective is not None
    objective = replace(problem.objective, within)
    put = {within.get(x, x): replace(value, within) for x, value in values.items()}
    ordered = {within.get(x, x): replace(value, within) for x, value in order.items()}
    needed = [changed(need, expr=replace(need.expr, within)) for need in needs]
    proof = _proof(problem, objective, put, ordered, needed)
    among = hessians.local(problem, values)
    if proof is None or among.kind != "saddle":
        return among
    names = ", ".join(x.name for x in within)
    restricted = f"{proof.kind} among positive definite {names}"
    if problem.sense is not None and SENSES[problem.sense] in proof.kind:
        note = f"among all invertible matrices the point is a saddle: {among.reason}"
        return Kind(restricted, proof.reason, proof.conditions, [note])
    return Kind("saddle", among.reason, among.conditions, [f"{restricted}: {proof.reason}"])


def _proof(
    problem: Problem, objective: Expr, values: dict[Expr, Expr], order: dict[Expr, Expr], needs: Sequence[Need]
) -> Kind | None:
    """Convexity in all unknowns; or the argument unknown by unknown, for which there may be no constraints: affine
    equations are not affine in other coordinates."""
    if problem.constraints or (len(values) > 1 and is_quadratic(objective, list(values))):
        shape = shape_of(objective, list(values), problem.sense)
        if shape is not None and not any(contains(k.matrix, list(values)) for k in shape.conditions):
            return _kind_of_shapes([shape], [shape.words])
    if problem.constraints:
        return None
    return _by_blocks(objective, values, problem.sense) or _nested(objective, order, needs, problem.sense)


# -- one unknown after the other ---------------------------------------------------------------------------------------
def _by_blocks(objective: Expr, values: dict[Expr, Expr], sense: str | None) -> Kind | None:
    """The best value of one unknown does not depend on the others: it is put in, and the next is looked at."""
    rest, done = dict(values), dict[Expr, Expr]()
    shapes: list[Shape] = []
    said: list[str] = []
    while rest:
        found = _next_block(objective, rest, done, sense)
        if found is None:
            return None
        symbol, shape = found
        if shape is None:
            said.append(f"constant in {symbol.name}")
            done[symbol] = rest.pop(symbol)
            continue
        others = [v for v in rest if v is not symbol]
        fixed = f" for every {_list(others)}" if others else ""
        again = ", and its best value does not depend on the rest" if others else ""
        said.append(f"{shape.words}{fixed}{again}")
        shapes.append(shape)
        done[symbol] = rest.pop(symbol)
    return _kind_of_shapes(shapes, said)


def _next_block(
    objective: Expr, rest: Mapping[Expr, Expr], done: Mapping[Expr, Expr], sense: str | None
) -> tuple[Expr, Shape | None] | None:
    left = replace(objective, dict(done))
    for symbol, value in rest.items():
        if done and not contains(left, [symbol]):
            return symbol, None
        grad = gradients(objective, [symbol])[0]
        if len(rest) > 1 and not surely_vanishes(replace(grad, {symbol: value, **done})):
            continue
        shape = _unconditional(left, symbol, sense, list(rest))
        if shape is not None:
            return symbol, shape
    return None


def _nested(objective: Expr, order: dict[Expr, Expr], needs: Sequence[Need], sense: str | None) -> Kind | None:
    """The best value of one unknown in terms of the rest is put in, and the next is looked at in what is left.

    It has to be the best one for every value of the rest, and not only where the rest is at the solution too.
    """
    left, shapes, said = objective, list[Shape](), list[str]()
    for k, (symbol, value) in enumerate(order.items()):
        if not contains(left, [symbol]):
            said.append(f"constant in {symbol.name}")
            continue
        shape = _unconditional(left, symbol, sense, list(order))
        rest = list(order)[k + 1 :]
        if shape is None or (rest and not is_stationary_for_all(left, symbol, value, rest, needs)):
            return None
        shapes.append(shape)
        said.append(f"{shape.words}{f' for every {_list(rest)}; with its best value put in' if rest else ''}")
        left = simplify(replace(left, {symbol: value})) if rest else left
    return _kind_of_shapes(shapes, said)


def _kind_of_shapes(shapes: list[Shape], said: list[str]) -> Kind | None:
    kinds = {EXTREMA[shape.kind] for shape in shapes}
    if not kinds:
        return None
    if len(kinds) > 1:
        if any(shape.conditions or not shape.strict for shape in shapes):
            return None
        return Kind("saddle", "; then ".join(said))
    conditions = {k.matrix: k for shape in shapes for k in shape.conditions}
    strict = len(shapes) == len(said) == 1 and shapes[0].strict
    return Kind(f"global {kinds.pop()}", "; then ".join(said), list(conditions.values()), strict=strict)


def _list(symbols: list[Expr]) -> str:
    return ", ".join(f"positive definite {s.name}" if reason(s, "positive_definite") else s.name for s in symbols)


def _unconditional(objective: Expr, symbol: Expr, sense: str | None, unknowns: Sequence[Expr]) -> Shape | None:
    """The shape in one unknown, its conditions on the data alone; without any where one stationary point says more."""
    shape = _shape(objective, symbol, sense)
    if shape is not None and not shape.conditions:
        return shape
    better = unimodal(objective, symbol)
    if better is not None:
        return better
    return None if shape is None or any(contains(k.matrix, unknowns) for k in shape.conditions) else shape


def _shape(objective: Expr, symbol: Expr, sense: str | None) -> Shape | None:
    """The curvature in the unknown; in its logarithm or reciprocal, where it is positive; in its inverse, where it is
    positive definite.

    A minimum is one in any coordinates: these are one-to-one from the domain to a convex set.
    """
    direct = shape_of(objective, [symbol], sense)
    if direct is not None:
        return direct
    if symbol.is_column and reason(symbol, "positive"):
        return _in_logarithm(objective, symbol) or _in_reciprocal(objective, symbol)
    if not symbol.is_scalar and reason(symbol, "positive_definite"):
        name = free_name("P", objective)
        inner = c.build("symbol", (), (name, *symbol.shape, symbol.assumptions))
        where = f"{name} = inv({symbol.name}) over positive definite {symbol.name}"
        return _moved(objective, symbol, inner, c.inverse(inner), where)
    return None


def _in_logarithm(objective: Expr, symbol: Expr) -> Shape | None:
    name = free_name("t", objective)
    inner = c.build("symbol", (), (name, *symbol.shape, ()))
    return _moved(objective, symbol, inner, c.apply("exp", inner), f"{name} = log({symbol.name})")


def _in_reciprocal(objective: Expr, symbol: Expr) -> Shape | None:
    name = free_name("v", objective)
    inner = c.build("symbol", (), (name, *symbol.shape, ("positive",)))
    where = f"{name} = {'1/' if symbol.is_scalar else '1./'}{symbol.name}"
    return _moved(objective, symbol, inner, c.power(inner, -1), where)


def _moved(objective: Expr, symbol: Expr, inner: Expr, outer: Expr, where: str) -> Shape | None:
    """The curvature in ``inner``, of which the unknown is the function ``outer``."""
    try:
        found = shape_of(simplify(replace(objective, {symbol: outer})), [inner], None)
    except ExtremumError:
        return None
    return found and Shape(found.kind, f"{found.kind} in {where} ({found.why})", found.why, found.strict)
