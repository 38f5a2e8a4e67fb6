"""Quantities that equations define: linear ones by a system, others by Newton's method on a function of a guess."""

from __future__ import annotations

from extremum.algebra.dims import Dim
from extremum.algebra.errors import UnsupportedError
from extremum.algebra.node import Expr
from extremum.algebra.traverse import contains, replace
from extremum.calculus.implicit import solved
from extremum.calculus.jacobian import chained
from extremum.compiling.lowering import Lowering, lowers, shape_in_code
from extremum.compiling.term import Root, Term
from extremum.operations import construct as c
from extremum.operations.implicit import freed, opened
from extremum.simplify.search import simplify
from extremum.structures import strongest


@lowers("implicit")
def _implicit(low: Lowering, node: Expr) -> Term:
    residual, unknown = opened(node)
    jacobian = simplify(chained(residual, unknown))
    if contains(jacobian, [unknown]):
        return _by_newton(low, node)
    value = low.whole(solved(node, jacobian, replace(residual, {unknown: c.like_zeros(node)})))
    tests = [f"({part})" for test in _tests(node) for part in test.split(" and ")]
    if tests:  # joined so that arrays which have no values yet can be tested too
        value = low.terms.make("held", (value,), " & ".join(tests))
    return low.terms.make("named", (value,), node.name)


def _by_newton(low: Lowering, node: Expr) -> Term:
    index = low.terms.loop(None)
    residual, unknown = freed(node, Dim.of(index))
    root = Root(node.name, index, _tests(node))
    low.roots[Dim.of(index)] = root
    jacobian = simplify(chained(residual, unknown))
    parts = low.whole(residual), low.whole(jacobian)
    return low.terms.make("root", parts, root, shape_in_code(node))


def _tests(node: Expr) -> tuple[str, ...]:
    """Whether a root is what the quantity is declared to be.

    Raises:
        UnsupportedError: there is no code for that.
    """
    facts = node.param("facts")
    assert isinstance(facts, tuple)
    found = strongest(facts)
    for structure in found:
        if not structure.code:
            raise UnsupportedError(
                f"there is no code that tests whether {node.name} is {structure.words}; use .evaluate"
            )
    return tuple(structure.code for structure in found)


@lowers("unknown")
def _unknown(low: Lowering, node: Expr) -> Term:
    return low.terms.make("unknown", (), low.roots[node.index], shape_in_code(node))
