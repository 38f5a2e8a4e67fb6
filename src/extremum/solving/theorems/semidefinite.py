"""Symmetric matrices above others in their order, and the log-determinants of affine functions of them."""

from __future__ import annotations

from typing import NamedTuple

from extremum.algebra.facts import holds
from extremum.algebra.names import FreeNames
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace, topological
from extremum.operations import construct as c
from extremum.operations.product import PRODUCT
from extremum.operations.sum import content, terms_of
from extremum.problems.problem import Problem
from extremum.simplify.search import simplify
from extremum.solving.predicates import POSITIVE
from extremum.solving.roots import Range, Root
from extremum.solving.separable.reading import gradient_of, multiple_of_identity, part
from extremum.solving.theorems.cones import of_trace
from extremum.solving.theorems.orders import end
from extremum.solving.theorems.theorem import Found, nonzero, stated


def above_two(problem: Problem) -> Found | None:
    """``tr(X)`` with ``X >= A`` and ``X >= B``: ``B + (A - B)₊``, the positive part by eigenvalues."""
    if len(problem.unknowns) != 1 or len(problem.constraints) != 2 or problem.objective is None:
        return None
    (x,) = problem.unknowns
    if x.assumptions != ("symmetric",) or not all(k.is_semidefinite for k in problem.constraints):
        return None
    first, second = (end(k, x) for k in problem.constraints)
    slope = multiple_of_identity(gradient_of(problem.minimised, x))
    if first is None or second is None or first.sign != second.sign or slope is None or contains(slope, [x]):
        return None
    if not (holds(c.multiple(first.sign, slope), "positive") and holds(first.at, "symmetric")):
        return None
    higher, lower = sorted((first.at, second.at), key=c.is_zero)
    if not holds(lower, "symmetric"):
        return None
    excess = c.build("psd_part", (simplify(c.multiple(first.sign, c.subtract(higher, lower))),))
    return Found({x: simplify(c.add(lower, c.multiple(first.sign, excess)))}, problem.objective, "unique")


# -- water-filling -----------------------------------------------------------------------------------------------------
class _Channel(NamedTuple):
    """``N + q K X K'``, of which q is positive and N positive definite; gain: ``q K'N⁻¹K``."""

    gain: Expr
    through: Expr


def water_filling(problem: Problem) -> Found | None:
    """``log|N + K X K'|`` over positive semidefinite X of trace p (or at most p): with ``G = K'N⁻¹K`` it is largest at
    ``(t K⁺K - G⁺)₊`` with the level t for which the trace is p."""
    if len(problem.unknowns) != 1 or len(problem.constraints) != 2 or problem.objective is None:
        return None
    (x,) = problem.unknowns
    others = [k for k in problem.constraints if not (k.is_semidefinite and k.gap is x)]
    given = of_trace(others[0], x) if x.assumptions == ("symmetric",) and len(others) == 1 else None
    channel = None if given is None else _channel(problem.minimised, x)
    if given is None or channel is None:
        return None
    level = c.build("symbol", (), (FreeNames(*problem.expressions).take("t"), *c.number(0).shape, ("positive",)))
    value = c.build("psd_part", (simplify(_filled(channel, level)),))
    root = Root(level, c.trace(value), given, Range.POSITIVE, rising=True)
    felt = holds(channel.gain, "invertible") or holds(channel.through, "nonzero")
    needs = [*stated(POSITIVE, given), *([] if felt else [nonzero(channel.through)])]
    return Found({x: value}, problem.objective, "unique", needs, roots=(root,))


def _filled(channel: _Channel, level: Expr) -> Expr:
    """``t K⁺K - G⁺``; the projection K⁺K is that on the columns of ``G G⁺``."""
    if holds(channel.gain, "invertible"):
        return c.subtract(c.product(level, c.eye(channel.gain.rows)), c.inverse(channel.gain))
    columns = c.product(c.build("pinv", (channel.through,)), channel.through)
    return c.subtract(c.product(level, columns), c.build("pinv", (channel.gain,)))


def _channel(f: Expr, x: Expr) -> _Channel | None:
    """The matrix whose log-determinant a function falls with, where that is all that it is."""
    for node in topological([f]):
        if node.op.name != "logdet" or not contains(node, [x]):
            continue
        read = part(f, node, x)
        if read is None or contains(read.rest, [x]) or not holds(c.multiple(-1, read.weight), "positive"):
            return None
        return _affine(node.args[0], x)
    return None


def _affine(matrix: Expr, x: Expr) -> _Channel | None:
    moving = [(q, term) for q, term in terms_of(matrix) if contains(term, [x])]
    still = simplify(replace(matrix, {x: c.like_zeros(x)}))
    if len(moving) != 1 or not holds(still, "positive_definite"):
        return None
    weight, core = content(c.multiple(*moving[0]))
    scalars = [factor for factor in (core.args if core.op is PRODUCT else ()) if factor.is_scalar]
    word = [factor for factor in (core.args if core.op is PRODUCT else (core,)) if not factor.is_scalar]
    if x not in word or contains(c.product(*scalars), [x]):
        return None
    at = word.index(x)
    left = c.product(*word[:at]) if at else c.eye(x.rows)
    right = c.product(*word[at + 1 :]) if at + 1 < len(word) else c.eye(x.rows)
    scale = c.multiple(weight, c.product(*scalars)) if scalars else c.number(weight)
    if right is not c.transpose(left) or contains(left, [x]) or not holds(scale, "positive"):
        return None
    return _Channel(simplify(c.product(scale, c.transpose(left), c.inverse(still), left)), left)
