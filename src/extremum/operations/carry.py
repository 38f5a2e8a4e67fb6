"""The carry: inside the step of a recurrence, the state that the step starts from."""

from __future__ import annotations

from extremum.algebra import forms
from extremum.algebra.dims import ONE, Dim, IndexName, Shape
from extremum.algebra.node import Args, Expr, Operation, Params, make, register
from extremum.algebra.traits import NONLINEAR, Exact, smooth
from extremum.operations.base import leaf_transpose, no_derivative, no_facts, no_jacobian


def _carry_shape(args: Args, params: Params) -> Shape:
    _, rows, cols, _ = params
    assert isinstance(rows, Dim) and isinstance(cols, Dim)
    return rows, cols


CARRY: Operation = register(
    Operation(
        name="carry",
        noun="a state",
        shape=_carry_shape,
        build=lambda args, params: make(CARRY, (), params),
        value=lambda node, values, scope: scope.carry(str(node.params[0])),
        adjoint=no_derivative,
        jacobian=no_jacobian,
        form=lambda node, parts: forms.member(forms.name(str(node.params[0])), forms.name(str(node.params[3]))),
        infer=no_facts,
        transposed=leaf_transpose,
        example=lambda rng: carry("y", Dim.of("n"), ONE, Dim.of(IndexName("k", Dim.of("m"), 0))),
        linear=NONLINEAR,
        exact=Exact.RATIONAL,
        kinks=smooth,
        domain="everywhere",
        reference="definition: the state that a step of a recurrence starts from",
        rank=3,
        parameters=("name", "rows", "cols", "index"),
        carried=True,
    )
)


def carry(name: str, rows: Dim, cols: Dim, index: Dim) -> Expr:
    """The state that a step starts from, inside the step; ``index`` is the state's own index."""
    return make(CARRY, (), (name, rows, cols, index))


def carry_index(node: Expr) -> Dim:
    """The index of the state that a carry stands for."""
    index = node.params[3]
    assert isinstance(index, Dim)
    return index
