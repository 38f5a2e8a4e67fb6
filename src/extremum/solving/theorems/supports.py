"""Linear objectives on convex sets: the points at which their support functions are attained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from extremum.algebra.facts import holds
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.calculus.jacobian import jacobian
from extremum.operations import construct as c
from extremum.operations.nuclear import polar
from extremum.operations.powers import pairs
from extremum.operations.sum import content, uniform
from extremum.problems.constraint import Constraint, constraint
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.conditions import Condition
from extremum.solving.ranks import dyad
from extremum.solving.separable.rays import norm
from extremum.solving.separable.reading import ball, bound, coupling, gradient_of, part, radial
from extremum.solving.spectral_conditions import one_contraction, simple
from extremum.solving.theorems.theorem import Found, last, nonnegative, nonzero, only_unknown

_HALF = Fraction(1, 2)


def _slope(problem: Problem) -> tuple[Expr, Expr] | None:
    """(x, g) of an objective to be made small that is ``<g, x>`` and a constant."""
    x = only_unknown(problem)
    if x is None or problem.objective is None or not problem.constraints:
        return None
    slope = gradient_of(problem.minimised, x)
    return None if contains(slope, [x]) or c.is_zero(slope) else (x, slope)


def _objective(problem: Problem) -> Expr:
    assert problem.objective is not None
    return problem.objective


def unique_unless_zero(g: Expr) -> str:
    """Unique where no entry of g is zero; nothing is said where all are."""
    if c.is_zero(g):
        return ""
    return "unique" if holds(g, "nonzero") else f"unique where no entry of {content(g)[1]} is zero"


def unique_if_one_largest(gain: Expr) -> str:
    """Unique where one entry is largest, of the negative of an expression its smallest; not where all are equal."""
    scale, core = content(gain)
    if c.is_zero(core) or uniform(core) is not None:
        return ""
    return f"unique where one entry of {core} is {'largest' if scale > 0 else 'smallest'}"


def sign_of(g: Expr) -> Expr:
    scale, core = content(g)
    return c.multiple(1 if scale > 0 else -1, c.apply("sign", core))


def sizes_of(g: Expr) -> Expr:
    scale, core = content(g)
    return c.multiple(scale if scale > 0 else -scale, c.apply("abs", core))


# -- boxes and simplices -----------------------------------------------------------------------------------------------
def linear_on_box(problem: Problem) -> Found | None:
    """``<g, x>`` on ``l <= x <= u``: each entry is l where g is positive, u where it is negative."""
    read = _slope(problem)
    bounds = [] if read is None else [bound(k, read[0]) for k in problem.constraints]
    lows = [b.at for b in bounds if b is not None and not b.above]
    highs = [b.at for b in bounds if b is not None and b.above]
    if read is None or len(bounds) != 2 or len(lows) != 1 or len(highs) != 1:
        return None
    (x, g), (low,), (high,) = read, lows, highs
    width = simplify(c.subtract(high, low))
    middle = simplify(c.multiple(_HALF, c.add(low, high)))
    value = simplify(c.subtract(middle, c.multiple(_HALF, c.hadamard(sign_of(g), width))))
    unique = unique_unless_zero(g)
    return Found({x: value}, _objective(problem), unique, nonnegative(width))


def linear_on_simplex(problem: Problem) -> Found | None:
    """``<g, x>`` on ``<a, x> = b, x >= l`` with a positive: all of the rest stands where ``g./a`` is least."""
    read = _slope(problem)
    if read is None or len(problem.constraints) != 2 or read[0].is_scalar:
        return None
    x, g = read
    lows = [b.at for k in problem.constraints if (b := bound(k, x)) is not None and not b.above]
    ties = [tie for k in problem.constraints if bound(k, x) is None and (tie := coupling(k, x)) is not None]
    if len(lows) != 1 or len(ties) != 1 or ties[0].absolute:
        return None
    (low,), (tie,) = lows, ties
    least = holds(c.multiple(-1, tie.weight), "positive")
    weight, level = (c.multiple(-1, tie.weight), c.multiple(-1, tie.level)) if least else (tie.weight, tie.level)
    if not holds(weight, "positive"):
        return None
    price = simplify(c.multiple(-1, c.hadamard(g, c.power(weight, -1))))
    where = c.hadamard(c.build("where_largest", (price,)), c.power(weight, -1))
    room = simplify(c.subtract(level, c.trace(c.product(c.transpose(weight), low))))
    needs = []
    if tie.equation or not least:
        needs = nonnegative(room)
    if not tie.equation and least:  # at least b: nothing may fall in price
        room, needs = c.apply("relu", room), nonnegative(g)
    if not tie.equation and not least:  # at most b: spent only where something is gained
        gains = c.apply("relu", sign_of(c.build("largest", (price,))))
        room = c.product(gains, room)
    value = simplify(c.add(low, c.product(room, where)))
    return Found({x: value}, _objective(problem), unique_if_one_largest(price), needs)


def linear_on_polyhedron(problem: Problem) -> Found | None:
    """``<g, x>`` on ``J x + h >= 0`` with J invertible: least at ``-J⁻¹h`` where ``J'⁻¹g`` is nonnegative."""
    read = _slope(problem)
    if read is None or len(problem.constraints) != 1 or not problem.inequalities or not read[0].is_column:
        return None
    (x, g), (stated,) = read, problem.constraints
    matrix = simplify(jacobian(stated.gap, x))
    if not stated.is_inequality or contains(matrix, [x]) or not holds(matrix, "invertible"):
        return None
    prices = simplify(c.product(c.inverse(c.transpose(matrix)), g))
    corner = simplify(c.product(c.multiple(-1, c.inverse(matrix)), replace(stated.gap, {x: c.like_zeros(x)})))
    unique = "unique" if holds(prices, "positive") else f"unique where {prices} is positive"
    if holds(c.multiple(-1, prices), "positive"):
        return None
    return Found({x: corner}, _objective(problem), unique, nonnegative(prices))


# -- balls of norms ----------------------------------------------------------------------------------------------------
def linear_on_ball(problem: Problem) -> Found | None:
    """``<g, x>`` on ``‖x - a‖ <= r``, or on its border: ``a - r d`` with d of length 1 and ``<g, d> = ‖g‖`` in the dual
    norm."""
    read = _slope(problem)
    if read is None or len(problem.constraints) != 1:
        return None
    (x, g), (stated,) = read, problem.constraints
    for inside in insides(stated):
        for reader in (_euclidean, _absolute, _largest, _nuclear, _spectral):
            found = reader(problem, inside, x, g)
            if found is not None:
                return found
    return None


def insides(stated: Constraint) -> Iterator[Constraint]:
    """The constraint, or the two of which an equation says one: on the border a linear function is as small."""
    if stated.is_inequality:
        yield stated
    elif stated.is_equation:
        yield constraint(stated.left, "<=", stated.right)
        yield constraint(stated.right, "<=", stated.left)


def _at(problem: Problem, x: Expr, centre: Expr, step: Expr, unique: str, needs: Sequence[Condition]) -> Found:
    return Found({x: simplify(c.subtract(centre, step))}, _objective(problem), unique, needs)


def _euclidean(problem: Problem, inside: Constraint, x: Expr, g: Expr) -> Found | None:
    if (within := ball(inside, x)) is None:
        return None
    step = c.product(within.radius, c.power(norm(g), -1), g)
    return _at(problem, x, within.centre, step, "unique", [nonzero(g), *nonnegative(within.radius)])


def shifted(inner: Expr, x: Expr) -> Expr | None:
    """a of ``±(x - a)``."""
    for sign in (1, -1):
        centre = simplify(c.subtract(x, c.multiple(sign, inner))) if inner.shape == x.shape else x
        if not contains(centre, [x]):
            return centre
    return None


def _beside(inside: Constraint, node: Expr, x: Expr) -> tuple[Expr, Expr] | None:
    """(w, r) of the gap ``r - <w, node>``."""
    found = part(inside.gap, node, x)
    if found is None or contains(found.rest, [x]):
        return None
    return simplify(c.multiple(-1, found.weight)), found.rest


def _is_absolute(node: Expr) -> bool:
    return bool(node.args) and node is c.apply("abs", node.args[0])


def _absolute(problem: Problem, inside: Constraint, x: Expr, g: Expr) -> Found | None:
    """``<w, |x - a|> <= r``: at the entry where ``|g|./w`` is largest."""
    for node in topological([inside.gap]):
        centre = shifted(node.args[0], x) if _is_absolute(node) else None
        read = None if centre is None else _beside(inside, node, x)
        if centre is None or read is None or not holds(read[0], "positive"):
            continue
        weight, radius = read
        height = simplify(c.hadamard(sizes_of(g), c.power(weight, -1)))
        where = c.hadamard(sign_of(g), c.power(weight, -1), c.build("where_largest", (height,)))
        unique = unique_if_one_largest(height)
        return _at(problem, x, centre, c.product(radius, where), unique, [nonzero(g), *nonnegative(radius)])
    return None


def _largest(problem: Problem, inside: Constraint, x: Expr, g: Expr) -> Found | None:
    """``max(|x - a|) <= r``: ``-r`` times the signs of g."""
    for node in topological([inside.gap]):
        inner = node.args[0] if node.op.name == "largest" else None
        if inner is None or not _is_absolute(inner):
            continue
        centre, read = shifted(inner.args[0], x), _beside(inside, node, x)
        if centre is not None and read is not None and holds(read[0], "positive"):
            radius = simplify(c.product(read[1], c.power(read[0], -1)))
            unique = unique_unless_zero(g)
            return _at(problem, x, centre, c.product(radius, sign_of(g)), unique, nonnegative(radius))
    return None


def _nuclear(problem: Problem, inside: Constraint, x: Expr, g: Expr) -> Found | None:
    """``‖X - A‖_* <= r``: ``-r`` times the leading singular vectors of G."""
    found = radial(inside.gap, x)
    if found is None or not found.nuclear or contains(found.rest, [x]):
        return None
    size = simplify(c.multiple(-1, found.weight))
    if not holds(size, "positive"):
        return None
    radius = simplify(c.product(found.rest, c.power(size, -1)))
    scale, core = content(g)
    one = _unit_dyad(core)
    if one is not None:
        step = c.product(c.number(1 if scale > 0 else -1), radius, one[0])
        return _at(problem, x, found.centre, step, "unique", [*one[1], *nonnegative(radius)])
    gram = simplify(c.product(c.transpose(g), g))
    right = last(gram, 1)
    length = c.power(c.build("eigval", (gram,), (gram.rows - 1,)), -_HALF)
    step = c.product(radius, length, g, right, c.transpose(right))
    return _at(problem, x, found.centre, step, "unique", [nonzero(g), *simple(gram, right, 1), *nonnegative(radius)])


def _spectral(problem: Problem, inside: Constraint, x: Expr, g: Expr) -> Found | None:
    """``‖X‖₂ <= r``: ``-r`` times the polar factor of G."""
    grams = [simplify(c.product(c.transpose(x), x)), simplify(c.product(x, c.transpose(x)))]
    for node in topological([inside.gap]):
        base = pairs(node) if node.is_scalar else []
        if [e for _, e in base] != [c.number(_HALF)] or base[0][0].op.name != "eigval":
            continue
        if base[0][0].args[0] not in grams or base[0][0].index is not base[0][0].args[0].rows - 1:
            continue
        read = _beside(inside, node, x)
        if read is not None and holds(read[0], "positive"):
            radius = simplify(c.product(read[1], c.power(read[0], -1)))
            return _contraction(problem, x, g, radius)
    return None


def _contraction(problem: Problem, x: Expr, g: Expr, radius: Expr) -> Found:
    """``-r`` times the polar factor of G; of ``u v'``, with other solutions, ``u v'/(‖u‖‖v‖)``."""
    scale, core = content(g)
    one = _unit_dyad(core)
    unit, needs = (polar(core), one_contraction(core)) if one is None else one
    step = c.product(c.number(1 if scale > 0 else -1), radius, unit)
    unique = "unique" if one is None else ""
    return _at(problem, x, c.like_zeros(x), step, unique, [*needs, *nonnegative(radius)])


def _unit_dyad(matrix: Expr) -> tuple[Expr, list[Condition]] | None:
    """``u v'/(‖u‖‖v‖)`` of ``u v'``, where neither is zero."""
    pair = dyad(matrix)
    if pair is None:
        return None
    lengths = (c.power(norm(side), -1) for side in pair)
    return c.product(*lengths, matrix), list(map(nonzero, pair))
